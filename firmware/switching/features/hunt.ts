import { ms } from '#units/time.ts';
import { freeLine, linesOf } from '../appearances.ts';
import { isReserved } from '../attendant/reserved.ts';
import { type Reached, reach, refused, type Verdict, type Way } from '../destination.ts';
import type { HuntGroup } from '../office.ts';
import { targetsOf } from '../parties.ts';
import { phoneOf, subscriberOf } from '../people.ts';
import { ring, withdraw } from '../ringing.ts';
import { type HuntMember, huntOrder } from '../routing/hunt-order.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Hunt groups: one number, several telephones, tried in the order of the group's strategy.
 */

/** The line at which a member can ring now: nothing is going on at his telephone, and he is there for calls. */
function freeMember(tx: Transaction, number: string): LinePort | null {
  const index = tx.base.tables.lineOfNumber.get(number);
  if (index === undefined) return null;
  const { doNotDisturb, absent, forward } = subscriberOf(tx, number);
  const wishes = !doNotDisturb && !absent && forward.all === null && !isReserved(tx, number, null);
  return wishes ? freeLine(tx, phoneOf(tx, tx.line(index)), 1) : null;
}

/** How long a telephone has been at rest, and how many calls it has answered, at whichever of its lines. */
function serviceOf(tx: Transaction, line: LinePort | null): Pick<HuntMember, 'idleSince' | 'callsAnswered'> {
  if (line === null) return { idleSince: null, callsAnswered: 0 };
  let { idleSince, answered: callsAnswered } = line;
  for (const other of linesOf(tx, line)) {
    if (other.index === line.index) continue;
    if (other.idleSince > idleSince) idleSince = other.idleSince;
    callsAnswered += other.answered;
  }
  return { idleSince, callsAnswered };
}

function orderOf(tx: Transaction, group: HuntGroup, call: Call): readonly string[] {
  const members = group.members.map((number): HuntMember => {
    const line = freeMember(tx, number);
    return { number, available: line !== null, ...serviceOf(tx, line) };
  });
  const last = tx.people.lastServed.get(group.number);
  const place = last === undefined ? -1 : group.members.indexOf(last);
  // Any number will do for chance, so long as a replay draws the same.
  const seed = Number(call.id.slice(1)) * 7919 + Math.floor(tx.now / 1_000);
  return huntOrder(group.strategy, members, place < 0 ? null : place, seed);
}

function ringMembers(
  tx: Transaction,
  call: Call,
  group: HuntGroup,
  numbers: readonly string[],
  way: Way,
): boolean {
  // Two members may sit at one telephone (hot desk); it rings once.
  const lines = [...new Set(numbers.flatMap((number) => freeMember(tx, number) ?? []))];
  const [first] = numbers;
  if (lines.length === 0 || first === undefined) return false;
  tx.setPeople({ lastServed: new Map(tx.people.lastServed).set(group.number, first) });
  ring(tx, call.index, lines, { how: 'hunt', by: group.number || way.by, msMax: group.memberRingMs });
  return true;
}

/** The hunt begins; nobody free: a caller from outside waits for the first who is. */
export function huntGroup(tx: Transaction, call: Call, number: string, way: Way): Verdict {
  const group = tx.base.tables.huntGroups.get(number);
  if (group === undefined) return null;
  const overflowAt = tx.in(ms(group.ringMsMax));
  const order = orderOf(tx, group, call);
  tx.trace(call, null, 'hunt.begins', { number, strategy: group.strategy, free: order.length });
  const together = group.strategy === 'all';
  tx.updateCall(call.index, { hunt: { group: number, rest: together ? [] : order.slice(1), overflowAt } });
  if (ringMembers(tx, call, group, together ? order : order.slice(0, 1), way)) {
    if (together) tx.updateCall(call.index, { deadline: overflowAt });
    return { kind: 'done', reached: { kind: 'ringing' } };
  }
  tx.updateCall(call.index, { hunt: null });
  if (group.overflow !== null) return { kind: 'divert', to: group.overflow, how: 'hunt' };
  return { kind: 'done', reached: refused(17, 'every member is busy', [], { number, why: 'busy' }) };
}

/** The member that rang did not answer: the next one, or the overflow. Null: this call hunts no more. */
export function huntOn(tx: Transaction, call: Call): Reached | null {
  const { hunt } = call;
  const group = hunt === null ? undefined : tx.base.tables.huntGroups.get(hunt.group);
  if (hunt === null || group === undefined) return null;
  const way: Way = { how: 'hunt', by: group.number };
  const next = hunt.rest.findIndex((number) => freeMember(tx, number) !== null);
  if (tx.now < hunt.overflowAt && next >= 0) {
    withdraw(tx, call.index);
    tx.updateCall(call.index, { hunt: { ...hunt, rest: hunt.rest.slice(next + 1) } });
    ringMembers(tx, tx.call(call.index), group, hunt.rest.slice(next, next + 1), way);
    return { kind: 'ringing' };
  }
  if (tx.now < hunt.overflowAt && targetsOf(call).length > 0) {
    // The last one goes on ringing until the group's time is up.
    tx.updateCall(call.index, { deadline: hunt.overflowAt });
    return { kind: 'ringing' };
  }
  tx.trace(call, null, 'hunt.overflows', { number: group.number, to: group.overflow ?? '' });
  withdraw(tx, call.index);
  tx.updateCall(call.index, { hunt: null });
  if (group.overflow === null) return null;
  return reach(tx, call.index, group.overflow, way);
}
