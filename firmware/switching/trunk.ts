import { ms, sec } from '#units/time.ts';
import { arrive, offer, release } from './call.ts';
import { guardedTrunk, restingTrunk } from './connection.ts';
import { type EventOf, ignore, type TrunkIn, type TrunkTable } from './handlers.ts';
import type { AnswerSupervision, CallerId, Cause } from './model.ts';
import {
  answerOutside,
  cutThrough,
  dialOn,
  displace,
  moveElsewhere,
  moveOrFail,
  reseat,
  seize,
} from './outgoing.ts';
import type { CallIndex, TrunkPort, TrunkState } from './state.ts';
import type { Transaction } from './transaction.ts';

type Next = TrunkState | 'ignored';
type InCall = TrunkPort & { readonly state: { readonly call: CallIndex } };

// ───────────────────────── what a line shows of itself ─────────────────────────

/** The first look at a line's polarity only tells what it is; a change tells something. */
function notePolarity(tx: Transaction, trunk: TrunkPort, reversed: boolean): 'changed' | 'same' {
  const { reversed: before, idleReversed } = trunk.condition;
  tx.setCondition(trunk.index, { reversed, idleReversed: idleReversed ?? reversed });
  return before !== null && before !== reversed ? 'changed' : 'same';
}

/** After `tx.setCondition`: the port as it is now. */
const settled = (tx: Transaction, trunk: TrunkPort): TrunkState => tx.trunk(trunk.index).state;

function onlyPolarity(tx: Transaction, trunk: TrunkPort, event: EventOf<'polarity'>): Next {
  notePolarity(tx, trunk, event.reversed);
  return settled(tx, trunk);
}

function noteBattery(tx: Transaction, trunk: TrunkPort, present: boolean): void {
  if (trunk.condition.battery === present) return;
  tx.setCondition(trunk.index, { battery: present });
  tx.emit({ kind: 'alarm', code: 'TR-TRUNK-002', where: `port ${trunk.port}`, raised: !present });
}

function onlyBattery(tx: Transaction, trunk: TrunkPort, event: EventOf<'battery'>): Next {
  noteBattery(tx, trunk, event.present);
  return settled(tx, trunk);
}

function batteryAtRest(tx: Transaction, trunk: TrunkPort, event: EventOf<'battery'>): Next {
  if (trunk.condition.battery === event.present) return 'ignored';
  noteBattery(tx, trunk, event.present);
  return restingTrunk(tx, trunk.index);
}

function noteSilence(tx: Transaction, trunk: TrunkPort, silent: boolean): void {
  if (trunk.condition.silent === silent) return;
  tx.setCondition(trunk.index, { silent });
  tx.emit({ kind: 'alarm', code: 'TR-TRUNK-003', where: `port ${trunk.port}`, raised: silent });
}

const outOfService = (tx: Transaction, trunk: TrunkPort): TrunkState => {
  tx.emit({ kind: 'alarm', code: 'TR-TRUNK-001', where: `port ${trunk.port}`, raised: true });
  return { state: 'outOfService', alarmed: true, deadline: null };
};

const lostAtRest = (tx: Transaction, trunk: TrunkPort, event: EventOf<'health'>): Next =>
  event.inService ? 'ignored' : outOfService(tx, trunk);

function lostInCall(tx: Transaction, trunk: InCall, event: EventOf<'health'>): Next {
  if (event.inService) return 'ignored';
  tx.trace(tx.call(trunk.state.call), trunk, 'trunk.lost', { trunk: trunk.config.name });
  release(tx, trunk.state.call, {
    cause: 38,
    by: 'exchange',
    reason: 'exchange line lost',
    leaving: trunk.index,
  });
  return outOfService(tx, trunk);
}

/** The caller has heard nothing of this line yet: another will do. */
const lostOnTheWay =
  (callOf: (state: TrunkState) => CallIndex | null) =>
  (tx: Transaction, trunk: TrunkPort, event: EventOf<'health'>): Next => {
    if (event.inService) return 'ignored';
    const call = callOf(trunk.state);
    if (call === null) return outOfService(tx, trunk);
    tx.trace(tx.call(call), trunk, 'trunk.lost', { trunk: trunk.config.name });
    return moveOrFail(tx, trunk, call, outOfService(tx, trunk), 38, 'exchange line lost');
  };

const callOf = (state: TrunkState): CallIndex | null =>
  'call' in state ? state.call : 'next' in state ? state.next : null;

