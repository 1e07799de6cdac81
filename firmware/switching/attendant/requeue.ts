import { dropParty, identityOf, leave, refuse, release, settle } from '../call.ts';
import { type Reached, type Refused, reach } from '../destination.ts';
import { callerGetsOn } from '../onward.ts';
import { partiesOf, stillCalls } from '../parties.ts';
import { withdraw } from '../ringing.ts';
import type { Call, CallIndex, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { ownFirst, place } from './arrive.ts';
import { deskOf, groupsOf } from './desks.ts';
import type { AttendantCallKind, AttendantGroup } from './model.ts';

/*
 * Callers who come back to their operator, or lose him: nobody who was with operators is lost.
 */

/** The group that looks after a call of a console: where it was last, else the console's first. */
function groupFor(tx: Transaction, call: Call, console: string): AttendantGroup | null {
  const { attendantGroups } = tx.base.tables;
  const last = call.stay?.group ?? call.attended.at(-1)?.group;
  return (last === undefined ? undefined : attendantGroups.get(last)) ?? groupsOf(tx, console)[0] ?? null;
}

/** Nothing is left for somebody whom we have answered: he is told, and released. */
function tell(tx: Transaction, index: CallIndex, { cause, reason, say }: Refused): void {
  const { from } = tx.call(index);
  const caller = tx.port(from);
  if (partiesOf(tx.call(index)).length > 1 || caller.kind === 'trunk')
    callerGetsOn(tx, index, { kind: 'refused', cause, reason, say, choices: null, tell: true });
  else tx.setLine(from, refuse(tx, index, cause, reason, say));
}

/** What became of a call that nobody's handler waits for. */
export function goesOn(tx: Transaction, index: CallIndex, reached: Reached): void {
  if (reached.kind === 'refused') tell(tx, index, reached);
  else callerGetsOn(tx, index, reached);
}

/** Back to the operators. `to`: who did not serve. */
function toGroup(
  tx: Transaction,
  index: CallIndex,
  group: AttendantGroup,
  kind: AttendantCallKind,
  console: string,
): void {
  const { heldBy, from } = tx.call(index);
  if (heldBy.includes(from)) {
    // Its telephone is in another call: there is nobody who could wait.
    release(tx, index, { cause: 16, by: 'exchange', reason: 'its operator has left', leaving: null });
    return;
  }
  const call = tx.updateCall(index, {
    ...{ fallback: null, hunt: null, sender: null, visited: [group.number], deadline: null },
    phase: { phase: 'waiting', ready: false },
  });
  const arrival = { kind, to: call.toNumber, own: ownFirst(tx, console, group) };
  tx.trace(call, null, 'attendant.comesBack', { number: group.number, console });
  const verdict = place(tx, call, group, arrival);
  if (verdict?.kind === 'divert')
    goesOn(tx, index, reach(tx, index, verdict.to, { how: verdict.how, by: group.number }));
  else if (verdict !== null) goesOn(tx, index, verdict.reached);
}

/** Sent on, parked or camped on by an operator, and not served. False: no operator had sent it. */
export function recallToConsole(tx: Transaction, index: CallIndex, number: string): boolean {
  const console = tx.base.tables.consoleAt.get(number);
  if (console === undefined) return false;
  const call = tx.call(index);
  const works = deskOf(tx, console.id)?.plugged === true || call.stay !== null || call.attended.length > 0;
  const group = works ? groupFor(tx, call, console.id) : null;
  if (group === null) return false;
  toGroup(tx, index, group, 'recall', console.id);
  return true;
}

/**
 * A party steps out of a call, whose other party waits for operators again. Its own port is its
 * handler's business. A call that has no such party is left.
 */
export function giveBack(
  tx: Transaction,
  index: CallIndex,
  { index: party }: Pick<LinePort, 'index'>,
  console: string,
  kind: AttendantCallKind,
): void {
  const call = tx.call(index);
  const group = groupFor(tx, call, console);
  const { phase, room, speaker, supervisor } = call;
  const plain =
    room === null &&
    speaker === null &&
    supervisor === null &&
    call.kind !== 'emergency' &&
    !stillCalls(call);
  if (group === null || !plain || phase.phase !== 'connected' || partiesOf(call).length !== 2) {
    leave(tx, index, party, { cause: 16, by: 'exchange', reason: 'its operator has left' });
    return;
  }
  dropParty(tx, index, party);
  const left = tx.call(index);
  tx.updateCall(index, { shown: identityOf(tx, left, left.from) });
  toGroup(tx, index, group, kind, console);
  if (tx.calls[index]?.id === call.id) settle(tx, index);
}

/** Telephones that ring for it are left alone, and it waits. */
export function quiet(tx: Transaction, index: CallIndex): void {
  if (tx.call(index).phase.phase !== 'alerting') return;
  withdraw(tx, index);
  tx.updateCall(index, { phase: { phase: 'waiting', ready: false } });
}

/** The table says something else now: a call that waits goes where it says. */
export function placeAnew(tx: Transaction, { index, id }: Call, group: AttendantGroup): void {
  quiet(tx, index);
  const call = tx.updateCall(index, { visited: [group.number] });
  if (call.stay === null) return;
  const verdict = place(tx, call, group, call.stay);
  if (verdict === null || (verdict.kind === 'done' && verdict.reached.kind === 'waiting')) return;
  if (verdict.kind === 'divert')
    goesOn(tx, index, reach(tx, index, verdict.to, { how: verdict.how, by: group.number }));
  else goesOn(tx, index, verdict.reached);
  if (tx.calls[index]?.id === id) settle(tx, index);
}
