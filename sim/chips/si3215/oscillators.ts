import { SINE_PEAK_0_DBM0 } from '../../two-wire.ts';
import { INDIRECT, IRQ1, REG } from './registers.ts';
import type { Si3215State } from './state.ts';

const ENABLE = 0x04;
const INACTIVE_TIMER = 0x08;
const ACTIVE_TIMER = 0x10;
/** Amplitude register for full scale is 1.11 V rms; 0 dBm in 600 Ω is 0.7746 V rms. */
const FULL_SCALE_VRMS = 1.11;
const VRMS_0_DBM = 0.7746;

/** Peak on the 16-bit scale from the frequency and amplitude registers: OSCnX = ¼·√((1−c)/(1+c))·2^15·A. */
function peakOf(coefficient: number, amplitude: number): number {
  const c = ((coefficient << 16) >> 16) / 32_768;
  const scale = 0.25 * Math.sqrt((1 - c) / (1 + c)) * 32_768;
  if (!(scale > 0)) return 0;
  return (((amplitude << 16) >> 16) / scale) * (FULL_SCALE_VRMS / VRMS_0_DBM) * SINE_PEAK_0_DBM0;
}

/** One tone generator (registers 32 or 33): sine, active and inactive timer, their interrupts. */
export class Oscillator {
  private readonly state: Si3215State;
  private readonly index: 0 | 1;
  private phase = 0;
  private timer = 0;
  private sounding = false;
  private running = false;

  constructor(state: Si3215State, index: 0 | 1) {
    this.state = state;
    this.index = index;
  }

  reset(): void {
    this.sounding = false;
    this.running = false;
  }

  get control(): number {
    return this.state.direct[REG.osc1 + this.index]!;
  }

  /** 0 none, 1 toward the highway, 2 toward the line, 3 both. */
  get route(): number {
    return this.control & ENABLE ? this.control & 3 : 0;
  }

  get status(): number {
    return this.control | (this.sounding ? 0x80 : 0);
  }

  /** Adds 40 samples to `to` where it sounds, and runs its timers by 40 counts of 125 µs. */
  fill(to: Float32Array): void {
    if ((this.control & ENABLE) === 0) {
      this.reset();
      return;
    }
    if (!this.running) this.begin();
    if (this.sounding) this.sine(to);
    this.runTimer(to.length);
  }

  private begin(): void {
    this.running = true;
    this.sounding = true;
    this.phase = 0;
    this.timer = this.state.pair(REG.oscTimers + this.index * 4);
  }

  private sine(to: Float32Array): void {
    const base = this.index === 0 ? INDIRECT.osc1 : INDIRECT.osc2;
    const coefficient = this.state.indirect[base]!;
    const peak = peakOf(coefficient, this.state.indirect[base + 1]!);
    const step = Math.acos(((coefficient << 16) >> 16) / 32_768);
    for (let i = 0; i < to.length; i++) {
      this.phase += step;
      to[i]! += peak * Math.sin(this.phase);
    }
    this.phase %= 2 * Math.PI;
  }

  private runTimer(counts: number): void {
    if ((this.control & (this.sounding ? ACTIVE_TIMER : INACTIVE_TIMER)) === 0) return;
    this.timer -= counts;
    if (this.timer > 0) return;
    const ended = IRQ1.o1Active << (this.index * 2);
    this.state.raise(REG.irq1, this.sounding ? ended : ended << 1);
    this.sounding = !this.sounding;
    const next = REG.oscTimers + this.index * 4 + (this.sounding ? 0 : 2);
    this.timer += this.state.pair(next);
  }
}
