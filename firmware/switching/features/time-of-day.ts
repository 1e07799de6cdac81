import type { Instant } from '#units/time.ts';
import { nextEpochMs } from '../calendar.ts';
import type { QuietTime, WakeUp } from '../kept.ts';
import { changeSubscriber, planClock } from '../people.ts';
import type { ExchangeState } from '../state.ts';
import { Transaction } from '../transaction.ts';
import { epochMsNow } from './mode.ts';

/*
 * The clock of the box was wrong and is set: after a start without network, or by hand. Calls are timed by another
 * clock and know nothing of it. What people have set by the clock happens exactly once: what the clock has jumped over
 * happens now, what has happened already does not happen again.
 */

/** A clock that was wronger than this was never right: who set something by it meant the time that it will show. */
const WRONG_MS_MAX = 2 * 3_600_000;

/** The exchange under the clock as it is now, and how far that was set, ms. */
interface Set {
  readonly tx: Transaction;
  readonly stepMs: number;
  readonly epochMs: number;
}

const wasNeverRight = ({ stepMs }: Set): boolean => Math.abs(stepMs) > WRONG_MS_MAX;

const nextAt = ({ tx }: Set, afterEpochMs: number, minuteOfDay: number) => ({
  minuteOfDay,
  epochMs: nextEpochMs(afterEpochMs, minuteOfDay, tx.base.office.localTime),
});

function wakeUpAfter(set: Set, wakeUp: WakeUp | null): WakeUp | null {
  if (wakeUp === null || wakeUp.dueEpochMs === null) return wakeUp;
  const { dueEpochMs, minuteOfDay, attempts } = wakeUp;
  // Its telephone has rung already: the next attempt is a while after that, whatever the clock says.
  if (attempts > 0) return { ...wakeUp, dueEpochMs: dueEpochMs + set.stepMs };
  if (wasNeverRight(set)) return { ...wakeUp, dueEpochMs: nextAt(set, set.epochMs, minuteOfDay).epochMs };
  return dueEpochMs < set.epochMs ? { ...wakeUp, dueEpochMs: set.epochMs } : wakeUp;
}

function quietTimeAfter(set: Set, quietTime: QuietTime | null): QuietTime | null {
  if (quietTime === null || !wasNeverRight(set)) return quietTime;
  const from = quietTime.from && nextAt(set, set.epochMs, quietTime.from.minuteOfDay);
  const to = quietTime.to && nextAt(set, from?.epochMs ?? set.epochMs, quietTime.to.minuteOfDay);
  return { from, to };
}

/** It is this time now: UTC milliseconds since 1970. */
export function setTimeOfDay(exchange: ExchangeState, epochMs: number, now: Instant): Transaction {
  const before = epochMsNow(new Transaction(exchange, now));
  const tx = new Transaction({ ...exchange, wall: { at: now, epochMs } }, now);
  const set: Set = { tx, stepMs: epochMs - before, epochMs };
  for (const [number, { wakeUp, quietTime }] of tx.people.subscribers)
    changeSubscriber(tx, number, {
      wakeUp: wakeUpAfter(set, wakeUp),
      quietTime: quietTimeAfter(set, quietTime),
    });
  planClock(tx, now);
  tx.trace(null, null, 'clock.set', { stepMs: set.stepMs });
  return tx;
}
