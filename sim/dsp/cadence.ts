import { meanSquareOf } from './level.ts';

/** One stretch of sound or silence. */
export interface Run {
  readonly on: boolean;
  readonly ms: number;
  /** The ear came in while it was already going on: it may have been longer. */
  readonly cut: boolean;
}

const FRAME_MS = 5;
/** Above one's own echo from a hybrid (23 dB or more below a talker), below any tone of a line. */
const SOUND_MIN = meanSquareOf(-32);
/** A shorter break is inside a sound (beats of 480+620 Hz, modulated 400 Hz, a dropped frame or two). */
const BREAK_FRAMES_MIN = 5;
/** A shorter sound is a click. */
const SOUND_FRAMES_MIN = 2;
const RUNS_MAX = 10;
const CAME_IN_MS_MAX = 30;

/** Turns the level of frames into runs of sound and silence. */
export class Cadence {
  /** Finished runs, oldest first. */
  readonly runs: Run[] = [];
  on = false;
  #frames = 0;
  #pending = 0;
  #cut = true;

  /** How long the present run has lasted. */
  get ms(): number {
    return this.#frames * FRAME_MS;
  }

  reset(): void {
    this.runs.length = 0;
    this.on = false;
    this.#frames = 0;
    this.#pending = 0;
    this.#cut = true;
  }

  /** Another sound began inside the run, `ms` ago: the cadence starts afresh there. */
  restart(ms: number): void {
    this.runs.length = 0;
    this.#frames = Math.min(this.#frames, Math.round(ms / FRAME_MS));
    this.#cut = true;
  }

  /** One frame of this mean square; true when a new run has begun. */
  take(meanSquare: number): boolean {
    const sounds = meanSquare > SOUND_MIN;
    this.#frames += 1;
    if (sounds === this.on) {
      this.#pending = 0;
      return false;
    }
    this.#pending += 1;
    if (this.#pending < (this.on ? BREAK_FRAMES_MIN : SOUND_FRAMES_MIN)) return false;
    const ms = (this.#frames - this.#pending) * FRAME_MS;
    if (ms > 0) this.runs.push({ on: this.on, ms, cut: this.#cut });
    if (this.runs.length > RUNS_MAX) this.runs.shift();
    // A sound that was there when the ear came may have begun before.
    this.#cut = this.#cut && ms < CAME_IN_MS_MAX;
    this.on = sounds;
    this.#frames = this.#pending;
    this.#pending = 0;
    return true;
  }
}
