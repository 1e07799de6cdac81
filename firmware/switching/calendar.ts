import type { Office } from './office.ts';

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;

/** Month (1–12) and day of a day counted from 1970-01-01 (proleptic Gregorian calendar). */
function monthAndDay(daysSince1970: number): { month: number; day: number } {
  // Years begin in March, so that the leap day is the last of its year; an era is 400 of them.
  const shifted = daysSince1970 + 719_468;
  const dayOfEra = shifted - Math.floor(shifted / 146_097) * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra -
      Math.floor(dayOfEra / 1_460) +
      Math.floor(dayOfEra / 36_524) -
      Math.floor(dayOfEra / 146_096)) /
      365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const marchMonth = Math.floor((5 * dayOfYear + 2) / 153);
  return {
    month: marchMonth < 10 ? marchMonth + 3 : marchMonth - 9,
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
  const { month, day } = monthAndDay(days);
  return two(month) + two(day) + two(Math.floor(minutes / 60)) + two(minutes % 60);
}
