/**
 * From one sample rate to another by a windowed-sinc filter (Kaiser, β 8: about 80 dB), evaluated in 64
 * phases with linear interpolation between them. The pass band ends below the lower rate's Nyquist
 * frequency, so that 8 kHz speech is neither mirrored when played nor folded when recorded.
 */
const PHASES = 64;
const BETA = 8;
/** Of the lower Nyquist frequency: 3.6 kHz at 8 kHz; telephone speech ends at 3.4 kHz. */
const PASS_BAND = 0.92;

function besselI0(x: number): number {
  let sum = 1;
  let term = 1;
  for (let k = 1; k < 24; k += 1) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/** Filter of `taps` coefficients for each of `PHASES + 1` positions between two input samples. */
function filterBank(taps: number, cutoff: number): Float32Array[] {
  return Array.from({ length: PHASES + 1 }, (_, phase) => {
    const row = new Float32Array(taps);
    let sum = 0;
    for (let tap = 0; tap < taps; tap += 1) {
      const t = tap - (taps / 2 - 1) - phase / PHASES;
      const x = t * cutoff;
      const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
      const edge = Math.min(1, Math.abs(t) / (taps / 2));
      row[tap] = sinc * besselI0(BETA * Math.sqrt(1 - edge * edge));
      sum += row[tap]!;
    }
    for (let tap = 0; tap < taps; tap += 1) row[tap]! /= sum;
    return row;
  });
}

export class Resampler {
  readonly #step: number;
  readonly #taps: number;
  readonly #bank: Float32Array[];
  readonly #history: Float32Array;
  #filled = 0;
  #position = 0;

  /** @param fromHz rate of what is pushed @param toHz rate of what is pulled */
  constructor(fromHz: number, toHz: number) {
    this.#step = fromHz / toHz;
    const narrower = Math.min(1, toHz / fromHz);
    this.#taps = 2 * Math.ceil(16 / narrower);
    this.#bank = filterBank(this.#taps, PASS_BAND * narrower);
    this.#history = new Float32Array(this.#taps + 8192);
    this.#filled = this.#taps / 2;
  }

  /** Takes input in; samples beyond what the history holds are refused (the caller pulls too little). */
  push(samples: ArrayLike<number>, scale: number): void {
    const room = Math.min(samples.length, this.#history.length - this.#filled);
    for (let i = 0; i < room; i += 1) this.#history[this.#filled + i] = samples[i]! * scale;
    this.#filled += room;
  }

  /** Input samples that wait to be played. */
  get waiting(): number {
    return Math.max(0, this.#filled - this.#taps - this.#position);
  }

  /** Throws away the oldest `count` waiting samples. */
  skip(count: number): void {
    this.#position += Math.min(count, this.waiting);
  }

  /** Next output sample, or null when there is not enough input; `rate` 1.002 plays 0.2 % faster. */
  pull(rate = 1): number | null {
    const start = Math.floor(this.#position);
    if (start + this.#taps > this.#filled) {
      this.#compact(start);
      return null;
    }
    const place = (this.#position - start) * PHASES;
    const phase = Math.floor(place);
    const part = place - phase;
    const left = this.#bank[phase]!;
    const right = this.#bank[phase + 1]!;
    let sum = 0;
    for (let tap = 0; tap < this.#taps; tap += 1) {
      sum += this.#history[start + tap]! * (left[tap]! + part * (right[tap]! - left[tap]!));
    }
    this.#position += this.#step * rate;
    if (this.#position > 4096) this.#compact(Math.floor(this.#position));
    return sum;
  }

  #compact(consumed: number): void {
    this.#history.copyWithin(0, consumed, this.#filled);
    this.#filled -= consumed;
    this.#position -= consumed;
  }
}
