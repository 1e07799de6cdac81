import type { LineState } from '../../two-wire.ts';
import { CONTROL2, HOOK, IRQ, REG } from './registers.ts';
import type { Si3050State } from './state.ts';

const STEP_MS = 1.25;
/** RT2 (17.4) and RT (16.0): 15, 21.5, 45 V rms; the fourth combination is reserved. */
const THRESHOLD_VRMS = [15, 21.5, 45, 45];
/** Register 23 RCC, ms. */
const RCC_MS = [100, 150, 200, 256, 384, 512, 640, 1_024];
const RING_HOLD_MS = 5_000;
/** The detector is AC coupled: a reversal or a step of the feed is a pulse that dies out. */
const COUPLING_DECAY = 0.7;
/** A cycle longer than this has ended: below 10 Hz nothing is ringing. */
const IDLE_MS = 100;

/** Ring detector and validation (data sheet §5.16 by the facts; registers 5, 18, 22–24). */
export class RingDetector {
  private readonly state: Si3050State;
  private coupled = 0;
  private lastVolts = 0;
  private phase = 0;
  private positive = false;
  private negative = false;
  /** Validation: time since the last change of sign, length of the good run, RDLY still to wait. */
  private sinceEdgeMs = IDLE_MS;
  private goodMs = 0;
  private confirmed = false;
  private delayMs = 0;
  private present = false;
  private holdMs = 0;
  /** −1, 0 or 1: which half wave of a ring was at the line in each of the last four steps. */
  readonly signs: Int8Array = new Int8Array(4);
  private step = 0;

  constructor(state: Si3050State) {
    this.state = state;
  }

  reset(): void {
    this.coupled = 0;
    this.phase = 0;
    this.positive = false;
    this.negative = false;
    this.end();
    this.holdMs = 0;
    this.sinceEdgeMs = IDLE_MS;
  }

  /** RDTP, RDTN and RDT as register 5 shows them. */
  get bits(): number {
    return (
      (this.positive ? HOOK.positive : 0) |
      (this.negative ? HOOK.negative : 0) |
      (this.holdMs > 0 ? HOOK.ring : 0)
    );
  }

  /** RGDT, before RPOL: with validation the envelope of the ring, without it each half or both halves. */
  get pin(): boolean {
    if (this.validating) return this.present;
    return this.positive || (this.negative && this.fullWave);
  }

  private get sign(): number {
    return this.positive ? 1 : this.negative ? -1 : 0;
  }

  /** Going off-hook ends the hold of RDT. */
  clearHold(): void {
    this.holdMs = 0;
  }

  advance(line: LineState): void {
    const { state } = this;
    const wasPositive = this.positive;
    const wasNegative = this.negative;
    this.compare(line);
    if (this.sinceEdgeMs < IDLE_MS * 20) this.sinceEdgeMs += STEP_MS;
    if (this.holdMs > 0) this.holdMs -= STEP_MS;
    const risePositive = this.positive && !wasPositive;
    const riseNegative = this.negative && !wasNegative;
    if (risePositive || riseNegative) this.edge();
    if (this.validating) this.validate();
    else if (risePositive || (riseNegative && this.fullWave)) this.pulse();
    else if (wasPositive && !this.positive && this.bothEnds) state.raise(IRQ.ring);
    this.signs[this.step] = this.sign;
    this.step = (this.step + 1) & 3;
    if (state.offHook) this.holdMs = 0;
  }

  private get validating(): boolean {
    return (this.state.direct[REG.ringValidation3]! & 0x80) !== 0;
  }

  private get bothEnds(): boolean {
    return (this.state.direct[REG.control2]! & CONTROL2.ringBothEnds) !== 0;
  }

  private get fullWave(): boolean {
    return (this.state.direct[REG.ringWave]! & 0x02) !== 0;
  }

  private get threshold(): number {
    const { direct } = this.state;
    return THRESHOLD_VRMS[((direct[REG.line2]! >> 3) & 2) | (direct[REG.line1]! & 1)]!;
  }

  private compare(line: LineState): void {
    this.coupled = this.coupled * COUPLING_DECAY + (line.volts - this.lastVolts);
    this.lastVolts = line.volts;
    let volts = this.coupled;
    if (line.ringing !== null) {
      this.phase = (this.phase + line.ringing.hz * (STEP_MS / 1_000)) % 1;
      // A ring of less than the rms threshold is none, however high its peaks.
      if (line.ringing.voltsRms >= this.threshold) {
        volts += line.ringing.voltsRms * Math.SQRT2 * Math.sin(2 * Math.PI * this.phase);
      }
    } else {
      this.phase = 0;
      if (volts < 1 && volts > -1) {
        this.positive = false;
        this.negative = false;
        return;
      }
    }
    const listens = this.state.linked && !this.state.offHook;
    this.positive = listens && volts > this.threshold;
    this.negative = listens && volts < -this.threshold;
  }

  /** Without validation each pulse counts, and the interrupt comes with each. */
  private pulse(): void {
    this.holdMs = RING_HOLD_MS;
    this.state.raise(IRQ.ring);
  }

  /**
   * A change of sign. RAS and RMX count 2 ms from the last one: good is RAS − RMX + 1 … RAS (RAS ≥
   * 1/(2·fmin·2 ms), RMX ≥ RAS − 1/(2·fmax·2 ms) + 1), within one step of ours, and must stay so for RCC.
   */
  private edge(): void {
    const { direct } = this.state;
    const ras = direct[REG.ringValidation3]! & 0x3f;
    const rmx = direct[REG.ringValidation1]! & 0x3f;
    const since = this.sinceEdgeMs;
    this.sinceEdgeMs = 0;
    const good = since <= ras * 2 + STEP_MS && since >= (ras - rmx + 1) * 2 - STEP_MS;
    this.goodMs = good ? this.goodMs + since : 0;
  }

  private validate(): void {
    const { state } = this;
    const { direct } = state;
    const timing = direct[REG.ringValidation2]!;
    const timeoutMs = Math.max(1, (timing >> 3) & 0x0f) * 128;
    if (this.sinceEdgeMs > timeoutMs || state.offHook) {
      if (this.present && this.bothEnds) state.raise(IRQ.ring);
      this.end();
      return;
    }
    if (!this.confirmed && this.goodMs >= RCC_MS[timing & 7]!) {
      this.confirmed = true;
      this.delayMs = (((timing >> 7) << 2) | (direct[REG.ringValidation1]! >> 6)) * 256;
    }
    if (!this.confirmed) return;
    if (!this.present) {
      this.delayMs -= STEP_MS;
      if (this.delayMs > 0) return;
      this.present = true;
      state.raise(IRQ.ring);
    }
    this.holdMs = RING_HOLD_MS;
  }

  private end(): void {
    this.present = false;
    this.confirmed = false;
    this.goodMs = 0;
  }
}
