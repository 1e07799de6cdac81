import { firstLine } from './appearances.ts';
import { isWaiting } from './attendant/stay.ts';
import { release, stopTargets } from './call.ts';
import { endedCall, hearsTone } from './connection.ts';
import { reach } from './destination.ts';
import { huntOn } from './features/hunt.ts';
import { heldLong, recall } from './features/recall.ts';
import { testCallDue } from './features/test-call.ts';
import { callerGetsOn } from './onward.ts';
import { partiesOf, stillCalls, targetsOf } from './parties.ts';
import { withdraw } from './ringing.ts';
import type { Call, CallIndex, CallPhase } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * What happens to a call whose time is up, phase by phase.
 */

function toFallback(tx: Transaction, call: Call, fallback: NonNullable<Call['fallback']>): void {
  if (call.phase.phase === 'alerting') withdraw(tx, call.index);
  tx.updateCall(call.index, { fallback: null, deadline: null, visited: [] });
  const { number, how, by } = fallback;
  if (number === null) return;
  callerGetsOn(tx, call.index, reach(tx, call.index, number, { how, by }));
}

function noAnswer(tx: Transaction, call: Call): void {
  const { fallback, toNumber } = call;
  const caller = tx.port(call.from);
  const seconds = Math.round((tx.now - (call.alertedAt ?? tx.now)) / 1_000_000);
  tx.trace(call, caller, 'extension.noAnswer', { number: toNumber, seconds });
  const hunted = huntOn(tx, call);
  if (hunted !== null) {
    callerGetsOn(tx, call.index, hunted);
    return;
  }
  if (fallback !== null) toFallback(tx, call, fallback);
  else if (call.sender !== null) recall(tx, call.index, call.sender);
  else if (caller.kind === 'trunk' && (caller.state.state === 'offered' || caller.state.state === 'caught'))
    // In the public network it goes on ringing until its caller gives up.
    tx.updateCall(call.index, { deadline: null });
  else unanswered(tx, call);
}

/** The caller hears that nobody answers, and may ask to be called back. */
function unanswered(tx: Transaction, call: Call): void {
  const caller = tx.port(call.from);
  const own = caller.kind === 'line' && caller.state.state === 'ringingOut';
  release(tx, call.index, {
    cause: 19,
    by: 'exchange',
    reason: 'no answer',
    leaving: own ? call.from : null,
  });
  if (!own) return;
  const choices = { number: call.toNumber, why: 'no-answer' } as const;
  tx.setLinePart(firstLine(tx, caller), { found: choices });
  tx.setLine(caller.index, hearsTone(tx, endedCall(call, 19), null, choices));
}

function waitedTooLong(tx: Transaction, call: Call): void {
  if (call.fallback !== null) toFallback(tx, call, call.fallback);
  else if (call.sender !== null) recall(tx, call.index, call.sender);
  else release(tx, call.index, { cause: 19, by: 'exchange', reason: 'waited too long', leaving: null });
}

const nothing = (tx: Transaction, call: Call): void => {
  tx.updateCall(call.index, { deadline: null });
};

function connectedDue(tx: Transaction, call: Call): void {
  if (call.speaker !== null || stillCalls(call)) pagedLongEnough(tx, call);
  else if (call.room !== null)
    release(tx, call.index, { cause: 102, by: 'exchange', reason: 'nobody opens it', leaving: null });
  else if (call.heldBy.length > 0) heldLong(tx, call);
  else nothing(tx, call);
}

/** Whoever has not lifted by now does not listen, or does not come to a group call. */
function pagedLongEnough(tx: Transaction, call: Call): void {
  tx.updateCall(call.index, { deadline: null });
  if (targetsOf(call).length > 0) stopTargets(tx, call.index);
  if (partiesOf(tx.call(call.index)).length < 2)
    release(tx, call.index, { cause: 19, by: 'exchange', reason: 'nobody listens', leaving: null });
}

const DUE: { readonly [P in CallPhase['phase']]: (tx: Transaction, call: Call) => void } = {
  initiated: nothing,
  outgoing: nothing,
  waiting: waitedTooLong,
  alerting: noAnswer,
  connected: connectedDue,
  parked: waitedTooLong,
  prompting: (tx, call) =>
    release(tx, call.index, { cause: 19, by: 'exchange', reason: 'no answer', leaving: null }),
};

/** The deadline of a call is reached. */
export function callDue(tx: Transaction, index: CallIndex): void {
  const call = tx.call(index);
  // Who waits for operators is looked at when the step ends.
  if (isWaiting(call)) tx.updateCall(index, { deadline: null });
  else if (call.test) testCallDue(tx, call);
  else DUE[call.phase.phase](tx, call);
}
