import type { Office, TimeRule } from '../model.ts';
import { finding, type OfficeFinding, repeated } from './check-finding.ts';

const DAY_MS = 86_400_000;
const DAY_MINUTES = 1_440;

function timingFindings({ timing, alerting }: Office): OfficeFinding[] {
  const found = Object.entries(timing)
    .filter(([, value]) => !Number.isInteger(value) || value <= 0 || value > DAY_MS)
    .map(([name, ms]) => finding('TR-PLAN-040', `timing.${name}`, `timing.${name}`, { ms }));
  const { cadence, callerId } = alerting;
  const good =
    cadence.length >= 2 &&
    cadence[0]!.on &&
    cadence.some(({ on }) => !on) &&
    cadence.every(({ ms }) => Number.isInteger(ms) && ms > 0 && ms <= DAY_MS);
  if (!good) found.push(finding('TR-PLAN-041', 'alerting.cadence', 'alerting.cadence'));
  if (!Number.isInteger(callerId.delayMs) || callerId.delayMs < 0)
    found.push(finding('TR-PLAN-042', 'alerting.callerId.delayMs', 'alerting.callerId.delayMs'));
  return found;
}

const pastMidnight = ({ fromMinute, toMinute }: TimeRule): boolean => toMinute < fromMinute;
const isEveryDay = ({ dates, weekdays }: TimeRule): boolean => dates === null && weekdays.length === 7;

/** A rule past midnight is about the day on which it begins, so only its like, or the whole week, hides it. */
function hidesTimes(earlier: TimeRule, rule: TimeRule): boolean {
  const { fromMinute: from, toMinute: to } = earlier;
  if (isEveryDay(earlier) && from === 0 && to === DAY_MINUTES) return true;
  if (pastMidnight(rule)) return pastMidnight(earlier) && from <= rule.fromMinute && rule.toMinute <= to;
  return from <= rule.fromMinute && (pastMidnight(earlier) || rule.toMinute <= to);
}

const sameDates = (a: TimeRule, b: TimeRule): boolean =>
  a.dates?.list === b.dates?.list && a.dates?.which === b.dates?.which;

/** Whenever `rule` fits, `earlier` has fitted already. */
function hides(earlier: TimeRule, rule: TimeRule): boolean {
  if (earlier.dates === null) {
    if (rule.dates !== null && !isEveryDay(earlier)) return false;
    if (rule.dates === null && !rule.weekdays.every((day) => earlier.weekdays.includes(day))) return false;
  } else if (!sameDates(earlier, rule)) return false;
  return hidesTimes(earlier, rule);
}

function tableFindings({ services: { timeTables, dayLists } }: Office): OfficeFinding[] {
  return timeTables.flatMap(({ id, rules }, table) =>
    rules.flatMap((rule, index) => {
      const path = `timeTables[${table}].rules[${index}]`;
      const where = `time table ${id}, rule ${index + 1}`;
      const never = (why: string) => [finding('TR-PLAN-043', path, where, { why })];
      const { dates } = rule;
      if (rule.fromMinute === rule.toMinute) return never('it begins and ends at the same time');
      if (dates === null && rule.weekdays.length === 0) return never('it has no day');
      const hidden = rules.slice(0, index).findIndex((earlier) => hides(earlier, rule));
      if (hidden >= 0) return never(`rule ${hidden + 1} fits all its times`);
      const list = dates === null ? undefined : dayLists.find((one) => one.id === dates.list);
      if (dates !== null && list !== undefined && list[dates.which].length === 0)
        return [
          finding('TR-PLAN-045', `${path}.dates.which`, where, { list: dates.list, which: dates.which }),
        ];
      return [];
    }),
  );
}

const scheduleFindings = ({ services: { entities } }: Office): OfficeFinding[] =>
  entities.flatMap(({ id, schedule }, entity) =>
    repeated(schedule, ({ times }) => times).map(({ index }) =>
      finding('TR-PLAN-044', `entities[${entity}].schedule[${index}]`, `schedule of ${id}`, {
        times: schedule[index]!.times,
      }),
    ),
  );

export const timeFindings = (office: Office): OfficeFinding[] => [
  ...timingFindings(office),
  ...tableFindings(office),
  ...scheduleFindings(office),
];
