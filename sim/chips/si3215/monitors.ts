import type { Calibration } from './calibration.ts';
import { REG } from './registers.ts';
import type { RingGenerator } from './ringing.ts';
import { LINE_FEED, type Si3215State } from './state.ts';

const LVS_VOLTS = 1.5;
const LCS_MILLIAMPS = 1.25;
const WIRE_VOLTS = 0.376;
const Q12_MILLIAMPS = 0.319;
const Q34_MILLIAMPS = 0.0376;
const Q56_MILLIAMPS = 0.316;
/** Battery at which a mismatch current can flow at all. */
const MISMATCH_VOLTS_MIN = 20;

const signed6 = (value: number): number =>
  (value < 0 ? 0x40 : 0) | Math.min(0x3f, Math.round(Math.abs(value)));
const byte = (value: number): number => Math.max(0, Math.min(255, Math.round(value)));

/** The monitor A/D (registers 78…89): computed when read, from what is at the terminals. */
export class Monitors {
  private readonly state: Si3215State;
  private readonly ring: RingGenerator;
  private readonly calibration: Calibration;
  private phase = 0;

  constructor(state: Si3215State, ring: RingGenerator, calibration: Calibration) {
    this.state = state;
    this.ring = ring;
    this.calibration = calibration;
  }

  /** The A/D runs at 800 Hz, so that reads during ringing see the sine go by. */
  advance(): void {
    if (this.state.feed !== LINE_FEED.ringing) return;
    this.phase = (this.phase + this.ring.current().hz * 0.00125) % 1;
  }

  read(register: number): number {
    const { state } = this;
    const reversed = this.volts < 0;
    switch (register) {
      case REG.loopVolts:
        return signed6(this.volts / LVS_VOLTS);
      case REG.loopMilliamps:
        return signed6((reversed ? -this.milliamps : this.milliamps) / LCS_MILLIAMPS);
      case REG.tipVolts:
        return byte((this.common + (reversed ? -this.volts : 0)) / WIRE_VOLTS);
      case REG.ringVolts:
        return byte((this.common + (reversed ? 0 : this.volts)) / WIRE_VOLTS);
      case REG.battery1:
      case REG.battery2:
        return byte(state.batteryVolts / WIRE_VOLTS);
      default:
        return this.transistor(register - REG.currentQ1, reversed);
    }
  }

  private get swing(): number {
    return Math.SQRT2 * Math.sin(2 * Math.PI * this.phase);
  }

  private get volts(): number {
    const { state } = this;
    if (state.feed !== LINE_FEED.ringing) return state.lineVolts;
    return state.lineVolts + this.ring.current().voltsRms * this.swing;
  }

  private get milliamps(): number {
    const { state } = this;
    return state.feed === LINE_FEED.ringing
      ? Math.abs(state.lineMilliamps * this.swing)
      : state.lineMilliamps;
  }

  /** Voltage of the wire nearer to ground, V below it (register 73). */
  private get common(): number {
    const { state } = this;
    if (state.feed === LINE_FEED.open) return 0;
    return Math.min(state.batteryVolts, state.direct[REG.commonVoltage]! * 1.5);
  }

  /** Q1 and Q6 carry a forward loop, Q2 and Q5 a reversed one; Q3 and Q4 their base currents. */
  private transistor(index: number, reversed: boolean): number {
    // Manual calibration watches the mismatch current with the line open and the battery up.
    if (index >= 4 && this.state.feed === LINE_FEED.open) {
      if (this.state.batteryVolts < MISMATCH_VOLTS_MIN) return 0;
      return this.calibration.mismatchCurrent(index === 4 ? 0 : 1);
    }
    const carries = reversed ? index === 1 || index === 4 : index === 0 || index === 5;
    if (index === 2 || index === 3) return byte(this.milliamps / 100 / Q34_MILLIAMPS);
    return carries ? byte(this.milliamps / (index < 2 ? Q12_MILLIAMPS : Q56_MILLIAMPS)) : 0;
  }
}
