import { isMinuteOfDay, nextEpochMs } from '../calendar.ts';
import type { QuietTime } from '../kept.ts';
import { changeSubscriber, subscriberOf } from '../people.ts';
import type { Transaction } from '../transaction.ts';
import { epochMsNow } from './mode.ts';

/*
 * Do-not-disturb from one time to another. The clock sets and clears what a code or a console could set and clear at
 * that moment; whoever does so by hand in between has the last word.
 */

/** Minutes of the local day; `from` null: at once, `to` null: until somebody clears it. */
export interface QuietWish {
  readonly on: boolean;
  readonly from: number | null;
  readonly to: number | null;
}

const isTime = (minute: number | null): boolean => minute === null || isMinuteOfDay(minute);

/** False: there is no such time of day. */
export function setDoNotDisturb(tx: Transaction, number: string, { on, from, to }: QuietWish): boolean {
  if (!isTime(from) || !isTime(to)) return false;
  if (!on || (from === null && to === null)) {
    changeSubscriber(tx, number, { doNotDisturb: on });
    return true;
  }
  const { localTime } = tx.base.office;
  const clock = (after: number, minuteOfDay: number | null) =>
    minuteOfDay === null ? null : { minuteOfDay, epochMs: nextEpochMs(after, minuteOfDay, localTime) };
  const now = epochMsNow(tx);
  const begins = clock(now, from);
  const quietTime: QuietTime = { from: begins, to: clock(begins?.epochMs ?? now, to) };
  changeSubscriber(tx, number, { doNotDisturb: begins === null, quietTime });
  return true;
}

/** Both may be due at once: after a restart. */
function serve(tx: Transaction, number: string, now: number): void {
  const { from = null, to = null } = subscriberOf(tx, number).quietTime ?? {};
  if (to !== null && to.epochMs <= now) {
    changeSubscriber(tx, number, { doNotDisturb: false });
    tx.trace(null, null, 'quiet.ends', { number });
  } else if (from !== null && from.epochMs <= now) {
    changeSubscriber(tx, number, { doNotDisturb: true, quietTime: to === null ? null : { from: null, to } });
    tx.trace(null, null, 'quiet.begins', { number });
  }
}

export function serveQuietTimes(tx: Transaction): void {
  const now = epochMsNow(tx);
  for (const [number, { quietTime }] of tx.people.subscribers) if (quietTime !== null) serve(tx, number, now);
}
