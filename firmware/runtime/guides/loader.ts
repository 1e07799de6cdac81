import type { Cancel, Clock } from '#ports/clock.ts';
import type { MediaEvent, MediaPlane } from '#ports/media.ts';
import { fail, ok, type Result } from '#units/result.ts';
import { after, ms, sec } from '#units/time.ts';
import { guideFault } from './faults.ts';

interface Load {
  readonly name: string;
  readonly wav: Uint8Array;
  readonly loudnessDbm0: number;
  readonly done: (result: Result<number>) => void;
}

/** Between two sounds: what happens on the lines comes first. */
const APART = ms(10);
/** The media plane takes a minute of music in some 100 ms, and waits for its next frame. */
const ANSWER_MAX = sec(5);

/** Brings sounds into the media plane, one at a time, so that each answer belongs to one question. */
export class SoundLoader {
  readonly #media: MediaPlane;
  readonly #clock: Clock;
  readonly #waiting: Load[] = [];
  #loading: Load | null = null;
  #cancel: Cancel = () => undefined;

  constructor(media: MediaPlane, clock: Clock) {
    this.#media = media;
    this.#clock = clock;
  }

  /** Its length in ms. */
  load(name: string, wav: Uint8Array, loudnessDbm0: number): Promise<Result<number>> {
    return new Promise((done) => {
      this.#waiting.push({ name, wav, loudnessDbm0, done });
      if (this.#loading === null && this.#waiting.length === 1) this.#later();
    });
  }

  hears(event: MediaEvent): boolean {
    if (this.#loading === null) return false;
    if (event.kind === 'loaded' && event.name === this.#loading.name) {
      this.#end(ok(event.lengthMs));
      return true;
    }
    if (event.kind !== 'refused' || event.op !== 'loadSound') return false;
    this.#end(fail(guideFault('refused', `sound ${this.#loading.name}`, `${event.code} ${event.what}`)));
    return true;
  }

  /** What still waits is answered, and not loaded. */
  stop(): void {
    this.#cancel();
    const left = [...(this.#loading === null ? [] : [this.#loading]), ...this.#waiting];
    this.#loading = null;
    this.#waiting.length = 0;
    for (const { name, done } of left) done(fail(guideFault('refused', `sound ${name}`, 'stopped')));
  }

  #later(): void {
    this.#cancel = this.#clock.at(after(this.#clock.now(), APART), () => this.#next());
  }

  #next(): void {
    const next = this.#waiting.shift();
    if (next === undefined) return;
    this.#loading = next;
    const { name, wav, loudnessDbm0 } = next;
    this.#cancel = this.#clock.at(after(this.#clock.now(), ANSWER_MAX), () =>
      this.#end(fail(guideFault('refused', `sound ${name}`, 'no answer'))),
    );
    const wavBase64 = Buffer.from(wav.buffer, wav.byteOffset, wav.byteLength).toString('base64');
    this.#media.command({ op: 'loadSound', name, wavBase64, loudnessDbm0 });
  }

  #end(result: Result<number>): void {
    const ended = this.#loading;
    this.#cancel();
    this.#loading = null;
    if (this.#waiting.length > 0) this.#later();
    ended?.done(result);
  }
}
