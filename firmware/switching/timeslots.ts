import type { CallId } from '#units/ids.ts';
import { assert } from '#units/result.ts';
import { type Blocks, type BlocksDraft, itemsOf } from './blocks.ts';

/** Which call holds each port's timeslot. */
export type Holders = Blocks<CallId | null>;
export type HoldersDraft = BlocksDraft<CallId | null>;

/** A timeslot belongs to one call at a time; seizing a held one is a broken assumption. */
export function seizeSlot(holders: HoldersDraft, index: number, call: CallId): void {
  const holder = holders.at(index);
  assert(holder === null, `timeslot of port ${index} is wanted by ${call} but held by ${holder}`);
  holders.set(index, call);
}

/** Only its holder gives a timeslot back. */
export function freeSlot(holders: HoldersDraft, index: number, call: CallId): void {
  const holder = holders.at(index);
  assert(holder === call, `timeslot of port ${index} is not ${call}'s to free: held by ${holder}`);
  holders.set(index, null);
}

export const countHeld = (holders: Holders): number =>
  itemsOf(holders).reduce((n, h) => n + (h === null ? 0 : 1), 0);
