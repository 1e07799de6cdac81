/** Local time as telephones want to be told it: an offset, and rules for summer time. */

export interface ChangeRule {
  /** 1 to 12. */
  readonly month: number;
  /** Of that weekday in the month: 1 to 4, 5 is the last. */
  readonly week: number;
  /** 0 is Sunday. */
  readonly weekday: number;
  /** By the clock that is then put on or back. */
  readonly hour: number;
}

export interface PhoneZone {
  /** IANA name. */
  readonly name: string;
  /** East of UTC, without summer time. */
  readonly offsetMinutes: number;
  readonly summer: {
    readonly savedMinutes: number;
    readonly begins: ChangeRule;
    readonly ends: ChangeRule;
  } | null;
}

/** From then on local time is that far ahead of UTC. */
export interface ZoneChange {
  readonly fromEpochMs: number;
  readonly utcOffsetMinutes: number;
}

const MINUTE_MS = 60_000;
const YEAR_MS = 366 * 86_400_000;

function ruleOf(change: ZoneChange, offsetBefore: number): ChangeRule {
  const wall = new Date(change.fromEpochMs + offsetBefore * MINUTE_MS);
  const day = wall.getUTCDate();
  const days = new Date(Date.UTC(wall.getUTCFullYear(), wall.getUTCMonth() + 1, 0)).getUTCDate();
  return {
    month: wall.getUTCMonth() + 1,
    week: day > days - 7 ? 5 : Math.ceil(day / 7),
    weekday: wall.getUTCDay(),
    hour: wall.getUTCHours(),
  };
}

/** By what is known of the year that begins now; a zone that changes otherwise than to summer and back has no rule. */
export function phoneZone(name: string, changes: readonly ZoneChange[], nowEpochMs: number): PhoneZone {
  const before = changes.filter(({ fromEpochMs }) => fromEpochMs <= nowEpochMs).at(-1) ?? changes[0];
  const now = before?.utcOffsetMinutes ?? 0;
  const [first, second] = changes.filter(
    ({ fromEpochMs }) => fromEpochMs > nowEpochMs && fromEpochMs <= nowEpochMs + YEAR_MS,
  );
  if (first === undefined || second === undefined || second.utcOffsetMinutes !== now)
    return { name, offsetMinutes: now, summer: null };
  const other = first.utcOffsetMinutes;
  const toOther = ruleOf(first, now);
  const back = ruleOf(second, other);
  return {
    name,
    offsetMinutes: Math.min(now, other),
    summer: {
      savedMinutes: Math.abs(other - now),
      begins: other > now ? toOther : back,
      ends: other > now ? back : toOther,
    },
  };
}

const clock = (minutes: number): string =>
  `${Math.floor(minutes / 60)}${minutes % 60 === 0 ? '' : `:${String(minutes % 60).padStart(2, '0')}`}`;

/** `+8`, `-3:30`. */
export const signedHours = (minutes: number): string =>
  `${minutes < 0 ? '-' : '+'}${clock(Math.abs(minutes))}`;

/** POSIX TZ (POSIX.1-2017 §8.3): west is positive there. */
export function posixZone({ offsetMinutes, summer }: PhoneZone): string {
  const west = (minutes: number): string => `${minutes > 0 ? '-' : '+'}${clock(Math.abs(minutes))}`;
  if (summer === null) return `LTZ${west(offsetMinutes)}`;
  const rule = ({ month, week, weekday, hour }: ChangeRule): string => `M${month}.${week}.${weekday}/${hour}`;
  const { savedMinutes, begins, ends } = summer;
  return `LTZ${west(offsetMinutes)}LDT${west(offsetMinutes + savedMinutes)},${rule(begins)},${rule(ends)}`;
}
