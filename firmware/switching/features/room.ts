import { ms } from '#units/time.ts';
import { absorb, settle } from '../call.ts';
import { refused, type Verdict } from '../destination.ts';
import { partiesOf } from '../parties.ts';
import { userOf } from '../people.ts';
import type { Call, CallIndex, Port } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Conference rooms: whoever dials the number is in. With a chair nobody hears anybody before the chair is in; when
 * the chair leaves, all hear music again until the chair is back. Who waits for a chair, or is left there with
 * outside lines only, waits no longer than `LONELY_MS_MAX`: then the conference ends.
 */

const LONELY_MS_MAX = 15 * 60_000;

const openRoom = (tx: Transaction, number: string): Call | undefined =>
  tx.calls.find((call) => call !== null && call.room === number && call.phase.phase === 'connected') ??
  undefined;

const chairOf = (tx: Transaction, { room }: Call): string | null =>
  (room === null ? null : tx.base.tables.rooms.get(room)?.chair) ?? null;

const isChair = (tx: Transaction, port: Port, chair: string): boolean =>
  port.kind === 'line' && userOf(tx, port).number === chair;

/** Somebody came or went: whether the chair is in, and how long the others may wait. */
export function watchRoom(tx: Transaction, index: CallIndex): void {
  const call = tx.call(index);
  const chair = chairOf(tx, call);
  const ports = partiesOf(call).map((party) => tx.port(party));
  const silent = chair !== null && !ports.some((port) => isChair(tx, port, chair));
  const lonely = silent || ports.every(({ kind }) => kind === 'trunk');
  const deadline = lonely ? (call.deadline ?? tx.in(ms(LONELY_MS_MAX))) : null;
  tx.updateCall(index, { silent, deadline });
}

/** How many more a room takes. */
export const placesIn = (tx: Transaction, call: Call): number =>
  (tx.base.tables.rooms.get(call.room ?? '')?.membersMax ?? 0) - partiesOf(call).length;

export function conferenceRoom(tx: Transaction, call: Call, number: string): Verdict {
  const room = tx.base.tables.rooms.get(number);
  if (room === undefined) return null;
  // Several at once are brought in by somebody who is in already.
  if (partiesOf(call).length !== 1 || call.heldBy.length > 0)
    return { kind: 'done', reached: refused(21, 'one at a time', [{ text: 'feature-not-possible' }]) };
  const open = openRoom(tx, number);
  if (open === undefined) {
    tx.updateCall(call.index, {
      room: number,
      phase: { phase: 'connected' },
      answeredAt: call.answeredAt ?? tx.now,
      kind: call.kind === 'incoming' ? 'incoming' : 'internal',
      toNumber: number,
      deadline: null,
      fallback: null,
      sender: null,
    });
    watchRoom(tx, call.index);
    tx.trace(call, tx.port(call.from), 'room.opened', { number });
    return { kind: 'done', reached: { kind: 'connected' } };
  }
  if (partiesOf(open).includes(call.from))
    return { kind: 'done', reached: refused(17, 'is in the conference already') };
  if (placesIn(tx, open) < 1)
    return { kind: 'done', reached: refused(17, 'the conference is full', [{ text: 'conference-full' }]) };
  absorb(tx, call.index, open.index, 'conference');
  watchRoom(tx, open.index);
  settle(tx, open.index);
  tx.trace(open, null, 'room.joined', { number, members: partiesOf(tx.call(open.index)).length });
  return { kind: 'done', reached: { kind: 'moved', into: open.index } };
}
