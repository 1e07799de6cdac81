import { sinePeak } from './level.ts';

export const SAMPLE_RATE = 8000;

/** One sine, by a rotating phasor: exact in frequency, no table. */
export class Oscillator {
  #cos = 1;
  #sin = 0;
  #stepCos = 1;
  #stepSin = 0;
  #peak = 0;

  tune(hz: number, dbm0: number): void {
    const step = (2 * Math.PI * hz) / SAMPLE_RATE;
    this.#stepCos = Math.cos(step);
    this.#stepSin = Math.sin(step);
    this.#cos = 1;
    this.#sin = 0;
    this.#peak = sinePeak(dbm0);
  }

  /** Adds `count` samples into `out` from `from`, `scale` times as loud. */
  add(out: Float32Array, from: number, count: number, scale = 1): void {
    const peak = this.#peak * scale;
    let cos = this.#cos;
    let sin = this.#sin;
    for (let i = from; i < from + count; i++) {
      out[i]! += peak * sin;
      const next = cos * this.#stepCos - sin * this.#stepSin;
      sin = sin * this.#stepCos + cos * this.#stepSin;
      cos = next;
    }
    // Rounding lets the radius drift slowly; one Newton step a call keeps it at 1.
    const radius = 1.5 - 0.5 * (cos * cos + sin * sin);
    this.#cos = cos * radius;
    this.#sin = sin * radius;
  }
}
