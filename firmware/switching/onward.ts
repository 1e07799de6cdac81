import { greetingOf } from './attendant/greeting.ts';
import { hearsIn, refuse, release, settle } from './call.ts';
import { type Reached, reach } from './destination.ts';
import { answering } from './features/answering.ts';
import { directNumber } from './features/direct-dialling.ts';
import { inCall } from './features/hold.ts';
import { treat } from './features/listed.ts';
import { ringInOf } from './features/mode.ts';
import { recall } from './features/recall.ts';
import { greet } from './features/second-dialling.ts';
import { goOutFor } from './outgoing.ts';
import { partiesOf } from './parties.ts';
import { userOf } from './people.ts';
import { withdraw } from './ringing.ts';
import type { Call, CallIndex, LinePort, LineState, TrunkPort } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * What a caller does after an attempt to reach somebody: the caller's own line, or whoever else waits.
 */

/** For the handler of the caller's line. */
export function lineGetsOn(tx: Transaction, index: CallIndex, reached: Reached): LineState {
  switch (reached.kind) {
    case 'ringing':
    case 'waiting':
      return greeted(tx, index) ?? { state: 'ringingOut', call: index, deadline: null };
    case 'connected':
      return { state: 'talking', call: index, hears: hearsIn(tx.call(index)), deadline: null };
    case 'moved':
      return inCall(tx, reached.into);
    case 'outside': {
      const no = goOutFor(tx, index, reached.dial, reached.way);
      if (no !== null) return refuse(tx, index, no.cause, no.reason, no.say);
      return { state: 'dialingOut', call: index, deadline: null };
    }
    case 'refused':
      return refuse(tx, index, reached.cause, reached.reason, reached.say, reached.choices);
  }
}

/** Who waits for operators may be greeted, and hears music; null: he hears that it rings. */
function greeted(tx: Transaction, index: CallIndex): LineState | null {
  if (tx.call(index).stay?.hears !== 'music') return null;
  return { state: 'talking', call: index, hears: 'music', guide: greetingOf(tx, index), deadline: null };
}

/** For everybody else: the caller's port is changed here. */
export function callerGetsOn(tx: Transaction, index: CallIndex, reached: Reached): void {
  if (reached.kind === 'moved') {
    settle(tx, reached.into);
    return;
  }
  const call = tx.call(index);
  if (reached.kind === 'refused' && call.sender !== null) {
    recall(tx, index, call.sender);
    return;
  }
  const caller = tx.port(call.from);
  const away = call.heldBy.includes(call.from);
  if (caller.kind === 'line' && caller.state.state !== 'talking' && !away) {
    // The handler of another port runs: `refuse` leaves the caller's own line to us.
    const next = lineGetsOn(tx, index, reached);
    tx.setLine(caller.index, next);
    return;
  }
  switch (reached.kind) {
    case 'ringing':
    case 'waiting':
    case 'connected':
      if (caller.kind === 'trunk' && (reached.kind === 'connected' || isAnswered(tx, index, caller)))
        trunkWaits(tx, index);
      settle(tx, index);
      return;
    case 'outside': {
      const no = goOutFor(tx, index, reached.dial, reached.way);
      if (no !== null) {
        callerGetsOn(tx, index, no);
        return;
      }
      if (caller.kind === 'trunk' && caller.state.state === 'asked') trunkWaits(tx, index);
      settle(tx, index);
      return;
    }
    case 'refused':
      goesNoFurther(tx, index, reached);
  }
}

/** The exchange has answered this caller, or does so now: he hears it, and no longer the public network. */
function isAnswered(tx: Transaction, index: CallIndex, { state: { state } }: TrunkPort): boolean {
  const { stay } = tx.call(index);
  const greets = stay?.hears === 'music' && (state === 'offered' || state === 'caught');
  return state === 'asked' || greets || (stay !== null && state === 'caught');
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
    guide: greetingOf(tx, index),
    deadline: null,
  });
}

const waitsForGroup = (tx: Transaction, { toNumber, stay }: Call): boolean =>
  stay !== null || tx.base.tables.huntGroups.has(toNumber);

/**
 * A caller from outside goes on ringing, and waits for somebody to be free; one that we have answered must go. A
 * carrier's caller is told why, unless it is a group that he waits for.
 */
function goesNoFurther(tx: Transaction, index: CallIndex, why: Extract<Reached, { kind: 'refused' }>): void {
  const call = tx.call(index);
  const caller = tx.port(call.from);
  if (why.tell && caller.kind === 'trunk' && partiesOf(call).length === 1) {
    const language = tx.base.tables.entities.get(call.entity)?.language ?? 'zh-CN';
    tx.setTrunk(caller.index, answering(tx, call, 'message', why.say, language));
    return;
  }
  const rings =
    caller.kind === 'trunk' && (caller.state.state === 'offered' || caller.state.state === 'caught');
  const told = rings && caller.config.carrier !== '' && !waitsForGroup(tx, call);
  if (rings && !told) {
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
  const direct = treated === null ? directNumber(tx, trunk.config, call) : null;
  const asks = treated === null && direct === null && trunk.config.secondDialling;
  if (asks && trunk.state.state === 'offered') {
    tx.setTrunk(trunk.index, greet(tx, call, trunk));
    return;
  }
  const number = treated ?? direct ?? ringInOf(tx, trunk.config);
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
    for (const call of whoWaitsFor(tx, line)) {
      serve(tx, call);
      if (tx.line(freed).state.state !== 'idle') break;
    }
  }
}

function whoWaitsFor(tx: Transaction, line: LinePort): readonly Call[] {
  const waiting: Call[] = [];
  for (const call of tx.calls)
    if (call?.phase.phase === 'waiting' && call.phase.ready && waitsFor(tx, call, line)) waiting.push(call);
  return waiting.sort((a, b) => a.startedAt - b.startedAt);
}

function serve(tx: Transaction, { index, id, kind, toNumber, phase }: Call): void {
  // Another one, served before, may have taken it along.
  if (tx.calls[index]?.id !== id || phase.phase !== 'waiting' || tx.call(index).phase !== phase) return;
  tx.updateCall(index, { visited: [] });
  const way = phase.way ?? { how: kind === 'incoming' ? 'ring-in' : 'dialled', by: '' };
  callerGetsOn(tx, index, reach(tx, index, toNumber, way));
}

/** Whether somebody or something inside has this number. */
export function isInside(tx: Transaction, number: string): boolean {
  const { lineOfNumber, huntGroups, rooms, pagingGroups, attendantGroups } = tx.base.tables;
  const inside = [lineOfNumber, huntGroups, rooms, pagingGroups, attendantGroups];
  return inside.some((numbers) => numbers.has(number));
}

/** The line's number is wanted, or its user's, or a group that it belongs to; or the call was sent on to one of them. */
function waitsFor(tx: Transaction, { toNumber, visited }: Call, line: LinePort): boolean {
  const freed = [line.config.number, userOf(tx, line).number];
  return [toNumber, ...visited].some((wanted) => {
    const members = tx.base.tables.huntGroups.get(wanted)?.members ?? [];
    return freed.some((number) => number === wanted || members.includes(number));
  });
}
