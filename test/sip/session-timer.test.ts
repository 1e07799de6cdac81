import { describe, expect, it } from 'vitest';
import { sipCodec } from '#sip/codec/codec.ts';
import { fieldOf } from '#sip/codec/fields.ts';
import { granted, grantedBy, isTooShort } from '#sip/dialogs/session-timer.ts';
import { UserAgent } from '#sip/dialogs/user-agent.ts';
import { makeResponse, tagOf } from '#sip/make.ts';
import { instant, after as later, sec } from '#units/time.ts';
import { accepted, acceptedRequest, optionsWith } from './support/messages.ts';
import { Network, NOTHING_HELD, sdp } from './support/network.ts';
import { nameOf, seeded, UDP } from './support/peer.ts';

const CALM = { lost: 0, doubled: 0, late: 0 };
const T0 = instant(0);
const INVITE = { OPTIONS: 'INVITE sip:100@pbx.example SIP/2.0', CSeq: 'CSeq: 7 INVITE' };
const inviteWith = (...added: string[]): Uint8Array =>
  optionsWith(INVITE, 'Contact: <sip:101@192.0.2.7:5062>', ...added);
const expiresOf = (...added: string[]): string | undefined =>
  granted(acceptedRequest(inviteWith(...added))).fields[0]?.value;

function standing(): Network {
  const network = new Network(1, CALM);
  network.react = (side, event) => {
    if (event.kind === 'incoming')
      network.do(side, (agent) => agent.answer(event.session, sdp('answer'), network.now));
  };
  network.call('a');
  network.pass(sec(5));
  network.trace.length = 0;
  return network;
}
const names = (network: Network): string[] =>
  network.trace.map((line) => line.split(' ').slice(1, 3).join(' '));

describe('what is granted of a session timer', () => {
  it('the caller’s wish, where it says so; the caller refreshes, where it says nothing', () => {
    expect(expiresOf('Supported: timer', 'Session-Expires: 600')).toBe('600;refresher=uac');
    expect(expiresOf('k: timer', 'x: 600 ; refresher=uas')).toBe('600;refresher=uas');
    expect(expiresOf('Supported: timer')).toBe('1800;refresher=uac');
    expect(expiresOf('Supported: timer', 'Session-Expires: 100', 'Min-SE: 300')).toBe('300;refresher=uac');
  });

  it('a caller that knows none has none, unless a proxy wants it: then we refresh', () => {
    expect(expiresOf()).toBeUndefined();
    expect(expiresOf('Session-Expires: 600')).toBe('600;refresher=uas');
  });

  it('less than 90 s is too short for who can be told', () => {
    expect(isTooShort(acceptedRequest(inviteWith('Supported: timer', 'Session-Expires: 30')))).toBe(true);
    expect(isTooShort(acceptedRequest(inviteWith('Session-Expires: 30')))).toBe(false);
    expect(isTooShort(acceptedRequest(inviteWith('Supported: timer', 'Session-Expires: x')))).toBe(false);
  });

  it('by the called: who refreshes, or nothing at all', () => {
    const invite = acceptedRequest(inviteWith());
    const answer = (value: string) =>
      makeResponse(invite, 200, { fields: [{ name: 'session-expires', value }] });
    expect(grantedBy(answer('600;refresher=uac'))).toEqual({ intervalSec: 600, ours: true });
    expect(grantedBy(answer('600;refresher=uas'))).toEqual({ intervalSec: 600, ours: false });
    expect(grantedBy(makeResponse(invite, 200))).toBeNull();
  });
});

describe('a long call', () => {
  it('is kept alive by an UPDATE each quarter of an hour', () => {
    const network = standing();
    network.pass(sec(3_600));
    expect(names(network)).toEqual(
      Array(4).fill(['a UPDATE', 'b 200']).flat().slice(0, names(network).length),
    );
    expect(names(network).length).toBeGreaterThanOrEqual(6);
    expect([network.ends('a'), network.ends('b')]).toEqual([[], []]);
  });

  it('whose other end has vanished ends on both sides', () => {
    const network = standing();
    network.loses = () => true;
    network.pass(sec(3_600));
    expect([network.ends('a'), network.ends('b')]).toEqual([['timeout'], ['expired']]);
    expect(network.agents.a.held).toEqual(NOTHING_HELD);
    expect(network.agents.b.held).toEqual(NOTHING_HELD);
  });

  it('with a telephone that knows no UPDATE is kept alive by offering anew what stands', () => {
    const ua = new UserAgent({ codec: sipCodec, random: seeded(3).bytes });
    const timer = ['Supported: timer', 'Session-Expires: 120;refresher=uas', 'Allow: INVITE, ACK, BYE'];
    ua.receive(inviteWith(...timer), UDP, T0);
    const [incoming] = ua.drain().events;
    if (incoming?.kind !== 'incoming') throw new Error('no call');
    ua.answer(incoming.session, sdp('what stands'), T0);
    const answered = accepted(ua.drain().sent[0]!.bytes);
    const ack = { OPTIONS: 'ACK sip:100@pbx.example SIP/2.0', CSeq: 'CSeq: 7 ACK' };
    const to = `To: <sip:100@pbx.example>;tag=${tagOf(answered.to)}`;
    ua.receive(optionsWith({ ...ack, To: to, Via: 'Via: SIP/2.0/UDP 192.0.2.7;branch=z9hG4bKack' }), UDP, T0);
    ua.wake(later(T0, sec(60)));
    const [sent] = ua.drain().sent.map(({ bytes }) => acceptedRequest(bytes));
    expect(sent!.method).toBe('INVITE');
    expect(new TextDecoder().decode(sent!.body)).toBe('what stands');
    expect(fieldOf(sent!, 'session-expires')).toBe('120;refresher=uac');
  });

  it('that asks to be refreshed every 30 s is told 422, and how often it may', () => {
    const ua = new UserAgent({ codec: sipCodec, random: seeded(3).bytes });
    ua.receive(inviteWith('Supported: timer', 'Session-Expires: 30'), UDP, T0);
    const [answer] = ua.drain().sent.map(({ bytes }) => accepted(bytes));
    expect(nameOf(answer!)).toBe('422');
    expect(fieldOf(answer!, 'min-se')).toBe('90');
  });
});
