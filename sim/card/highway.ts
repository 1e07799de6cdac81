import type { Si3050 } from '../chips/si3050.ts';
import type { Si3215 } from '../chips/si3215.ts';
import { SAMPLES, SLOTS } from './burst.ts';

/** 32 slots × 8 bit at PCLK 2.048 MHz; the media MCU serves the first 16. */
const FRAME_BITS = 256;

/**
 * The PCM highway for 5 ms: each chip is given what passes in its receive slot, and what it sends goes
 * where its transmit start count says, in the middle of a byte if that is where it points.
 */
export class Highway {
  /**
   * PCLKs between FSYNC and the bit that a start count of 0 means. The data sheets' figures count
   * differently for a short FSYNC; which is true is settled on the bench with the digital loopbacks.
   */
  private readonly offsets: Readonly<Record<'Si3215' | 'Si3050', number>>;
  private readonly heard = new Uint8Array(SAMPLES);
  private readonly said = new Uint8Array(SAMPLES);
  private driven = 0;
  /** Times that two chips drove the same slot. */
  contentions = 0;

  constructor(offsets: Readonly<Record<'Si3215' | 'Si3050', number>> = { Si3215: 0, Si3050: 0 }) {
    this.offsets = offsets;
  }

  run(
    chips: readonly (Si3215 | Si3050 | null)[],
    tx: readonly Uint8Array[],
    rx: readonly Uint8Array[],
    enabled: number,
    idle: number,
  ): void {
    this.driven = 0;
    for (let position = 0; position < chips.length; position++) {
      const chip = chips[position];
      if (chip === null || chip === undefined) continue;
      const from = this.source(chip, tx, enabled);
      const start = this.bit(chip, chip.transmitStart);
      const slot = start >> 3;
      const plain = start >= 0 && (start & 7) === 0 && slot < SLOTS && ((this.driven >> slot) & 1) === 0;
      const to = plain && (enabled >> slot) & 1 ? rx[slot]! : this.said;
      chip.highway(from, to);
      if (plain) this.driven |= 1 << slot;
      else if (start >= 0) this.drive(start, rx, enabled, idle);
    }
  }

  private bit(chip: Si3215 | Si3050, start: number): number {
    if (start < 0) return -1;
    const bit = start + this.offsets[chip.type];
    return bit < FRAME_BITS && bit >= 0 ? bit : -1;
  }

  private source(chip: Si3215 | Si3050, tx: readonly Uint8Array[], enabled: number): Uint8Array | null {
    const start = this.bit(chip, chip.receiveStart);
    const slot = start >> 3;
    if (start < 0 || slot >= SLOTS || ((enabled >> slot) & 1) === 0) return null;
    const shift = start & 7;
    if (shift === 0) return tx[slot]!;
    const after = tx[(slot + 1) % SLOTS]!;
    for (let i = 0; i < SAMPLES; i++) {
      this.heard[i] = (tx[slot]![i]! << shift) | (after[i]! >> (8 - shift));
    }
    return this.heard;
  }

  /** Out of step with the slots, or into a slot that another drives: the lower level wins on the wire. */
  private drive(start: number, rx: readonly Uint8Array[], enabled: number, idle: number): void {
    const slot = start >> 3;
    const shift = start & 7;
    this.merge(slot, shift, rx, enabled, idle);
    if (shift !== 0) this.merge(slot + 1, shift - 8, rx, enabled, idle);
  }

  private merge(slot: number, shift: number, rx: readonly Uint8Array[], enabled: number, idle: number): void {
    if (slot >= SLOTS || ((enabled >> slot) & 1) === 0) return;
    const taken = ((this.driven >> slot) & 1) !== 0;
    if (taken) this.contentions++;
    this.driven |= 1 << slot;
    const to = rx[slot]!;
    const outside = shift >= 0 ? ~(0xff >> shift) : ~(0xff << -shift);
    for (let i = 0; i < SAMPLES; i++) {
      const code = shift >= 0 ? this.said[i]! >> shift : this.said[i]! << -shift;
      to[i] = (taken ? to[i]! : 0xff) & (code | (outside & (taken ? 0xff : idle)));
    }
  }
}
