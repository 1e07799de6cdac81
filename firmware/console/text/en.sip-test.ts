import type { sipTestZhCN } from './zh-CN.sip-test.ts';

/** Test calls of SIP trunks. */
export const sipTestEn: Readonly<Record<keyof typeof sipTestZhCN, string>> = {
  'sip.test': 'Test call',
  'sip.test.of': 'Test call over {trunk}',
  'sip.test.help':
    'The exchange calls this number over this trunk and no other, says a sentence to whoever answers, and hangs up by itself: after 60 s of ringing, or 15 s of talk. It may cost money.',
  'sip.test.number': 'Number',
  'sip.test.numberHelp': 'As it is dialled at an extension, prefix for outside and all; or with +.',
  'sip.test.call': 'Call',
  'sip.test.hangUp': 'Hang up',
  'sip.test.progress': 'How it goes',
  'sip.test.trying': 'The trunk is being seized.',
  'sip.test.sent': 'Sent after {seconds} s: {digits} is dialled, the caller is the trunk’s own number.',
  'sip.test.sentAs': 'Sent after {seconds} s: {digits} is dialled, the caller is {caller}.',
  'sip.test.sentHidden': 'Sent after {seconds} s: {digits} is dialled, the caller is hidden.',
  'sip.test.unrouted':
    'No route of the office leads this number over this trunk: a telephone’s call would not go this way.',
  'sip.test.ringing': 'It rings there after {seconds} s (180).',
  'sip.test.early': 'The carrier’s ringing tone or announcement is heard after {seconds} s (183).',
  'sip.test.answered': 'Answered after {seconds} s: {codec}, voice not encrypted.',
  'sip.test.answeredSecret': 'Answered after {seconds} s: {codec}, voice encrypted (SRTP).',
  'sip.test.hearing': '{packets} packets of voice have come so far, {loss} % were lost.',
  'sip.test.heard': '{packets} packets of voice have come from the far side, {loss} % were lost.',
  'sip.test.onlySilence': 'No speech was heard in them.',
  'sip.test.nothing': 'Nothing was heard of the far side.',
  'sip.test.carrier': 'The carrier answered: {status} {words}',

  'sip.test.end.worked': 'The test is over: calls go out over this trunk.',
  'sip.test.end.busy': 'Busy or declined there: the way to it works.',
  'sip.test.end.unanswered': 'Nobody answered.',
  'sip.test.end.refused': 'The carrier refused the call.',
  'sip.test.end.noWord': 'The carrier did not say a word.',
  'sip.test.end.notSent': 'The call was not sent.',
  'sip.test.end.noVoice': 'The two sides have no codec in common.',
  'sip.test.end.lost': 'After the answer nothing came from the far side any more.',
  'sip.test.end.hungUp': 'Hung up.',
  'sip.test.end.gaveWay': 'The test gave way: an emergency call or a caller needed the line.',

  'sip.test.advice.account':
    'Check user, password and domain of the trunk, and ask the carrier whether this account may call this number.',
  'sip.test.advice.number':
    'The carrier does not know this number: check which digits the route takes off and puts in front, and the form that the carrier wants.',
  'sip.test.advice.network':
    'Check the network, the firewall, the address of the server, and the public address if the box is behind a router.',
  'sip.test.advice.codecs': 'Check the codecs of the trunk, and whether encryption is demanded.',
  'sip.test.advice.limit':
    'The carrier takes no call now: busy, or more calls at once than the contract has. Try again later, and check how many calls the trunk is set to.',
  'sip.test.advice.money': 'Ask the carrier: the account may have run out of money.',
  'sip.test.advice.carrier': 'The trouble is at the carrier: tell them the answer above.',
  'sip.test.advice.moved': 'The carrier sends the call elsewhere: check domain and server.',
  'sip.test.advice.silence':
    'No voice arrives: check the public address, and let the UDP ports of RTP through router and firewall.',
  'sip.test.advice.keys': 'Voice arrives, but under a wrong key: check the encryption.',

  'refused.TR-SIP-020': 'The trunk is not up: its row says why.',
  'refused.TR-SIP-021': 'All its calls are taken. Try again later.',
  'refused.TR-SIP-022': 'A test call is under way. Wait for its end, or hang it up.',
  'refused.TR-SIP-023': 'This is an emergency number: it is not called for a test.',
  'refused.TR-SIP-024': 'This number does not lead outside. Type a number of the public network.',
};
