import { sinePeak } from './level.ts';
import { SAMPLE_RATE } from './oscillator.ts';

/** Mark is 1, space is 0; ITU-T V.23 mode 2 and Bell 202. Both 1200 baud. */
export const FSK_HZ = {
  bell202: { mark: 1200, space: 2200 },
  v23: { mark: 1300, space: 2100 },
} as const;
export type FskStandard = keyof typeof FSK_HZ;
export const BAUD = 1200;

/** Channel seizure (alternating) and mark before the message, bits: facts from GR-30. */
const SEIZURE_BITS = 300;
const MARK_BITS = 180;
const TAIL_MARK_BITS = 20;
/** ETSI EN 300 659-1 and TIA-777 want −13.5 dBm ±1.5 at the subscriber. */
const LEVEL_DBM0 = -13.5;

/** Sends one caller-ID message as continuous-phase FSK: seizure, mark, bytes 8N1, a short mark. */
export class FskSender {
  #bits = new Uint8Array(0);
  #at = 0;
  #bitPhase = 0;
  #phase = 0;
  #steps = { mark: 0, space: 0 };
  readonly #peak = sinePeak(LEVEL_DBM0);

  get busy(): boolean {
    return this.#at < this.#bits.length;
  }

  /** `seizure` false is the off-hook form (call waiting): mark only. */
  send(message: Uint8Array, standard: FskStandard, seizure = true): void {
    const bits: number[] = [];
    if (seizure) for (let i = 0; i < SEIZURE_BITS; i++) bits.push(i % 2);
    for (let i = 0; i < (seizure ? MARK_BITS : MARK_BITS / 2); i++) bits.push(1);
    for (const byte of message) {
      bits.push(0);
      for (let bit = 0; bit < 8; bit++) bits.push((byte >> bit) & 1);
      bits.push(1);
    }
    for (let i = 0; i < TAIL_MARK_BITS; i++) bits.push(1);
    this.#bits = Uint8Array.from(bits);
    this.#at = 0;
    this.#bitPhase = 0;
    const { mark, space } = FSK_HZ[standard];
    const step = (2 * Math.PI) / SAMPLE_RATE;
    this.#steps = { mark: mark * step, space: space * step };
  }

  stop(): void {
    this.#at = this.#bits.length;
  }

  add(out: Float32Array): boolean {
    if (!this.busy) return false;
    for (let i = 0; i < out.length && this.#at < this.#bits.length; i++) {
      out[i]! += this.#peak * Math.sin(this.#phase);
      this.#phase += this.#bits[this.#at] === 1 ? this.#steps.mark : this.#steps.space;
      this.#bitPhase += BAUD;
      if (this.#bitPhase >= SAMPLE_RATE) {
        this.#bitPhase -= SAMPLE_RATE;
        this.#at += 1;
      }
    }
    this.#phase %= 2 * Math.PI;
    return true;
  }
}

/**
 * One pair of correlators hears both standards: 1250 and 2150 Hz lie between their marks and spaces.
 * 160 samples hold a whole number of periods of each.
 */
const TABLE_SAMPLES = 160;
const WINDOW = 7;
const table = (wave: (angle: number) => number, hz: number): Float32Array =>
  Float32Array.from({ length: TABLE_SAMPLES }, (_, i) => wave((2 * Math.PI * hz * i) / SAMPLE_RATE));
const MARK_COS = table(Math.cos, 1250);
const MARK_SIN = table(Math.sin, 1250);
const SPACE_COS = table(Math.cos, 2150);
const SPACE_SIN = table(Math.sin, 2150);

const BIT_SAMPLES = SAMPLE_RATE / BAUD;
/** This much unbroken mark opens a message; speech seldom has it. */
const MARK_SAMPLES_MIN = 40 * BIT_SAMPLES;
/** Between two bytes some senders leave up to 10 mark bits (GR-30); longer ends the message. */
const IDLE_SAMPLES_MAX = 20 * BIT_SAMPLES;

/** Demodulates FSK into bytes. Independent of the one in the product: it is the judge. */
export class FskReceiver {
  readonly #onByte: (byte: number) => void;
  readonly #onLost: () => void;
  readonly #window = new Float32Array(WINDOW * 4);
  #markRe = 0;
  #markIm = 0;
  #spaceRe = 0;
  #spaceIm = 0;
  #at = 0;
  #slot = 0;
  #open = false;
  #markRun = 0;
  /** Samples until the next look at a bit; bit 0 is the start bit, 9 the stop bit; −1 waits for a start. */
  #untilLook = 0;
  #bit = -1;
  #byte = 0;

  constructor(onByte: (byte: number) => void, onLost: () => void) {
    this.#onByte = onByte;
    this.#onLost = onLost;
  }

  reset(): void {
    this.#window.fill(0);
    this.#markRe = this.#markIm = this.#spaceRe = this.#spaceIm = 0;
    this.#open = false;
    this.#markRun = 0;
    this.#bit = -1;
  }

  hear(frame: Float32Array): void {
    for (let i = 0; i < frame.length; i++) this.#bitLevel(this.#correlate(frame[i]!));
  }

  #correlate(sample: number): boolean {
    const at = this.#at;
    this.#at = (at + 1) % TABLE_SAMPLES;
    const slot = this.#slot * 4;
    this.#slot = (this.#slot + 1) % WINDOW;
    const window = this.#window;
    const markRe = Math.round(sample * MARK_COS[at]!);
    const markIm = Math.round(sample * MARK_SIN[at]!);
    const spaceRe = Math.round(sample * SPACE_COS[at]!);
    const spaceIm = Math.round(sample * SPACE_SIN[at]!);
    // Whole numbers, so that the running sums never drift.
    this.#markRe += markRe - window[slot]!;
    this.#markIm += markIm - window[slot + 1]!;
    this.#spaceRe += spaceRe - window[slot + 2]!;
    this.#spaceIm += spaceIm - window[slot + 3]!;
    window[slot] = markRe;
    window[slot + 1] = markIm;
    window[slot + 2] = spaceRe;
    window[slot + 3] = spaceIm;
    const mark = this.#markRe * this.#markRe + this.#markIm * this.#markIm;
    const space = this.#spaceRe * this.#spaceRe + this.#spaceIm * this.#spaceIm;
    return mark > space;
  }

  #bitLevel(mark: boolean): void {
    if (this.#bit < 0) {
      if (mark) {
        this.#markRun += 1;
        if (this.#markRun >= MARK_SAMPLES_MIN && !this.#open) this.#open = true;
        return;
      }
      if (this.#open && this.#markRun > 0) {
        this.#bit = 0;
        this.#untilLook = BIT_SAMPLES / 2;
      }
      if (this.#open && this.#markRun > IDLE_SAMPLES_MAX) this.#onLost();
      this.#markRun = 0;
      return;
    }
    this.#untilLook -= 1;
    if (this.#untilLook > 0) return;
    this.#untilLook += BIT_SAMPLES;
    this.#look(mark);
  }

  #look(mark: boolean): void {
    if (this.#bit === 0) {
      this.#byte = 0;
      this.#bit = mark ? -1 : 1;
    } else if (this.#bit <= 8) {
      if (mark) this.#byte |= 1 << (this.#bit - 1);
      this.#bit += 1;
    } else {
      this.#bit = -1;
      this.#markRun = mark ? 1 : 0;
      if (mark) this.#onByte(this.#byte);
      else {
        this.#open = false;
        this.#onLost();
      }
    }
  }
}
