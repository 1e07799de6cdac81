import {
  type CatalogueSound,
  type GuideSound,
  SOUND_LANGUAGES,
  SOUND_NAME,
  type SoundFiles,
  type SoundLanguage,
} from '#ports/guides.ts';
import { GUIDE_TEXTS } from '#switching/guide-texts.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { guideFault } from './faults.ts';
import type { SoundLoader } from './loader.ts';
import { checkWav, wavOf } from './wav.ts';

/** Active speech level (ITU-T P.56) that sounds are brought to: a voice like the next, music a little behind it. */
const SPEECH_DBM0 = -16;
const MUSIC_DBM0 = -20;
/** Own sounds are held as 16-bit samples: an hour of them is 58 MB. */
export const OWN_MS_MAX = 60 * 60_000;
export const OWN_SOUNDS_MAX = 512;
/** So many in a row that cannot be loaded mean that none can. */
const FAILED_IN_A_ROW_MAX = 3;
const NAMED_MAX = 5;
const SILENCE = wavOf({ coding: 'a-law', rate: 8_000, data: new Uint8Array(80).fill(0xd5) });

type Tell = (raised: boolean, fault: Fault) => void;
interface Entry extends Omit<GuideSound, 'telephoneCode'> {
  readonly place: string;
  readonly builtIn: boolean;
}

const placeOf = (language: SoundLanguage, key: string): string => `${language}/${key}`;
const fileOf = ({ place }: Entry): string => `guides/${place}.wav`;

/** Which sound is heard under which name, and that the media plane has it. One change at a time, in order. */
export class SoundLibrary {
  readonly #files: SoundFiles;
  readonly #loader: SoundLoader;
  readonly #entries = new Map<string, Entry>();
  #tell: Tell = () => undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #stopped = false;
  /** The first loading is over: what is missing now is missing. */
  complete = false;

  constructor(catalogue: readonly CatalogueSound[], files: SoundFiles, loader: SoundLoader) {
    this.#files = files;
    this.#loader = loader;
    for (const sound of catalogue) {
      const place = placeOf(sound.language, sound.key);
      this.#entries.set(place, { ...sound, origin: 'missing', lengthMs: 0, place, builtIn: true });
    }
  }

  /** Name in the media plane; a name of the office that has no sound in that language is heard in another. */
  find(key: string, language: SoundLanguage): string | null {
    for (const from of [language, 'any', ...SOUND_LANGUAGES] as const) {
      const place = placeOf(from, key);
      const entry = this.#entries.get(place);
      if (entry === undefined || entry.lengthMs === 0) continue;
      if (from === language || from === 'any' || entry.kind === 'name') return place;
    }
    return null;
  }

  list(): readonly GuideSound[] {
    return [...this.#entries.values()].map(viewOf);
  }

  start(tell: Tell): void {
    this.#tell = tell;
    this.#inTurn(() => this.#loadAll()).catch((error: unknown) =>
      tell(true, guideFault('missing', 'voice guides', String(error))),
    );
  }

  stop(): void {
    this.#stopped = true;
  }

  async wav(key: string, language: SoundLanguage): Promise<Uint8Array | null> {
    const entry = this.#entries.get(placeOf(language, key));
    if (entry === undefined || entry.origin === 'missing') return null;
    return this.#files.read(entry.origin, language, key);
  }

