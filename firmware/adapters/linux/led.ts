import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const LEDS = '/sys/class/leds';
/** Of a trigger file, which lists all and marks the one in force (Documentation/leds/leds-class.rst). */
const IN_FORCE = /\[([^\]]+)\]/;

/**
 * A lamp of the machine, which the kernel else lights by a trigger of its own, such as the card's traffic. A lamp that
 * cannot be had stays as it is: nothing waits for it.
 */
export class KernelLed {
  readonly #folder: string | null;
  /** What lights it otherwise; null: it was never taken. */
  #trigger: string | null = null;
  #taken = false;

  /** The first of these names that is there. */
  constructor(names: readonly string[], leds = LEDS) {
    const found = names.find((name) => existsSync(join(leds, name, 'brightness')));
    this.#folder = found === undefined ? null : join(leds, found);
  }

  set(lit: boolean): void {
    this.#take();
    // The kernel takes the lamp's own maximum where that is less.
    this.#write('brightness', lit ? '255' : '0');
  }

  /** Back to what lights it otherwise. */
  giveBack(): void {
    if (!this.#taken || this.#trigger === null) return;
    this.#write('trigger', this.#trigger);
    this.#taken = false;
  }

  #take(): void {
    if (this.#taken || this.#folder === null) return;
    this.#trigger ??= this.#inForce(this.#folder);
    this.#taken = true;
    this.#write('trigger', 'none');
  }

  #inForce(folder: string): string {
    try {
      return IN_FORCE.exec(readFileSync(join(folder, 'trigger'), 'utf8'))?.[1] ?? 'none';
    } catch {
      return 'none';
    }
  }

  #write(file: string, text: string): void {
    if (this.#folder === null) return;
    try {
      writeFileSync(join(this.#folder, file), text);
    } catch {
      // It may be somebody else's, or on a kernel that has no triggers.
    }
  }
}
