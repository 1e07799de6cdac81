import { garbage16 } from '../noise.ts';
import { REG, RESET_VALUES } from './registers.ts';

/** States of the line feed, register 64. */
export const LINE_FEED = {
  open: 0,
  forwardActive: 1,
  forwardOnHook: 2,
  tipOpen: 3,
  ringing: 4,
  reverseActive: 5,
  reverseOnHook: 6,
  ringOpen: 7,
} as const;

export interface Si3215Identity {
  /** Register 0, low nibble: 1 = A, 2 = B … */
  readonly revision: number;
  readonly seed: number;
}

/** What all parts of the chip share: registers, battery and what is at the terminals. */
export class Si3215State {
  readonly identity: Si3215Identity;
  readonly direct: Uint8Array = new Uint8Array(128);
  readonly indirect: Uint16Array = new Uint16Array(256);
  /** Battery at the line driver, V, as a positive number. */
  batteryVolts = 0;
  /** Real state of the feed, shown in 64.6:4; it leaves 64.2:0 behind in a cadence. */
  feed = 0;
  /** At the terminals, from the last 1.25 ms. */
  lineVolts = 0;
  lineMilliamps = 0;
  /** PCLK runs: without it neither PCM nor the DC-DC converter's PWM has a clock. */
  clocked = true;
  private resets = 0;

  constructor(identity: Si3215Identity) {
    this.identity = identity;
    this.reset();
  }

  reset(): void {
    this.direct.set(RESET_VALUES);
    this.direct[REG.spiMode] = this.identity.revision & 0x0f;
    // PNI2 of register 1 with PNI of register 0, as part number.
    this.direct[REG.partId] = 0x80;
    this.feed = LINE_FEED.open;
    this.resets++;
    const seed = this.identity.seed + this.resets * 7919;
    for (let n = 0; n < this.indirect.length; n++) this.indirect[n] = garbage16(seed, n);
  }

  /** Latches a status bit of register 18, 19 or 20, if its enable (three registers up) is set. */
  raise(register: number, bits: number): void {
    this.direct[register]! |= bits & this.direct[register + 3]!;
  }

  get interrupt(): boolean {
    const { direct } = this;
    return (direct[REG.irq1]! | direct[REG.irq2]! | direct[REG.irq3]!) !== 0;
  }

  /** Little-endian register pair. */
  pair(low: number): number {
    return this.direct[low]! | (this.direct[low + 1]! << 8);
  }

  get audioPasses(): boolean {
    const { feed } = this;
    return feed !== 0 && feed !== 4 && feed !== 3 && feed !== 7 && this.batteryVolts > MIN_AUDIO_VOLTS;
  }
}

/** The line driver needs its overhead (≈ 7.5 V) before a voice can swing. */
const MIN_AUDIO_VOLTS = 10;