function healthOutOfService(tx: Transaction, trunk: TrunkIn<'outOfService'>, event: EventOf<'health'>): Next {
  if (!event.inService) return trunk.state.alarmed ? 'ignored' : outOfService(tx, trunk);
  if (trunk.index >= tx.base.tables.officePorts) return 'ignored';
  const where = `port ${trunk.port}`;
  if (trunk.state.alarmed) tx.emit({ kind: 'alarm', code: 'TR-TRUNK-001', where, raised: false });
  noteBattery(tx, trunk, true);
  tx.setCondition(trunk.index, { reversed: null, idleReversed: null });
  return restingTrunk(tx, trunk.index);
}

// ───────────────────────── from outside ─────────────────────────

/** FSK follows within the first silence (Bell 202: 0.5 to 1.5 s after the ring); then nobody waits longer. */
const CALLER_ID_WAIT = sec(3);
/** Caller ID before the first ring (ETSI, DTMF): the ring follows within a few seconds, or not at all. */
const ANNOUNCED = sec(6);

const gap = (tx: Transaction) => tx.in(ms(tx.base.office.timing.trunkRingGapMsMax));

function ringsIn(tx: Transaction, trunk: TrunkPort, callerId: CallerId | null): TrunkState {
  const { index } = arrive(tx, trunk, callerId);
  if (callerId === null) return { state: 'ringingIn', call: index, deadline: gap(tx) };
  tx.setTrunk(trunk.index, { state: 'offered', call: index, deadline: gap(tx) });
  offer(tx, index);
  return settled(tx, trunk);
}

const ringsAtRest = (tx: Transaction, trunk: TrunkPort, event: EventOf<'ringing'>): Next =>
  event.on ? ringsIn(tx, trunk, null) : 'ignored';

const announced = (tx: Transaction, _trunk: TrunkPort, event: EventOf<'callerId'>): TrunkState => ({
  state: 'announced',
  callerId: event.callerId,
  deadline: tx.in(ANNOUNCED),
});

/** In its guard time an emergency call may already wait for this line. */
function ringsInGuard(tx: Transaction, trunk: TrunkIn<'guard'>, event: EventOf<'ringing'>): Next {
  if (!event.on) return 'ignored';
  const { next } = trunk.state;
  if (next === null) return ringsIn(tx, trunk, null);
  tx.trace(tx.call(next), trunk, 'trunk.glare', { trunk: trunk.config.name });
  displace(tx, trunk, next);
  tx.setTrunk(trunk.index, ringsIn(tx, trunk, null));
  reseat(tx, next);
  return settled(tx, trunk);
}

function offerNow(tx: Transaction, trunk: TrunkIn<'ringingIn'>): TrunkState {
  tx.setTrunk(trunk.index, { state: 'offered', call: trunk.state.call, deadline: gap(tx) });
  offer(tx, trunk.state.call);
  return settled(tx, trunk);
}

/** The end of the first burst starts the wait for the number; a second burst ends it. */
function ringsOn(tx: Transaction, trunk: TrunkIn<'ringingIn'>, event: EventOf<'ringing'>): TrunkState {
  if (event.on) return offerNow(tx, trunk);
  return { ...trunk.state, deadline: tx.in(CALLER_ID_WAIT) };
}

function numberArrives(tx: Transaction, trunk: TrunkIn<'ringingIn'>, event: EventOf<'callerId'>): TrunkState {
  tx.updateCall(trunk.state.call, { caller: event.callerId });
  return offerNow(tx, trunk);
}

/** Too late for the telephone's display, in time for the record. */
function numberIsLate(tx: Transaction, trunk: InCall, event: EventOf<'callerId'>): Next {
  if (tx.call(trunk.state.call).caller.number !== '') return 'ignored';
  tx.updateCall(trunk.state.call, { caller: event.callerId });
  return trunk.state as TrunkState;
}

const stillRings = (tx: Transaction, trunk: TrunkIn<'offered'>): TrunkState => ({
  ...trunk.state,
  deadline: gap(tx),
});

function abandoned(tx: Transaction, trunk: InCall): TrunkState {
  tx.trace(tx.call(trunk.state.call), trunk, 'trunk.abandoned', { trunk: trunk.config.name });
  release(tx, trunk.state.call, {
    cause: 16,
    by: 'caller',
    reason: 'abandoned while ringing',
    leaving: trunk.index,
  });
  return restingTrunk(tx, trunk.index);
}

