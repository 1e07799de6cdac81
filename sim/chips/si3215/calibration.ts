import { garbage16 } from '../noise.ts';
import type { Battery } from './battery.ts';
import { REG } from './registers.ts';
import type { Si3215State } from './state.ts';

const STEP_MS = 1.25;
const CAL_START = 0x40;
/** CALSP (96.5): the battery settles 30 ms instead of 300 ms. */
const SETTLE_MS = 300;
const SETTLE_FAST_MS = 30;
/** CAL set → CAL clear is at most 600 ms; the routines after the settling take the rest. */
const ROUTINES_MS = 200;
const DCDC_MS = 20;

/**
 * Self-calibration: registers 96 and 97 clear themselves when it is done, results are in 98…106. It waits
 * for the battery; without one it never ends. DC-DC calibration: 93.7, result in 107.
 */
export class Calibration {
  private readonly state: Si3215State;
  private readonly battery: Battery;
  private remainingMs = 0;
  private running = false;
  private dcdcRemainingMs = 0;

  constructor(state: Si3215State, battery: Battery) {
    this.state = state;
    this.battery = battery;
  }

  reset(): void {
    this.running = false;
    this.dcdcRemainingMs = 0;
  }

  /** Register 96. */
  write(value: number): void {
    this.state.direct[REG.calibrate1] = value & 0x7f;
    this.running = (value & CAL_START) !== 0;
    this.remainingMs = (value & 0x20 ? SETTLE_FAST_MS : SETTLE_MS) + ROUTINES_MS;
  }

  /** Register 93. */
  writeDcdc(value: number): void {
    const { direct } = this.state;
    const polarity = direct[REG.dcdcDelay]! & 0x20;
    direct[REG.dcdcDelay] = (value & 0xdf) | polarity;
    if (value & 0x80) this.dcdcRemainingMs = DCDC_MS;
  }

  advance(): void {
    if (this.running && this.battery.up) {
      this.remainingMs -= STEP_MS;
      if (this.remainingMs <= 0) this.finish();
    }
    if (this.dcdcRemainingMs > 0 && this.battery.up) {
      this.dcdcRemainingMs -= STEP_MS;
      if (this.dcdcRemainingMs <= 0) this.finishDcdc();
    }
  }

  /**
   * Registers 88 and 89 during the manual calibration of ring and tip gain mismatch: the current through Q5
   * (Q6) is gone once register 98 (99) has been stepped down to where this chip balances.
   */
  mismatchCurrent(which: 0 | 1): number {
    const trim = this.state.direct[REG.calibrationResults + which]! & 0x1f;
    const balanced = 4 + (garbage16(this.state.identity.seed, 900 + which) % 16);
    return Math.max(0, trim - balanced);
  }

  private finish(): void {
    const { direct, identity } = this.state;
    this.running = false;
    const wanted = direct[REG.calibrate1]!;
    direct[REG.calibrate1] = 0;
    direct[REG.calibrate2] = 0;
    // CALR and CALT trim 98 and 99 by themselves; each result within a few steps of its reset value.
    const drawn = (n: number): number => (garbage16(identity.seed, 800 + n) % 5) - 2;
    if (wanted & 0x10) direct[REG.calibrationResults] = 0x10 + drawn(0);
    if (wanted & 0x08) direct[REG.calibrationResults + 1] = 0x10 + drawn(1);
    if (wanted & 0x04) direct[REG.calibrationResults + 2] = 0x11 + drawn(2);
    if (wanted & 0x02) direct[REG.calibrationResults + 3] = 0x11 + drawn(3);
    if (wanted & 0x01) direct[REG.calibrationResults + 4] = 0x08 + drawn(4);
  }

  private finishDcdc(): void {
    const { direct, identity } = this.state;
    direct[REG.dcdcDelay]! &= 0x7f;
    // Healthy converters give 2…0x0D.
    direct[REG.dcdcResult] = 5 + (garbage16(identity.seed, 850) % 6);
  }
}
