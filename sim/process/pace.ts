import { FRAME } from '#units/time.ts';

const FRAME_MS = FRAME / 1000;
/** Further behind than this (a machine that slept), the world goes on from now instead of racing. */
const BEHIND_MS_MAX = 1000;

/**
 * Calls `frame` each 5 ms of monotonic time, without drift. What a late wake-up missed is made up for one
 * frame a turn of the event loop: each frame's burst has to be answered before the next one is made, or the
 * card's queue of two runs dry.
 */
export class Pace {
  readonly #frame: () => void;
  #due = 0;
  #timer: NodeJS.Timeout | null = null;
  #hurry: NodeJS.Immediate | null = null;
  /** Times that the world had to give up and jump, for the log. */
  jumps = 0;

  constructor(frame: () => void) {
    this.#frame = frame;
  }

  start(): void {
    this.#due = performance.now() + FRAME_MS;
    this.#sleep();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    if (this.#hurry !== null) clearImmediate(this.#hurry);
    this.#timer = null;
    this.#hurry = null;
  }

  #sleep(): void {
    const wait = this.#due - performance.now();
    if (wait > 0) this.#timer = setTimeout(() => this.#wake(), wait);
    else this.#hurry = setImmediate(() => this.#wake());
  }

  #wake(): void {
    const behind = performance.now() - this.#due;
    if (behind > BEHIND_MS_MAX) {
      this.#due += behind;
      this.jumps += 1;
    }
    if (behind >= 0) {
      this.#frame();
      this.#due += FRAME_MS;
    }
    if (this.#timer !== null || this.#hurry !== null) this.#sleep();
  }
}
