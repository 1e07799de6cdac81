import type { Holidays } from '#ports/holidays.ts';
import type { OfficeDocument } from '#ports/office-document.ts';
import type { DayList, TimeTable } from '#switching/model.ts';
import { expandDays, minuteOf, weekdaysOf } from './days.ts';

type Written<K extends 'timeTables' | 'dayLists'> = NonNullable<OfficeDocument[K]>;

export const compileTimeTables = (tables: Written<'timeTables'>): readonly TimeTable[] =>
  tables.map(({ id, rules }) => ({
    id,
    rules: rules.map(({ on = true, weekdays = 'mon-sun', dates = null, from = '00:00', to = '24:00' }) => ({
      on,
      weekdays: weekdaysOf(weekdays),
      dates,
      fromMinute: minuteOf(from),
      toMinute: minuteOf(to),
    })),
  }));

const daysOf = (texts: readonly string[]): readonly string[] =>
  texts.flatMap((text) => expandDays(text) ?? []);

/** Own days are stronger than those of the country, and worked days stronger than holidays. */
export function compileDayLists(lists: Written<'dayLists'>, country: Holidays | null): readonly DayList[] {
  const years = country?.years ?? [];
  const ofCountry = {
    holidays: daysOf(years.flatMap(({ holidays }) => holidays.map(({ days }) => days))),
    workdays: daysOf(years.flatMap(({ workdays }) => workdays)),
  };
  return lists.map(({ id, from, holidays = [], workdays = [] }) => {
    const base = from === 'region' ? ofCountry : { holidays: [], workdays: [] };
    const own = { holidays: daysOf(holidays), workdays: daysOf(workdays) };
    const worked = new Set([...base.workdays.filter((day) => !own.holidays.includes(day)), ...own.workdays]);
    const free = new Set([...base.holidays, ...own.holidays].filter((day) => !worked.has(day)));
    return { id, holidays: [...free].sort(), workdays: [...worked].sort() };
  });
}
