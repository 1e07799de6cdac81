/** What one device's earpiece (or one exchange line) lets the page hear: the last second, measured. */
import type { Tones } from '#web/protocol.ts';
import { levelAtDbm0, levelDbm0, SILENCE_DBM0, strongest } from './spectrum.ts';
import { type Run, toneName } from './tone-name.ts';

const KEPT_SAMPLES = 8_192;
const MEASURED_SAMPLES = 1_024;
const SAMPLES_PER_MS = 8;
const MEASURED_MS = MEASURED_SAMPLES / SAMPLES_PER_MS;
/** Below this a line is silent: line noise and the echo of a far voice lie under it. */
const SOUND_DBM0 = -42;
const RUNS_KEPT = 8;

export interface Heard {
  /** Strongest frequency, Hz; 0 in silence. */
  readonly hz: number;
  /** The strongest ones, at most three, strongest first. */
  readonly tones: readonly number[];
  /** Level of all that is heard over the last 128 ms; −90 is silence. */
  readonly dbm0: number;
  /** Since the page began to listen. */
  readonly samplesReceived: number;
  /** Name of the tone as in the country's table (`dial`, `busy` …), or null. */
  readonly name: string | null;
}

export const NOTHING_HEARD: Heard = { hz: 0, tones: [], dbm0: SILENCE_DBM0, samplesReceived: 0, name: null };

export class Ear {
  readonly #kept = new Int16Array(KEPT_SAMPLES);
  #received = 0;
  #runs: Run[] = [];
  #lastHz: readonly number[] = [];

  take(samples: Int16Array): void {
    for (const sample of samples) {
      this.#kept[this.#received % KEPT_SAMPLES] = sample;
      this.#received += 1;
    }
    this.#follow(levelDbm0(samples) > SOUND_DBM0, samples.length / SAMPLES_PER_MS);
  }

  #follow(on: boolean, ms: number): void {
    const last = this.#runs.at(-1);
    if (last !== undefined && last.on === on) this.#runs[this.#runs.length - 1] = { on, ms: last.ms + ms };
    else this.#runs = [...this.#runs.slice(1 - RUNS_KEPT), { on, ms }];
    const runMs = this.#runs.at(-1)!.ms;
    if (on && runMs >= MEASURED_MS && runMs - ms < MEASURED_MS) this.#recognise();
  }

  /** Within the first moments of a burst the transform would still see the silence before it. */
  #recognise(): void {
    const current = this.#runs.at(-1);
    if (current?.on !== true || current.ms < MEASURED_MS) return;
    this.#lastHz = strongest(this.last(MEASURED_SAMPLES), 3).map(({ hz }) => Math.round(hz));
  }

  /** The newest samples, oldest first; fewer when fewer have come. */
  last(count: number): Int16Array {
    const length = Math.min(count, this.#received, KEPT_SAMPLES);
    const from = this.#received - length;
    return Int16Array.from({ length }, (_, i) => this.#kept[(from + i) % KEPT_SAMPLES]!);
  }

  levelAt(hz: number): number {
    return levelAtDbm0(this.last(MEASURED_SAMPLES), hz);
  }

  measure(tones: Tones): Heard {
    const samples = this.last(MEASURED_SAMPLES);
    const dbm0 = levelDbm0(samples);
    const current = this.#runs.at(-1);
    // Until the window is full of this sound, its frequency and level cannot be told.
    const sounding = current?.on === true && current.ms >= MEASURED_MS && dbm0 > SOUND_DBM0;
    if (sounding) this.#recognise();
    return {
      hz: sounding ? (this.#lastHz[0] ?? 0) : 0,
      tones: sounding ? this.#lastHz : [],
      dbm0: Math.round(dbm0 * 10) / 10,
      samplesReceived: this.#received,
      name: toneName(tones, this.#lastHz, this.#runs),
    };
  }
}
