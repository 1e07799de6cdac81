import { assert } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { alarm } from './alarms.ts';
import { advanceRinger, alertingOf, type RingerInput } from './alerting.ts';
import { doPending } from './attendant/commands.ts';
import { restsOffHook } from './attendant/desks.ts';
import {
  asksFor,
  attendantHangsUp,
  attendantLifts,
  attendantLost,
  backToQueue,
  dialsAtRest,
} from './attendant/telephone.ts';
import { callerIdTime } from './calendar.ts';
import { aGuide, leave, originate, release } from './call.ts';
import { restingLine } from './connection.ts';
import {
  dial,
  dialFor,
  dialFurther,
  dialInCall,
  dialTimeout,
  goOnWith,
  noFirstDigit,
  numberTimeout,
} from './dialling.ts';
import { askedDigit, askedTimeout } from './features/asked.ts';
import { setCallBack } from './features/call-back.ts';
import { campOn, leaveCampedOn } from './features/camp-on.ts';
import { declined } from './features/declined.ts';
import {
  flashAfterEnd,
  flashBack,
  flashInTalk,
  hangUpInConsultation,
  hangUpRecalled,
  recalledDigit,
  recalledPlain,
} from './features/flash.ts';
import { hotLineOf } from './features/hot-line.ts';
import { huntOn } from './features/hunt.ts';
import { knockDigit, knockDue, knockSent, ringForKnock, unknock } from './features/knock.ts';
import { hangUpHolding, ownHold, ownRetrieve } from './features/own-hold.ts';
import { comesBack, recall } from './features/recall.ts';
import { recordingBegins, recordingDigit, recordingDone, recordingDue } from './features/record-guide.ts';
import { superviseKey } from './features/supervise.ts';
import { wakes, wokenUp } from './features/wake-up.ts';
import { type EventOf, ignore, type LineIn, type LineTable } from './handlers.ts';
import type { CallerId } from './model.ts';
import { callerGetsOn } from './onward.ts';
import { partiesOf, sideOf, targetsOf } from './parties.ts';
import { subscriberOf, userOf } from './people.ts';
import { connect, stopRinging, withdraw } from './ringing.ts';
import type { Call, CallIndex, LinePort, LineState, Port } from './state.ts';
import type { Transaction } from './transaction.ts';

type InCall = LinePort & { readonly state: { readonly call: CallIndex } };

// ───────────────────────── lifting, hanging up, falling out of service ─────────────────────────

function lift(tx: Transaction, line: LinePort): LineState {
  wakes(tx, userOf(tx, line).number);
  const attends = attendantLifts(tx, line);
  if (attends !== null) return attends;
  const { index } = originate(tx, line);
  const { firstDigitMsMax } = tx.base.office.timing;
  const hot = hotLineOf(tx, line);
  const deadline = tx.in(ms(Math.min(firstDigitMsMax, hot?.afterMs ?? firstDigitMsMax)));
  const tone = remembers(tx, line) ? 'specialDial' : 'dial';
  const lifted: LineState = { state: 'dialTone', call: index, tone, deadline };
  if (hot === null || hot.afterMs > 0) return lifted;
  tx.setLine(line.index, lifted);
  return dialFor(tx, { ...line, state: lifted }, hot.number);
}

/** A dial tone that is not the usual one reminds of what would surprise a caller. */
function remembers(tx: Transaction, line: LinePort): boolean {
  const { forward, doNotDisturb, absent } = subscriberOf(tx, userOf(tx, line).number);
  return forward.all !== null || doNotDisturb || absent;
}

function hangUp(tx: Transaction, line: InCall): LineState {
  const call = tx.call(line.state.call);
  tx.trace(call, line, 'release.onHook', { port: line.port });
  const { held, knock } = tx.line(line.index);
  const last = held.at(-1);
  if (attendantHangsUp(tx, line))
    return knock === null ? restingLine(tx, line.index) : ringForKnock(tx, line, knock);
  if (last !== undefined) return hangUpInConsultation(tx, line, last);
  const by = sideOf(call, line.index);
  leave(tx, call.index, line.index, { cause: 16, by, reason: 'on-hook' });
  return knock === null ? restingLine(tx, line.index) : ringForKnock(tx, line, knock);
}

