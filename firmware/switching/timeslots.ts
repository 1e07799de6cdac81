import type { CallId } from '#units/ids.ts';
import { assert } from '#units/result.ts';

/** Which call holds each port's timeslot. */
export type Holders = readonly (CallId | null)[];

/** A timeslot belongs to one call at a time; seizing a held one is a broken assumption. */
export function seizeSlot(holders: (CallId | null)[], index: number, call: CallId): void {
  const holder = holders[index];
  assert(holder === null, `timeslot of port ${index} is wanted by ${call} but held by ${holder}`);
  holders[index] = call;
}

/** Only its holder gives a timeslot back. */
export function freeSlot(holders: (CallId | null)[], index: number, call: CallId): void {
  assert(
    holders[index] === call,
    `timeslot of port ${index} is not ${call}'s to free: held by ${holders[index]}`,
  );
  holders[index] = null;
}

export const countHeld = (holders: Holders): number => holders.reduce((n, h) => n + (h === null ? 0 : 1), 0);