/**
 * We went off-hook into a ring, so the public exchange has connected its caller to us: he hears ringback
 * while the destination rings, and the call that wanted the line goes elsewhere.
 */
function glare(tx: Transaction, trunk: TrunkIn<'seizing'>, event: EventOf<'ringing'>): Next {
  if (!event.on) return 'ignored';
  const outgoing = trunk.state.call;
  tx.trace(tx.call(outgoing), trunk, 'trunk.glare', { trunk: trunk.config.name });
  displace(tx, trunk, outgoing);
  const { index } = arrive(tx, trunk, null);
  const deadline = tx.in(ms(tx.base.office.timing.ringMsMax));
  tx.setTrunk(trunk.index, { state: 'caught', call: index, deadline });
  offer(tx, index);
  reseat(tx, outgoing);
  return settled(tx, trunk);
}

function caughtTooLong(tx: Transaction, trunk: TrunkIn<'caught'>): TrunkState {
  release(tx, trunk.state.call, { cause: 19, by: 'exchange', reason: 'no answer', leaving: trunk.index });
  return guardedTrunk(tx);
}

// ───────────────────────── to the outside ─────────────────────────

function guardEnds(tx: Transaction, trunk: TrunkIn<'guard'>): TrunkState {
  const { next } = trunk.state;
  return next === null ? restingTrunk(tx, trunk.index) : seize(tx, trunk.index, next);
}

function batteryInGuard(tx: Transaction, trunk: TrunkIn<'guard'>, event: EventOf<'battery'>): Next {
  const { next } = trunk.state;
  noteBattery(tx, trunk, event.present);
  if (event.present || next === null) return settled(tx, trunk);
  moveElsewhere(tx, trunk, next, { ...trunk.state, next: null });
  return settled(tx, trunk);
}

const callerDropped = (tx: Transaction, trunk: TrunkIn<'clearing'>): TrunkState =>
  guardedTrunk(tx, trunk.state.next);

function hearsDialTone(tx: Transaction, trunk: TrunkIn<'seizing'>, event: EventOf<'tone'>): Next {
  if (!event.on) return 'ignored';
  if (event.tone === 'dial') {
    noteSilence(tx, trunk, false);
    return dialOn(tx, trunk, trunk.state.call, 0);
  }
  if (event.tone !== 'busy' && event.tone !== 'congestion') return 'ignored';
  traceTone(tx, trunk, event);
  return moveOrFail(tx, trunk, trunk.state.call, guardedTrunk(tx), 42, `${event.tone} tone at seizure`);
}

/** Another line of the group if there is one; else the digits are sent unheard (the tone may be unusual). */
function noDialTone(tx: Transaction, trunk: TrunkIn<'seizing'>): TrunkState {
  const { call } = trunk.state;
  const seconds = tx.base.office.timing.dialToneWaitMsMax / 1_000;
  tx.trace(tx.call(call), trunk, 'trunk.noDialTone', { trunk: trunk.config.name, seconds });
  noteSilence(tx, trunk, true);
  if (moveElsewhere(tx, trunk, call, guardedTrunk(tx))) return settled(tx, trunk);
  tx.trace(tx.call(call), trunk, 'trunk.dialsBlind', { trunk: trunk.config.name });
  return dialOn(tx, trunk, call, 0);
}

function digitsSent(tx: Transaction, trunk: TrunkIn<'dialling'>, event: EventOf<'sent'>): Next {
  if (event.id !== trunk.state.sending) return 'ignored';
  return dialOn(tx, trunk, trunk.state.call, trunk.state.taken);
}

function sentLost(tx: Transaction, trunk: TrunkIn<'dialling'>): TrunkState {
  tx.trace(tx.call(trunk.state.call), trunk, 'trunk.sentLost', { trunk: trunk.config.name });
  return dialOn(tx, trunk, trunk.state.call, trunk.state.taken);
}

const traceTone = (tx: Transaction, trunk: InCall, { tone }: EventOf<'tone'>): void =>
  tx.trace(tx.call(trunk.state.call), trunk, 'release.tone', { trunk: trunk.config.name, tone });

