import type { CallId } from '#units/ids.ts';
import { partiesOf } from '../parties.ts';
import type { Call, CallIndex, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { lineOfConsole } from './desks.ts';
import type { AttendantConsole } from './model.ts';
import type { Desk } from './state.ts';

/*
 * The two parties that an operator works with. The telephone is in the call with one of them and holds that with the
 * other; everybody else whom it holds is in the hold area.
 */

export const callById = (tx: Transaction, id: CallId | null): Call | null =>
  id === null ? null : (tx.calls.find((call) => call?.id === id) ?? null);

/** The call that the telephone is in, whatever has come of it yet; not one that only rings. */
export function presentCall(tx: Transaction, { index, state }: LinePort): Call | null {
  if (!('call' in state) || state.state === 'alerting') return null;
  const call = tx.calls[state.call] ?? null;
  return call !== null && partiesOf(call).includes(index) ? call : null;
}

/** A call with that name in which the console's telephone still is. */
export function ownCall(tx: Transaction, console: AttendantConsole, id: CallId | null): Call | null {
  const line = lineOfConsole(tx, console);
  const call = callById(tx, id);
  return line !== null && call !== null && partiesOf(call).includes(line.index) ? call : null;
}

export const sourceOf = (tx: Transaction, console: AttendantConsole, desk: Desk): Call | null =>
  ownCall(tx, console, desk.source);
export const destinationOf = (tx: Transaction, console: AttendantConsole, desk: Desk): Call | null =>
  ownCall(tx, console, desk.destination);

/** Everybody on hold who is neither source nor destination, the oldest first. */
export const holdArea = (
  tx: Transaction,
  { held }: LinePort,
  { source, destination }: Desk,
): readonly CallIndex[] =>
  held.filter((index) => {
    const { id } = tx.call(index);
    return id !== source && id !== destination;
  });
