import { subscriberOf, userOf } from '../people.ts';
import type { LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/** Number that a lifted telephone calls by itself, and after how long; null: none. */
export function hotLineOf(
  tx: Transaction,
  line: LinePort,
): { readonly number: string; readonly afterMs: number } | null {
  const user = userOf(tx, line);
  const { hotLine } = subscriberOf(tx, user.number);
  if (hotLine === 'off') return null;
  return hotLine ?? user.hotLine;
}
