import type { InputLine, LineController, OutputLine } from '#ports/bus.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { loadAddOn, type NativeGpioLine } from './addon.ts';

/** Lines over the GPIO character device (uAPI v2), for kernels without `/sys/class/gpio`. */
export class ChardevLines implements LineController {
  readonly #labels: readonly string[];
  readonly #open: NativeGpioLine[] = [];

  /** The controller with the first of these labels that is there. */
  constructor(labels: readonly string[]) {
    this.#labels = labels;
  }

  output(line: number, high: boolean): Result<OutputLine> {
    const taken = this.#take(line, high ? 'high' : 'low');
    return taken.ok ? ok(new ChardevOutput(taken.value)) : taken;
  }

  input(line: number): Result<InputLine> {
    const taken = this.#take(line, 'in');
    return taken.ok ? ok(new ChardevInput(taken.value)) : taken;
  }

  close(): void {
    for (const line of this.#open.splice(0)) line.close();
  }

  #take(line: number, direction: 'in' | 'high' | 'low'): Result<NativeGpioLine> {
    const { GpioLine } = loadAddOn();
    try {
      const taken = new GpioLine([...this.#labels], line, direction);
      this.#open.push(taken);
      return ok(taken);
    } catch (error) {
      return fail(lineFault(line, error instanceof Error ? error.message : String(error)));
    }
  }
}

class ChardevOutput implements OutputLine {
  readonly #line: NativeGpioLine;

  constructor(line: NativeGpioLine) {
    this.#line = line;
  }

  set(high: boolean): void {
    try {
      this.#line.set(high);
    } catch {
      // Given back as the firmware ends; the card's pull-downs have the last word.
    }
  }
}

/** Edges are a reason to look: the level is told after them, and several that came together are told once. */
class ChardevInput implements InputLine {
  readonly #line: NativeGpioLine;
  readonly #watchers = new Set<(high: boolean) => void>();
  #last: boolean;

  constructor(line: NativeGpioLine) {
    this.#line = line;
    this.#last = line.get();
  }

  get(): boolean {
    try {
      return this.#line.get();
    } catch {
      return this.#last;
    }
  }

  watch(changed: (high: boolean) => void): void {
    this.#watchers.add(changed);
    if (this.#watchers.size > 1) return;
    this.#line.watch(() => this.#look());
  }

  #look(): void {
    this.#last = this.get();
    for (const changed of this.#watchers) changed(this.#last);
  }
}

const lineFault = (line: number, what: string): Fault => ({
  code: 'TR-BOARD-013',
  where: `GPIO ${line}`,
  what,
  todo: 'see with `gpioinfo` which program or overlay has the line, and end or remove it',
});
