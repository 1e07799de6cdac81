import type { Office } from './office.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** Year, month (1–12) and day of a day counted from 1970-01-01 (proleptic Gregorian calendar). */
function dateOf(daysSince1970: number): { year: number; month: number; day: number } {
  // Years begin in March, so that the leap day is the last of its year; an era is 400 of them.
  const shifted = daysSince1970 + 719_468;
  const era = Math.floor(shifted / 146_097);
  const dayOfEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  const month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
  return {
    year: era * 400 + yearOfEra + Number(month < 3),
    month,
    day: dayOfYear - Math.floor((153 * marchMonth + 2) / 5) + 1,
  };
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Milliseconds of the local calendar: UTC and what local time is ahead of it then. */
export function localMs(epochMs: number, localTime: Office['localTime']): number {
  let offset = 0;
  for (const { fromEpochMs, utcOffsetMinutes } of localTime)
    if (fromEpochMs <= epochMs) offset = utcOffsetMinutes;
  return epochMs + offset * MS_PER_MINUTE;
}

/** `MMDDHHMM` in local time, as caller ID carries it. */
export function callerIdTime(epochMs: number, localTime: Office['localTime']): string {
  const local = localMs(epochMs, localTime);
  const days = Math.floor(local / MS_PER_DAY);
  const minutes = Math.floor((local - days * MS_PER_DAY) / MS_PER_MINUTE);
  const { month, day } = dateOf(days);
  return two(month) + two(day) + two(Math.floor(minutes / 60)) + two(minutes % 60);
}

/** A moment as a person in the office sees it. */
export interface LocalMoment {
  /** `YYYY-MM-DD` */
  readonly date: string;
  /** 1 Monday … 7 Sunday. */
  readonly weekday: number;
  /** Of the local day, 0–1439. */
  readonly minute: number;
}

/** Takes milliseconds of the local calendar, see `localMs`. */
export function localMoment(local: number): LocalMoment {
  const days = Math.floor(local / MS_PER_DAY);
  const { year, month, day } = dateOf(days);
  return {
    date: `${String(year).padStart(4, '0')}-${two(month)}-${two(day)}`,
    // 1970-01-01 was a Thursday.
    weekday: ((((days + 3) % 7) + 7) % 7) + 1,
    minute: Math.floor((local - days * MS_PER_DAY) / MS_PER_MINUTE),
  };
}

/** 0–1439: a time that the clock shows. */
export const isMinuteOfDay = (minute: number): boolean =>
  Number.isInteger(minute) && minute >= 0 && minute < MS_PER_DAY / MS_PER_MINUTE;

/** The next moment after `epochMs` at which the local clock shows this time. */
export function nextEpochMs(epochMs: number, minuteOfDay: number, localTime: Office['localTime']): number {
  const now = localMs(epochMs, localTime);
  const today = Math.floor(now / MS_PER_DAY) * MS_PER_DAY + minuteOfDay * MS_PER_MINUTE;
  const local = today > now ? today : today + MS_PER_DAY;
  const next = epochMs + (local - now);
  // The clock may be put forward or back in between.
  return next + (local - localMs(next, localTime));
}

/** The same clock time of the day before. */
export const dayBefore = (local: number): number => local - MS_PER_DAY;
