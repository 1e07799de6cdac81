import { garbage16 } from '../noise.ts';
import { CONTROL2, HOOK, IRQ, REG, RESET_VALUES } from './registers.ts';

const LINK_STEPS = 4;

/** What all parts of the chip share: registers, the link to the line side, what is at the terminals. */
export class Si3050State {
  readonly direct: Uint8Array = new Uint8Array(64);
  /** FDT: system side and line side hear each other across the isolation. */
  linked = false;
  lineVolts = 0;
  lineMilliamps = 0;
  /** The line side holds the loop; follows OH unless the link is down. */
  offHook = false;
  clocked = true;
  /** Isolation barrier broken: a fault. */
  linkBroken = false;
  private linkSteps = 0;
  private readonly seed: number;
  private reads = 0;

  constructor(seed: number) {
    this.seed = seed;
    this.reset();
  }

  reset(): void {
    this.direct.set(RESET_VALUES);
    this.linked = false;
    this.offHook = false;
    this.linkSteps = 0;
  }

  /** Status bits latch whatever the mask says; the mask and INTE decide about the pin. */
  raise(bits: number): void {
    this.direct[REG.irqSource]! |= bits;
  }

  /** AOUT/INT pin low. With INTP the pin is active high, so it is low while nothing is pending. */
  get interrupt(): boolean {
    const control = this.direct[REG.control2]!;
    if ((control & CONTROL2.enable) === 0) return false;
    const pending = (this.direct[REG.irqSource]! & this.direct[REG.irqMask]!) !== 0;
    return pending !== ((control & CONTROL2.activeHigh) !== 0);
  }

  pair(low: number): number {
    return this.direct[low]! | (this.direct[low + 1]! << 8);
  }

  hookBit(bit: number): boolean {
    return (this.direct[REG.hook]! & bit) !== 0;
  }

  get monitoring(): boolean {
    return this.hookBit(HOOK.monitor);
  }

  /** PDL (6.4) and PDN (6.3) cleared brings the link up in less than 10 ms; setting one takes it down. */
  advanceLink(): void {
    const wanted = (this.direct[REG.power]! & 0x18) === 0 && this.clocked && !this.linkBroken;
    if (wanted === this.linked) {
      this.linkSteps = 0;
      return;
    }
    if (wanted) {
      this.linkSteps++;
      if (this.linkSteps < LINK_STEPS) return;
      this.linked = true;
      return;
    }
    this.linked = false;
    this.offHook = false;
    this.raise(IRQ.linkLost);
  }

  /** What a register shows whose data would have to come across a link that is down. */
  invalid(register: number): number {
    this.reads++;
    return garbage16(this.seed + this.reads, register) & 0xff;
  }
}
