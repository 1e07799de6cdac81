import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { InputLine, LineController, OutputLine } from '#ports/bus.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { type GpioFile, type GpioPackage, loadPackage, whatOf } from './packages.ts';

const SYSFS = '/sys/class/gpio';

/** The number of a controller's first line; null when there is no controller with one of these labels. */
export function gpioBase(labels: readonly string[]): number | null {
  const read = (chip: string, file: string) => readFileSync(join(SYSFS, chip, file), 'utf8').trim();
  let chips: string[];
  try {
    chips = readdirSync(SYSFS).filter((name) => name.startsWith('gpiochip'));
  } catch {
    return null;
  }
  // Since Linux 6.6 the first is 512 or more, and differs between boards and kernels (onoff issue 199).
  const found = chips.find((chip) => labels.includes(read(chip, 'label')));
  return found === undefined ? null : Number(read(found, 'base'));
}

/** Lines over onoff: `/sys/class/gpio`, which kernels may leave out (CONFIG_GPIO_SYSFS). */
export class SysfsLines implements LineController {
  readonly #base: number;
  readonly #package: GpioPackage;
  readonly #open: GpioFile[] = [];

  constructor(base: number, gpio: GpioPackage) {
    this.#base = base;
    this.#package = gpio;
  }

  output(line: number, high: boolean): Result<OutputLine> {
    const taken = this.#take(line, high ? 'high' : 'low');
    return taken.ok ? ok(new SysfsOutput(taken.value)) : taken;
  }

  input(line: number): Result<InputLine> {
    const taken = this.#take(line, 'in');
    return taken.ok ? ok(new SysfsInput(taken.value)) : taken;
  }

  close(): void {
    for (const file of this.#open.splice(0)) file.unexport();
  }

  #take(line: number, direction: 'in' | 'high' | 'low'): Result<GpioFile> {
    try {
      const file = new this.#package.Gpio(
        this.#base + line,
        direction,
        direction === 'in' ? 'both' : undefined,
      );
      this.#open.push(file);
      return ok(file);
    } catch (error) {
      return fail(lineFault(line, whatOf(error)));
    }
  }
}

class SysfsOutput implements OutputLine {
  readonly #file: GpioFile;

  constructor(file: GpioFile) {
    this.#file = file;
  }

  set(high: boolean): void {
    try {
      this.#file.writeSync(high ? 1 : 0);
    } catch {
      // Given back as the firmware ends; the card's pull-downs have the last word.
    }
  }
}

/** onoff reads the level after an edge, when that may have gone again: several that came together are told once. */
class SysfsInput implements InputLine {
  readonly #file: GpioFile;
  readonly #watchers = new Set<(high: boolean) => void>();
  #last: boolean;

  constructor(file: GpioFile) {
    this.#file = file;
    this.#last = this.get();
  }

  get(): boolean {
    try {
      return this.#file.readSync() === 1;
    } catch {
      return this.#last;
    }
  }

  watch(changed: (high: boolean) => void): void {
    this.#watchers.add(changed);
    if (this.#watchers.size > 1) return;
    this.#file.watch((_error, value) => {
      this.#last = value === 1;
      for (const told of this.#watchers) told(this.#last);
    });
  }
}

export const lineFault = (line: number, what: string): Fault => ({
  code: 'TR-BOARD-013',
  where: `GPIO ${line}`,
  what,
  todo: 'see with `gpioinfo` which program or overlay has the line, and end or remove it',
});

/** Null on a kernel without `/sys/class/gpio`, or without this controller in it. */
export function openSysfsLines(labels: readonly string[]): Result<SysfsLines> | null {
  const base = gpioBase(labels);
  if (base === null) return null;
  const gpio = loadPackage('onoff');
  return gpio.ok ? ok(new SysfsLines(base, gpio.value)) : gpio;
}
