import { ms } from '#units/time.ts';
import { absorb, dropParty, identityOf, settle } from '../call.ts';
import { endedCall, letGo } from '../connection.ts';
import { refused, type Verdict } from '../destination.ts';
import { partiesOf } from '../parties.ts';
import type { Call, CallIndex, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { hold } from './hold.ts';

/*
 * Park: a held party is left in a slot, from where any telephone fetches it by dialling the slot.
 */

const NOT_POSSIBLE = [{ text: 'feature-not-possible' }];

const parkedIn = (tx: Transaction, slot: string): Call | undefined =>
  tx.calls.find((call) => call?.phase.phase === 'parked' && call.phase.slot === slot) ?? undefined;

/** The first free slot; null when all are taken. */
export const freeSlot = (tx: Transaction): string | null =>
  tx.base.office.services.parkSlots.find((slot) => parkedIn(tx, slot) === undefined) ?? null;

/** Leaves the party that a telephone holds in a slot; back to the telephone when nobody fetches it. */
export function park(tx: Transaction, index: CallIndex, line: LinePort, slot: string): boolean {
  const call = tx.call(index);
  if (
    partiesOf(call).length !== 2 ||
    call.room !== null ||
    call.phase.phase !== 'connected' ||
    call.heldBy.length !== 1
  )
    return false;
  dropParty(tx, index, line.index);
  if (line.state.state === 'holding') letGo(tx, line.index, endedCall(call, 16));
  const { number } = line.config;
  const left = tx.call(index);
  tx.updateCall(index, {
    phase: { phase: 'parked', slot },
    shown: identityOf(tx, left, left.from),
    deadline: tx.in(ms(tx.base.office.services.timing.parkRecallMs)),
    sender: number,
  });
  settle(tx, index);
  tx.trace(tx.call(index), line, 'park.parked', { slot, by: number });
  return true;
}

/** A telephone leaves the other party in a slot that it names, whether it holds him or not. */
export function parkAt(tx: Transaction, index: CallIndex, line: LinePort, slot: string): boolean {
  const call = tx.call(index);
  const holds = call.heldBy.includes(line.index);
  if (parkedIn(tx, slot) !== undefined || call.heldBy.length !== (holds ? 1 : 0)) return false;
  if (partiesOf(call).length !== 2 || call.phase.phase !== 'connected' || call.room !== null) return false;
  if (!holds) {
    hold(tx, index, line);
    tx.setLine(line.index, { state: 'holding', deadline: null });
  }
  return park(tx, index, tx.line(line.index), slot);
}

/** Somebody dials a park slot. */
export function unpark(tx: Transaction, call: Call, number: string): Verdict {
  if (!tx.base.office.services.parkSlots.includes(number)) return null;
  const parked = parkedIn(tx, number);
  if (parked === undefined)
    return { kind: 'done', reached: refused(1, 'nobody is parked there', [{ text: 'nothing-parked' }]) };
  if (partiesOf(call).length !== 1 || call.heldBy.length > 0 || tx.port(call.from).kind !== 'line')
    return { kind: 'done', reached: refused(21, 'only a telephone fetches a call', NOT_POSSIBLE) };
  tx.updateCall(parked.index, { phase: { phase: 'connected' }, deadline: null, sender: null });
  absorb(tx, call.index, parked.index, 'unpark');
  tx.trace(parked, tx.port(call.from), 'park.fetched', { slot: number });
  return { kind: 'done', reached: { kind: 'moved', into: parked.index } };
}
