import { IRQ, REG } from './registers.ts';
import type { Si3050State } from './state.ts';

const STEP_MS = 1.25;
/** Register 26: DCV and MINI. */
const DCV_VOLTS = [3.1, 3.2, 3.35, 3.5];
const MINI_MILLIAMPS = [10, 12, 14, 16];
const ILIM = 0x02;
const DCR = 0x01;
const DCR_OHMS = 800;
/** Slope of the DC termination above the minimum current. */
const SLOPE_OHMS = 50;
const ILIM_MILLIAMPS = 60;
const OVERLOAD_MILLIAMPS = 160;
/** With ILIM the termination rises until 60 mA is not passed; this much per mA too many and step. */
const LIMIT_OHMS_PER_MILLIAMP = 5;
/** Register 31 FOH, ms. */
const FOH_MS = [512, 128, 64, 8];
/** 402.75 ms in all with FOH 128: the rest beside FOH, resistor and ADC calibration. */
const SETTLE_MS = 1.75;
const RESISTOR_CAL_MS = 17;
const ADC_CAL_MS = 256;
const CALD = 0x20;
const OPE = 0x08;
const RCALD = 0x20;
const OPE_SETTLE_MS = 25;
/** Below this nothing flows: drop-out. */
const DROP_OUT_MILLIAMPS = 0.5;
const STATUS = { overload: 0x01, dropOut: 0x02, overVoltage: 0x04 } as const;

/** How long OHS (16.6), OHS2 (31.3) and SQ (59) take to open the loop, ms: < 0.5, 3 or 26. */
function openingMs(direct: Uint8Array): number {
  if (direct[REG.line1]! & 0x40) return 26;
  return direct[REG.line3]! & 0x08 ? 3 : 0.5;
}

/** Off-hook: DC termination, the time until voice is valid, drop-out, overload, polarity. */
export class LineSide {
  private readonly state: Si3050State;
  private validInMs = 0;
  private sinceOffHookMs = 0;
  private closingMs = 0;
  private limiterOhms = 0;
  private resistorCalMs = 0;
  private reversed = false;
  /** OPE tripped: the termination has gone to 800 Ω until OPE is cleared. */
  private tripped = false;

  constructor(state: Si3050State) {
    this.state = state;
  }

  reset(): void {
    this.validInMs = 0;
    this.closingMs = 0;
    this.limiterOhms = 0;
    this.resistorCalMs = 0;
    this.tripped = false;
  }

  /** Register 5 was written: `wanted` is its OH bit. */
  setHook(wanted: boolean): void {
    const { state } = this;
    if (!state.linked || wanted === state.offHook) return;
    state.offHook = wanted;
    if (!wanted) {
      this.closingMs = openingMs(state.direct);
      return;
    }
    const { direct } = state;
    const calibrated = (direct[REG.line2]! & CALD) !== 0;
    this.resistorCalMs = direct[REG.resistorCal]! & RCALD ? 0 : RESISTOR_CAL_MS;
    this.validInMs =
      SETTLE_MS + FOH_MS[(direct[REG.line3]! >> 5) & 3]! + this.resistorCalMs + (calibrated ? 0 : ADC_CAL_MS);
    this.sinceOffHookMs = 0;
    this.limiterOhms = 0;
    this.tripped = false;
  }

  /** Voice goes both ways: off-hook, calibrated, the link up. */
  get audioValid(): boolean {
    return this.state.offHook && this.state.linked && this.validInMs <= 0;
  }

  get calibratingResistor(): boolean {
    return this.state.offHook && this.sinceOffHookMs < this.resistorCalMs;
  }

  /** Infinity on-hook. */
  get loopOhms(): number {
    const { state } = this;
    if (!state.offHook && this.closingMs <= 0) return Number.POSITIVE_INFINITY;
    const termination = state.direct[REG.dcTermination]!;
    if (termination & DCR || this.tripped) return DCR_OHMS;
    const minimum = MINI_MILLIAMPS[(termination >> 4) & 3]!;
    const milliamps = Math.max(minimum, state.lineMilliamps);
    return (DCV_VOLTS[termination >> 6]! * 1_000) / milliamps + SLOPE_OHMS + this.limiterOhms;
  }

  advance(): void {
    const { state } = this;
    if (this.closingMs > 0) this.closingMs -= STEP_MS;
    if (state.offHook) {
      this.validInMs = Math.max(0, this.validInMs - STEP_MS);
      this.sinceOffHookMs += STEP_MS;
      this.overload();
    }
    this.dropOut();
    this.polarity();
  }

  private overload(): void {
    const { state } = this;
    const { direct, lineMilliamps } = state;
    const limited = (direct[REG.dcTermination]! & ILIM) !== 0;
    if (limited && lineMilliamps > 0) {
      const change = (lineMilliamps - ILIM_MILLIAMPS) * LIMIT_OHMS_PER_MILLIAMP;
      this.limiterOhms = Math.max(0, this.limiterOhms + change);
    }
    if (lineMilliamps > OVERLOAD_MILLIAMPS && (direct[REG.lineStatus]! & STATUS.overVoltage) === 0) {
      state.raise(IRQ.overCurrent);
    }
    if ((direct[REG.line2]! & OPE) === 0) {
      this.tripped = false;
      direct[REG.lineStatus]! &= ~STATUS.overload;
      return;
    }
    // The transient of going off-hook itself trips a protection that is already armed (data sheet: clear
    // OPE before off-hook, set it 25 ms later).
    const limit = limited ? ILIM_MILLIAMPS * 1.1 : OVERLOAD_MILLIAMPS;
    const transient = this.sinceOffHookMs < OPE_SETTLE_MS && lineMilliamps > DROP_OUT_MILLIAMPS;
    if (transient || lineMilliamps > limit) {
      this.tripped = true;
      direct[REG.lineStatus]! |= STATUS.overload;
    }
  }

  private dropOut(): void {
    const { state } = this;
    const gone = !state.offHook || state.lineMilliamps < DROP_OUT_MILLIAMPS;
    const before = (state.direct[REG.lineStatus]! & STATUS.dropOut) !== 0;
    if (gone === before) return;
    state.direct[REG.lineStatus]! ^= STATUS.dropOut;
    if (gone) state.raise(IRQ.dropOut);
  }

  private polarity(): void {
    const { state } = this;
    if (Math.abs(state.lineVolts) < 1) return;
    const reversed = state.lineVolts < 0;
    if (reversed === this.reversed) return;
    this.reversed = reversed;
    state.raise(IRQ.polarity);
  }
}
