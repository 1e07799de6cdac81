import { subscriberOf } from '../people.ts';
import type { Transaction } from '../transaction.ts';
import { done, type FeatureUse, impossible, type Outcome } from './codes/run.ts';
import { epochMsNow } from './mode.ts';

/** Marked callers of the whole exchange; the oldest is forgotten for a new one. */
const MARKS_MAX = 2_000;

/** The last caller from outside is logged and blocked from now on (mark of a harassing call). */
export function markHarassing(tx: Transaction, { user }: FeatureUse): Outcome {
  const number = subscriberOf(tx, user).lastCaller;
  if (number === '' || tx.base.tables.lineOfNumber.has(number))
    return impossible({ text: 'last-caller-none' });
  blockCaller(tx, number, user);
  return done({ text: 'caller-blocked' });
}

/** A caller from outside is blocked from now on. */
export function blockCaller(tx: Transaction, number: string, by: string): void {
  const value = { by, epochMs: epochMsNow(tx) };
  const marks = new Map(tx.people.harassing);
  const [oldest] = marks.keys();
  if (marks.size >= MARKS_MAX && oldest !== undefined) {
    marks.delete(oldest);
    tx.emit({ kind: 'keep', kept: { what: 'harassing', key: oldest, value: null } });
  }
  tx.setPeople({ harassing: marks.set(number, value) });
  tx.emit({ kind: 'keep', kept: { what: 'harassing', key: number, value } });
}
