import { ms } from '#units/time.ts';
import { freeLine } from '../appearances.ts';
import { refused, type Verdict } from '../destination.ts';
import { partiesOf } from '../parties.ts';
import { subscriberOf } from '../people.ts';
import { ring } from '../ringing.ts';
import type { Call } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { type FeatureUse, impossible, type Outcome } from './codes/run.ts';

/*
 * Paging: one speaks, many listen. The members' telephones ring; who lifts listens, loudspeakers answer by
 * themselves. Nobody but the caller is heard.
 */

const PAGE_RING_MS = 20_000;

/** Of a number that is a paging group. */
export function pagingGroup(tx: Transaction, call: Call, number: string): Verdict {
  const group = tx.base.tables.pagingGroups.get(number);
  if (group === undefined) return null;
  const caller = tx.port(call.from);
  if (caller.kind !== 'line' || partiesOf(call).length !== 1 || call.heldBy.length > 0)
    return { kind: 'done', reached: refused(21, 'only a telephone pages', [{ text: 'not-permitted' }]) };
  const lines = group.members.flatMap((member) => {
    const index = tx.base.tables.lineOfNumber.get(member);
    const line = index === undefined ? null : freeLine(tx, tx.line(index), 1);
    return line === null || subscriberOf(tx, member).doNotDisturb ? [] : [line];
  });
  if (lines.length === 0)
    return { kind: 'done', reached: refused(17, 'nobody can be paged', [{ text: 'extension-busy' }]) };
  ring(tx, call.index, lines, { how: 'page', by: call.caller.number, msMax: PAGE_RING_MS });
  tx.updateCall(call.index, {
    speaker: call.from,
    answeredAt: tx.now,
    toNumber: number,
    phase: { phase: 'connected', targets: lines.map(({ index }) => index) },
    deadline: tx.in(ms(PAGE_RING_MS)),
  });
  tx.trace(call, tx.port(call.from), 'page.begins', { number, members: lines.length });
  return { kind: 'done', reached: { kind: 'connected' } };
}

/** The code before a paging group's number, or an extension that is to be called as if paged. */
export function beginsPaging(tx: Transaction, { args }: FeatureUse): Outcome {
  const { number } = args;
  if (number === undefined || !tx.base.tables.pagingGroups.has(number))
    return impossible({ text: 'number-vacant' });
  return { kind: 'dial', number };
}
