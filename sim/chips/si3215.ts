import type { FxsChip, Impedance } from '../chip.ts';
import type { LineState } from '../two-wire.ts';
import { echoGain, SI3215_TISS } from './impedance.ts';
import { Battery } from './si3215/battery.ts';
import { Calibration } from './si3215/calibration.ts';
import { IndirectAccess } from './si3215/indirect.ts';
import { LineFeed } from './si3215/line-feed.ts';
import { Monitors } from './si3215/monitors.ts';
import { Si3215Pcm } from './si3215/pcm.ts';
import { REG, WRITE_MASKS } from './si3215/registers.ts';
import { RingGenerator } from './si3215/ringing.ts';
import { Si3215Spi } from './si3215/spi.ts';
import { LINE_FEED, Si3215State } from './si3215/state.ts';
import type { SpiClock } from './spi-clock.ts';

export interface Si3215Options {
  readonly clock: SpiClock;
  /** Register 0 low nibble: 1 = A … 7 = G (default). */
  readonly revision?: number;
  readonly seed?: number;
}

const MILLIAMPS_BASE = 20;
const MILLIAMPS_PER_STEP = 3;
const VOC_VOLTS_PER_LSB = 1.5;
/** Battery that the feed cannot give away: VOV and the transistors' drop. */
const FEED_OVERHEAD_VOLTS = 4;
/** Sense and protection resistance between the driver and the terminals. */
const FEED_OHMS = 160;
/** ROE, RDAC and RSS of register 34 while the ring oscillator runs. */
const RING_STATUS = 0xa4;

/**
 * ProSLIC Si3215: one telephone line. Modelled from its data sheet (rev 0.92) at the level of bytes on SPI
 * and bytes on the PCM highway. Left out: the linear PCM format, FSK generation (108.6), ground start,
 * trapezoidal ringing, power monitoring by threshold (alarms come from {@link powerAlarm}).
 */
export class Si3215 implements FxsChip {
  readonly type = 'Si3215';
  readonly feedOhms: number = FEED_OHMS;
  private readonly state: Si3215State;
  private readonly spi: Si3215Spi;
  private readonly indirect: IndirectAccess;
  private readonly battery: Battery;
  private readonly calibration: Calibration;
  private readonly feed: LineFeed;
  private readonly generator: RingGenerator;
  private readonly monitors: Monitors;
  private readonly pcm: Si3215Pcm;
  private held = false;

  constructor(options: Si3215Options) {
    this.state = new Si3215State({ revision: options.revision ?? 7, seed: options.seed ?? 1 });
    this.indirect = new IndirectAccess(this.state, options.clock);
    this.battery = new Battery(this.state);
    this.calibration = new Calibration(this.state, this.battery);
    this.feed = new LineFeed(this.state);
    this.generator = new RingGenerator(this.state);
    this.monitors = new Monitors(this.state, this.generator, this.calibration);
    this.pcm = new Si3215Pcm(this.state);
    this.spi = new Si3215Spi(this);
  }

  get transmit(): Float32Array {
    return this.pcm.transmit;
  }

  get receive(): Float32Array {
    return this.pcm.receive;
  }

  resetN(high: boolean): void {
    if (!high) this.reset();
    this.held = !high;
  }

  /** Brown-out: everything forgotten, the battery gone. */
  brownOut(): void {
    this.reset();
    this.battery.discharge();
  }

  /** A select resynchronises the bits of a byte; bytes are whole here, and the pair of them outlives it. */
  select(): void {}

  byte(mosi: number): number {
    if (this.held) return 0;
    this.indirect.settle();
    return this.spi.byte(mosi);
  }

  deselect(): void {}

  get interrupt(): boolean {
    return this.state.interrupt;
  }

  get ringDetect(): boolean {
    return false;
  }

  advance(line: LineState): void {
    const { state } = this;
    state.lineVolts = line.volts;
    state.lineMilliamps = line.milliamps;
    this.battery.advance();
    if (this.held) return;
    this.indirect.settle();
    this.calibration.advance();
    this.feed.advance();
    this.monitors.advance();
  }

  highway(fromHighway: Uint8Array | null, toHighway: Uint8Array): void {
    this.indirect.settle();
    this.pcm.highway(fromHighway, toHighway);
  }

