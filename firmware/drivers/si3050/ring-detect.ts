import { after, between, type Duration, type Instant, ms } from '#units/time.ts';

/** Ring voltage shows once a cycle; the slowest, 16 Hz, every 62 ms. Dial pulses come every 100 ms. */
const CYCLE_MAX: Duration = ms(80);
/** A burst is over when no cycle came for this long; the UK’s double ring pauses 200 ms. */
const BURST_END: Duration = ms(120);

/**
 * Ring bursts from the cycles that the ring detector shows. A burst begins once cycles came for as long as
 * the region's debounce asks, so that a reversal or a click, which is a single cycle, is none.
 */
export class RingDetect {
  readonly #debounce: Duration;
  #first: Instant | null = null;
  #last: Instant | null = null;
  #ringing = false;

  constructor(debounceMs: number) {
    this.#debounce = ms(debounceMs);
  }

  get ringing(): boolean {
    return this.#ringing;
  }

  /** A cycle came just now: perhaps a burst that has not lasted long enough to be told. */
  suspected(now: Instant): boolean {
    return !this.#ringing && this.#last !== null && between(this.#last, now) <= CYCLE_MAX;
  }

  /** When `advance` has something to decide; null while the line is quiet. */
  get deadline(): Instant | null {
    return this.#last === null ? null : after(this.#last, BURST_END);
  }

  /** Ring voltage was there at this time. True when a burst has just begun. */
  cycle(at: Instant): boolean {
    if (this.#last !== null && at < this.#last) return false;
    if (this.#last === null || between(this.#last, at) > CYCLE_MAX)
      this.#first = this.#ringing ? this.#first : at;
    this.#last = at;
    if (this.#ringing || this.#first === null || between(this.#first, at) < this.#debounce) return false;
    this.#ringing = true;
    return true;
  }

  /** Nothing was there until now. True when the burst has just ended. */
  advance(now: Instant): boolean {
    if (this.#last === null || between(this.#last, now) < BURST_END) return false;
    return this.clear();
  }

  /** The line is taken: a burst ends with that. True when there was one. */
  clear(): boolean {
    const was = this.#ringing;
    this.#first = null;
    this.#last = null;
    this.#ringing = false;
    return was;
  }
}
