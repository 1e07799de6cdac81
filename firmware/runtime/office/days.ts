const DAY_MS = 86_400_000;
/** A range of days is a holiday, not a year. */
const RANGE_DAYS_MAX = 100;

const dayMs = (day: string): number => {
  const at = Date.parse(`${day}T00:00:00Z`);
  // 2027-02-30 would be read as 2 March.
  return Number.isNaN(at) || new Date(at).toISOString().slice(0, 10) !== day ? Number.NaN : at;
};

/** The days of `2027-02-06` or `2027-02-05..2027-02-12`; null when such days do not exist. */
export function expandDays(text: string): readonly string[] | null {
  const [first = '', last = first] = text.split('..');
  const [from, to] = [dayMs(first), dayMs(last)];
  if (Number.isNaN(from) || Number.isNaN(to) || to < from || to - from > RANGE_DAYS_MAX * DAY_MS) return null;
  const days: string[] = [];
  for (let at = from; at <= to; at += DAY_MS) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** 1 Monday … 7 Sunday of `mon-fri`, `sat,sun`, `fri-mon`. */
export function weekdaysOf(text: string): readonly number[] {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const [first = '', last = first] = part.split('-');
    const to = WEEKDAYS.indexOf(last);
    for (let day = WEEKDAYS.indexOf(first); ; day = (day + 1) % 7) {
      days.add(day + 1);
      if (day === to) break;
    }
  }
  return [...days].sort();
}

/** Minutes of the day of `08:30`; 1440 of `24:00`. */
export const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
