import { FRAME } from '#units/time.ts';

const FRAME_MS = FRAME / 1000;
/** Frames made up for in one wake-up; between lumps the sockets get their turn. */
const CATCH_UP_FRAMES = 8;
/** Further behind than this (a machine that slept), the world goes on from now instead of racing. */
const BEHIND_MS_MAX = 1000;

/** Calls `frame` each 5 ms of monotonic time, without drift: a late wake-up is followed by several calls. */
export class Pace {
  readonly #frame: () => void;
  #due = 0;
  #timer: NodeJS.Timeout | null = null;
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
    this.#timer = null;
  }

  #sleep(): void {
    this.#timer = setTimeout(() => this.#wake(), Math.max(0, this.#due - performance.now()));
  }

  #wake(): void {
    if (performance.now() - this.#due > BEHIND_MS_MAX) {
      this.#due = performance.now();
      this.jumps += 1;
    }
    for (let n = 0; n < CATCH_UP_FRAMES && performance.now() >= this.#due; n++) {
      this.#frame();
      this.#due += FRAME_MS;
    }
    if (this.#timer !== null) this.#sleep();
  }
}
