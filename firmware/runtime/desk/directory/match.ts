import type { DirectoryEntry, DirectoryHit } from '#ports/desk.ts';
import { type Syllable, syllablesOf } from './readings.ts';

/** Better first; within a rank the order of the directory counts. */
export const RANKS = ['exact', 'prefix', 'initials', 'pinyin', 'inside'] as const;
export type Rank = 0 | 1 | 2 | 3 | 4;
export type Found = DirectoryHit['found'];

/** An entry with what it is found by, made once. */
export interface Indexed {
  readonly entry: DirectoryEntry;
  /** An extension of ours. */
  readonly own: boolean;
  /** Of the directory: own ones first, then by number. */
  readonly order: string;
  readonly name: string;
  readonly department: string;
  readonly syllables: readonly Syllable[];
  /** First characters of all readings: a word that begins with none of them is not looked for in pinyin. */
  readonly begins: string;
}

const folded = (text: string): string => text.normalize('NFC').toLowerCase();

export function indexed(entry: DirectoryEntry, own: boolean): Indexed {
  const { number, name, department } = entry;
  const syllables = syllablesOf(name);
  const begins = [...new Set(syllables.flatMap(({ readings }) => readings.map((one) => one[0] ?? '')))].join(
    '',
  );
  return {
    ...{ entry, own, name: folded(name), department: folded(department), syllables, begins },
    // Shorter numbers first: 80 before 8001.
    order: `${own ? 0 : 1}${String(number.length).padStart(3, '0')}${number} ${entry.library} ${name}`,
  };
}

/** Words of what was typed; more than these narrow nothing down. */
const WORDS_MAX = 4;
const TEXT_LENGTH_MAX = 64;

export const wordsOf = (text: string): readonly string[] =>
  folded(text.slice(0, TEXT_LENGTH_MAX).normalize('NFKC'))
    .split(/[\s'’·]+/)
    .filter((word) => word !== '')
    .slice(0, WORDS_MAX);

export interface Match {
  readonly rank: Rank;
  readonly found: Found;
}

/** All words must be found somewhere; the entry counts as its worst word, and shows where the first was found. */
export function match(one: Indexed, words: readonly string[]): Match | null {
  let rank: Rank = 0;
  let found: Found | null = null;
  for (const word of words) {
    const here = matchWord(one, word);
    if (here === null) return null;
    if (here.rank > rank) rank = here.rank;
    found ??= here.found;
  }
  return found === null ? null : { rank, found };
}

const DIALLED = /^[0-9*#+]+$/;
const TYPED = /^[a-z0-9]+$/;

function matchWord(one: Indexed, word: string): Match | null {
  if (DIALLED.test(word)) {
    const dialled = matchNumber(one.entry, word);
    if (dialled !== null) return dialled;
  }
  const named = one.name.indexOf(word);
  if (named === 0) return at(1, 'name', 0, word.length);
  const typed = TYPED.test(word) && one.begins.includes(word[0]!) ? matchPinyin(one.syllables, word) : null;
  if (typed !== null && typed.rank < 4) return typed;
  if (named > 0) return at(4, 'name', named, named + word.length);
  if (typed !== null) return typed;
  const department = one.department.indexOf(word);
  return department < 0 ? null : at(4, 'department', department, department + word.length);
}

const at = (rank: Rank, field: Found['field'], from: number, to: number): Match => ({
  rank,
  found: { field, from, to },
});

function matchNumber({ number, shortCode }: DirectoryEntry, word: string): Match | null {
  if (number === word) return at(0, 'number', 0, word.length);
  if (shortCode === word) return at(0, 'shortCode', 0, word.length);
  if (number.startsWith(word)) return at(1, 'number', 0, word.length);
  if (shortCode.startsWith(word)) return at(1, 'shortCode', 0, word.length);
  const inside = number.indexOf(word);
  return inside < 0 ? null : at(4, 'number', inside, inside + word.length);
}

/** Tries to place letters on one entry: names that repeat themselves have many ways to fail. */
const STEPS_MAX = 400;

/** From the first syllable on, or from a later one; the place told is that of the characters in the name. */
function matchPinyin(syllables: readonly Syllable[], word: string): Match | null {
  const steps = { left: STEPS_MAX };
  for (let start = 0; start < syllables.length; start++) {
    const initials = reach(syllables, start, word, 0, true, steps);
    const end = initials ?? reach(syllables, start, word, 0, false, steps);
    if (end === null) continue;
    const rank = start > 0 ? 4 : initials === null ? 3 : 2;
    return at(rank, 'pinyin', syllables[start]!.from, syllables[end]!.to);
  }
  return null;
}

/**
 * The syllable on which the letters from `place` on end; null when they do not fit. Each syllable takes its first
 * letter, its zh, ch or sh, or all of it; the last one as much of it as was typed. `initials`: never more than the first.
 */
function reach(
  syllables: readonly Syllable[],
  index: number,
  word: string,
  place: number,
  initials: boolean,
  steps: { left: number },
): number | null {
  const syllable = syllables[index];
  if (syllable === undefined || steps.left-- <= 0) return null;
  const rest = word.length - place;
  for (const reading of syllable.readings) {
    if (reading.charCodeAt(0) !== word.charCodeAt(place)) continue;
    const initial = initialLength(reading);
    if (rest <= (initials ? initial : reading.length) && beginsWith(reading, word, place)) return index;
    for (let way = initials ? 1 : 0; way < 3; way++) {
      const length = way === 0 ? reading.length : way === 1 ? initial : 1;
      if ((way === 2 && initial === 1) || length >= rest || !takes(word, place, reading, length)) continue;
      const end = reach(syllables, index + 1, word, place + length, initials, steps);
      if (end !== null) return end;
    }
  }
  return null;
}

/** Whether the rest of the word from `place` on is how the reading begins. */
function beginsWith(reading: string, word: string, place: number): boolean {
  for (let i = place; i < word.length; i++)
    if (reading.charCodeAt(i - place) !== word.charCodeAt(i)) return false;
  return true;
}

/** Whether the first letters of the reading stand in the word at `place`. */
function takes(word: string, place: number, reading: string, length: number): boolean {
  for (let i = 0; i < length; i++) if (reading.charCodeAt(i) !== word.charCodeAt(place + i)) return false;
  return true;
}

const isH = (reading: string): boolean => reading.charCodeAt(1) === 0x68;
const initialLength = (reading: string): number => (isH(reading) && 'zcs'.includes(reading[0]!) ? 2 : 1);
