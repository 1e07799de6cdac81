import { createRequire } from 'node:module';

/** Several megabytes of dictionary: read for the first Chinese name, and not where there is none. */
const dictionary = (): typeof import('pinyin-pro') => createRequire(import.meta.url)('pinyin-pro');

/** A part of a name that is typed as one: a Chinese character, a word of letters, a run of digits. */
export interface Syllable {
  /** Ways to type it, the likeliest first: lower-case letters and digits. */
  readonly readings: readonly string[];
  /** Where it stands in the name, UTF-16 units. */
  readonly from: number;
  readonly to: number;
}

const HAN = /\p{Script=Han}/u;
const PART = /\p{Script=Han}|[\p{L}\p{N}]+?(?=\p{Script=Han}|[^\p{L}\p{N}]|$)/gu;
const plain = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

/** 吕 is typed lv; passports write LYU (GB/T 28039-2011), and who knows neither types lu. */
const alsoTyped = (reading: string): readonly string[] =>
  /^[ln]v/.test(reading) ? [reading, reading.replace('v', 'u'), reading.replace('v', 'yu')] : [reading];

/**
 * How a name is typed. The first character is read as a surname (单 shan, 曾 zeng, 仇 qiu, 区 ou, 解 xie, 查 zha,
 * 万俟 mo qi), what is no surname by its word (重庆 chong qing); every other reading of a character is accepted too,
 * for whoever types cannot know how the name's owner reads it.
 */
export function syllablesOf(name: string): readonly Syllable[] {
  const likely = HAN.test(name) ? readingsByPlace(name) : new Map<number, readonly string[]>();
  return [...name.matchAll(PART)].map(({ 0: part, index }) => ({
    readings: likely.get(index) ?? [plain(part)],
    from: index,
    to: index + part.length,
  }));
}

/** Readings of each Chinese character, by its place. */
function readingsByPlace(name: string): Map<number, readonly string[]> {
  const { pinyin, polyphonic } = dictionary();
  const options = { toneType: 'none', type: 'array', v: true } as const;
  const asName = pinyin(name, { ...options, surname: 'head' });
  const every = polyphonic(name, options);
  const found = new Map<number, readonly string[]>();
  let at = 0;
  for (const [place, char] of [...name].entries()) {
    if (HAN.test(char)) {
      const all = [asName[place] ?? '', ...(every[place] ?? [])].filter((one) => /^[a-z]+$/.test(one));
      found.set(at, [...new Set(all.flatMap(alsoTyped))]);
    }
    at += char.length;
  }
  return found;
}
