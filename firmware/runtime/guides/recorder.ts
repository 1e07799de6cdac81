import type { Cancel, Clock } from '#ports/clock.ts';
import type { MediaEvent, MediaPlane } from '#ports/media.ts';
import type { Timeslot } from '#units/ids.ts';
import { fail, ok, type Result } from '#units/result.ts';
import { after, ms } from '#units/time.ts';
import { guideFault } from './faults.ts';
import { trimmed } from './trim.ts';

interface Recording {
  readonly slot: Timeslot;
  readonly cancel: Cancel;
  readonly done: (result: Result<Uint8Array>) => void;
}

/** Above the ids of the core and of recorded calls, which count up from 1. */
const FIRST_ID = 2_000_000_000;
/** A recording that has not come so long after its longest time never comes. */
const LATE_MS_MAX = 2_000;

/** Takes down what somebody says into a telephone. */
export class GuideRecorder {
  readonly #media: MediaPlane;
  readonly #clock: Clock;
  readonly #recordings = new Map<number, Recording>();
  #nextId = FIRST_ID;

  constructor(media: MediaPlane, clock: Clock) {
    this.#media = media;
    this.#clock = clock;
  }

  /** The recording as a WAV, without the silence around it. `where` is what a fault shows. */
  record(slot: Timeslot, msMax: number, where: string): Promise<Result<Uint8Array>> {
    const id = this.#nextId++;
    return new Promise((done) => {
      const cancel = this.#clock.at(after(this.#clock.now(), ms(msMax + LATE_MS_MAX)), () => {
        this.#recordings.delete(id);
        done(fail(guideFault('refused', where, 'no recording came')));
      });
      const answer = (result: Result<Uint8Array>): void =>
        done(result.ok ? trimmed(result.value, where) : result);
      this.#recordings.set(id, { slot, cancel, done: answer });
      this.#media.command({ op: 'record', slot, msMax, id });
    });
  }

  end(slot: Timeslot): void {
    this.#media.command({ op: 'stopRecord', slot });
  }

  hears(event: MediaEvent): boolean {
    if (event.kind !== 'recorded') return false;
    const recording = this.#recordings.get(event.id);
    if (recording === undefined) return false;
    this.#recordings.delete(event.id);
    recording.cancel();
    recording.done(ok(new Uint8Array(Buffer.from(event.wavBase64, 'base64'))));
    return true;
  }

  stop(): void {
    const left = [...this.#recordings.values()];
    this.#recordings.clear();
    for (const { slot, cancel, done } of left) {
      cancel();
      done(fail(guideFault('refused', `timeslot ${slot}`, 'stopped')));
    }
  }
}