/** A telephone that is put down while it keeps somebody on hold rings for him. */
function rest(tx: Transaction, line: LinePort): LineState {
  const { held, knock, state } = tx.line(line.index);
  const [only] = held;
  if (state.state === 'hearsTone' && state.choices?.why === 'busy' && only !== undefined && held.length === 1)
    if (leaveCampedOn(tx, line, only, state.choices)) return restingLine(tx, line.index);
  if (held.length > 0) return comesBack(tx, line);
  return knock === null ? restingLine(tx, line.index) : ringForKnock(tx, line, knock);
}

function answer(tx: Transaction, line: LineIn<'alerting'>): LineState {
  wakes(tx, userOf(tx, line).number);
  const { index, phase, from } = tx.call(line.state.call);
  if (phase.phase !== 'prompting')
    return connect(tx, index, line.index, tx.call(index).speaker === null ? 'dialled' : 'page', '');
  assert(from === line.index, `${line.port} is rung for a call of ${from}`);
  if (phase.dial === null) return wokenUp(tx, line);
  if (asksFor(tx, line)) return doPending(tx, line, index);
  return dialFor(tx, line, phase.dial);
}

/** What the hook does meanwhile nobody sees: a port that is back counts as on-hook until it tells otherwise. */
function outOfService(tx: Transaction, line: LinePort): LineState {
  tx.emit(alarm('TR-PORT-001', `port ${line.port}`, true));
  return { state: 'outOfService', offHook: false, alarmed: true, deadline: null };
}

function lostInCall(tx: Transaction, line: InCall, event: EventOf<'health'>): LineState | 'ignored' {
  if (event.inService) return 'ignored';
  const call = tx.call(line.state.call);
  tx.trace(call, line, 'release.portLost', { port: line.port });
  attendantLost(tx, line);
  if (isStillIn(tx, line, call))
    leave(tx, call.index, line.index, { cause: 27, by: 'exchange', reason: 'line lost' });
  dropHeld(tx, line);
  return outOfService(tx, line);
}

const isStillIn = (tx: Transaction, { index }: LinePort, { index: place, id }: Call): boolean =>
  tx.calls[place]?.id === id && partiesOf(tx.call(place)).includes(index);

/** Its telephone is out of reach: nobody can come back to whom it keeps on hold. */
function dropHeld(tx: Transaction, line: LinePort): void {
  const { index } = line;
  attendantLost(tx, line);
  for (const call of tx.line(index).held)
    leave(tx, call, index, { cause: 27, by: 'exchange', reason: 'line lost' });
  const { knock } = tx.line(index);
  if (knock !== null) unknock(tx, index, knock.call);
}

/** Its caller from outside goes on ringing in the public network; one from inside hears congestion. */
function lostWhileAlerting(
  tx: Transaction,
  line: LineIn<'alerting'>,
  event: EventOf<'health'>,
): LineState | 'ignored' {
  if (event.inService) return 'ignored';
  const call = tx.call(line.state.call);
  if (call.phase.phase === 'prompting') return lostInCall(tx, line, event);
  tx.free(line.index, call.id);
  stopRinging(tx, call.index, line.index);
  if (targetsOf(tx.call(call.index)).length === 0) nobodyRings(tx, call.index, line);
  return outOfService(tx, line);
}

/**
 * A call that hunts goes on, one that was sent there goes back; a caller from outside goes on ringing in the public
 * network, one from inside hears congestion.
 */
function nobodyRings(tx: Transaction, index: CallIndex, line: LinePort): void {
  const call = tx.call(index);
  tx.trace(call, line, 'release.portLost', { port: line.port });
  const hunted = huntOn(tx, call);
  if (backToQueue(tx, index)) return;
  if (hunted !== null) callerGetsOn(tx, index, hunted);
  else if (call.sender !== null) recall(tx, index, call.sender);
  else if (call.phase.phase === 'alerting' && stillRingsOutside(tx.port(call.from))) withdraw(tx, index);
  else release(tx, index, { cause: 27, by: 'exchange', reason: 'line lost', leaving: null });
}

