import { assert } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { alarm } from './alarms.ts';
import { hearsIn, refuse, release, settle } from './call.ts';
import { guardedTrunk } from './connection.ts';
import { type Refused, refused, type Way } from './destination.ts';
import { type CallerDecision, decideComplete, type RouteDecision, type TrunkRoute } from './digits.ts';
import { noteWayOut } from './diversion.ts';
import { localNow } from './features/mode.ts';
import { permissionOf } from './features/permission.ts';
import { rememberDialled } from './features/redial.ts';
import { testAnswered } from './features/test-call.ts';
import { tellsRelease } from './features/trunk-to-trunk.ts';
import { addLeg, answerLeg, changeLeg, firstAlert, openLeg } from './legs.ts';
import type { Cause } from './model.ts';
import { wayOutOf } from './parties.ts';
import { extensionOf } from './people.ts';
import { outCaller, presentEffect } from './presenting.ts';
import { callerTalks } from './ringing.ts';
import { presented } from './routing/presentation.ts';
import { traceOfReason } from './routing/reason.ts';
import { chooseRoutes, digitsToSend } from './routing/route.ts';
import { chooseForEmergency, huntIdle, type TrunkChoice } from './routing/trunk-groups.ts';
import type {
  Call,
  CallIndex,
  CallPhase,
  LineState,
  Port,
  PortIndex,
  TrunkPort,
  TrunkState,
} from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * A call on its way to the public network: which exchange line it takes, what is dialled there, when the
 * caller is cut through, and where it goes when a line does not serve.
 */

export type OutgoingPhase = Extract<CallPhase, { phase: 'outgoing' }>;

export function outgoingPhase(call: Call): OutgoingPhase {
  assert(call.phase.phase === 'outgoing', `${call.id} is on an exchange line but ${call.phase.phase}`);
  return call.phase;
}

/** A line of the group, or of the route's next way when the group has none (overflow). */
function choose(tx: Transaction, call: Call, but: readonly PortIndex[]): TrunkChoice | null {
  const phase = outgoingPhase(call);
  if (phase.group === null) return chooseForEmergency(tx, call, but);
  const found = huntIdle(tx, call, phase.group, but);
  const [way, ...ways] = phase.ways;
  if (found !== null || way === undefined) return found;
  tx.emit(traceOfReason(call.id, null, way.why));
  const digits = digitsToSend(way, phase.number);
  const next = { ...phase, group: way.group, digits, ways, present: way.present };
  return choose(tx, tx.updateCall(call.index, { phase: next }), but);
}

const seizing = (tx: Transaction, call: CallIndex): TrunkState => ({
  state: 'seizing',
  call,
  deadline: tx.in(ms(tx.base.office.timing.dialToneWaitMsMax)),
});

/** Off-hook toward the public exchange, from idle or when the guard time of a reserved line is over. */
export function seize(tx: Transaction, trunk: PortIndex, call: CallIndex): TrunkState {
  tx.setCondition(trunk, { idleReversed: tx.trunk(trunk).condition.reversed });
  return seizing(tx, call);
}

/** What a chosen line does for the call, once nobody else has it. */
function chosenState(tx: Transaction, { trunk, how }: TrunkChoice, call: CallIndex): TrunkState {
  const { state } = tx.trunk(trunk);
  switch (how) {
    case 'seize':
      return seize(tx, trunk, call);
    case 'preempt':
      return guardedTrunk(tx, call);
    case 'wait-for-guard':
      assert(state.state === 'guard', `port ${trunk} was chosen in its guard time but is ${state.state}`);
      return { ...state, next: call };
    case 'drop-caller':
      return {
        state: 'clearing',
        next: call,
        deadline: tx.in(ms(tx.base.office.timing.trunkGuardMs)),
      };
  }
}

function take(tx: Transaction, call: Call, choice: TrunkChoice): void {
  const reason = 'pre-empted by an emergency call';
  if (choice.victim !== null)
    release(tx, choice.victim, { cause: 47, by: 'exchange', reason, leaving: null });
  tx.hold(choice.trunk, call.id);
  const trunk = tx.trunk(choice.trunk);
  const { digits, way } = outgoingPhase(call);
  const leg = openLeg(trunk, digits, way?.how ?? 'dialled', way?.by ?? '', tx.now);
  tx.updateCall(call.index, { to: choice.trunk, legs: addLeg(call.legs, leg) });
  if (call.kind === 'emergency') tx.emit(alarm('TR-EMERG-001', 'exchange lines', false));
  tx.setTrunk(choice.trunk, chosenState(tx, choice, call.index));
}

