import type { Office } from '#switching/model.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

export const isTimeZone = (zone: string): boolean => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
};

/** Minutes ahead of UTC in a zone, by the zone data that Node carries (ICU). */
function offsetReader(zone: string): (epochMs: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone: zone,
    hourCycle: 'h23',
    ...{ year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' },
  });
  return (epochMs) => {
    const parts = Object.fromEntries(
      format.formatToParts(epochMs).map(({ type, value }) => [type, Number(value)]),
    );
    const local = Date.UTC(parts.year!, parts.month! - 1, parts.day, parts.hour, parts.minute);
    return Math.round((local - Math.floor(epochMs / MINUTE_MS) * MINUTE_MS) / MINUTE_MS);
  };
}

const KNOWN_MAX = 16;
/** The same zone is asked for at every check of a document, and does not change within a year. */
const known = new Map<string, Office['localTime']>();

/**
 * Local time of a zone from the beginning of the year before `epochMs` on, with every change of `years` years, to
 * the minute. The same for every moment of a year, so that compiling twice gives the same office.
 */
export function localTimeOf(zone: string, epochMs: number, years = 10): Office['localTime'] {
  const year = new Date(epochMs).getUTCFullYear();
  const key = `${zone} ${year} ${years}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  if (known.size >= KNOWN_MAX) known.clear();
  const changes = changesOf(zone, year, years);
  known.set(key, changes);
  return changes;
}

function changesOf(zone: string, year: number, years: number): Office['localTime'] {
  const offsetAt = offsetReader(zone);
  const start = Date.UTC(year - 1, 0, 1);
  const end = Date.UTC(year + years, 0, 1);
  const changes = [{ fromEpochMs: 0, utcOffsetMinutes: offsetAt(start) }];
  for (let day = start; day < end; day += 7 * DAY_MS) {
    const before = changes.at(-1)!.utcOffsetMinutes;
    if (offsetAt(day + 7 * DAY_MS) === before) continue;
    let [low, high] = [day, day + 7 * DAY_MS];
    while (high - low > MINUTE_MS) {
      const middle = low + Math.floor((high - low) / 2 / MINUTE_MS) * MINUTE_MS;
      if (offsetAt(middle) === before) low = middle;
      else high = middle;
    }
    changes.push({ fromEpochMs: high, utcOffsetMinutes: offsetAt(high) });
  }
  return changes;
}

/** `2027-02-06T18:05` of the office's clock as UTC milliseconds; null when it is no time. */
export function epochMsOfLocal(text: string, localTime: Office['localTime']): number | null {
  if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?$/.test(text)) return null;
  const local = Date.parse(`${text}Z`);
  if (Number.isNaN(local) || !new Date(local).toISOString().startsWith(text.slice(0, 16))) return null;
  const offsetAt = (epochMs: number): number =>
    localTime.reduce(
      (offset, change) => (change.fromEpochMs <= epochMs ? change.utcOffsetMinutes : offset),
      0,
    );
  // Twice: the first guess may fall on the other side of a change.
  const guess = local - offsetAt(local) * MINUTE_MS;
  return local - offsetAt(guess) * MINUTE_MS;
}
