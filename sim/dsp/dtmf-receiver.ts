import { DTMF_HIGH_HZ, DTMF_KEYS, DTMF_LOW_HZ } from './dtmf.ts';
import { meanSquareOf } from './level.ts';
import { SAMPLE_RATE } from './oscillator.ts';

const FRAME_SAMPLES = 40;
/** A window of 20 ms moves on by 5 ms: two tones 73 Hz apart (697, 770) are told apart by 13 dB. */
const FRAMES_PER_WINDOW = 4;
const BINS = [...DTMF_LOW_HZ, ...DTMF_HIGH_HZ];
const HITS_TO_ACCEPT = 3;
const MISSES_TO_RELEASE = 3;
/** Per tone, as a full sine in the window. */
const LEVEL_MIN = meanSquareOf(-34);
/** 10 dB, in power: wider than Q.24 asks, the judge is not what is being judged. */
const TWIST_MAX = 10;
const PURITY_MIN = 0.7;

/** cos and sin of each bin over one second: every DTMF frequency is a whole number of Hz. */
const TABLE = BINS.map((hz) => {
  const cos = new Float32Array(SAMPLE_RATE);
  const sin = new Float32Array(SAMPLE_RATE);
  for (let i = 0; i < SAMPLE_RATE; i++) {
    cos[i] = Math.cos((2 * Math.PI * hz * i) / SAMPLE_RATE);
    sin[i] = Math.sin((2 * Math.PI * hz * i) / SAMPLE_RATE);
  }
  return { cos, sin };
});

/** Hears DTMF digits, each told once when its tone has lasted about 35 ms. */
export class DtmfReceiver {
  readonly #re = new Float64Array(BINS.length * FRAMES_PER_WINDOW);
  readonly #im = new Float64Array(BINS.length * FRAMES_PER_WINDOW);
  readonly #energy = new Float64Array(FRAMES_PER_WINDOW);
  readonly #power = new Float64Array(BINS.length);
  #phase = 0;
  #slot = 0;
  #quietFrames = FRAMES_PER_WINDOW;
  #candidate = -1;
  #hits = 0;
  #misses = 0;
  #told = false;

  /** The digit sounding now, once accepted. */
  get sounding(): string | null {
    return this.#told && this.#candidate >= 0 ? DTMF_KEYS[this.#candidate]! : null;
  }

  reset(): void {
    this.#re.fill(0);
    this.#im.fill(0);
    this.#energy.fill(0);
    this.#quietFrames = FRAMES_PER_WINDOW;
    this.#candidate = -1;
    this.#hits = 0;
    this.#misses = 0;
    this.#told = false;
  }

  /** One frame; the answer is a digit that begins to count, or null. `silent` spares the work. */
  hear(frame: Float32Array, silent: boolean): string | null {
    if (silent && this.#quietFrames >= FRAMES_PER_WINDOW) return this.#judge(-1);
    this.#quietFrames = silent ? this.#quietFrames + 1 : 0;
    this.#take(frame, silent);
    return this.#judge(silent ? -1 : this.#match());
  }

  #take(frame: Float32Array, silent: boolean): void {
    const slot = this.#slot;
    this.#slot = (slot + 1) % FRAMES_PER_WINDOW;
    const phase = this.#phase;
    this.#phase = (phase + FRAME_SAMPLES) % SAMPLE_RATE;
    for (let bin = 0; bin < BINS.length; bin++) {
      const { cos, sin } = TABLE[bin]!;
      let re = 0;
      let im = 0;
      if (!silent) {
        for (let i = 0; i < FRAME_SAMPLES; i++) {
          re += frame[i]! * cos[phase + i]!;
          im += frame[i]! * sin[phase + i]!;
        }
      }
      this.#re[bin * FRAMES_PER_WINDOW + slot] = re;
      this.#im[bin * FRAMES_PER_WINDOW + slot] = im;
    }
    let energy = 0;
    if (!silent) for (let i = 0; i < FRAME_SAMPLES; i++) energy += frame[i]! * frame[i]!;
    this.#energy[slot] = energy;
  }

  /** Key index that the window holds, or −1. */
  #match(): number {
    const samples = FRAME_SAMPLES * FRAMES_PER_WINDOW;
    let total = 0;
    for (let i = 0; i < FRAMES_PER_WINDOW; i++) total += this.#energy[i]!;
    total /= samples;
    for (let bin = 0; bin < BINS.length; bin++) {
      let re = 0;
      let im = 0;
      for (let i = 0; i < FRAMES_PER_WINDOW; i++) {
        re += this.#re[bin * FRAMES_PER_WINDOW + i]!;
        im += this.#im[bin * FRAMES_PER_WINDOW + i]!;
      }
      this.#power[bin] = (2 * (re * re + im * im)) / (samples * samples);
    }
    const low = this.#strongest(0);
    const high = this.#strongest(4);
    const lowPower = this.#power[low]!;
    const highPower = this.#power[high]!;
    if (lowPower < LEVEL_MIN || highPower < LEVEL_MIN) return -1;
    if (lowPower > highPower * TWIST_MAX || highPower > lowPower * TWIST_MAX) return -1;
    if (lowPower + highPower < PURITY_MIN * total) return -1;
    return low * 4 + (high - 4);
  }

  #strongest(from: number): number {
    let best = from;
    for (let bin = from + 1; bin < from + 4; bin++) if (this.#power[bin]! > this.#power[best]!) best = bin;
    return best;
  }

  #judge(match: number): string | null {
    if (match >= 0 && match === this.#candidate) {
      this.#misses = 0;
      this.#hits += 1;
      if (this.#told || this.#hits < HITS_TO_ACCEPT) return null;
      this.#told = true;
      return DTMF_KEYS[match]!;
    }
    this.#misses += 1;
    if (this.#told && this.#misses < MISSES_TO_RELEASE) return null;
    this.#candidate = match;
    this.#hits = match >= 0 ? 1 : 0;
    this.#misses = 0;
    this.#told = false;
    return null;
  }
}
