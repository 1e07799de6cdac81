import type { Language } from '#switching/model.ts';
import { ENGLISH } from './say-en.ts';
import { MANDARIN } from './say-zh.ts';

/**
 * How a language says what is no text of the catalogue: keys of its `words` in `guides/catalogue.yaml`, in order.
 * `null`: it cannot be said (no whole number, no such day).
 */
export interface Speech {
  /** A telephone number, PIN or place, digit by digit; `0–9`, `*`, `#` and `+`. */
  digits(digits: string): readonly string[] | null;
  /** A count of things, 0 to 99 999 999. */
  count(count: number): readonly string[] | null;
  /** Minutes of the local day, 0 to 1439. */
  time(minutes: number): readonly string[] | null;
  /** A day of the Gregorian calendar, `YYYY-MM-DD`. */
  date(date: string): readonly string[] | null;
}

export const SPEECH: Readonly<Record<Language, Speech>> = { 'zh-CN': MANDARIN, en: ENGLISH };
