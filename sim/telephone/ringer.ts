import { type Instant, instant } from '#units/time.ts';
import type { RingBurst } from '../people.ts';
import type { LineState } from '../two-wire.ts';

/** A bell of REN 1 sounds from about here (TIA-968 asks for 40 V; old bells need less). */
const VOLTS_MIN = 20;
/** A gap shorter than this is inside a burst. */
const GAP_US = 30_000;
const REST_US = 10_000_000;
const BURSTS_MAX = 64;

/** The bell: hears ringing voltage, its frequency and cadence. */
export class Ringer {
  #bursts: RingBurst[] = [];
  #ringing = false;
  #start = 0;
  #last = Number.NEGATIVE_INFINITY;
  #hz = 0;
  #volts = 0;
  /** A ringing has begun after a rest; reading clears it. */
  #anew = false;

  get ringing(): boolean {
    return this.#ringing;
  }

  get hz(): number {
    return this.#ringing ? this.#hz : 0;
  }

  get bursts(): readonly RingBurst[] {
    return this.#ringing ? [...this.#bursts, this.#burst()] : this.#bursts;
  }

  takeAnew(): boolean {
    const anew = this.#anew;
    this.#anew = false;
    return anew;
  }

  /** At `now` the line has this; true when the bell began or ended. */
  step(now: Instant, line: LineState): boolean {
    const { ringing } = line;
    if (ringing !== null && ringing.voltsRms >= VOLTS_MIN) {
      const begins = !this.#ringing;
      if (begins) this.#begin(now);
      this.#last = now;
      this.#hz = ringing.hz;
      this.#volts = ringing.voltsRms;
      return begins;
    }
    if (!this.#ringing || now - this.#last < GAP_US) return false;
    this.#bursts.push(this.#burst());
    if (this.#bursts.length > BURSTS_MAX) this.#bursts.shift();
    this.#ringing = false;
    return true;
  }

  #begin(now: Instant): void {
    if (now - this.#last > REST_US) {
      this.#bursts = [];
      this.#anew = true;
    }
    this.#ringing = true;
    this.#start = now;
  }

  #burst(): RingBurst {
    return {
      start: instant(this.#start),
      lengthMs: Math.round((this.#last - this.#start) / 1000),
      hz: Math.round(this.#hz * 10) / 10,
      voltsRms: Math.round(this.#volts * 10) / 10,
    };
  }
}
