import type { ResetButton } from '#ports/reset-button.ts';

/** A push button without a box: a hand presses it, and its lamp can be seen. */
export class PretendButton implements ResetButton {
  /** Null: it shows what it otherwise shows. */
  lit: boolean | null = null;
  #pressed: boolean;
  readonly #watchers = new Set<() => void>();

  constructor(pressed = false) {
    this.#pressed = pressed;
  }

  readonly press = (): void => this.#set(true);
  readonly letGo = (): void => this.#set(false);

  pressed(): boolean {
    return this.#pressed;
  }

  watch(changed: () => void): void {
    this.#watchers.add(changed);
  }

  lamp(lit: boolean | null): void {
    this.lit = lit;
  }

  close(): void {
    this.#watchers.clear();
    this.lit = null;
  }

  #set(pressed: boolean): void {
    if (this.#pressed === pressed) return;
    this.#pressed = pressed;
    for (const changed of this.#watchers) changed();
  }
}
