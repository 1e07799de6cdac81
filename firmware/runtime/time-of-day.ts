import type { Cancel, Clock, WallClock } from '#ports/clock.ts';
import { after, between, type Duration, type Instant, inMs, sec } from '#units/time.ts';

const LOOK: Duration = sec(10);
/** Below this the clock is only kept right, by slowing it or by hurrying it; what people set is to the minute. */
const NEWS_MS = 500;

/**
 * Notices that the clock of the box was set. The exchange counts time of day on from when it was last told, by the
 * clock that never jumps: so that it alone decides what a jump means.
 */
export class TimeOfDay {
  readonly #clock: Clock;
  readonly #wallClock: WallClock;
  readonly #set: (epochMs: number) => void;
  #told: { readonly at: Instant; readonly epochMs: number } | null = null;
  #cancel: Cancel = () => undefined;

  constructor(clock: Clock, wallClock: WallClock, set: (epochMs: number) => void) {
    this.#clock = clock;
    this.#wallClock = wallClock;
    this.#set = set;
  }

  /** The time of day now, UTC milliseconds since 1970; from here on it is watched. */
  begin(): number {
    const epochMs = this.#tell();
    this.#watch();
    return epochMs;
  }

  stop(): void {
    this.#cancel();
  }

  #tell(): number {
    const told = { at: this.#clock.now(), epochMs: this.#wallClock.epochMs() };
    this.#told = told;
    return told.epochMs;
  }

  #watch(): void {
    this.#cancel = this.#clock.at(after(this.#clock.now(), LOOK), () => {
      const { at, epochMs } = this.#told!;
      const expected = epochMs + inMs(between(at, this.#clock.now()));
      if (Math.abs(this.#wallClock.epochMs() - expected) >= NEWS_MS) this.#set(this.#tell());
      this.#watch();
    });
  }
}
