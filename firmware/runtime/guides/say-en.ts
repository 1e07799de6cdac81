import { calendarDay, isCount, isMinuteOfDay } from './calendar-day.ts';
import type { Speech } from './say.ts';

/* British English, as the voice is: "one hundred and five", "Saturday, the twenty-first of November". */

const SIGNS: Readonly<Record<string, string>> = { '*': 'star', '#': 'hash', '+': 'plus' };
const number = (value: number | string): string => `number-${value}`;

function digits(text: string): readonly string[] | null {
  return /^[\d*#+]+$/.test(text) ? [...text].map((sign) => SIGNS[sign] ?? number(sign)) : null;
}

function belowHundred(value: number): string[] {
  if (value <= 20 || value % 10 === 0) return [number(value)];
  return [number(value - (value % 10)), number(value % 10)];
}

function belowThousand(value: number): string[] {
  if (value < 100) return belowHundred(value);
  const rest = value % 100;
  return [
    ...[number(Math.floor(value / 100)), 'hundred'],
    ...(rest === 0 ? [] : ['and', ...belowHundred(rest)]),
  ];
}

function cardinal(value: number): string[] {
  if (value < 1_000) return belowThousand(value);
  const [of, word] = value < 1_000_000 ? [1_000, 'thousand'] : [1_000_000, 'million'];
  const rest = value % of;
  const front = [...belowThousand(Math.floor(value / of)), word];
  if (rest === 0) return front;
  return [...front, ...(rest < 100 ? ['and'] : []), ...cardinal(rest)];
}

const count = (value: number): readonly string[] | null => (isCount(value) ? cardinal(value) : null);

function time(minutes: number): readonly string[] | null {
  if (!isMinuteOfDay(minutes)) return null;
  if (minutes === 0) return ['midnight'];
  if (minutes === 720) return ['noon'];
  const hour = Math.floor(minutes / 60);
  const minute = minutes % 60;
  const past = minute === 0 ? ['oclock'] : minute < 10 ? ['oh', number(minute)] : belowHundred(minute);
  return [number(hour % 12 === 0 ? 12 : hour % 12), ...past, hour < 12 ? 'am' : 'pm'];
}

function ordinal(day: number): string[] {
  if (day <= 20 || day === 30) return [`ordinal-${day}`];
  return [number(day - (day % 10)), `ordinal-${day % 10}`];
}

/** In pairs, but for the first years of a millennium: "two thousand and five", "nineteen oh five". */
function yearOf(year: number): string[] {
  const pair = year % 100;
  if (year < 1_000 || year % 1_000 < 10) return cardinal(year);
  const front = belowHundred(Math.floor(year / 100));
  if (pair === 0) return [...front, 'hundred'];
  return [...front, ...(pair < 10 ? ['oh', number(pair)] : belowHundred(pair))];
}

function date(text: string): readonly string[] | null {
  const found = calendarDay(text);
  if (found === null) return null;
  const { year, month, day, weekday } = found;
  return [`weekday-${weekday}`, 'the', ...ordinal(day), 'of', `month-${month}`, ...yearOf(year)];
}

export const ENGLISH: Speech = { digits, count, time, date };
