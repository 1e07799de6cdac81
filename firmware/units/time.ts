/** Microseconds on a monotonic clock. Zero is the clock's own start; never a time of day. */
export type Instant = number & { readonly unit: 'instant-us' };

/** A span of time in microseconds; whole numbers, so that virtual and real time add up alike. */
export type Duration = number & { readonly unit: 'duration-us' };

export const us = (microseconds: number): Duration => Math.round(microseconds) as Duration;
export const ms = (milliseconds: number): Duration => Math.round(milliseconds * 1_000) as Duration;
export const sec = (seconds: number): Duration => Math.round(seconds * 1_000_000) as Duration;

export const inMs = (duration: Duration): number => duration / 1_000;
export const inSec = (duration: Duration): number => duration / 1_000_000;

export const instant = (microseconds: number): Instant => Math.round(microseconds) as Instant;
export const after = (start: Instant, wait: Duration): Instant => (start + wait) as Instant;
/** From `start` to `end`; negative when `end` is the earlier one. */
export const between = (start: Instant, end: Instant): Duration => (end - start) as Duration;
/** The earlier of two deadlines, where `null` means "none". */
export const earlier = (a: Instant | null, b: Instant | null): Instant | null =>
  a === null ? b : b === null ? a : a < b ? a : b;

/** One media frame: 40 samples at 8 kHz (the PX8 card's 5 ms variant). */
export const FRAME: Duration = 5_000 as Duration;
export const SAMPLES_PER_FRAME = 40;
/** One PCM sample, and the resolution of the card's edge events. */
export const TICK: Duration = 125 as Duration;
