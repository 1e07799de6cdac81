/** A day as it is written, taken apart; 1 Monday … 7 Sunday. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly weekday: number;
}

const DAYS_OF_MONTH = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
/** Offsets of Sakamoto's rule for the day of the week. */
const OFFSETS = [0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4];

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

/** `YYYY-MM-DD` of the Gregorian calendar, from year 1 on; null for a day that there is not. */
export function calendarDay(date: string): CalendarDay | null {
  const parts = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date);
  if (parts === null) return null;
  const [year, month, day] = parts.slice(1).map(Number) as [number, number, number];
  const length = DAYS_OF_MONTH[month - 1];
  if (year === 0 || length === undefined) return null;
  if (day < 1 || day > (month === 2 && isLeap(year) ? 29 : length)) return null;
  const y = month < 3 ? year - 1 : year;
  const sum = y + Math.floor(y / 4) - Math.floor(y / 100) + Math.floor(y / 400) + OFFSETS[month - 1]! + day;
  return { year, month, day, weekday: sum % 7 === 0 ? 7 : sum % 7 };
}

export const isMinuteOfDay = (minutes: number): boolean =>
  Number.isInteger(minutes) && minutes >= 0 && minutes < 1_440;

/** More than that nobody counts aloud. */
export const COUNT_MAX = 99_999_999;
export const isCount = (count: number): boolean =>
  Number.isInteger(count) && count >= 0 && count <= COUNT_MAX;
