import { earlier, type Instant } from '#units/time.ts';
import { reach } from '../destination.ts';
import { partiesOf } from '../parties.ts';
import type { Call } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { attendsAt, groupState, lineOfConsole } from './desks.ts';
import { modeOfGroup } from './distribution.ts';
import { consoleDue } from './due.ts';
import { noteAbsent, present } from './present.ts';
import { goesOn, placeAnew, quiet } from './requeue.ts';
import { settleDesk } from './settle.ts';
import { isWaiting, leaveGroup, waitingCalls } from './stay.ts';
import { ordinaryAgain } from './telephone.ts';

/*
 * After each step, in an office that has operators: desks, queues and telephones are brought in line with what has
 * happened. Nothing here is driven by single events, so no order of them can leave anything behind.
 */

/** With an operator, and the operator has left it; or taken by somebody else. */
function closeLeft(tx: Transaction, call: Call): void {
  const { stay, phase } = call;
  if (stay === null) return;
  if (stay.answeredAt === null) {
    if (phase.phase !== 'waiting' && phase.phase !== 'alerting') leaveGroup(tx, call, 'released');
    return;
  }
  const console = tx.base.tables.consoles.get(stay.console ?? '');
  const line = console === undefined ? null : lineOfConsole(tx, console);
  if (line === null || !partiesOf(call).includes(line.index)) leaveGroup(tx, call, 'served');
}

/** The table of a group says something else now than when its callers came. */
function moveOn(tx: Transaction): void {
  for (const { index, id } of waitingCalls(tx)) {
    const call = tx.calls[index] ?? null;
    if (call?.id !== id || !isWaiting(call) || call.stay.claim !== null) continue;
    const { stay } = call;
    const group = tx.base.tables.attendantGroups.get(stay.group);
    if (group === undefined) {
      quiet(tx, index);
      leaveGroup(tx, tx.call(index), 'released');
      tx.updateCall(index, { visited: [] });
      goesOn(tx, index, reach(tx, index, tx.call(index).toNumber, { how: 'attendant', by: stay.group }));
      continue;
    }
    if (stay.served === (groupState(tx, group) === 'in-service') && stay.mode === modeOfGroup(tx, group))
      continue;
    placeAnew(tx, call, group);
  }
}

function deadlineOf(tx: Transaction): Instant | null {
  let first: Instant | null = null;
  for (const desk of tx.people.attendants.desks.values()) {
    first = earlier(first, desk.reserved?.until ?? null);
    first = earlier(first, desk.called?.until ?? null);
  }
  return first;
}

/** A telephone that rests as an operator's, and is none in a new office. */
function givenBack(tx: Transaction): void {
  for (const port of tx.ports)
    if (port.kind === 'line' && port.state.state === 'attending' && attendsAt(tx, port) === null)
      ordinaryAgain(tx, port);
}

/** `configured`: the office is a new one, which may have none of them any more. */
export function serveAttendants(tx: Transaction, configured = false): void {
  const { attendants } = tx.people;
  if (!configured && tx.base.tables.attendantGroups.size === 0 && attendants.desks.size === 0) return;
  for (const console of attendants.desks.keys()) {
    consoleDue(tx, console);
    settleDesk(tx, console);
  }
  if (configured) givenBack(tx);
  for (const call of tx.calls) if (call !== null) closeLeft(tx, call);
  noteAbsent(tx);
  moveOn(tx);
  present(tx);
  const deadline = deadlineOf(tx);
  if (deadline !== tx.people.attendants.deadline)
    tx.setPeople({ attendants: { ...tx.people.attendants, deadline } });
}