/** Busy (user) and congestion (network) are told apart by the public exchange's cadence (E.180). */
function refusedOutside(tx: Transaction, trunk: InCall, event: EventOf<'tone'>): TrunkState {
  traceTone(tx, trunk, event);
  const cause: Cause = event.tone === 'busy' ? 17 : 42;
  release(tx, trunk.state.call, {
    cause,
    by: 'called',
    reason: `${event.tone} tone outside`,
    leaving: trunk.index,
  });
  return guardedTrunk(tx);
}

function toneWhileDialling(tx: Transaction, trunk: TrunkIn<'dialling'>, event: EventOf<'tone'>): Next {
  if (!event.on) return 'ignored';
  if (event.tone === 'ringback') return cutThrough(tx, trunk.state.call, 'heard');
  if (event.tone === 'busy' || event.tone === 'congestion') return refusedOutside(tx, trunk, event);
  return 'ignored';
}

const answersBy = (trunk: TrunkPort, means: AnswerSupervision): boolean =>
  trunk.config.answerBy.includes(means);

function toneWhileAwaiting(tx: Transaction, trunk: TrunkIn<'awaitingAnswer'>, event: EventOf<'tone'>): Next {
  const { state } = trunk;
  if (event.tone === 'ringback') {
    if (event.on) {
      if (state.ringback === 'not heard') tx.updateCall(state.call, { alertedAt: tx.now });
      return { ...state, ringback: 'heard', deadline: null };
    }
    if (state.ringback !== 'heard') return 'ignored';
    if (!answersBy(trunk, 'ringback')) {
      const deadline = tx.in(ms(tx.base.office.timing.answerByTimeMs));
      return { ...state, ringback: 'ended', deadline };
    }
    tx.trace(tx.call(state.call), trunk, 'answer.ringbackEnded', { trunk: trunk.config.name });
    return answerOutside(tx, state.call, 'ringback');
  }
  if (!event.on || (event.tone !== 'busy' && event.tone !== 'congestion')) return 'ignored';
  return refusedOutside(tx, trunk, event);
}

function answeredByTime(tx: Transaction, trunk: TrunkIn<'awaitingAnswer'>): TrunkState {
  const seconds = tx.base.office.timing.answerByTimeMs / 1_000;
  tx.trace(tx.call(trunk.state.call), trunk, 'answer.time', { trunk: trunk.config.name, seconds });
  return answerOutside(tx, trunk.state.call, 'time');
}

function polarityOnTheWay(tx: Transaction, trunk: InCall, event: EventOf<'polarity'>): Next {
  const change = notePolarity(tx, trunk, event.reversed);
  const { idleReversed } = tx.trunk(trunk.index).condition;
  if (change === 'same' || event.reversed === idleReversed || !answersBy(trunk, 'polarity'))
    return settled(tx, trunk);
  tx.trace(tx.call(trunk.state.call), trunk, 'answer.polarity', { trunk: trunk.config.name });
  return answerOutside(tx, trunk.state.call, 'polarity');
}

// ───────────────────────── the far end goes away ─────────────────────────

function farEndGone(tx: Transaction, trunk: InCall, reason: string): TrunkState {
  const call = tx.call(trunk.state.call);
  const by = call.from === trunk.index ? 'caller' : 'called';
  release(tx, call.index, { cause: 16, by, reason, leaving: trunk.index });
  return guardedTrunk(tx);
}

function loopDrop(tx: Transaction, trunk: InCall): Next {
  if (!trunk.config.releaseBy.includes('loop-drop')) return 'ignored';
  tx.trace(tx.call(trunk.state.call), trunk, 'release.loopDrop', { trunk: trunk.config.name });
  return farEndGone(tx, trunk, 'loop current stopped');
}

/**
 * Outgoing: back to the idle polarity after the answer is the release. Incoming: away from it (a line
 * reversed for caller ID before the ring may still swing back when it is answered).
 */
function polarityInTalk(tx: Transaction, trunk: TrunkIn<'talking'>, event: EventOf<'polarity'>): Next {
  const change = notePolarity(tx, trunk, event.reversed);
  const { idleReversed } = tx.trunk(trunk.index).condition;
  const { state } = trunk;
  const swungAway = event.reversed !== idleReversed;
  if (change === 'same') return settled(tx, trunk);
  if (state.direction === 'out' && swungAway) {
    if (state.answeredBy === 'polarity' || !answersBy(trunk, 'polarity')) return settled(tx, trunk);
    tx.trace(tx.call(state.call), trunk, 'answer.corrected', { trunk: trunk.config.name });
    tx.updateCall(state.call, { answeredAt: tx.now });
    return { ...state, answeredBy: 'polarity' };
  }
  if (!trunk.config.releaseBy.includes('polarity') || (state.direction === 'in' && !swungAway))
    return settled(tx, trunk);
  tx.trace(tx.call(state.call), trunk, 'release.polarity', { trunk: trunk.config.name });
  return farEndGone(tx, trunk, 'polarity');
}

