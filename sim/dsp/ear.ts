import type { Heard, HeardTone } from '../people.ts';
import { Cadence } from './cadence.ts';
import { dbm0OfMeanSquare, meanSquare, SILENCE_DBM0 } from './level.ts';
import { SPECTRUM_SAMPLES, type Spectrum, spectrumOf } from './spectrum.ts';
import type { ToneNames } from './tone-names.ts';

const FRAME_SAMPLES = 40;
const FRAME_MS = 5;
/** First look at a sound, and then every so often. */
const FIRST_LOOK_MS = 50;
const LOOK_EVERY_MS = 100;
/** While a silence is judged against cadences. */
const SILENCE_LOOK_MS = 50;
/** No cadence of any country has a longer gap (call waiting 10 s is told beat by beat). */
const SILENCE_MS_MAX = 12_000;
/** Breaths and syllables do not end a voice. */
const VOICE_PAUSE_MS = 400;
const UNSURE_LOOKS_MAX = 2;
const HZ_TOLD_MAX = 3;
const OTHER_SOUND_HZ = 15;

const NO_SPECTRUM: Spectrum = { hz: [], tonal: 0, modulated: false };
export const NOTHING_HEARD: Heard = Object.freeze({ tone: 'silence', hz: [], dbm0: SILENCE_DBM0 });

/**
 * Listens to frames and says what a person would say that it is. A frame costs one energy sum, and a
 * spectrum each 100 ms of sound; a silent line costs nothing.
 */
export class Ear {
  readonly #names: ToneNames;
  readonly #cadence = new Cadence();
  readonly #ring = new Float32Array(SPECTRUM_SAMPLES);
  #at = 0;
  #count = 0;
  #lookIn = FIRST_LOOK_MS;
  #spectrum = NO_SPECTRUM;
  #voicedMsAgo = Number.POSITIVE_INFINITY;
  #unsureLooks = 0;
  #lastNamed: HeardTone = 'silence';
  #heard: Heard = NOTHING_HEARD;
  #level = SILENCE_DBM0;

  constructor(names: ToneNames) {
    this.#names = names;
  }

  get heard(): Heard {
    return this.#heard;
  }

  /** A fresh start: the handset was lifted. */
  reset(): void {
    this.#cadence.reset();
    this.#count = 0;
    this.#lookIn = FIRST_LOOK_MS;
    this.#spectrum = NO_SPECTRUM;
    this.#voicedMsAgo = Number.POSITIVE_INFINITY;
    this.#lastNamed = 'silence';
    this.#heard = NOTHING_HEARD;
  }

  /** One frame; true when the name of what is heard has changed. `silent` spares the work. */
  hear(frame: Float32Array, silent: boolean): boolean {
    if (silent && this.#heard === NOTHING_HEARD && !this.#cadence.on) {
      // Nothing has been heard for long: a silence longer than any cadence needs no counting.
      if (this.#cadence.ms >= SILENCE_MS_MAX) return false;
      this.#cadence.take(0);
      return false;
    }
    const energy = silent ? 0 : meanSquare(frame);
    const turned = this.#cadence.take(energy);
    this.#voicedMsAgo += FRAME_MS;
    if (turned) {
      if (this.#cadence.on) this.#count = 0;
      this.#lookIn = this.#cadence.on ? FIRST_LOOK_MS : 0;
    }
    if (!silent && this.#cadence.on) this.#keep(frame);
    this.#lookIn -= FRAME_MS;
    return this.#lookIn <= 0 && this.#look();
  }

  #keep(frame: Float32Array): void {
    this.#ring.set(frame, this.#at);
    this.#at = (this.#at + FRAME_SAMPLES) % SPECTRUM_SAMPLES;
    this.#count += FRAME_SAMPLES;
  }

  #look(): boolean {
    const { on } = this.#cadence;
    this.#lookIn = on ? LOOK_EVERY_MS : SILENCE_LOOK_MS;
    if (on) this.#analyse();
    return this.#say(this.#name());
  }

  #analyse(): void {
    const before = this.#spectrum;
    const used = Math.min(this.#count, SPECTRUM_SAMPLES);
    this.#spectrum = spectrumOf(this.#ring, this.#at, used);
    let energy = 0;
    const first = this.#at + SPECTRUM_SAMPLES - used;
    for (let i = 0; i < used; i++) energy += this.#ring[(first + i) % SPECTRUM_SAMPLES]! ** 2;
    this.#level = dbm0OfMeanSquare(energy / used);
    if (this.#count > SPECTRUM_SAMPLES && isOther(before, this.#spectrum))
      this.#cadence.restart(LOOK_EVERY_MS);
  }

  #name(): HeardTone {
    const name = this.#names.name(this.#spectrum, this.#cadence, this.#heard.tone);
    if (name === 'voice') this.#voicedMsAgo = 0;
    const pause = name === 'silence' || name === 'unknown';
    if (pause && this.#voicedMsAgo <= VOICE_PAUSE_MS) return 'voice';
    // One look across the seam of two sounds does not undo a name.
    // A ringback that is cut off by the answer is no call waiting.
    if (name === 'callWaiting' && this.#lastNamed === 'ringback') return 'silence';
    if (!pause) this.#lastNamed = name;
    if (name !== 'unknown') this.#unsureLooks = 0;
    else if (this.#heard.tone !== 'silence' && this.#unsureLooks++ < UNSURE_LOOKS_MAX)
      return this.#heard.tone;
    return name;
  }

  #say(tone: HeardTone): boolean {
    const before = this.#heard.tone;
    if (tone === 'silence') this.#heard = NOTHING_HEARD;
    else
      this.#heard = {
        tone,
        hz: this.#spectrum.hz.slice(0, HZ_TOLD_MAX),
        dbm0: Math.round(this.#level * 10) / 10,
      };
    return tone !== before;
  }
}

/** Not the same lines as before: a tone took over from another, or from a voice, without a gap. */
function isOther(before: Spectrum, now: Spectrum): boolean {
  if (before.hz.length === 0 || now.hz.length === 0) return false;
  return !now.hz.some((hz) => before.hz.some((old) => Math.abs(old - hz) <= OTHER_SOUND_HZ));
}
