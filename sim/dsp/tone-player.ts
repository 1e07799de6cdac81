import type { ToneDefinition, ToneStep } from '#ports/media.ts';
import { Oscillator, SAMPLE_RATE } from './oscillator.ts';

const samplesOf = (ms: number): number => Math.round((ms * SAMPLE_RATE) / 1000);
const HZ_MAX = 4;

/** Plays one tone with its cadence, to the sample. */
export class TonePlayer {
  readonly #oscillators = Array.from({ length: HZ_MAX }, () => new Oscillator());
  #tone: ToneDefinition | null = null;
  #step = 0;
  #leftSamples = 0;
  #elapsed = 0;

  get playing(): boolean {
    return this.#tone !== null;
  }

  /** `null` stops. Starting what already plays begins its cadence anew. */
  start(tone: ToneDefinition | null): void {
    this.#tone = tone;
    if (tone !== null) this.#enter(0);
  }

  /** Adds the next samples into `out`; false when all of them are silence. */
  add(out: Float32Array): boolean {
    let from = 0;
    let sounded = false;
    while (this.#tone !== null && from < out.length) {
      const step = this.#tone.steps[this.#step]!;
      const count = Math.min(out.length - from, this.#leftSamples);
      if (step.hz.length > 0 && count > 0) {
        this.#sound(step, out, from, count);
        sounded = true;
      }
      from += count;
      this.#leftSamples -= count;
      this.#elapsed += count;
      if (this.#leftSamples === 0) this.#advance();
    }
    return sounded;
  }

  #sound(step: ToneStep, out: Float32Array, from: number, count: number): void {
    const hz = step.modulationHz;
    if (hz === undefined) {
      for (let i = 0; i < step.hz.length; i++) this.#oscillators[i]!.add(out, from, count);
      return;
    }
    // 100 % amplitude modulation; the carrier keeps its level, the sidebands are 6 dB below it.
    for (let at = from; at < from + count; at++) {
      const envelope = 1 + Math.cos((2 * Math.PI * hz * (this.#elapsed + at - from)) / SAMPLE_RATE);
      for (let i = 0; i < step.hz.length; i++) this.#oscillators[i]!.add(out, at, 1, envelope);
    }
  }

  #enter(index: number): void {
    const tone = this.#tone!;
    const step = tone.steps[index]!;
    this.#step = index;
    this.#elapsed = 0;
    this.#leftSamples = step.ms === 0 ? Number.POSITIVE_INFINITY : samplesOf(step.ms);
    step.hz.slice(0, HZ_MAX).forEach((hz, i) => {
      this.#oscillators[i]!.tune(hz, step.levelDbm0 ?? tone.levelDbm0);
    });
  }

  #advance(): void {
    const tone = this.#tone!;
    if (this.#step + 1 < tone.steps.length) this.#enter(this.#step + 1);
    else if (tone.repeat) this.#enter(0);
    else this.#tone = null;
  }
}