/** Dial tone in an incoming call is the public exchange's: its caller had gone as we answered. */
function toneInTalk(
  tx: Transaction,
  trunk: TrunkIn<'talking'> | TrunkIn<'caught'>,
  event: EventOf<'tone'>,
): Next {
  const incoming = trunk.state.state === 'caught' || trunk.state.direction === 'in';
  const busy = event.tone === 'busy' || event.tone === 'congestion';
  const tells = (busy && trunk.config.releaseBy.includes('busy-tone')) || (event.tone === 'dial' && incoming);
  if (!event.on || !tells) return 'ignored';
  traceTone(tx, trunk, event);
  return farEndGone(tx, trunk, `${event.tone} tone`);
}

function polarityWhenCaught(tx: Transaction, trunk: TrunkIn<'caught'>, event: EventOf<'polarity'>): Next {
  const change = notePolarity(tx, trunk, event.reversed);
  const swungAway = event.reversed !== tx.trunk(trunk.index).condition.idleReversed;
  if (change === 'same' || !swungAway || !trunk.config.releaseBy.includes('polarity'))
    return settled(tx, trunk);
  return farEndGone(tx, trunk, 'polarity');
}

/** What every state does with events that say nothing in it. */
const DEAF = {
  ringing: ignore,
  callerId: ignore,
  loopDrop: ignore,
  tone: ignore,
  sent: ignore,
  polarity: onlyPolarity,
  battery: onlyBattery,
};

/** The exchange line: each state, each event. */
export const TRUNK: TrunkTable = {
  idle: {
    ...DEAF,
    ringing: ringsAtRest,
    callerId: announced,
    battery: batteryAtRest,
    health: lostAtRest,
    deadline: ignore,
  },
  announced: {
    ...DEAF,
    ringing: (tx, trunk, event) => (event.on ? ringsIn(tx, trunk, trunk.state.callerId) : 'ignored'),
    callerId: announced,
    battery: batteryAtRest,
    health: lostAtRest,
    deadline: (tx, trunk) => restingTrunk(tx, trunk.index),
  },
  guard: {
    ...DEAF,
    ringing: ringsInGuard,
    battery: batteryInGuard,
    health: lostOnTheWay(callOf),
    deadline: guardEnds,
  },
  clearing: { ...DEAF, health: lostOnTheWay(callOf), deadline: callerDropped },
  seizing: {
    ...DEAF,
    ringing: glare,
    tone: hearsDialTone,
    health: lostOnTheWay(callOf),
    deadline: noDialTone,
  },
  dialling: {
    ...DEAF,
    sent: digitsSent,
    tone: toneWhileDialling,
    polarity: polarityOnTheWay,
    health: lostOnTheWay(callOf),
    deadline: sentLost,
  },
  awaitingAnswer: {
    ...DEAF,
    tone: toneWhileAwaiting,
    polarity: polarityOnTheWay,
    loopDrop,
    health: lostInCall,
    deadline: answeredByTime,
  },
  talking: {
    ...DEAF,
    callerId: numberIsLate,
    tone: toneInTalk,
    polarity: polarityInTalk,
    loopDrop,
    health: lostInCall,
    deadline: ignore,
  },
  ringingIn: {
    ...DEAF,
    ringing: ringsOn,
    callerId: numberArrives,
    health: lostInCall,
    deadline: offerNow,
  },
  offered: {
    ...DEAF,
    ringing: stillRings,
    callerId: numberIsLate,
    health: lostInCall,
    deadline: abandoned,
  },
  caught: {
    ...DEAF,
    tone: toneInTalk,
    polarity: polarityWhenCaught,
    loopDrop,
    health: lostInCall,
    deadline: caughtTooLong,
  },
  dead: {
    ...DEAF,
    ringing: ringsAtRest,
    battery: batteryAtRest,
    health: lostAtRest,
    deadline: ignore,
  },
  outOfService: {
    ...DEAF,
    polarity: ignore,
    battery: ignore,
    health: healthOutOfService,
    deadline: ignore,
  },
};
