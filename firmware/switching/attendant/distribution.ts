import { freeLine, isOutOfService } from '../appearances.ts';
import type { Mode } from '../office.ts';
import { phoneOf, subscriberOf } from '../people.ts';
import type { Call } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { attendsAt, groupState } from './desks.ts';
import type { AttendantGroup, Distribution } from './model.ts';
import { waitsIn } from './stay.ts';

/*
 * The distribution table: where the calls of a group go in the mode that it is in, and by how many who wait it is full.
 */

/** Set by hand, or as the group stands: in service day, else night. */
export function modeOfGroup(tx: Transaction, group: AttendantGroup): Mode {
  const byHand = tx.people.distributions.get(group.number);
  return byHand ?? (groupState(tx, group) === 'in-service' ? 'day' : 'night');
}

export function setDistribution(tx: Transaction, group: string, mode: Mode | null): void {
  const distributions = new Map(tx.people.distributions);
  if (mode === null) distributions.delete(group);
  else distributions.set(group, mode);
  tx.setPeople({ distributions });
  tx.emit({ kind: 'keep', kept: { what: 'distribution', key: group, value: mode } });
}

/** A mode that is missing: its own consoles, no overflow. */
const distributionOf = (tx: Transaction, group: AttendantGroup): Distribution =>
  group.distribution[modeOfGroup(tx, group)] ?? { routings: [group.number], overflow: null };

/** As many wait as may; `but`: a call that does not count. */
export const isFull = (tx: Transaction, group: AttendantGroup, but: Call | null = null): boolean =>
  group.waitingMax !== null &&
  tx.calls.filter((call) => call !== null && call.index !== but?.index && waitsIn(call) === group.number)
    .length >= group.waitingMax;

/** Somebody is behind a routing who can take a call now. */
function serves(tx: Transaction, to: string): boolean {
  const { attendantGroups, huntGroups, lineOfNumber } = tx.base.tables;
  const group = attendantGroups.get(to);
  if (group !== undefined) return groupState(tx, group) === 'in-service' && !isFull(tx, group);
  const members = huntGroups.get(to)?.members;
  if (members !== undefined) return members.some((member) => serves(tx, member));
  const index = lineOfNumber.get(to);
  // A room, a number outside: it is tried.
  if (index === undefined) return true;
  const { doNotDisturb, absent, forward } = subscriberOf(tx, to);
  if (forward.all !== null) return true;
  const phone = phoneOf(tx, tx.line(index));
  const free = attendsAt(tx, phone) !== null || freeLine(tx, phone) !== null;
  return !doNotDisturb && !absent && !isOutOfService(tx, phone) && free;
}

export type Place =
  /** At its own consoles. */
  | { readonly kind: 'here' }
  | { readonly kind: 'elsewhere'; readonly to: string }
  /** Full, and nowhere to overflow to; or nobody is there. */
  | { readonly kind: 'nowhere'; readonly full: boolean };

/** The first overflow number that this call has not been sent to: of this group, then of those where it was before. */
function overflowOf(tx: Transaction, call: Call, group: AttendantGroup): string | null {
  const { attendantGroups } = tx.base.tables;
  const before = call.visited.flatMap((number) => attendantGroups.get(number) ?? []);
  for (const one of [group, ...before]) {
    const { overflow } = distributionOf(tx, one);
    if (overflow !== null && !call.visited.includes(overflow)) return overflow;
  }
  return null;
}

/**
 * Where a call for a group goes. Groups that overflow to each other in a ring come to an end: no number is tried twice
 * (`Call.visited`), and then the overflow number of the table counts.
 */
export function placeFor(tx: Transaction, call: Call, group: AttendantGroup): Place {
  const full = isFull(tx, group, call);
  const { overflowTo, number } = group;
  if (full && overflowTo !== null && !call.visited.includes(overflowTo))
    return { kind: 'elsewhere', to: overflowTo };
  const inService = groupState(tx, group) === 'in-service';
  for (const to of distributionOf(tx, group).routings) {
    if (to === number) {
      if (inService && !full) return { kind: 'here' };
    } else if (!call.visited.includes(to) && serves(tx, to)) return { kind: 'elsewhere', to };
  }
  const overflow = overflowOf(tx, call, group);
  return overflow === null ? { kind: 'nowhere', full } : { kind: 'elsewhere', to: overflow };
}
