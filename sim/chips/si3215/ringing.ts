import { INDIRECT, REG } from './registers.ts';
import type { Si3215State } from './state.ts';

/** Vpk for full scale of RNGX (data sheet: V/96 · 2^15). */
const FULL_SCALE_VOLTS = 96;
/** The driver needs this much of the battery for itself (VBATH ≥ Vpk + offset + ≈ 7.5 V). */
const OVERHEAD_VOLTS = 7.5;
const RVO = 0x02;

export interface Ringing {
  readonly hz: number;
  readonly voltsRms: number;
}

export interface RingSetting {
  readonly hz: number;
  readonly voltsPeak: number;
  readonly offsetVolts: number;
}

/**
 * Decodes the ring oscillator: RCO = 32 768·cos(2πf/1000) and
 * RNGX = ¼·√((1−c)/(1+c))·32 768·Vpk/96 (data sheet, sinusoidal ringing).
 */
export function decodeRing(rco: number, rngx: number, roff: number, rvo: boolean): RingSetting {
  const c = ((rco << 16) >> 16) / 32_768;
  const hz = (Math.acos(c) * 1_000) / (2 * Math.PI);
  const scale = 0.25 * Math.sqrt((1 - c) / (1 + c)) * 32_768;
  const voltsPeak = scale > 0 ? (((rngx << 16) >> 16) / scale) * FULL_SCALE_VOLTS : 0;
  const offsetVolts = rvo ? (((roff << 16) >> 16) / 32_768) * FULL_SCALE_VOLTS : 0;
  return { hz, voltsPeak: Math.abs(voltsPeak), offsetVolts };
}

/** rms of a sine of peak `peak` whose tops are cut at `limit`. */
export function clippedRms(peak: number, limit: number): number {
  if (limit <= 0) return 0;
  if (peak <= limit) return peak * Math.SQRT1_2;
  const ratio = limit / peak;
  const angle = Math.asin(ratio);
  const square = angle / 2 - Math.sin(2 * angle) / 4 + ratio * ratio * (Math.PI / 2 - angle);
  return peak * Math.sqrt((2 / Math.PI) * square);
}

/** What the line driver really puts out, given the battery; the object changes only when the value does. */
export class RingGenerator {
  private readonly state: Si3215State;
  private readonly key = new Int32Array(5);
  private value: Ringing = { hz: 0, voltsRms: 0 };
  /** The battery is too low for the peak that the registers ask for: the sine is cut. */
  distorted = false;
  offsetVolts = 0;

  constructor(state: Si3215State) {
    this.state = state;
    this.key.fill(-1);
  }

  current(): Ringing {
    const { state, key } = this;
    const { indirect, direct } = state;
    const rco = indirect[INDIRECT.ringCoefficient]!;
    const rngx = indirect[INDIRECT.ringAmplitude]!;
    const roff = indirect[INDIRECT.ringOffset]!;
    const rvo = direct[REG.ringControl]! & RVO;
    const battery = Math.round(state.batteryVolts * 10);
    if (key[0] !== rco || key[1] !== rngx || key[2] !== battery || key[3] !== roff || key[4] !== rvo) {
      key[0] = rco;
      key[1] = rngx;
      key[2] = battery;
      key[3] = roff;
      key[4] = rvo;
      const setting = decodeRing(rco, rngx, roff, rvo !== 0);
      const limit = state.batteryVolts - OVERHEAD_VOLTS - Math.abs(setting.offsetVolts);
      this.distorted = setting.voltsPeak > limit;
      this.offsetVolts = setting.offsetVolts;
      this.value = { hz: setting.hz, voltsRms: clippedRms(setting.voltsPeak, limit) };
    }
    return this.value;
  }
}
