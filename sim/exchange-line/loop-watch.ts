/**
 * The subscriber's loop as an exchange sees it: closed, open, pulses in between (ITU-T Q.23 annex:
 * breaks and makes of dial pulses; longer breaks are a release).
 */
const STEP_MS = 1.25;
const CLOSED_MA = 12;
const OPEN_MA = 6;
const SEIZE_MS = 15;
const PULSE_BREAK_MS_MIN = 20;
const PULSE_BREAK_MS_MAX = 120;
const INTER_DIGIT_MS = 200;
const RELEASE_MS = 350;

export type LoopEvent = 'seized' | 'released' | { readonly digit: string } | null;

export class LoopWatch {
  #seized = false;
  #closed = false;
  #ms = 0;
  #pulses = 0;

  get seized(): boolean {
    return this.#seized;
  }

  /** How long the loop has been as it is, ms; 0 on the step at which it moved. */
  get steadyMs(): number {
    return this.#ms;
  }

  get closed(): boolean {
    return this.#closed;
  }

  reset(): void {
    this.#seized = false;
    this.#closed = false;
    this.#ms = 0;
    this.#pulses = 0;
  }

  /** 1.25 ms at this current; `tripMs` is how long it must flow to count as a seizure. */
  step(milliamps: number, tripMs = SEIZE_MS): LoopEvent {
    const closed = milliamps > (this.#closed ? OPEN_MA : CLOSED_MA);
    const before = this.#ms;
    if (closed !== this.#closed) {
      this.#closed = closed;
      this.#ms = 0;
      const pulse = before >= PULSE_BREAK_MS_MIN && before <= PULSE_BREAK_MS_MAX;
      if (closed && this.#seized && pulse) this.#pulses += 1;
      return null;
    }
    this.#ms = before + STEP_MS;
    if (closed && !this.#seized && this.#ms >= tripMs) {
      this.#seized = true;
      this.#pulses = 0;
      return 'seized';
    }
    if (!closed && this.#seized && this.#ms >= RELEASE_MS) {
      this.reset();
      return 'released';
    }
    if (closed && this.#pulses > 0 && this.#ms >= INTER_DIGIT_MS) {
      const digit = String(this.#pulses % 10);
      this.#pulses = 0;
      return { digit };
    }
    return null;
  }
}