function noTrunk(tx: Transaction, call: Call): void {
  if (call.kind !== 'emergency') return;
  tx.trace(call, null, 'emergency.noTrunk', { number: call.toNumber });
  tx.emit(alarm('TR-EMERG-001', 'exchange lines', true));
}

/** The plan leads outside. Returns what the caller's line does next. */
export function goOut(
  tx: Transaction,
  index: CallIndex,
  route: TrunkRoute,
  digits: string,
  complete: boolean,
): LineState {
  const present = presented('line', outCaller(tx, tx.call(index)));
  const phase = leaving(route.group, route.strip, digits, digits, complete, [], present);
  return diallingState(tx, index, place(tx, index, 'outgoing', phase), complete);
}

const leaving = (
  group: string | null,
  strip: number,
  number: string,
  digits: string,
  complete: boolean,
  ways: OutgoingPhase['ways'],
  present: OutgoingPhase['present'],
): OutgoingPhase => ({
  ...{ phase: 'outgoing', group, strip, number, digits, complete, ways, present },
  tried: [],
  cutThrough: false,
});

/** A public number over its route: the first way, and the others for when it has no line. */
export function goByRoute(tx: Transaction, index: CallIndex, decision: RouteDecision): LineState {
  return diallingState(tx, index, placeByRoute(tx, index, decision, 'outgoing'), decision.complete);
}

function placeByRoute(
  tx: Transaction,
  index: CallIndex,
  { digits: number, strip, complete }: RouteDecision,
  kind: Call['kind'],
  way?: Way,
): Refused | null {
  const call = tx.call(index);
  const { choices, leftOut, cause } = chooseRoutes(
    tx.base.tables.routing,
    number,
    { localMs: localNow(tx) },
    outCaller(tx, call),
  );
  for (const reason of leftOut) tx.emit(traceOfReason(call.id, null, reason));
  const [first, ...ways] = choices;
  if (first === undefined)
    return refused(cause ?? 3, 'no way to this number now', [{ text: 'not-permitted' }]);
  tx.emit(traceOfReason(call.id, null, first.why));
  const digits = digitsToSend(first, number);
  const phase = leaving(first.group, strip, number, digits, complete, ways, first.present);
  return place(tx, index, kind, way === undefined ? phase : { ...phase, way });
}

/**
 * A call that was forwarded to a public number: as if `by`, whose wish it is, had dialled it. From outside only when
 * its line tells that its far end has gone: nobody inside would hang up.
 */
export function goOutFor(tx: Transaction, index: CallIndex, dial: string, way: Way): Refused | null {
  const { by } = way;
  noteWayOut(tx, index, way);
  const entity = extensionOf(tx, by)?.entity ?? tx.call(index).entity;
  const decision = decideComplete(tx.base.tables, dial, entity);
  const no = mayGoOutFor(tx, index, decision, by);
  if (no !== null) return no;
  const kind = tx.call(index).kind === 'incoming' ? 'incoming' : 'outgoing';
  if (decision.kind === 'route') return placeByRoute(tx, index, decision, kind, way);
  if (decision.kind !== 'trunk') return refused(3, `${by} is forwarded to ${dial}, which leads nowhere`);
  const { route, digits } = decision;
  const present = presented('line', outCaller(tx, tx.call(index)));
  const phase = leaving(route.group, route.strip, digits, digits, true, [], present);
  return place(tx, index, kind, { ...phase, way });
}

function mayGoOutFor(
  tx: Transaction,
  index: CallIndex,
  decision: CallerDecision,
  by: string,
): Refused | null {
  const place = tx.base.tables.lineOfNumber.get(by);
  if (place === undefined || !('digits' in decision)) return null;
  const caller = tx.port(tx.call(index).from);
  if (caller.kind === 'trunk' && !tellsRelease(caller))
    return refused(21, 'two outside lines that nobody would release', [{ text: 'not-permitted' }]);
  const line = tx.line(place);
  const permission = permissionOf(tx, index, line, decision.digits, true, line.config);
  if (permission.kind === 'yes') return null;
  return permission.kind === 'refused'
    ? permission
    : refused(21, `${by} may not call ${decision.digits}`, [{ text: 'not-permitted' }]);
}

