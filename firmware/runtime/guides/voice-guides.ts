import type { Clock } from '#ports/clock.ts';
import type {
  CatalogueSound,
  GuideEffect,
  GuideLibrary,
  GuideSound,
  Guides,
  RecordGuideEffect,
  SoundFiles,
  SoundLanguage,
} from '#ports/guides.ts';
import type { MediaEvent, MediaPlane } from '#ports/media.ts';
import type { Language, Phrase } from '#switching/model.ts';
import type { Timeslot } from '#units/ids.ts';
import type { Fault, Result } from '#units/result.ts';
import { guideFault } from './faults.ts';
import { SoundLibrary } from './library.ts';
import { SoundLoader } from './loader.ts';
import { GuideRecorder } from './recorder.ts';
import { keysOf } from './render.ts';

export interface VoiceGuidesParts {
  readonly media: MediaPlane;
  readonly clock: Clock;
  readonly catalogue: readonly CatalogueSound[];
  readonly files: SoundFiles;
}

/** Faults about what cannot be said; an office does not have more names than that. */
const TOLD_MAX = 100;
/** Longer than the exchange lets somebody speak. */
const RECORDING_MS_MAX = 90_000;

/** What guides say, from the catalogue and from the office's own recordings. */
export class VoiceGuides implements Guides, GuideLibrary {
  readonly #loader: SoundLoader;
  readonly #library: SoundLibrary;
  readonly #recorder: GuideRecorder;
  readonly #told = new Set<string>();
  #tell: (raised: boolean, fault: Fault) => void = () => undefined;

  constructor({ media, clock, catalogue, files }: VoiceGuidesParts) {
    this.#loader = new SoundLoader(media, clock);
    this.#library = new SoundLibrary(catalogue, files, this.#loader);
    this.#recorder = new GuideRecorder(media, clock);
  }

  render({ say, language }: GuideEffect): readonly string[] {
    return say.flatMap((phrase) => this.#soundsOf(phrase, language));
  }

  start(tell: (raised: boolean, fault: Fault) => void): void {
    this.#tell = tell;
    this.#library.start(tell);
  }

  hears(event: MediaEvent): boolean {
    return this.#loader.hears(event) || this.#recorder.hears(event);
  }

  stop(): void {
    this.#library.stop();
    this.#loader.stop();
    this.#recorder.stop();
  }

  list(): readonly GuideSound[] {
    return this.#library.list();
  }

  async replace(key: string, language: SoundLanguage, wav: Uint8Array): Promise<Result<GuideSound>> {
    return this.#known(key, await this.#library.replace(key, language, wav));
  }

  async add(name: string, language: SoundLanguage, wav: Uint8Array): Promise<Result<GuideSound>> {
    return this.#known(name, await this.#library.add(name, language, wav));
  }

  reset(key: string, language: SoundLanguage): Promise<Result<null>> {
    return this.#library.reset(key, language);
  }

  wav(key: string, language: SoundLanguage): Promise<Uint8Array | null> {
    return this.#library.wav(key, language);
  }

  async recordTo(
    key: string,
    language: SoundLanguage,
    slot: Timeslot,
    msMax: number,
  ): Promise<Result<GuideSound>> {
    const recorded = await this.#recorder.record(slot, msMax, `guides/${language}/${key}.wav`);
    if (!recorded.ok) return recorded;
    const isThere = this.list().some((sound) => sound.key === key && sound.language === language);
    return isThere ? this.replace(key, language, recorded.value) : this.add(key, language, recorded.value);
  }

  async record({ slot, text, language }: RecordGuideEffect): Promise<boolean> {
    return (await this.recordTo(text, language, slot, RECORDING_MS_MAX)).ok;
  }

  endRecording(slot: Timeslot): void {
    this.#recorder.end(slot);
  }

  /** All of a phrase or nothing of it: a number with a digit left out would be another number. */
  #soundsOf(phrase: Phrase, language: Language): readonly string[] {
    const rendered = keysOf(phrase, language);
    if ('unsayable' in rendered) {
      this.#untold(rendered.unsayable, language);
      return [];
    }
    const sounds = rendered.keys.map((key) => this.#library.find(key, language));
    const missing = rendered.keys.find((_, index) => sounds[index] === null);
    if (missing === undefined) return sounds.filter((name) => name !== null);
    this.#untold(missing, language);
    return [];
  }

  /** One fault for each thing that cannot be said, however often it is to be said. */
  #untold(what: string, language: Language): void {
    const where = whereOf(what, language);
    if (!this.#library.complete || this.#told.has(where) || this.#told.size >= TOLD_MAX) return;
    this.#told.add(where);
    this.#tell(true, guideFault('unknown', where));
  }

  /** A sound is there now: what was said about it is over. */
  #known(key: string, result: Result<GuideSound>): Result<GuideSound> {
    if (!result.ok) return result;
    for (const language of ['zh-CN', 'en'] as const) {
      const where = whereOf(key, language);
      if (this.#told.delete(where)) this.#tell(false, guideFault('unknown', where));
    }
    return result;
  }
}

const whereOf = (what: string, language: Language): string => `voice guide ${what} (${language})`;