  get openVolts(): number {
    const { state } = this;
    const reversed = state.feed === LINE_FEED.reverseActive || state.feed === LINE_FEED.reverseOnHook;
    const forward = state.feed === LINE_FEED.forwardActive || state.feed === LINE_FEED.forwardOnHook;
    if (state.feed === LINE_FEED.ringing) return this.generator.offsetVolts;
    if (!reversed && !forward) return 0;
    const wanted = (state.direct[REG.openVoltage]! & 0x3f) * VOC_VOLTS_PER_LSB;
    const common = state.direct[REG.commonVoltage]! * VOC_VOLTS_PER_LSB;
    const volts = Math.max(0, Math.min(wanted, state.batteryVolts - common - FEED_OVERHEAD_VOLTS));
    const sign = (state.direct[REG.openVoltage]! & 0x40) !== 0;
    return reversed !== sign ? -volts : volts;
  }

  get limitMa(): number {
    return MILLIAMPS_BASE + MILLIAMPS_PER_STEP * this.state.direct[REG.loopCurrent]!;
  }

  get ringing(): { readonly hz: number; readonly voltsRms: number } | null {
    return this.state.feed === LINE_FEED.ringing ? this.generator.current() : null;
  }

  /** The ringing sine is cut because VBATH is too low for it. */
  get ringDistorted(): boolean {
    return this.ringing !== null && this.generator.distorted;
  }

  echoGain(line: Impedance): number {
    return echoGain(SI3215_TISS[this.state.direct[REG.impedance]! & 7]!, line);
  }

  /** Where the chip starts on the highway, in PCLKs after FSYNC; −1 when it does not. */
  get transmitStart(): number {
    return this.held ? -1 : this.pcm.transmitStart;
  }

  get receiveStart(): number {
    return this.held ? -1 : this.pcm.receiveStart;
  }

  /** Power in transistor Q1…Q6 (1…6) above its threshold: alarm bit, and AOPN opens the line. */
  powerAlarm(transistor: number): void {
    this.feed.powerAlarm(transistor);
  }

  /** Input power of the DC-DC converter, and whether the line driver leaks. */
  setSupply(supplied: boolean, leaking: boolean): void {
    this.battery.supplied = supplied;
    this.battery.leaking = leaking;
  }

  setClocked(clocked: boolean): void {
    this.state.clocked = clocked;
  }

  snapshot(): { readonly direct: readonly number[]; readonly indirect: readonly number[] } {
    const direct = Array.from({ length: 109 }, (_, register) => this.readDirect(register));
    return { direct, indirect: Array.from(this.state.indirect.subarray(0, 105)) };
  }

  /** For the byte machine; reading has no side effect on this chip. */
  readDirect(register: number): number {
    const { state } = this;
    switch (register) {
      case REG.indirectStatus:
        return this.indirect.status;
      case REG.osc1:
        return this.pcm.osc1.status;
      case REG.osc2:
        return this.pcm.osc2.status;
      case REG.ringControl:
        return (state.direct[register]! & 0x1b) | (state.feed === LINE_FEED.ringing ? RING_STATUS : 0);
      case REG.lineFeed:
        return this.feed.register;
      default:
        if (register >= REG.loopVolts && register <= REG.currentQ6) return this.monitors.read(register);
        return state.direct[register]!;
    }
  }

  writeDirect(register: number, value: number): void {
    const { direct } = this.state;
    switch (register) {
      case REG.irq1:
      case REG.irq2:
      case REG.irq3:
        direct[register]! &= ~value;
        return;
      case REG.indirectAddress:
        this.indirect.start(value);
        return;
      case REG.lineFeed:
        this.feed.write(value);
        return;
      case REG.dcdcDelay:
        this.calibration.writeDcdc(value);
        return;
      case REG.calibrate1:
        this.calibration.write(value);
        return;
    }
    const mask = WRITE_MASKS[register]!;
    direct[register] = (direct[register]! & ~mask) | (value & mask);
    if (register === REG.indirectLow || register === REG.indirectHigh) this.indirect.noteDataWrite();
  }

  private reset(): void {
    this.state.reset();
    this.spi.reset();
    this.indirect.reset();
    this.calibration.reset();
    this.feed.reset();
    this.pcm.reset();
  }
}
