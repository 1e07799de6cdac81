import type { Cancel, Clock } from '#ports/clock.ts';
import { after, type Duration, sec } from '#units/time.ts';

const LOOKS_APART: Duration = sec(10);
/** So many looks without a call in a row: the longest timers that a call leaves behind (RFC 3261, 64 × T1) are over. */
const QUIET_LOOKS = 4;
/** What so many calls leave behind is worth the tenths of a second that putting it in order takes. */
const CALLS_WORTH = 100;

export interface RestOptions {
  readonly clock: Clock;
  /** Calls that are up now, and how many there have been. */
  readonly calls: () => { readonly up: number; readonly ended: number };
  /** May stop all else for some tenths of a second. */
  readonly tidy: () => void;
}

/**
 * Finds moments in which nobody waits for the exchange: the first one after the start, and one after each hundred
 * calls or more. V8 and malloc keep what a busy time took until something makes them give it back.
 */
export class Rest {
  readonly #options: RestOptions;
  #cancel: Cancel = () => undefined;
  #ended = 0;
  #quiet = QUIET_LOOKS;
  /** `ended` when it was tidied; null: never. */
  #tidiedAt: number | null = null;

  constructor(options: RestOptions) {
    this.#options = options;
  }

  /** Looks from now on, until `close`. */
  begin(): void {
    const { clock } = this.#options;
    this.#cancel = clock.at(after(clock.now(), LOOKS_APART), () => {
      this.begin();
      this.#look();
    });
  }

  close(): void {
    this.#cancel();
  }

  #look(): void {
    const { up, ended } = this.#options.calls();
    this.#quiet = up === 0 && ended === this.#ended ? this.#quiet + 1 : 0;
    this.#ended = ended;
    if (this.#quiet < QUIET_LOOKS) return;
    if (this.#tidiedAt !== null && ended - this.#tidiedAt < CALLS_WORTH) return;
    this.#tidiedAt = ended;
    this.#options.tidy();
  }
}
