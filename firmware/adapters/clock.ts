import type { Cancel, Clock, WallClock } from '#ports/clock.ts';
import { type Instant, instant } from '#units/time.ts';

interface Wakeup {
  readonly at: Instant;
  wake: (() => void) | null;
}

/** Longer waits are taken in steps: Node's timers end at 2³¹ ms, and a step notices a suspended machine. */
const STEP_MS_MAX = 60_000;

/**
 * The machine's monotonic clock (CLOCK_MONOTONIC, the one of the media thread too) and one Node timer for
 * the earliest wake-up. Node promises no order between timers of one instant; the sorted list does.
 */
export class RealClock implements Clock {
  /** By time, later asked behind earlier asked. A firmware has a few dozen at most. */
  #wakeups: Wakeup[] = [];
  #timer: NodeJS.Timeout | null = null;
  #immediate: NodeJS.Immediate | null = null;

  now(): Instant {
    return instant(Number(process.hrtime.bigint() / 1000n));
  }

  at(when: Instant, wake: () => void): Cancel {
    const entry: Wakeup = { at: when, wake };
    let place = this.#wakeups.length;
    while (place > 0 && this.#wakeups[place - 1]!.at > when) place -= 1;
    this.#wakeups.splice(place, 0, entry);
    if (place === 0) this.#arm();
    return () => {
      if (entry.wake === null) return;
      entry.wake = null;
      const index = this.#wakeups.indexOf(entry);
      if (index >= 0) this.#wakeups.splice(index, 1);
      if (index === 0) this.#arm();
    };
  }

  #arm(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#immediate !== null) clearImmediate(this.#immediate);
    this.#timer = null;
    this.#immediate = null;
    const first = this.#wakeups[0];
    if (first === undefined) return;
    const waitMs = (first.at - this.now()) / 1000;
    if (waitMs <= 0) this.#immediate = setImmediate(() => this.#serve());
    else this.#timer = setTimeout(() => this.#serve(), Math.min(Math.ceil(waitMs), STEP_MS_MAX));
  }

  /** Wakes what is due; what they ask for meanwhile waits for the next turn of the event loop. */
  #serve(): void {
    const now = this.now();
    const due: Wakeup[] = [];
    while (this.#wakeups.length > 0 && this.#wakeups[0]!.at <= now) due.push(this.#wakeups.shift()!);
    try {
      for (const entry of due) {
        const { wake } = entry;
        entry.wake = null;
        wake?.();
      }
    } finally {
      this.#arm();
    }
  }
}

/** Time of day of the machine, in its time zone. */
export const systemWallClock: WallClock = {
  epochMs: () => Date.now(),
  offsetMinutes: (epochMs) => -new Date(epochMs).getTimezoneOffset(),
};
