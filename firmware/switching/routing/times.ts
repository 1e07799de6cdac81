import { dayBefore, type LocalMoment, localMoment } from '../calendar.ts';
import type { DayList, Entity, Mode, TimeRule, TimeTable } from '../office.ts';
import type { Reason } from './reason.ts';

/** Looked up by id; of `RoutingTables`. */
export interface Times {
  readonly timeTables: ReadonlyMap<string, TimeTable>;
  readonly dayLists: ReadonlyMap<string, DayList>;
}

/** Whether a rule is about this day; one that runs past midnight is about the day on which it begins. */
function isAbout({ dates, weekdays }: TimeRule, day: LocalMoment, lists: Times['dayLists']): boolean {
  if (dates === null) return weekdays.includes(day.weekday);
  return lists.get(dates.list)?.[dates.which].includes(day.date) ?? false;
}

function fits(rule: TimeRule, now: LocalMoment, yesterday: LocalMoment, lists: Times['dayLists']): boolean {
  const { fromMinute, toMinute } = rule;
  if (fromMinute <= toMinute)
    return now.minute >= fromMinute && now.minute < toMinute && isAbout(rule, now, lists);
  return (
    (now.minute >= fromMinute && isAbout(rule, now, lists)) ||
    (now.minute < toMinute && isAbout(rule, yesterday, lists))
  );
}

/**
 * Whether a time table is on: the first rule that fits says so; none: off. A table that does not exist is off,
 * a day list that does not exist is empty. `localMs`: milliseconds of the local calendar, see `calendar.ts`.
 */
export function isOn(times: Times, table: string, localMs: number): boolean {
  const now = localMoment(localMs);
  const yesterday = localMoment(dayBefore(localMs));
  const rules = times.timeTables.get(table)?.rules ?? [];
  return rules.find((rule) => fits(rule, now, yesterday, times.dayLists))?.on ?? false;
}

/** The mode that an entity is in: what somebody set by hand, else the first table that is on, else day. */
export function modeOf(
  times: Times,
  entity: Pick<Entity, 'id' | 'schedule'>,
  manual: Mode | null,
  localMs: number,
): { readonly mode: Mode; readonly why: Reason } {
  const { id } = entity;
  if (manual !== null)
    return { mode: manual, why: { rule: 'mode.byHand', facts: { entity: id, mode: manual } } };
  for (const { times: table, mode } of entity.schedule)
    if (isOn(times, table, localMs))
      return { mode, why: { rule: 'mode.byTimes', facts: { entity: id, mode, times: table } } };
  return { mode: 'day', why: { rule: 'mode.usual', facts: { entity: id, mode: 'day' } } };
}
