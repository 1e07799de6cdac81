import type { Effect, Language } from '#switching/model.ts';
import type { Timeslot } from '#units/ids.ts';
import type { Fault, Result } from '#units/result.ts';
import type { MediaEvent } from './media.ts';

export type GuideEffect = Effect & { readonly kind: 'guide' };
export type RecordGuideEffect = Effect & { readonly kind: 'recordGuide' };

/**
 * Turns what a voice guide is to say into sounds of the media plane. Real: the catalogue of `guides/` and a
 * technician's own recordings.
 */
export interface Guides {
  /** Names of sounds in order, all of them loaded; an unknown text is left out, and said so once as a fault. */
  render(effect: GuideEffect): readonly string[];
  /** Loads every sound, little by little: dial tone is there and must not wait for it. */
  start(tell: (raised: boolean, fault: Fault) => void): void;
  /** Records what comes from a port in place of a text; whether it is on disk then. */
  record(effect: RecordGuideEffect): Promise<boolean>;
  endRecording(slot: Timeslot): void;
  /** Whether this event of the media plane was an answer to them. */
  hears(event: MediaEvent): boolean;
  /** Loads no more. */
  stop(): void;
}

/** `any`: a sound without words, the same for every language. */
export type SoundLanguage = Language | 'any';
export const SOUND_LANGUAGES: readonly SoundLanguage[] = ['zh-CN', 'en', 'any'];

/** A sound that the product brings with it. */
export interface CatalogueSound {
  readonly key: string;
  readonly language: SoundLanguage;
  /** A text; a word of numbers, dates and times; a sound without words. */
  readonly kind: 'text' | 'word' | 'sound';
  /** What it says. */
  readonly text: string;
  /** Who hears it, and when; English. Empty for a word. */
  readonly heard: string;
}

/** What can be heard under a key. `name`: an office's own greeting or music, which no built-in sound stands behind. */
export interface GuideSound extends Omit<CatalogueSound, 'kind'> {
  readonly kind: CatalogueSound['kind'] | 'name';
  readonly origin: 'built-in' | 'own' | 'missing';
  /** 0 when it is missing or not loaded yet. */
  readonly lengthMs: number;
  /** Two digits that record it by telephone; null: it cannot be. */
  readonly telephoneCode: string | null;
}

/**
 * The sounds of the office. A WAV is 8 or 16 kHz, mono, 16 bit, A-law or µ-law; its loudness is made even. What
 * is changed is on disk before it is answered, and heard by the next guide that says it.
 */
export interface GuideLibrary {
  list(): readonly GuideSound[];
  /** Own recording in place of the built-in one, or of an earlier own one of that name. */
  replace(key: string, language: SoundLanguage, wav: Uint8Array): Promise<Result<GuideSound>>;
  /** A new name: letters, digits, `-` and `_`, 40 at most. */
  add(name: string, language: SoundLanguage, wav: Uint8Array): Promise<Result<GuideSound>>;
  /** The built-in one again; a name of the office is forgotten. */
  reset(key: string, language: SoundLanguage): Promise<Result<null>>;
  /** The file, to listen to; null when there is none. */
  wav(key: string, language: SoundLanguage): Promise<Uint8Array | null>;
  /**
   * Records what comes from a port until `endRecording` or `msMax`, without the silence around it, as own
   * recording of a key or as a new name. One at a time from a slot; another one ends the first.
   */
  recordTo(key: string, language: SoundLanguage, slot: Timeslot, msMax: number): Promise<Result<GuideSound>>;
  endRecording(slot: Timeslot): void;
}

/** Files of sounds. Real: `build/guides/` and the folder `guides/` of the data folder. Simulated: memory. */
export interface SoundFiles {
  /** What somebody has recorded; foreign names are left out. */
  own(): Promise<readonly { readonly key: string; readonly language: SoundLanguage }[]>;
  /** Null: not there, or not readable. */
  read(from: 'built-in' | 'own', language: SoundLanguage, key: string): Promise<Uint8Array | null>;
  /** Whole or not at all, and on disk when it answers; null when it is. */
  write(language: SoundLanguage, key: string, wav: Uint8Array): Promise<Fault | null>;
  remove(language: SoundLanguage, key: string): Promise<Fault | null>;
}

/** Longest own sound. */
export const SOUND_MS_MAX = 5 * 60_000;
/** Its largest file: 16 kHz, 16 bit, and room for what programs write around it. */
export const SOUND_BYTES_MAX = 10 * 1024 * 1024;
/** What a name may be; it is the name of a file too. */
export const SOUND_NAME = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,39}$/u;
