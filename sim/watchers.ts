import type { Cancel } from '#ports/clock.ts';

/** Who wants to know that a device changed by itself; told at most once a frame. */
export class Watchers {
  readonly #watchers = new Set<() => void>();
  #changed = false;

  add(watcher: () => void): Cancel {
    // A wrapper of its own, so that the same function may watch twice and stop once.
    const entry = (): void => watcher();
    this.#watchers.add(entry);
    return () => {
      this.#watchers.delete(entry);
    };
  }

  mark(): void {
    this.#changed = true;
  }

  tell(): void {
    if (!this.#changed) return;
    this.#changed = false;
    for (const watcher of this.#watchers) watcher();
  }
}
