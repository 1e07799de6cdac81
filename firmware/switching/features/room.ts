import { absorb, settle } from '../call.ts';
import { refused, type Verdict } from '../destination.ts';
import { partiesOf } from '../parties.ts';
import { userOf } from '../people.ts';
import type { Call } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Conference rooms: whoever dials the number is in. With a chair nobody hears anybody before the chair is in.
 */

const openRoom = (tx: Transaction, number: string): Call | undefined =>
  tx.calls.find((call) => call !== null && call.room === number && call.phase.phase === 'connected') ??
  undefined;

/** Whoever is the chair opens the conference. */
const isChair = (tx: Transaction, call: Call, chair: string): boolean => {
  const caller = tx.port(call.from);
  return caller.kind === 'line' && userOf(tx, caller).number === chair;
};

export function conferenceRoom(tx: Transaction, call: Call, number: string): Verdict {
  const room = tx.base.tables.rooms.get(number);
  if (room === undefined) return null;
  const open = openRoom(tx, number);
  if (open === undefined) {
    tx.updateCall(call.index, {
      silent: room.chair !== null && !isChair(tx, call, room.chair),
      room: number,
      phase: { phase: 'connected' },
      answeredAt: call.answeredAt ?? tx.now,
      kind: call.kind === 'incoming' ? 'incoming' : 'internal',
      toNumber: number,
    });
    tx.trace(call, tx.port(call.from), 'room.opened', { number });
    return { kind: 'done', reached: { kind: 'connected' } };
  }
  if (partiesOf(open).length >= room.membersMax)
    return { kind: 'done', reached: refused(17, 'the conference is full', [{ text: 'conference-full' }]) };
  const opens = open.silent && room.chair !== null && isChair(tx, call, room.chair);
  if (opens) tx.updateCall(open.index, { silent: false });
  absorb(tx, call.index, open.index, 'conference');
  settle(tx, open.index);
  tx.trace(open, null, 'room.joined', { number, members: partiesOf(tx.call(open.index)).length });
  return { kind: 'done', reached: { kind: 'moved', into: open.index } };
}
