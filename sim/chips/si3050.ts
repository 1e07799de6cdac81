import type { FxoChip, Impedance } from '../chip.ts';
import type { LineState } from '../two-wire.ts';
import { echoGain, SI3050_ACIM } from './impedance.ts';
import { LineSide } from './si3050/line-side.ts';
import { Si3050Pcm } from './si3050/pcm.ts';
import { CONTROL2, HOOK, REG, WRITE_MASKS } from './si3050/registers.ts';
import { RingDetector } from './si3050/ring-detector.ts';
import { Si3050Spi } from './si3050/spi.ts';
import { Si3050State } from './si3050/state.ts';

export interface Si3050Options {
  readonly seed?: number;
  /** Register 11 low nibble (5 = E, default) and the line side's in register 13. */
  readonly revision?: number;
  readonly lineSideRevision?: number;
  /** Error of the voltage monitor, 1.1 = +10 %, the most that the data sheet allows. */
  readonly voltageGain?: number;
}

const SI3019 = 3;
const SOFT_RESET = 0x80;
const WATCHDOG_STEPS = 3_200;
const LCS_MILLIAMPS = 3.3;
const LCS2_MILLIAMPS = 1.1;
/** RDTN, RDTP and RDT come across the link. */
const RING_BITS = 0x64;
const LVFD = 0x01;
const LVS_FORCED_ZERO_VOLTS = 3;
const RCALS = 0x80;
const HBE = 0x02;
/** Without its hybrid the chip hears half of itself. */
const NO_HYBRID_GAIN = 0.5;

/**
 * Si3050 with Si3019 line side: one exchange line. Modelled from its data sheet (rev 1.5) at the level of
 * bytes on SPI and on the PCM highway. Left out: GCI operation (the strap that enters it is there), linear
 * PCM, ground start, billing-tone detection, hybrid coefficients 45–52, the parallel-handset threshold 43/44.
 */
export class Si3050 implements FxoChip {
  readonly type = 'Si3050';
  /** SCLK level; it must be high when RESET rises, or the chip takes the GCI interface instead of SPI. */
  sclkHigh = true;
  private readonly options: Si3050Options;
  private readonly state: Si3050State;
  private readonly spi: Si3050Spi;
  private readonly line: LineSide;
  private readonly ring: RingDetector;
  private readonly pcm: Si3050Pcm;
  private held = false;
  private gci = false;
  private idleSteps = 0;

  constructor(options: Si3050Options = {}) {
    this.options = options;
    this.state = new Si3050State(options.seed ?? 1);
    this.line = new LineSide(this.state);
    this.ring = new RingDetector(this.state);
    this.pcm = new Si3050Pcm(this.state, this.line, this.ring);
    this.spi = new Si3050Spi(this);
  }

  get transmit(): Float32Array {
    return this.pcm.transmit;
  }

  get receive(): Float32Array {
    return this.pcm.receive;
  }

  resetN(high: boolean): void {
    if (!high) this.reset();
    else if (this.held) this.gci = !this.sclkHigh;
    this.held = !high;
  }

  /** Supply dipped: as a pulse on RESET. */
  brownOut(): void {
    if (this.held) return;
    this.resetN(false);
    this.resetN(true);
  }

  /** RESET rose while SCLK was low: deaf to SPI until the next reset. */
  get gciMode(): boolean {
    return this.gci;
  }

  select(): void {
    this.spi.select();
  }

  byte(mosi: number): number {
    return this.held || this.gci ? 0 : this.spi.byte(mosi);
  }

  deselect(): void {}

  get interrupt(): boolean {
    return !this.held && this.state.interrupt;
  }

  get ringDetect(): boolean {
    if (this.held || !this.state.linked) return false;
    return this.ring.pin !== ((this.state.direct[REG.ringPin]! & 0x02) !== 0);
  }

  advance(line: LineState): void {
    const { state } = this;
    state.lineVolts = line.volts;
    state.lineMilliamps = line.milliamps;
    if (this.held) return;
    this.watchdog();
    state.advanceLink();
    if (state.hookBit(HOOK.offHook) !== state.offHook) this.line.setHook(!state.offHook);
    this.ring.advance(line);
    if (state.linked) this.line.advance();
    state.direct[REG.control1]! &= ~SOFT_RESET;
  }

  highway(fromHighway: Uint8Array | null, toHighway: Uint8Array): void {
    this.pcm.highway(fromHighway, toHighway);
  }

  get loopOhms(): number {
    return this.line.loopOhms;
  }