/** Nobody has answered this caller yet; one who was on hold here would wait for ever. */
const stillRingsOutside = ({ kind, state: { state } }: Port): boolean =>
  kind === 'trunk' && (state === 'offered' || state === 'caught');

function lostAtRest(tx: Transaction, line: LinePort, event: EventOf<'health'>): LineState | 'ignored' {
  if (event.inService) return 'ignored';
  dropHeld(tx, line);
  return outOfService(tx, line);
}

/** A telephone found off-hook gets dial tone: whoever holds it may need to call for help. */
function healthOutOfService(
  tx: Transaction,
  line: LineIn<'outOfService'>,
  event: EventOf<'health'>,
): LineState | 'ignored' {
  if (!event.inService) return line.state.alarmed ? 'ignored' : outOfService(tx, line);
  const resting = restingLine(tx, line.index);
  if (resting.state === 'outOfService') return 'ignored';
  if (line.state.alarmed) tx.emit(alarm('TR-PORT-001', `port ${line.port}`, false));
  return line.state.offHook ? lift(tx, line) : resting;
}

// ───────────────────────── ringing, and tones that end ─────────────────────────

function ringOn(tx: Transaction, line: LineIn<'alerting'>, input: RingerInput): LineState | 'ignored' {
  const { office, wall } = tx.base;
  const next = advanceRinger(
    line.state.ringer,
    input,
    alertingOf(office, line.config),
    tx.now,
    tx.sendIdAhead,
  );
  if (next === null) return 'ignored';
  if (next.send !== null) {
    const epochMs = wall.epochMs + Math.floor((tx.now - wall.at) / 1_000);
    tx.emit({
      kind: 'sendCallerId',
      port: line.port,
      callerId: shownTo(tx, line.state.call),
      dateTime: callerIdTime(epochMs, office.localTime),
      offHook: false,
      id: tx.nextSend(),
    });
  }
  return { ...line.state, ringer: next.ringer, deadline: next.ringer.deadline };
}

function shownTo(tx: Transaction, index: CallIndex): CallerId {
  const { shown, caller } = tx.call(index);
  return shown ?? caller;
}

/** At the busy tone: 5 asks to be called back, 6 waits. */
function chooseAfterEnd(
  tx: Transaction,
  line: LineIn<'hearsTone'>,
  event: EventOf<'digit'>,
): LineState | 'ignored' {
  const { choices } = line.state;
  if (choices === null) return 'ignored';
  if (event.digit === '6' && choices.why === 'busy' && line.held.length === 0)
    return campOn(tx, line, choices);
  if (event.digit !== '5') return 'ignored';
  const set = setCallBack(tx, userOf(tx, line).number, choices.number, choices.why);
  const text = set ? 'call-back-set' : 'feature-not-possible';
  const guide = aGuide(tx, [{ text }], userOf(tx, line).language);
  return { ...line.state, tone: set ? 'confirmation' : line.state.tone, guide, choices: null };
}

/** What was spoken has been heard; the tone remains. */
function guideEnded(
  _tx: Transaction,
  line: LineIn<'hearsTone'>,
  event: EventOf<'guideEnded'>,
): LineState | 'ignored' {
  return line.state.guide?.id === event.id ? { ...line.state, guide: null } : 'ignored';
}

const toHowler = (tx: Transaction, line: LinePort): LineState =>
  restsOffHook(tx, line.index) ?? {
    state: 'howler',
    deadline: tx.in(ms(tx.base.office.timing.howlerMsMax)),
  };

function toLockout(tx: Transaction, line: LineIn<'howler'>): LineState {
  tx.trace(null, line, 'line.lockout', { seconds: tx.base.office.timing.howlerMsMax / 1_000 });
  return { state: 'parked', deadline: null };
}

