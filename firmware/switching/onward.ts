import { assert } from '#units/result.ts';
import { hearsIn, refuse, release, settle } from './call.ts';
import { type Reached, reach } from './destination.ts';
import { inCall } from './features/hold.ts';
import { treat } from './features/listed.ts';
import { ringInOf } from './features/mode.ts';
import { greet } from './features/second-dialling.ts';
import { goOutFor } from './outgoing.ts';
import { withdraw } from './ringing.ts';
import type { CallIndex, LineState } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * What a caller does after an attempt to reach somebody: the caller's own line, or whoever else waits.
 */

/** For the handler of the caller's line. */
export function lineGetsOn(tx: Transaction, index: CallIndex, reached: Reached): LineState {
  switch (reached.kind) {
    case 'ringing':
    case 'waiting':
      return { state: 'ringingOut', call: index, deadline: null };
    case 'connected':
      return { state: 'talking', call: index, hears: hearsIn(tx.call(index)), deadline: null };
    case 'moved':
      return inCall(tx, reached.into);
    case 'outside': {
      const no = goOutFor(tx, index, reached.dial, reached.by);
      if (no !== null) return refuse(tx, index, no.cause, no.reason, no.say);
      return { state: 'dialingOut', call: index, deadline: null };
    }
    case 'refused':
      return refuse(tx, index, reached.cause, reached.reason, reached.say, reached.choices);
  }
}

/** For everybody else: the caller's port is changed here. */
export function callerGetsOn(tx: Transaction, index: CallIndex, reached: Reached): void {
  if (reached.kind === 'moved') {
    settle(tx, reached.into);
    return;
  }
  const call = tx.call(index);
  const caller = tx.port(call.from);
  if (caller.kind === 'line' && caller.state.state !== 'talking') {
    // The handler of another port runs: `refuse` leaves the caller's own line to us.
    const next = lineGetsOn(tx, index, reached);
    tx.setLine(caller.index, next);
    return;
  }
  switch (reached.kind) {
    case 'ringing':
    case 'waiting':
    case 'connected':
      if (caller.kind === 'trunk' && caller.state.state === 'asked') trunkWaits(tx, index);
      settle(tx, index);
      return;
    case 'outside': {
      const no = goOutFor(tx, index, reached.dial, reached.by);
      if (no !== null) goesNoFurther(tx, index, no);
      return;
    }
    case 'refused':
      goesNoFurther(tx, index, reached);
  }
}

/** A caller whom we have answered already waits, off-hook. */
function trunkWaits(tx: Transaction, index: CallIndex): void {
  const { from } = tx.call(index);
  tx.setTrunk(from, {
    state: 'talking',
    call: index,
    direction: 'in',
    answeredBy: 'inside',
    hears: hearsIn(tx.call(index)),
    deadline: null,
  });
}

/** A caller from outside goes on ringing, and waits for somebody to be free; one that we have answered must go. */
function goesNoFurther(tx: Transaction, index: CallIndex, why: Extract<Reached, { kind: 'refused' }>): void {
  const call = tx.call(index);
  const caller = tx.port(call.from);
  if (caller.kind === 'trunk' && (caller.state.state === 'offered' || caller.state.state === 'caught')) {
    withdraw(tx, index);
    return;
  }
  release(tx, index, { cause: why.cause, by: 'exchange', reason: why.reason, leaving: null });
}

/** An extension calls an inside number. For the handler of its line. */
export function deliver(tx: Transaction, index: CallIndex, number: string): LineState {
  tx.updateCall(index, { kind: 'internal', toNumber: number });
  return lineGetsOn(tx, index, reach(tx, index, number, { how: 'dialled', by: '' }));
}

/** Offers a call from outside to its destination; when that is not free, the call waits, still ringing. */
export function offer(tx: Transaction, index: CallIndex): void {
  const call = tx.updateCall(index, { phase: { phase: 'waiting', ready: true } });
  const trunk = tx.trunk(call.from);
  const treated = treat(tx, call, trunk);
  if (treated === 'taken care of') return;
  if (treated === null && trunk.config.secondDialling && trunk.state.state === 'offered') {
    tx.setTrunk(trunk.index, greet(tx, call, trunk));
    return;
  }
  const number = treated ?? ringInOf(tx, trunk.config);
  tx.updateCall(index, { toNumber: number });
  if (!isInside(tx, number))
    tx.trace(call, trunk, 'trunk.noDestination', { trunk: trunk.config.name, number });
  const reached = reach(tx, index, number, { how: 'ring-in', by: '' });
  if (reached.kind === 'refused')
    tx.trace(call, trunk, 'extension.waiting', { number, state: reached.reason });
  callerGetsOn(tx, index, reached);
}

/** Whoever waits for a line that became free rings there; who has waited longest first. */
export function serveWaiting(tx: Transaction): void {
  for (const freed of tx.freed) {
    const line = tx.line(freed);
    if (line.state.state !== 'idle') continue;
    const waiting = tx.calls
      .filter((call) => call !== null && call.phase.phase === 'waiting' && call.phase.ready)
      .filter((call) => waitsFor(tx, call!.toNumber, line.config.number))
      .sort((a, b) => a!.startedAt - b!.startedAt);
    const oldest = waiting[0];
    if (oldest === null || oldest === undefined) continue;
    tx.updateCall(oldest.index, { visited: [] });
    const reached = reach(tx, oldest.index, oldest.toNumber, { how: 'ring-in', by: '' });
    assert(tx.calls[oldest.index] !== null, `${oldest.id} was served but is gone`);
    callerGetsOn(tx, oldest.index, reached);
  }
}

/** Whether somebody or something inside has this number. */
export function isInside(tx: Transaction, number: string): boolean {
  const { lineOfNumber, huntGroups, rooms, pagingGroups } = tx.base.tables;
  return [lineOfNumber, huntGroups, rooms, pagingGroups].some((numbers) => numbers.has(number));
}

const waitsFor = (tx: Transaction, wanted: string, freed: string): boolean =>
  wanted === freed || (tx.base.tables.huntGroups.get(wanted)?.members.includes(freed) ?? false);
