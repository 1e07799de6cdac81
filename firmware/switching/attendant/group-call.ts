import { after, earlier, type Instant, ms } from '#units/time.ts';
import { freeLine } from '../appearances.ts';
import { leave, originate } from '../call.ts';
import { endedCall, letGo } from '../connection.ts';
import { MEMBERS_MAX } from '../features/conference.ts';
import { partiesOf, targetsOf } from '../parties.ts';
import { phoneOf } from '../people.ts';
import { ring } from '../ringing.ts';
import type { Call, LinePort, PortIndex } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { callById } from './cards.ts';
import { changeDesk } from './desks.ts';
import type { Called, Desk } from './state.ts';

/*
 * A console calls several extensions at once: each that answers is in one conference with it. In a roll-call each is
 * let go a moment after it has answered; what counts is who did.
 */

/** Who has not answered by then does not. */
const RING_MS = 30_000;
/** Time to say one's name. */
const SAYS_MS = 3_000;

/** Lines of those who can be rung now, and the state of each number. */
function invited(tx: Transaction, numbers: readonly string[]) {
  const lines: LinePort[] = [];
  const called = [...new Set(numbers)].map((number): Called => {
    const index = tx.base.tables.lineOfNumber.get(number);
    const line = index === undefined ? null : freeLine(tx, phoneOf(tx, tx.line(index)));
    if (line === null || lines.some((one) => one.index === line.index) || lines.length >= MEMBERS_MAX - 1)
      return { number, state: 'busy', until: null };
    lines.push(line);
    return { number, state: 'alerting', until: null };
  });
  return { lines, called };
}

/** From a telephone that attends. Null: nobody can be rung. */
export function callGroup(
  tx: Transaction,
  console: string,
  line: LinePort,
  numbers: readonly string[],
  rollCall: boolean,
): Call | null {
  const { lines, called } = invited(tx, numbers);
  if (lines.length === 0) return null;
  const { index, id } = originate(tx, line);
  tx.setLinePart(line.index, { consults: false });
  const { number } = line.config;
  tx.updateCall(index, { kind: 'internal', toNumber: numbers[0] ?? '', calledBy: console });
  ring(tx, index, lines, { how: 'conference', by: number, msMax: RING_MS });
  tx.updateCall(index, {
    phase: { phase: 'connected', targets: lines.map((one) => one.index) },
    answeredAt: tx.now,
  });
  tx.setLine(line.index, { state: 'talking', call: index, hears: 'music', deadline: null });
  tx.trace(tx.call(index), line, 'attendant.groupCall', { number, members: lines.length });
  changeDesk(tx, console, {
    ...{ source: id, destination: null, failed: null },
    called: { call: id, rollCall, numbers: called, until: null },
  });
  return tx.call(index);
}

/** Where a number is in the call: rings, talks, or has gone. */
function stateIn(tx: Transaction, call: Call | null, before: Called): Called {
  if (before.state === 'busy' || before.state === 'no-answer' || before.state === 'released') return before;
  const at = (party: number): boolean => {
    const port = tx.port(party);
    return (
      port.kind === 'line' &&
      call?.legs.some((leg) => leg.port === port.port && leg.number === before.number) === true
    );
  };
  if (call !== null && partiesOf(call).some(at))
    return before.state === 'answered'
      ? before
      : { ...before, state: 'answered', until: after(tx.now, ms(SAYS_MS)) };
  if (call !== null && targetsOf(call).some(at)) return before;
  return { ...before, state: before.state === 'answered' ? 'released' : 'no-answer', until: null };
}

/** A party that keeps the call on hold goes on with what it does meanwhile. */
function goFrom(tx: Transaction, call: Call, party: PortIndex, reason: string): void {
  leave(tx, call.index, party, { cause: 16, by: 'exchange', reason });
  if (!call.heldBy.includes(party)) letGo(tx, party, endedCall(call, 16));
}

/** After his name has been said, everybody but the console is let go. */
function letGoWhoAnswered(tx: Transaction, call: Call | null, { number }: Called): void {
  if (call === null) return;
  const party = partiesOf(call).find((one) =>
    call.legs.some(
      (leg) => leg.port === tx.port(one).port && leg.number === number && leg.releasedAt === null,
    ),
  );
  if (party === undefined) return;
  goFrom(tx, call, party, 'let go after the roll-call');
}

/** Never in the past: who could not be let go stays. */
function nextLook(numbers: readonly Called[], now: Instant): Instant | null {
  let first: Instant | null = null;
  for (const { state, until } of numbers)
    if (state === 'answered' && until !== null && until > now) first = earlier(first, until);
  return first;
}

export function settleCalled(tx: Transaction, id: string, called: NonNullable<Desk['called']>): void {
  const now = () => {
    const call = callById(tx, called.call);
    return call?.calledBy === id ? call : null;
  };
  let numbers = called.numbers.map((one) => stateIn(tx, now(), one));
  if (called.rollCall)
    for (const one of numbers)
      if (one.state === 'answered' && one.until !== null && one.until <= tx.now)
        letGoWhoAnswered(tx, now(), one);
  const call = now();
  numbers = numbers.map((one) => stateIn(tx, call, one));
  const until = called.rollCall ? nextLook(numbers, tx.now) : null;
  const same = until === called.until && numbers.every((one, i) => one === called.numbers[i]);
  if (!same) changeDesk(tx, id, { called: { ...called, numbers, until } });
  const over = call !== null && partiesOf(call).length < 2 && targetsOf(call).length === 0;
  if (over && call !== null) {
    goFrom(tx, call, call.from, 'nobody is left in the group call');
  }
}
