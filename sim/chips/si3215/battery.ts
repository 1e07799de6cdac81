import { REG } from './registers.ts';
import type { Si3215State } from './state.ts';

const STEP_MS = 1.25;
/** DAHDI waits at most 500 ms for 72 V; a healthy converter takes about a quarter of that. */
const RAMP_VOLTS_PER_STEP = 0.6 * STEP_MS;
const decay = (tauMs: number): number => Math.exp(-STEP_MS / tauMs);
/** Converter off, line open, nothing leaks: the storage capacitor falls slowly. */
const DECAY_HEALTHY = decay(3_000);
/** Below 2.3 V (register 82 under 6) in less than 500 ms: the sign of a leak. */
const DECAY_LEAKING = decay(100);
const DECAY_LOADED = decay(50);
const VBATH_VOLTS_PER_LSB = 1.5;

/** The DC-DC converter: battery follows VBATH (register 74) while DCOF (14.4) is 0. */
export class Battery {
  private readonly state: Si3215State;
  /** Input power is there and the converter works. */
  supplied = true;
  leaking = false;

  constructor(state: Si3215State) {
    this.state = state;
  }

  get targetVolts(): number {
    return this.state.direct[REG.batteryHigh]! * VBATH_VOLTS_PER_LSB;
  }

  advance(): void {
    const { state } = this;
    const on = (state.direct[REG.powerDown1]! & 0x10) === 0 && this.supplied && state.clocked;
    if (!on) {
      if (state.batteryVolts === 0) return;
      const loaded = state.feed !== 0 && state.lineMilliamps > 1;
      state.batteryVolts *= loaded ? DECAY_LOADED : this.leaking ? DECAY_LEAKING : DECAY_HEALTHY;
      if (state.batteryVolts < 0.1) state.batteryVolts = 0;
      return;
    }
    const missing = this.targetVolts - state.batteryVolts;
    if (missing > RAMP_VOLTS_PER_STEP) state.batteryVolts += RAMP_VOLTS_PER_STEP;
    else if (missing < -RAMP_VOLTS_PER_STEP) state.batteryVolts -= RAMP_VOLTS_PER_STEP;
    else state.batteryVolts = this.targetVolts;
  }

  /** A brown-out or a dead converter under test: what is left of the voltage goes at once. */
  discharge(): void {
    this.state.batteryVolts = 0;
  }

  /** Calibration and feeding need the full battery. */
  get up(): boolean {
    return this.state.batteryVolts >= this.targetVolts * 0.9 && this.targetVolts > 0;
  }
}
