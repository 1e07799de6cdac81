import type { Nation } from '../nations.ts';

const STEP_MS = 1.25;

/** Ringing of the public exchange: the nation's voltage and cadence. */
export class RingGenerator {
  readonly #on: { readonly hz: number; readonly voltsRms: number };
  readonly #cadenceMs: readonly number[];
  #beat = -1;
  #leftMs = 0;
  /** Bursts that have ended since the start. */
  bursts = 0;

  constructor(nation: Nation) {
    this.#on = { hz: nation.ring.hz, voltsRms: nation.ring.voltsRms };
    this.#cadenceMs = nation.ring.cadenceMs;
  }

  get running(): boolean {
    return this.#beat >= 0;
  }

  get ringing(): { readonly hz: number; readonly voltsRms: number } | null {
    return this.#beat >= 0 && this.#beat % 2 === 0 ? this.#on : null;
  }

  /** In the long silence at the end of the cadence, this far into it, ms; −1 otherwise. */
  get restMs(): number {
    const last = this.#cadenceMs.length - 1;
    return this.#beat === last ? this.#cadenceMs[last]! - this.#leftMs : -1;
  }

  start(): void {
    this.#beat = 0;
    this.#leftMs = this.#cadenceMs[0]!;
    this.bursts = 0;
  }

  stop(): void {
    this.#beat = -1;
  }

  step(): void {
    if (this.#beat < 0) return;
    this.#leftMs -= STEP_MS;
    if (this.#leftMs > 0) return;
    if (this.#beat % 2 === 0) this.bursts += 1;
    this.#beat = (this.#beat + 1) % this.#cadenceMs.length;
    this.#leftMs = this.#cadenceMs[this.#beat]!;
  }
}