  echoGain(line: Impedance): number {
    const { direct } = this.state;
    const gain = echoGain(SI3050_ACIM[direct[REG.acTermination]! & 0x0f]!, line);
    return direct[REG.control2]! & HBE ? gain : Math.max(gain, NO_HYBRID_GAIN);
  }

  /** Where the chip starts on the highway, in PCLKs after FSYNC; −1 when it does not. */
  get transmitStart(): number {
    return this.held ? -1 : this.pcm.transmitStart;
  }

  get receiveStart(): number {
    return this.held ? -1 : this.pcm.receiveStart;
  }

  setClocked(clocked: boolean): void {
    this.state.clocked = clocked;
  }

  /** Breaks the isolation link: FDT goes, everything from the line side is invalid. */
  setLinkBroken(broken: boolean): void {
    this.state.linkBroken = broken;
  }

  snapshot(): { readonly direct: readonly number[]; readonly indirect: readonly number[] } {
    return { direct: Array.from({ length: 60 }, (_, register) => this.peek(register)), indirect: [] };
  }

  /** For the byte machine. */
  readDirect(register: number): number {
    this.idleSteps = 0;
    return this.peek(register);
  }

  writeDirect(register: number, value: number): void {
    const { direct } = this.state;
    this.idleSteps = 0;
    if (register === REG.irqSource) {
      direct[register]! &= value;
      return;
    }
    if (register === REG.control1 && value & SOFT_RESET) {
      this.softReset();
      return;
    }
    const sticky = register === REG.control2 ? direct[register]! & CONTROL2.watchdog : 0;
    const mask = WRITE_MASKS[register]!;
    direct[register] = (direct[register]! & ~mask) | (value & mask) | sticky;
    if (register === REG.hook) {
      this.line.setHook((value & HOOK.offHook) !== 0);
      if (value & HOOK.offHook) this.ring.clearHold();
    } else if (register >= REG.txGain && register <= REG.rxGainFine) this.pcm.updateGains();
  }

  private peek(register: number): number {
    const { state } = this;
    const { direct, linked } = state;
    switch (register) {
      case REG.hook:
        return direct[register]! | (linked ? this.ring.bits : state.invalid(register) & RING_BITS);
      case REG.lineSideId:
        return (linked ? SI3019 << 4 : 0) | (this.options.revision ?? 5);
      case REG.lineSide:
        return linked ? 0x40 | this.current(LCS_MILLIAMPS, 0x1f) : state.invalid(register) & 0x1f;
      case REG.lineSideRevision:
        return 0x40 | ((this.options.lineSideRevision ?? 1) << 2);
      case REG.resistorCal:
        return direct[register]! | (this.line.calibratingResistor ? RCALS : 0);
      case REG.loopCurrent:
        return linked ? this.current(LCS2_MILLIAMPS, 0xff) : state.invalid(register);
      case REG.lineVoltage:
        return linked ? this.voltage() : state.invalid(register);
      default:
        return direct[register]!;
    }
  }

  private current(milliampsPerBit: number, top: number): number {
    if (!this.state.offHook) return 0;
    return Math.min(top, Math.floor(this.state.lineMilliamps / milliampsPerBit));
  }

  /** Two's complement, 1 V a bit. */
  private voltage(): number {
    const { state } = this;
    const volts = state.lineVolts * (this.options.voltageGain ?? 1);
    const forced = (state.direct[REG.line3]! & LVFD) === 0;
    if (forced && Math.abs(volts) <= LVS_FORCED_ZERO_VOLTS) return 0;
    return Math.max(-128, Math.min(127, Math.round(volts))) & 0xff;
  }

  /** WDTEN: no register access for 4 s puts the line on-hook, so that a dead host drops its calls. */
  private watchdog(): void {
    const { state } = this;
    if ((state.direct[REG.control2]! & CONTROL2.watchdog) === 0) return;
    this.idleSteps++;
    if (this.idleSteps < WATCHDOG_STEPS) return;
    this.idleSteps = 0;
    state.direct[REG.hook]! &= ~HOOK.offHook;
    this.line.setHook(false);
  }

  /** SR: all but the watchdog enable, which only the RESET pin clears. */
  private softReset(): void {
    const watchdog = this.state.direct[REG.control2]! & CONTROL2.watchdog;
    this.clear();
    this.state.direct[REG.control2]! |= watchdog;
    this.state.direct[REG.control1]! |= SOFT_RESET;
  }

  private clear(): void {
    this.state.reset();
    this.line.reset();
    this.ring.reset();
    this.pcm.updateGains();
  }

  private reset(): void {
    this.clear();
    this.spi.reset();
    this.gci = false;
    this.idleSteps = 0;
  }
}
