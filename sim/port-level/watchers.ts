import type { Cancel, Clock } from '#ports/clock.ts';

/** Tells everybody who watches a device, once per instant, and never from inside what changed it. */
export class Watchers {
  readonly #clock: Clock;
  readonly #all = new Set<() => void>();
  #told = true;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(changed: () => void): Cancel {
    this.#all.add(changed);
    return () => {
      this.#all.delete(changed);
    };
  }

  changed(): void {
    if (!this.#told || this.#all.size === 0) return;
    this.#told = false;
    this.#clock.at(this.#clock.now(), () => {
      this.#told = true;
      for (const watcher of [...this.#all]) watcher();
    });
  }
}
