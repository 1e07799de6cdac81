import { assert } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { alarm } from './alarms.ts';
import { advanceRinger, type RingerInput } from './alerting.ts';
import { callerIdTime } from './calendar.ts';
import { aGuide, leave, originate, refuse, release } from './call.ts';
import { restingLine } from './connection.ts';
import { type CallerDecision, decide, decideComplete, progressOf } from './digits.ts';
import { accountDigit, accountTimeout, askAccount } from './features/account.ts';
import { setCallBack } from './features/call-back.ts';
import { campOn, leaveCampedOn } from './features/camp-on.ts';
import { runFeature } from './features/codes/run.ts';
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
import { ringForKnock, unknock } from './features/knock.ts';
import { permissionOf } from './features/permission.ts';
import { comesBack } from './features/recall.ts';
import { rememberDialled } from './features/redial.ts';
import { type EventOf, ignore, type LineIn, type LineTable } from './handlers.ts';
import type { CallerId, Cause } from './model.ts';
import { deliver } from './onward.ts';
import { callEmergency, digitsGrew, goByRoute, goOut, outgoingPhase } from './outgoing.ts';
import { partiesOf, sideOf, targetsOf } from './parties.ts';
import { subscriberOf, userOf } from './people.ts';
import { connect, stopRinging, withdraw } from './ringing.ts';
import { isDialSymbol, NUMBER_LENGTH_MAX } from './routing/plan.ts';
import type { CallIndex, LinePort, LineState } from './state.ts';
import type { Transaction } from './transaction.ts';

type InCall = LinePort & { readonly state: { readonly call: CallIndex } };

// ───────────────────────── lifting, hanging up, falling out of service ─────────────────────────

function lift(tx: Transaction, line: LinePort): LineState {
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
  const { index, phase, from } = tx.call(line.state.call);
  if (phase.phase !== 'prompting')
    return connect(tx, index, line.index, tx.call(index).speaker === null ? 'dialled' : 'page', '');
  assert(from === line.index, `${line.port} is rung for a call of ${from}`);
  return dialFor(tx, line, phase.dial);
}

/** Digits that the exchange dials for its user: call-back, click to dial, hot line. */
function dialFor(tx: Transaction, line: InCall, digits: string): LineState {
  tx.updateCall(line.state.call, { dialled: digits, phase: { phase: 'initiated' }, deadline: null });
  return follow(tx, line, digits, decideComplete(tx.base.tables, digits, entityOf(tx, line)));
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
  leave(tx, call.index, line.index, { cause: 27, by: 'exchange', reason: 'line lost' });
  dropHeld(tx, line);
  return outOfService(tx, line);
}

/** Its telephone is out of reach: nobody can come back to whom it keeps on hold. */
function dropHeld(tx: Transaction, { index }: LinePort): void {
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
  tx.free(line.index, call.id);
  stopRinging(tx, call.index, line.index);
  if (targetsOf(tx.call(call.index)).length === 0) nobodyRings(tx, call.index, line);
  return outOfService(tx, line);
}

/** A caller from outside goes on ringing in the public network; one from inside hears congestion. */
function nobodyRings(tx: Transaction, index: CallIndex, line: LinePort): void {
  const call = tx.call(index);
  tx.trace(call, line, 'release.portLost', { port: line.port });
  if (call.phase.phase === 'alerting' && tx.port(call.from).kind === 'trunk') withdraw(tx, index);
  else release(tx, index, { cause: 27, by: 'exchange', reason: 'line lost', leaving: null });
}

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

// ───────────────────────── dialling ─────────────────────────

type Dialled = CallerDecision;

