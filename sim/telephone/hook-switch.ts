import type { Random } from '../random.ts';

/** Contacts chatter this long when a hook bounces (fault `hook-bounce`), in steps of 1.25 ms. */
const BOUNCE_STEPS_MAX = 32;
const STEPS_QUEUED_MAX = 4096;
export const STEP_US = 1250;

const stepsOf = (ms: number): number => Math.max(1, Math.round((ms * 1000) / STEP_US));

/** The contact of the hook and of the dial: what the person does, and the breaks on top of it. */
export class HookSwitch {
  readonly #random: Random;
  /** Alternating lengths in steps: open, closed, open … */
  readonly #breaks: number[] = [];
  #open = false;
  #lifted = false;
  #bounceSteps = 0;
  bouncing = false;

  constructor(random: Random) {
    this.#random = random;
  }

  get lifted(): boolean {
    return this.#lifted;
  }

  /** Breaks are still to come or under way. */
  get busy(): boolean {
    return this.#breaks.length > 0;
  }

  set(lifted: boolean): void {
    if (lifted === this.#lifted) return;
    this.#lifted = lifted;
    this.#breaks.length = 0;
    this.#open = false;
    if (this.bouncing) this.#bounceSteps = 4 + Math.floor(this.#random() * (BOUNCE_STEPS_MAX - 4));
  }

  /** Opens for `breakMs`, then stays closed for at least `makeMs`. */
  break(breakMs: number, makeMs: number): void {
    if (!this.#lifted || this.#breaks.length + 2 > STEPS_QUEUED_MAX) return;
    if (this.#breaks.length === 0) this.#open = true;
    this.#breaks.push(stepsOf(breakMs), stepsOf(makeMs));
  }

  stop(): void {
    this.#breaks.length = 0;
    this.#open = false;
  }

  /** 1.25 ms go by; true while the contact is closed. */
  step(): boolean {
    let closed = this.#lifted && !this.#open;
    if (this.#breaks.length > 0 && --this.#breaks[0]! <= 0) {
      this.#breaks.shift();
      this.#open = this.#breaks.length % 2 === 0 && this.#breaks.length > 0;
    }
    if (this.#bounceSteps > 0) {
      this.#bounceSteps -= 1;
      closed = this.#random() < 0.5;
    }
    return closed;
  }
}
