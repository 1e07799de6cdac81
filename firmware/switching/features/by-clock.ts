import { ms } from '#units/time.ts';
import { planClock } from '../people.ts';
import type { Transaction } from '../transaction.ts';
import { serveQuietTimes } from './quiet-time.ts';
import { serveWakeUps } from './wake-up.ts';

/** What could not be done at its time is looked at again so soon: a telephone in use, or not there yet. */
const LOOK_AGAIN_MS = 15_000;

/** What people have set by the clock, once it is due. */
export function serveClock(tx: Transaction): void {
  const { clockAt } = tx.people;
  if (clockAt === null || clockAt > tx.now) return;
  serveWakeUps(tx);
  serveQuietTimes(tx);
  planClock(tx, tx.in(ms(LOOK_AGAIN_MS)));
}
