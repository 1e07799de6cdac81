import { calendarDay, isCount, isMinuteOfDay } from './calendar-day.ts';
import type { Speech } from './say.ts';

/*
 * Mandarin. 1 in a row of digits is 幺 (yāo), so that it is not taken for 七; 2 before a measure word, and first
 * before 千 and 万, is 两; zeros inside a number are one 零.
 */

const SIGNS: Readonly<Record<string, string>> = { '1': 'digit-1', '*': 'star', '#': 'hash', '+': 'plus' };
const number = (value: number | string): string => `number-${value}`;

function digits(text: string): readonly string[] | null {
  return /^[\d*#+]+$/.test(text) ? [...text].map((sign) => SIGNS[sign] ?? number(sign)) : null;
}

const PLACES = [
  { of: 1_000, word: 'thousand' },
  { of: 100, word: 'hundred' },
  { of: 10, word: 'ten' },
] as const;

/**
 * A number below ten thousand; `first`: nothing was said before it, so that ten is 十 and not 一十, and two
 * thousand is 两千.
 */
function group(value: number, first: boolean): string[] {
  const words: string[] = [];
  let rest = value;
  let gap = false;
  for (const { of, word } of PLACES) {
    const digit = Math.floor(rest / of);
    rest %= of;
    if (digit === 0) {
      gap = words.length > 0;
      continue;
    }
    if (gap) words.push(number(0));
    gap = false;
    if (of === 1_000 && digit === 2 && first) words.push('count-2');
    else if (!(of === 10 && digit === 1 && first && words.length === 0)) words.push(number(digit));
    words.push(word);
  }
  if (rest > 0 && gap) words.push(number(0));
  if (rest > 0) words.push(number(rest));
  return words;
}

/** As a plain number: 2 is 二. */
function cardinal(value: number): string[] {
  if (value === 0) return [number(0)];
  const tenThousands = Math.floor(value / 10_000);
  const rest = value % 10_000;
  if (tenThousands === 0) return group(rest, true);
  const front = tenThousands === 2 ? ['count-2'] : group(tenThousands, true);
  const zero = rest > 0 && rest < 1_000 ? [number(0)] : [];
  return [...front, 'ten-thousand', ...zero, ...group(rest, false)];
}

const count = (value: number): readonly string[] | null =>
  isCount(value) ? (value === 2 ? ['count-2'] : cardinal(value)) : null;

/** Parts of the day, as CLDR's `zh` has them (清晨 is spoken 早上): hour from which each is said. */
const PARTS_OF_DAY = [
  { from: 19, word: 'evening' },
  { from: 13, word: 'afternoon' },
  { from: 12, word: 'noon' },
  { from: 8, word: 'morning' },
  { from: 5, word: 'early-morning' },
  { from: 0, word: 'before-dawn' },
] as const;

function time(minutes: number): readonly string[] | null {
  if (!isMinuteOfDay(minutes)) return null;
  const hour = Math.floor(minutes / 60);
  const minute = minutes % 60;
  const part = PARTS_OF_DAY.find(({ from }) => hour >= from)!.word;
  const said = hour > 12 ? hour - 12 : hour;
  const words = [part, ...(said === 2 ? ['count-2'] : cardinal(said)), 'oclock'];
  if (minute === 0) return [...words, 'exactly'];
  return [...words, ...(minute < 10 ? [number(0)] : []), ...cardinal(minute), 'minute'];
}

function date(text: string): readonly string[] | null {
  const found = calendarDay(text);
  if (found === null) return null;
  const { year, month, day, weekday } = found;
  const yearDigits = [...String(year)].map(number);
  return [...yearDigits, 'year', ...cardinal(month), 'month', ...cardinal(day), 'day', `weekday-${weekday}`];
}

export const MANDARIN: Speech = { digits, count, time, date };
