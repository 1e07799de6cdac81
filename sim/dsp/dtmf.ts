import { Oscillator, SAMPLE_RATE } from './oscillator.ts';

/** ITU-T Q.23. */
export const DTMF_LOW_HZ = [697, 770, 852, 941] as const;
export const DTMF_HIGH_HZ = [1209, 1336, 1477, 1633] as const;
/** Row by row, as on the keypad. */
export const DTMF_KEYS = '123A456B789C*0#D';

export const isDtmfKey = (key: string): boolean => key.length === 1 && DTMF_KEYS.includes(key);

export interface DtmfTiming {
  readonly onMs: number;
  readonly offMs: number;
}

const PAUSE_MS = 1000;
/** However short a press, an electronic keypad sounds this long and rests as long (ETSI ES 201 235-2 asks 65 ms). */
const PRESS_SAMPLES_MIN = 0.07 * SAMPLE_RATE;
/** Digits that may wait to be sent. */
export const DTMF_QUEUE_MAX = 64;

/** A keypad: sends a queue of digits by itself, or one key as long as it is held. */
export class DtmfSender {
  readonly #low = new Oscillator();
  readonly #high = new Oscillator();
  readonly #lowDbm0: number;
  readonly #highDbm0: number;
  readonly #queue: { key: string; on: number; off: number }[] = [];
  #held = false;
  #heldSamples = 0;
  #onLeft = 0;
  #offLeft = 0;

  constructor(lowDbm0 = -9, highDbm0 = -7) {
    this.#lowDbm0 = lowDbm0;
    this.#highDbm0 = highDbm0;
  }

  get busy(): boolean {
    return this.#held || this.#onLeft > 0 || this.#offLeft > 0 || this.#queue.length > 0;
  }

  /** Queues digits and `,` (1 s pause); others, and what does not fit, are dropped. */
  send(digits: string, timing: DtmfTiming): void {
    const on = Math.round((timing.onMs * SAMPLE_RATE) / 1000);
    const off = Math.round((timing.offMs * SAMPLE_RATE) / 1000);
    for (const key of digits) {
      if (this.#queue.length >= DTMF_QUEUE_MAX) return;
      if (isDtmfKey(key)) this.#queue.push({ key, on, off });
      else if (key === ',') this.#queue.push({ key, on: 0, off: (PAUSE_MS * SAMPLE_RATE) / 1000 });
    }
  }

  hold(key: string): void {
    if (!isDtmfKey(key)) return;
    this.stop();
    this.#tune(key);
    this.#held = true;
    this.#heldSamples = 0;
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#onLeft = Math.max(0, PRESS_SAMPLES_MIN - this.#heldSamples);
    this.#offLeft = PRESS_SAMPLES_MIN;
  }

  stop(): void {
    this.#held = false;
    this.#queue.length = 0;
    this.#onLeft = 0;
    this.#offLeft = 0;
  }

  /** Adds the next samples; false when nothing sounds. */
  add(out: Float32Array): boolean {
    if (this.#held) {
      this.#low.add(out, 0, out.length);
      this.#high.add(out, 0, out.length);
      this.#heldSamples += out.length;
      return true;
    }
    let from = 0;
    let sounded = false;
    while (from < out.length) {
      if (this.#onLeft > 0) {
        const count = Math.min(this.#onLeft, out.length - from);
        this.#low.add(out, from, count);
        this.#high.add(out, from, count);
        this.#onLeft -= count;
        from += count;
        sounded = true;
      } else if (this.#offLeft > 0) {
        const count = Math.min(this.#offLeft, out.length - from);
        this.#offLeft -= count;
        from += count;
      } else if (!this.#next()) break;
    }
    return sounded;
  }

  #next(): boolean {
    const next = this.#queue.shift();
    if (next === undefined) return false;
    if (next.on > 0) this.#tune(next.key);
    this.#onLeft = next.on;
    this.#offLeft = next.off;
    return true;
  }

  #tune(key: string): void {
    const index = DTMF_KEYS.indexOf(key);
    this.#low.tune(DTMF_LOW_HZ[index >> 2]!, this.#lowDbm0);
    this.#high.tune(DTMF_HIGH_HZ[index & 3]!, this.#highDbm0);
  }
}
