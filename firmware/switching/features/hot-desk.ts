import { ringLine, type Verdict, type Way } from '../destination.ts';
import { subscriberOf } from '../people.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Hot desking: an extension is where its user has logged in. Its own telephone stays silent for it meanwhile.
 */

/** Rings the telephone where the user is, under the user's number. */
export function elsewhere(tx: Transaction, call: Call, line: LinePort, way: Way): Verdict {
  const { at } = subscriberOf(tx, line.config.number);
  if (at === null || at === line.config.number) return null;
  const index = tx.base.tables.lineOfNumber.get(at);
  if (index === undefined) return null;
  const desk = tx.line(index);
  tx.trace(call, desk, 'hotDesk.at', { number: line.config.number, at });
  // A desk that is not free is looked at by the rules of the desk itself.
  if (desk.state.state !== 'idle') return { kind: 'divert', to: at, how: way.how };
  return { kind: 'done', reached: ringLine(tx, call, desk, way) };
}
