import { Si3050 } from '../chips/si3050.ts';
import { Si3215 } from '../chips/si3215.ts';
import type { SpiClock } from '../chips/spi-clock.ts';
import type { LineState } from '../two-wire.ts';
import type { SocketKind } from './card.ts';

export const POSITIONS = 8;

/** The eight sockets: chips, their INT and RGDT pins with pull-ups, reset lines and supplies. */
export class Sockets {
  readonly chips: (Si3215 | Si3050 | null)[] = [];
  /** Pin levels by position, bit 1 = high = at rest. */
  intLevels = 0xff;
  ringLevels = 0xff;
  /** Bit per occupied socket. */
  present = 0;
  readonly clock: SpiClock = { micros: 0 };
  private readonly seed: number;
  private stuck = 0;
  private noBattery = 0;
  private leaking = 0;
  private inputPower = true;
  private clocked = true;
  private resetN = false;
  private resetMask = 0;
  private sclkHigh = false;
  private built = 0;

  constructor(kinds: readonly SocketKind[], seed: number) {
    this.seed = seed;
    for (let position = 0; position < POSITIONS; position++) {
      this.chips.push(null);
      this.fit(position, kinds[position] ?? 'empty');
    }
  }

  /** Puts a freshly powered module into a socket, or takes it out. */
  fit(position: number, kind: SocketKind): void {
    const seed = this.seed * 64 + position + this.built++ * 8;
    const chip =
      kind === 'fxs' ? new Si3215({ clock: this.clock, seed }) : kind === 'fxo' ? new Si3050({ seed }) : null;
    this.chips[position] = chip;
    const bit = 1 << position;
    this.present = chip === null ? this.present & ~bit : this.present | bit;
    if (chip !== null) {
      chip.resetN(false);
      this.supply(position);
      chip.setClocked(this.clocked);
      this.driveReset(position);
    }
    this.samplePins();
  }

  /** Each position's RESET pin: CARD_RESET_N and its bit of the CPLD's mask (1 holds the module). */
  setReset(resetN: boolean, mask: number): void {
    this.resetN = resetN;
    this.resetMask = mask;
    for (let position = 0; position < POSITIONS; position++) this.driveReset(position);
    this.samplePins();
  }

  /** SCLK idles low until the first mode-3 message of the host (raspberry-pi facts). */
  noteTraffic(): void {
    if (this.sclkHigh) return;
    this.sclkHigh = true;
    for (const chip of this.chips) if (chip?.type === 'Si3050') chip.sclkHigh = true;
  }

  setInputPower(good: boolean): void {
    this.inputPower = good;
    this.supplyAll();
  }

  setNoBattery(position: number, dead: boolean): void {
    this.noBattery = dead ? this.noBattery | (1 << position) : this.noBattery & ~(1 << position);
    this.supply(position);
  }

  setLeakage(position: number, leaks: boolean): void {
    this.leaking = leaks ? this.leaking | (1 << position) : this.leaking & ~(1 << position);
    this.supply(position);
  }

  setStuckInterrupt(position: number, stuck: boolean): void {
    this.stuck = stuck ? this.stuck | (1 << position) : this.stuck & ~(1 << position);
    this.samplePins();
  }

  setClocked(clocked: boolean): void {
    this.clocked = clocked;
    for (const chip of this.chips) chip?.setClocked(clocked);
  }

  brownOut(position: number): void {
    this.chips[position]?.brownOut();
    this.samplePins();
  }

  /** The whole card lost its power: as each chip alone. */
  brownOutAll(): void {
    for (let position = 0; position < POSITIONS; position++) this.brownOut(position);
  }

  advance(lines: readonly LineState[]): void {
    this.clock.micros += 1_250;
    const { chips } = this;
    for (let position = 0; position < POSITIONS; position++) chips[position]?.advance(lines[position]!);
    this.samplePins();
  }

  samplePins(): void {
    let int = 0xff & ~this.stuck;
    let ring = 0xff;
    for (let position = 0; position < POSITIONS; position++) {
      const chip = this.chips[position];
      if (chip === null || chip === undefined) continue;
      if (chip.interrupt) int &= ~(1 << position);
      if (chip.ringDetect) ring &= ~(1 << position);
    }
    this.intLevels = int;
    this.ringLevels = ring;
  }

  private driveReset(position: number): void {
    const chip = this.chips[position];
    if (chip === null || chip === undefined) return;
    if (chip.type === 'Si3050') chip.sclkHigh = this.sclkHigh;
    chip.resetN(this.resetN && (this.resetMask & (1 << position)) === 0);
  }

  private supplyAll(): void {
    for (let position = 0; position < POSITIONS; position++) this.supply(position);
  }

  private supply(position: number): void {
    const chip = this.chips[position];
    if (chip?.type !== 'Si3215') return;
    const bit = 1 << position;
    chip.setSupply(this.inputPower && (this.noBattery & bit) === 0, (this.leaking & bit) !== 0);
  }
}
