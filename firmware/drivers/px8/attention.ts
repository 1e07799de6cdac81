import type { InputLine } from '#ports/bus.ts';
import type { Cancel, Clock } from '#ports/clock.ts';
import { after, type Duration, type Instant, instant, ms } from '#units/time.ts';

/** As often as bursts would tell: a line that storms costs no more than one that is held. */
const LOOK_GAP: Duration = ms(5);

/**
 * The card's ATTN line: some chip wants something. The bursts' headers say which, and when; this is for when they do
 * not come (no FRAME, a media plane that ended), so that lines are still served at once and not at the next poll.
 */
export class Attention {
  readonly #clock: Clock;
  readonly #look: () => void;
  #soonest: Instant = instant(0);
  #cancel: Cancel | null = null;

  constructor(line: InputLine, clock: Clock, look: () => void) {
    this.#clock = clock;
    this.#look = look;
    line.watch((high) => {
      if (!high) this.#told();
    });
  }

  #told(): void {
    if (this.#cancel !== null) return;
    const now = this.#clock.now();
    this.#cancel = this.#clock.at(this.#soonest > now ? this.#soonest : now, () => {
      this.#cancel = null;
      this.#soonest = after(this.#clock.now(), LOOK_GAP);
      this.#look();
    });
  }
}