function follow(tx: Transaction, line: InCall, digits: string, decision: Dialled): LineState {
  const { call } = line.state;
  const { timing } = tx.base.office;
  switch (decision.kind) {
    case 'more': {
      const wait = decision.secondDialTone ? timing.firstDigitMsMax : timing.interDigitMsMax;
      const tone = decision.secondDialTone ? 'specialDial' : null;
      return { state: 'collecting', call, tone, deadline: tx.in(ms(wait)) };
    }
    case 'emergency':
      return callEmergency(tx, call, decision.number);
    case 'vacant':
      tx.trace(tx.call(call), line, decision.cause === 28 ? 'plan.incomplete' : 'plan.vacant', { digits });
      return refuse(tx, call, decision.cause, 'no such number');
    case 'feature':
      return runFeature(tx, line, decision, ({ number, hidden, anyClass }) => {
        tx.updateCall(call, { kind: 'incomplete', hidden: hidden ?? false, anyClass: anyClass ?? false });
        return follow(tx, line, number, decideComplete(tx.base.tables, number, entityOf(tx, line)));
      });
    case 'extension':
      tx.trace(tx.call(call), line, 'plan.matched', { digits, pattern: decision.pattern, to: 'extension' });
      rememberDialled(tx, call, line);
      return deliver(tx, call, decision.number);
    case 'trunk': {
      const { pattern, route } = decision;
      return outside(tx, line, decision, () => {
        tx.trace(tx.call(call), line, 'plan.matched', { digits, pattern, to: route.group });
        return goOut(tx, call, route, decision.digits, decision.complete);
      });
    }
    case 'route': {
      const { pattern, route } = decision;
      return outside(tx, line, decision, () => {
        tx.trace(tx.call(call), line, 'plan.matched', { digits, pattern, to: route });
        return goByRoute(tx, call, decision);
      });
    }
  }
}

/** A call to the outside, if it is permitted; nothing is seized before that is certain. */
function outside(
  tx: Transaction,
  line: InCall,
  { digits, complete }: { readonly digits: string; readonly complete: boolean },
  go: () => LineState,
): LineState {
  const { call } = line.state;
  const permission = permissionOf(tx, call, line, digits, complete);
  switch (permission.kind) {
    case 'yes':
      rememberDialled(tx, call, line);
      return go();
    case 'open': {
      const deadline = tx.in(ms(tx.base.office.timing.interDigitMsMax));
      return { state: 'collecting', call, tone: null, deadline };
    }
    case 'account':
      return askAccount(tx, line);
    case 'refused':
      return refuse(tx, call, permission.cause, permission.reason, permission.say);
  }
}

const entityOf = (tx: Transaction, line: LinePort): string => userOf(tx, line).entity;

function dial(tx: Transaction, line: InCall, event: EventOf<'digit'>): LineState | 'ignored' {
  if (!isDialSymbol(event.digit)) return 'ignored';
  const digits = tx.call(line.state.call).dialled + event.digit;
  tx.updateCall(line.state.call, { dialled: digits });
  return follow(tx, line, digits, decide(tx.base.tables, digits, entityOf(tx, line)));
}

/** An account code was given: what was dialled before is dialled again with it. */
function goOnWith(tx: Transaction, line: InCall, next: LineState | 'go on'): LineState {
  if (next !== 'go on') return next;
  const { dialled } = tx.call(line.state.call);
  return follow(tx, line, dialled, decideComplete(tx.base.tables, dialled, entityOf(tx, line)));
}

function dialTimeout(tx: Transaction, line: LineIn<'collecting'>): LineState {
  const { dialled } = tx.call(line.state.call);
  return follow(tx, line, dialled, decideComplete(tx.base.tables, dialled, entityOf(tx, line)));
}

function noFirstDigit(tx: Transaction, line: LineIn<'dialTone'>): LineState {
  const hot = hotLineOf(tx, line);
  if (hot !== null && line.held.length === 0) return dialFor(tx, line, hot.number);
  const seconds = tx.base.office.timing.firstDigitMsMax / 1_000;
  tx.trace(tx.call(line.state.call), line, 'dial.noDigit', { seconds });
  return refuse(tx, line.state.call, 102, 'no digit dialled');
}

