import { Si3050 } from '#sim/chips/si3050.ts';
import { Si3215, type Si3215Options } from '#sim/chips/si3215.ts';
import type { LineState } from '#sim/two-wire.ts';

export const STEP_MS = 1.25;
export const QUIET: LineState = { volts: 0, milliamps: 0, ringing: null };
export const line = (volts: number, milliamps: number): LineState => ({ volts, milliamps, ringing: null });
export const ringing = (hz: number, voltsRms: number, milliamps = 0, volts = 0): LineState => ({
  volts,
  milliamps,
  ringing: { hz, voltsRms },
});

/** A chip with somebody's fingers on its pins: whole register accesses, time that goes by. */
export class Fxs {
  readonly clock = { micros: 0 };
  readonly chip: Si3215;
  constructor(options: Omit<Si3215Options, 'clock'> = {}) {
    this.chip = new Si3215({ clock: this.clock, ...options });
  }

  byte(value: number): number {
    this.chip.select();
    const answer = this.chip.byte(value);
    this.chip.deselect();
    this.clock.micros += 4;
    return answer;
  }

  read(register: number): number {
    this.byte(0x80 | register);
    return this.byte(0);
  }

  write(register: number, value: number): void {
    this.byte(register);
    this.byte(value);
  }

  settle(): void {
    this.clock.micros += 63;
  }

  writeIndirect(address: number, value: number): void {
    this.write(28, value & 0xff);
    this.write(29, value >> 8);
    this.write(30, address);
    this.settle();
  }

  readIndirect(address: number): number {
    this.write(30, address);
    this.settle();
    return this.read(28) | (this.read(29) << 8);
  }

  wait(ms: number, state: LineState = QUIET): void {
    for (let left = ms; left > 0; left -= STEP_MS) {
      this.clock.micros += 1_250;
      this.chip.advance(state);
    }
  }

  /** Battery up, thresholds of the data sheet's tables, unity gains. */
  powerUp(): void {
    for (const [address, value] of [
      [7, 0x7e6d],
      [8, 0x01b5],
      [9, 0],
      [13, 0x4000],
      [14, 0x4000],
      [15, 0x1000],
      [16, 0x3600],
      [66, 0x1000],
    ] as const) {
      this.writeIndirect(address, value);
    }
    this.write(14, 0x00);
    this.wait(200);
    this.write(8, 0x00);
  }
}

export class Fxo {
  readonly chip: Si3050;
  constructor(chip = new Si3050()) {
    this.chip = chip;
  }

  byte(value: number): number {
    this.chip.select();
    const answer = this.chip.byte(value);
    this.chip.deselect();
    return answer;
  }

  access(control: number, address: number, data = 0): number {
    this.byte(control);
    this.byte(address);
    return this.byte(data);
  }

  read(register: number): number {
    return this.access(0x60, register);
  }

  write(register: number, value: number): void {
    this.access(0x20, register, value);
  }

  wait(ms: number, state: LineState = QUIET): void {
    for (let left = ms; left > 0; left -= STEP_MS) this.chip.advance(state);
  }

  linkUp(): void {
    this.write(6, 0x00);
    this.wait(10);
  }
}

/** A frame of a sine in linear units; 1 kHz is 8 samples a period. */
export function sine(peak: number, hz = 1_000): Float32Array {
  return Float32Array.from({ length: 40 }, (_, i) => peak * Math.sin((2 * Math.PI * hz * i) / 8_000));
}

/** Level of a frame relative to another, dB. */
export function decibels(samples: ArrayLike<number>, reference: ArrayLike<number>): number {
  const power = (from: ArrayLike<number>): number => Array.from(from).reduce((sum, x) => sum + x * x, 0);
  return 10 * Math.log10(power(samples) / power(reference));
}