  replace(key: string, language: SoundLanguage, wav: Uint8Array): Promise<Result<GuideSound>> {
    return this.#inTurn(async () => {
      const entry = this.#entries.get(placeOf(language, key));
      if (entry === undefined) return fail(guideFault('badName', placeOf(language, key)));
      return this.#take(entry, wav);
    });
  }

  add(name: string, language: SoundLanguage, wav: Uint8Array): Promise<Result<GuideSound>> {
    return this.#inTurn(async () => {
      const place = placeOf(language, name);
      if (!SOUND_NAME.test(name))
        return fail(guideFault('badName', place, 'a name is letters, digits, - and _'));
      if (this.#entries.has(place)) return fail(guideFault('badName', place, 'it is there already'));
      return this.#take(named(name, language), wav);
    });
  }

  reset(key: string, language: SoundLanguage): Promise<Result<null>> {
    return this.#inTurn(async () => {
      const entry = this.#entries.get(placeOf(language, key));
      if (entry === undefined) return fail(guideFault('badName', placeOf(language, key)));
      if (entry.origin !== 'own' && entry.builtIn) return ok(null);
      const trouble = await this.#files.remove(language, key);
      if (trouble !== null) return fail(trouble);
      this.#tell(false, guideFault('unusable', fileOf(entry)));
      if (entry.builtIn) {
        this.#put(entry, 'missing', 0);
        const faulty = await this.#loadBuiltIn(entry);
        return faulty === null ? ok(null) : fail(faulty);
      }
      this.#entries.delete(entry.place);
      // The media plane forgets no name, but it can be given a shorter sound.
      await this.#loader.load(entry.place, SILENCE, MUSIC_DBM0);
      return ok(null);
    });
  }

  /** Own recording: checked, heard, then written; the one before is heard again when it cannot be written. */
  async #take(entry: Entry, wav: Uint8Array): Promise<Result<GuideSound>> {
    const checked = this.#checkOwn(entry, wav);
    if (!checked.ok) return checked;
    const loaded = await this.#loader.load(entry.place, wav, loudnessOf(entry));
    if (!loaded.ok) return loaded;
    const trouble = await this.#files.write(entry.language, entry.key, wav);
    if (trouble !== null) {
      if (this.#entries.has(entry.place)) await this.#load(entry);
      else await this.#loader.load(entry.place, SILENCE, MUSIC_DBM0);
      return fail(trouble);
    }
    this.#tell(false, guideFault('unusable', fileOf(entry)));
    return ok(viewOf(this.#put(entry, 'own', loaded.value)));
  }

  #checkOwn(entry: Entry, wav: Uint8Array): Result<null> {
    const checked = checkWav(wav, fileOf(entry));
    if (!checked.ok) return checked;
    const others = [...this.#entries.values()].filter(
      ({ origin, place }) => origin === 'own' && place !== entry.place,
    );
    const ms = others.reduce((sum, { lengthMs }) => sum + lengthMs, checked.value.lengthMs);
    if (others.length >= OWN_SOUNDS_MAX) {
      return fail(guideFault('noRoom', fileOf(entry), `${OWN_SOUNDS_MAX} are possible`));
    }
    if (ms > OWN_MS_MAX) {
      return fail(guideFault('noRoom', fileOf(entry), `${OWN_MS_MAX / 60_000} minutes are possible`));
    }
    return ok(null);
  }

  async #loadAll(): Promise<void> {
    for (const { key, language } of await this.#files.own()) {
      const place = placeOf(language, key);
      this.#put(this.#entries.get(place) ?? named(key, language), 'own', 0);
    }
    // Music first: who is on hold hears it at once.
    const order = [...this.#entries.values()].sort((a, b) => rank(a) - rank(b));
    let failed = 0;
    for (const entry of order) {
      if (this.#stopped) return;
      failed = (await this.#load(entry)) ? 0 : failed + 1;
      if (failed === FAILED_IN_A_ROW_MAX && this.find('music', 'any') === null) break;
    }
    this.complete = true;
    const missing = [...this.#entries.values()].filter(({ lengthMs }) => lengthMs === 0);
    if (missing.length === 0 || this.#stopped) return;
    const names = missing.slice(0, NAMED_MAX).map(({ place }) => place);
    const more = missing.length > NAMED_MAX ? ' …' : '';
    this.#tell(true, guideFault('missing', 'voice guides', `${missing.length}: ${names.join(', ')}${more}`));
  }

  /** The own sound, or else the built-in one; whether one of them is heard. */
  async #load(entry: Entry): Promise<boolean> {
    if (entry.origin === 'own') {
      const faulty = await this.#loadOwn(entry);
      if (faulty === null) return true;
      if (this.#stopped) return false;
      this.#tell(true, guideFault('unusable', fileOf(entry), `${faulty.code} ${faulty.what}`));
      this.#put(entry, entry.builtIn ? 'missing' : 'own', 0);
    }
    return entry.builtIn && (await this.#loadBuiltIn(entry)) === null;
  }

  async #loadOwn(entry: Entry): Promise<Fault | null> {
    const wav = await this.#files.read('own', entry.language, entry.key);
    if (wav === null) return guideFault('notWav', fileOf(entry), 'it cannot be read');
    const checked = this.#checkOwn(entry, wav);
    if (!checked.ok) return checked.error;
    const loaded = await this.#loader.load(entry.place, wav, loudnessOf(entry));
    if (loaded.ok) this.#put(entry, 'own', loaded.value);
    return loaded.ok ? null : loaded.error;
  }

  async #loadBuiltIn(entry: Entry): Promise<Fault | null> {
    const wav = await this.#files.read('built-in', entry.language, entry.key);
    if (wav === null) return guideFault('missing', 'voice guides', entry.place);
    const loaded = await this.#loader.load(entry.place, wav, loudnessOf(entry));
    if (loaded.ok) this.#put(entry, 'built-in', loaded.value);
    return loaded.ok ? null : loaded.error;
  }

  #put(entry: Entry, origin: Entry['origin'], lengthMs: number): Entry {
    const next = { ...entry, origin, lengthMs };
    this.#entries.set(entry.place, next);
    return next;
  }

  #inTurn<T>(act: () => Promise<T>): Promise<T> {
    const result = this.#turn.then(act);
    this.#turn = result.catch(() => undefined);
    return result;
  }
}

function named(key: string, language: SoundLanguage): Entry {
  const place = placeOf(language, key);
  const said = { kind: 'name', text: key, heard: '' } as const;
  return { key, language, ...said, origin: 'missing', lengthMs: 0, place, builtIn: false };
}

/** A sound without words is music, or the like. */
const loudnessOf = ({ language }: Entry): number => (language === 'any' ? MUSIC_DBM0 : SPEECH_DBM0);

const RANKS = { sound: 0, name: 1, text: 2, word: 3 } as const;
const rank = ({ kind }: Entry): number => RANKS[kind];

/** A text's place in the list, from 01: what is dialled behind the code that records a guide. */
function codeOf(key: string): string | null {
  const place = (GUIDE_TEXTS as readonly string[]).indexOf(key);
  return place < 0 ? null : String(place + 1).padStart(2, '0');
}

const viewOf = ({ key, language, kind, text, heard, origin, lengthMs }: Entry): GuideSound => ({
  ...{ key, language, kind, text, heard, origin, lengthMs },
  telephoneCode: codeOf(key),
});