/** Overlap sending: the exchange line is already seized or being dialled on. */
function dialFurther(
  tx: Transaction,
  line: LineIn<'dialingOut'>,
  event: EventOf<'digit'>,
): LineState | 'ignored' {
  const { index, dialled, phase } = tx.call(line.state.call);
  const outgoing = outgoingPhase({ ...tx.call(index), phase });
  if (!isDialSymbol(event.digit)) return 'ignored';
  if (outgoing.complete || dialled.length >= NUMBER_LENGTH_MAX) {
    tx.trace(tx.call(index), line, 'plan.digitsSurplus', { digit: event.digit });
    return line.state;
  }
  const digits = dialled + event.digit;
  tx.updateCall(index, { dialled: digits });
  const progress = progressOf(tx.base.tables, digits);
  if (progress === 'vacant')
    return event.digit === '#' ? numberEnds(tx, line, dialled) : numberImpossible(tx, line, 1);
  const complete = progress === 'complete';
  digitsGrew(tx, index, outgoing.digits + event.digit, complete);
  return afterGrowth(tx, line, complete);
}

/** The line may have been cut through meanwhile by what was dialled. */
function afterGrowth(tx: Transaction, line: LineIn<'dialingOut'>, complete: boolean): LineState {
  const { state } = tx.line(line.index);
  if (state.state !== 'dialingOut') return state;
  return { ...state, deadline: complete ? null : tx.in(ms(tx.base.office.timing.interDigitMsMax)) };
}

function numberImpossible(tx: Transaction, line: LineIn<'dialingOut'>, cause: Cause): LineState {
  const { dialled } = tx.call(line.state.call);
  tx.trace(tx.call(line.state.call), line, cause === 28 ? 'plan.incomplete' : 'plan.vacant', {
    digits: dialled,
  });
  return refuse(tx, line.state.call, cause, 'no such number');
}

function numberEnds(tx: Transaction, line: LineIn<'dialingOut'>, dialled: string): LineState {
  const progress = progressOf(tx.base.tables, dialled);
  if (progress === 'incomplete' || progress === 'vacant') return numberImpossible(tx, line, 28);
  const { digits } = outgoingPhase(tx.call(line.state.call));
  digitsGrew(tx, line.state.call, digits, true);
  return afterGrowth(tx, line, true);
}

const numberTimeout = (tx: Transaction, line: LineIn<'dialingOut'>): LineState =>
  numberEnds(tx, line, tx.call(line.state.call).dialled);

/** In conversation a push-button telephone is heard by the far end itself; a dial's pulses are not. */
function dialInCall(
  tx: Transaction,
  line: InCall & LinePort,
  event: EventOf<'digit'>,
): LineState | 'ignored' {
  const call = tx.call(line.state.call);
  if (event.via !== 'pulse' || !isDialSymbol(event.digit)) return 'ignored';
  const trunks = partiesOf(call)
    .map((party) => tx.port(party))
    .filter(({ kind }) => kind === 'trunk');
  if (trunks.length === 0) return 'ignored';
  for (const { port } of trunks)
    tx.emit({ kind: 'dial', port, digits: event.digit, via: 'dtmf', id: tx.nextSend() });
  return line.state;
}

// ───────────────────────── ringing, and tones that end ─────────────────────────

function ringOn(tx: Transaction, line: LineIn<'alerting'>, input: RingerInput): LineState | 'ignored' {
  const { office, wall } = tx.base;
  const next = advanceRinger(line.state.ringer, input, office.alerting, tx.now, tx.sendIdAhead);
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

const toHowler = (tx: Transaction): LineState => ({
  state: 'howler',
  deadline: tx.in(ms(tx.base.office.timing.howlerMsMax)),
});

function toLockout(tx: Transaction, line: LineIn<'howler'>): LineState {
  tx.trace(null, line, 'line.lockout', { seconds: tx.base.office.timing.howlerMsMax / 1_000 });
  return { state: 'parked', deadline: null };
}

const IN_CALL = {
  offHook: ignore,
  onHook: hangUp,
  flash: flashBack,
  sent: ignore,
  guideEnded: ignore,
  health: lostInCall,
};
const AT_REST = { flash: ignore, digit: ignore, sent: ignore, guideEnded: ignore };

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
    health: lostWhileAlerting,
    deadline: ringOn,
  },
  talking: { ...IN_CALL, flash: flashInTalk, digit: dialInCall, deadline: ignore },
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
    digit: (tx, line, event) => goOnWith(tx, line, accountDigit(tx, line, event.digit)),
    deadline: (tx, line) => goOnWith(tx, line, accountTimeout(tx, line)),
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
