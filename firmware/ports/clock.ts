import type { Instant } from '#units/time.ts';

/** Cancels a wake-up; harmless when it has already happened. */
export type Cancel = () => void;

/**
 * Monotonic time and wake-ups. Real: the machine's clock. Simulated: `sim/virtual-clock.ts`.
 * Two wake-ups for the same instant come in the order in which they were asked for.
 */
export interface Clock {
  now(): Instant;
  /** Calls `wake` once at `instant`, or as soon as possible when that is past; never from inside `at`. */
  at(instant: Instant, wake: () => void): Cancel;
}

/** Time of day, for records, caller ID and what people set by the clock; it may jump, so nothing else is timed by it. */
export interface WallClock {
  /** Milliseconds since 1970-01-01 UTC, leap seconds ignored. */
  epochMs(): number;
  /** Local offset from UTC in minutes at that time. */
  offsetMinutes(epochMs: number): number;
}
