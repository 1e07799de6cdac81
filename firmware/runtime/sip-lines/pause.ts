import type { Cancel, Clock } from '#ports/clock.ts';
import { after, ms } from '#units/time.ts';

/** Looks a while after something has happened, once for all that has happened by then. */
export class Pause {
  readonly #clock: Clock;
  readonly #pauseMs: number;
  readonly #look: () => void;
  #waiting: Cancel | null = null;

  constructor(clock: Clock, pauseMs: number, look: () => void) {
    this.#clock = clock;
    this.#pauseMs = pauseMs;
    this.#look = look;
  }

  later(): void {
    this.#waiting ??= this.#clock.at(after(this.#clock.now(), ms(this.#pauseMs)), () => {
      this.#waiting = null;
      this.#look();
    });
  }
}