function diallingState(tx: Transaction, index: CallIndex, no: Refused | null, complete: boolean): LineState {
  if (no !== null) return refuse(tx, index, no.cause, no.reason, no.say);
  const wait = ms(tx.base.office.timing.interDigitMsMax);
  return { state: 'dialingOut', call: index, deadline: complete ? null : tx.in(wait) };
}

/** An emergency number was dialled: any exchange line, at any other call's cost. */
export function callEmergency(tx: Transaction, index: CallIndex, number: string): LineState {
  tx.trace(tx.call(index), null, 'emergency.matched', { number });
  // Who calls for help is never hidden, and best called back at his own number.
  const { publicNumber } = outCaller(tx, tx.call(index));
  const present = presented('extension', { publicNumber, hidden: false });
  const phase = leaving(null, 0, number, number, true, [], present);
  return diallingState(tx, index, place(tx, index, 'emergency', phase), true);
}

function place(tx: Transaction, index: CallIndex, kind: Call['kind'], phase: OutgoingPhase): Refused | null {
  const { phase: before } = tx.call(index);
  const call = tx.updateCall(index, { kind, toNumber: phase.number, phase, deadline: null });
  const choice = choose(tx, call, []);
  if (choice === null) {
    noTrunk(tx, call);
    tx.updateCall(index, { phase: before });
    return refused(34, 'no exchange line free');
  }
  take(tx, tx.call(index), choice);
  return null;
}

/** Another line for a call whose line does not serve, if there is one. `trunk` then rests in `next`. */
export function moveElsewhere(
  tx: Transaction,
  trunk: TrunkPort,
  index: CallIndex,
  next: TrunkState,
): boolean {
  const call = tx.call(index);
  // Another line would prove nothing of this one.
  if (call.test) return false;
  const tried = [...outgoingPhase(call).tried, trunk.index];
  const choice = choose(tx, call, tried);
  if (choice === null) return false;
  tx.free(trunk.index, call.id);
  tx.setTrunk(trunk.index, next);
  const legs = changeLeg(call.legs, trunk, { releasedAt: tx.now });
  const phase = { ...outgoingPhase(tx.call(index)), tried };
  take(tx, tx.updateCall(index, { to: null, legs, phase }), choice);
  return true;
}

/** As `moveElsewhere`; with no other line the call fails, and its caller hears `cause`. */
export function moveOrFail(
  tx: Transaction,
  trunk: TrunkPort,
  index: CallIndex,
  next: TrunkState,
  cause: Cause,
  reason: string,
): TrunkState {
  if (!moveElsewhere(tx, trunk, index, next)) {
    noTrunk(tx, tx.call(index));
    tx.setTrunk(trunk.index, next);
    release(tx, index, { cause, by: 'exchange', reason, leaving: trunk.index });
  }
  return tx.trunk(trunk.index).state;
}

/** The call loses its line to somebody who rings on it, and goes to another, or fails. */
export function displace(tx: Transaction, trunk: TrunkPort, index: CallIndex): void {
  const { id, legs } = tx.call(index);
  tx.free(trunk.index, id);
  tx.updateCall(index, { to: null, legs: changeLeg(legs, trunk, { releasedAt: tx.now }) });
}

/** A line for a displaced call. Its old line may come up again only for an emergency. */
export function reseat(tx: Transaction, index: CallIndex): void {
  const call = tx.call(index);
  const choice = choose(tx, call, outgoingPhase(call).tried);
  if (choice !== null) {
    take(tx, tx.call(index), choice);
    return;
  }
  noTrunk(tx, call);
  release(tx, index, { cause: 34, by: 'exchange', reason: 'no exchange line free', leaving: null });
}

/** Pulses: a zero takes 1 s and its pause 0.8 s; a lost `sent` must not hold the line for ever. */
const sendingMsMax = (digits: string): number => 3_000 + 2_500 * digits.length;