/** What only a telephone with a display says of itself. */
const SILENT = { hold: ignore, retrieve: ignore, declined: ignore };
const IN_CALL = {
  ...SILENT,
  offHook: ignore,
  onHook: hangUp,
  flash: flashBack,
  sent: ignore,
  guideEnded: ignore,
  guideRecorded: ignore,
  health: lostInCall,
};
const AT_REST = {
  ...SILENT,
  flash: ignore,
  digit: ignore,
  sent: ignore,
  guideEnded: ignore,
  guideRecorded: ignore,
};

/** The extension line: each state, each event. */
export const LINE: LineTable = {
  idle: {
    offHook: lift,
    onHook: ignore,
    ...AT_REST,
    health: lostAtRest,
    deadline: ignore,
  },
  dialTone: { ...IN_CALL, digit: dial, deadline: noFirstDigit },
  collecting: { ...IN_CALL, digit: dial, deadline: dialTimeout },
  ringingOut: { ...IN_CALL, digit: ignore, deadline: ignore },
  dialingOut: { ...IN_CALL, digit: dialFurther, deadline: numberTimeout },
  awaitingAnswer: { ...IN_CALL, flash: flashInTalk, digit: dialInCall, deadline: ignore },
  alerting: {
    offHook: answer,
    onHook: ignore,
    ...AT_REST,
    sent: ringOn,
    declined,
    health: lostWhileAlerting,
    deadline: ringOn,
  },
  talking: {
    ...IN_CALL,
    flash: flashInTalk,
    digit: (tx, line, event) =>
      knockDigit(tx, line, event.digit) ?? superviseKey(tx, line, event.digit) ?? dialInCall(tx, line, event),
    sent: knockSent,
    guideEnded: (_tx, line, event) =>
      line.state.guide?.id === event.id ? { ...line.state, guide: null } : 'ignored',
    hold: ownHold,
    deadline: knockDue,
  },
  holding: {
    offHook: ignore,
    onHook: hangUpHolding,
    ...AT_REST,
    retrieve: ownRetrieve,
    health: lostAtRest,
    deadline: ignore,
  },
  attending: {
    offHook: ignore,
    onHook: rest,
    ...AT_REST,
    flash: flashAfterEnd,
    digit: dialsAtRest,
    health: lostAtRest,
    deadline: ignore,
  },
  recalled: {
    ...AT_REST,
    offHook: ignore,
    onHook: hangUpRecalled,
    flash: recalledPlain,
    digit: recalledDigit,
    health: lostAtRest,
    deadline: recalledPlain,
  },
  asked: {
    ...IN_CALL,
    guideEnded: (_tx, line, event) =>
      line.state.guide?.id === event.id ? { ...line.state, guide: null } : 'ignored',
    digit: (tx, line, event) => goOnWith(tx, line, askedDigit(tx, line, event.digit)),
    deadline: (tx, line) => goOnWith(tx, line, askedTimeout(tx, line)),
  },
  recordingGuide: {
    ...IN_CALL,
    digit: recordingDigit,
    guideEnded: recordingBegins,
    guideRecorded: recordingDone,
    deadline: recordingDue,
  },
  hearsTone: {
    offHook: ignore,
    onHook: rest,
    ...AT_REST,
    digit: chooseAfterEnd,
    flash: flashAfterEnd,
    guideEnded,
    health: lostAtRest,
    deadline: toHowler,
  },
  howler: {
    offHook: ignore,
    onHook: rest,
    ...AT_REST,
    flash: flashAfterEnd,
    health: lostAtRest,
    deadline: toLockout,
  },
  parked: {
    // Its on-hook was missed: a telephone that is lifted was down before.
    offHook: lift,
    onHook: rest,
    ...AT_REST,
    flash: flashAfterEnd,
    health: lostAtRest,
    deadline: ignore,
  },
  outOfService: {
    offHook: (_tx, line) => ({ ...line.state, offHook: true }),
    onHook: (_tx, line) => ({ ...line.state, offHook: false }),
    ...AT_REST,
    health: healthOutOfService,
    deadline: ignore,
  },
};