/** Sends what is dialled and not yet sent; cuts the caller through when that was all. */
export function dialOn(tx: Transaction, trunk: TrunkPort, index: CallIndex, taken: number): TrunkState {
  const call = tx.call(index);
  const phase = outgoingPhase(call);
  const { digits, number, complete } = phase;
  const rest = digits.slice(taken);
  if (rest !== '') {
    if (taken === 0 && trunk.config.carrier !== '') tx.emit(presentEffect(trunk, call, phase));
    const id = tx.nextSend();
    tx.emit({ kind: 'dial', port: trunk.port, digits: rest, via: trunk.config.dialling, id });
    const { legs } = tx.call(index);
    tx.updateCall(index, { legs: changeLeg(legs, trunk, { sent: digits, number }) });
    const deadline = tx.in(ms(sendingMsMax(rest)));
    return { state: 'dialling', call: index, taken: digits.length, sending: id, deadline };
  }
  if (complete) return cutThrough(tx, index, 'not heard');
  return { state: 'dialling', call: index, taken, sending: null, deadline: null };
}

/**
 * The caller hears the line from here on. Not earlier: his own keys would reach the public exchange
 * beside the digits that we send.
 */
export function cutThrough(tx: Transaction, index: CallIndex, ringback: 'not heard' | 'heard'): TrunkState {
  const call = tx.call(index);
  const caller = tx.port(call.from);
  // A caller from outside who is not answered yet goes on hearing his own exchange's ringback.
  const hears = caller.state.state !== 'offered';
  const trunk = tx.port(wayOutOf(call)!);
  tx.updateCall(index, { phase: { ...outgoingPhase(call), complete: true, cutThrough: hears } });
  if (ringback === 'heard') ringsOutside(tx, index, trunk);
  if (caller.kind === 'line' && caller.state.state === 'dialingOut') rememberDialled(tx, index, caller);
  if (caller.state.state === 'dialingOut')
    tx.setLine(caller.index, { state: 'awaitingAnswer', call: index, deadline: null });
  settle(tx, index);
  // A carrier says when it is answered.
  const guesses = ringback !== 'heard' && !(trunk.kind === 'trunk' && trunk.config.carrier !== '');
  const deadline = guesses ? tx.in(ms(tx.base.office.timing.answerByTimeMs)) : null;
  return { state: 'awaitingAnswer', call: index, ringback, deadline };
}

/** The line that the caller was cut through to is gone: he waits again, and hears nothing of the next one yet. */
export function takeBack(tx: Transaction, index: CallIndex): void {
  const call = tx.call(index);
  const caller = tx.port(call.from);
  tx.updateCall(index, { alertedAt: null, phase: { ...outgoingPhase(call), cutThrough: false } });
  if (caller.kind === 'line' && caller.state.state === 'awaitingAnswer')
    tx.setLine(caller.index, { state: 'dialingOut', call: index, deadline: null });
  settle(tx, index);
}

/** The far end's telephone rings: ringback was heard. */
export function ringsOutside(tx: Transaction, index: CallIndex, trunk: Port): void {
  const call = tx.call(index);
  const legs = changeLeg(call.legs, trunk, { alertedAt: tx.now });
  tx.updateCall(index, { alertedAt: firstAlert(call, tx.now), legs });
}

/** The far end answered. */
export function answerOutside(
  tx: Transaction,
  index: CallIndex,
  answeredBy: 'polarity' | 'ringback' | 'time',
): TrunkState {
  const before = tx.call(index);
  const answeredAt = before.answeredAt ?? tx.now;
  const call = tx.updateCall(index, {
    answeredAt,
    phase: { phase: 'connected' },
    legs: answerLeg(answerLeg(before.legs, tx.port(wayOutOf(before)!), tx.now), tx.port(before.from), tx.now),
  });
  callerTalks(tx, call);
  settle(tx, index);
  return {
    state: 'talking',
    call: index,
    direction: 'out',
    answeredBy,
    hears: hearsIn(call),
    guide: call.test ? testAnswered(tx, call) : null,
    deadline: null,
  };
}

/** The caller dialled further, or is known to have finished, after his line was seized. */
export function digitsGrew(tx: Transaction, index: CallIndex, digits: string, complete: boolean): void {
  const call = tx.call(index);
  const phase = outgoingPhase(call);
  const number = phase.number + digits.slice(phase.digits.length);
  tx.updateCall(index, { toNumber: number, phase: { ...phase, digits, number, complete } });
  assert(call.to !== null, `${call.id} dials on without an exchange line`);
  const trunk = tx.trunk(call.to);
  if (trunk.state.state === 'dialling' && trunk.state.sending === null)
    tx.setTrunk(trunk.index, dialOn(tx, trunk, index, trunk.state.taken));
}
