/** `mon-fri,sun` and the days that it means. */

export const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
export type Weekday = (typeof WEEKDAYS)[number];

const at = (day: string): number => WEEKDAYS.indexOf(day as Weekday);

/** Days in the order of the week; a range may run over Sunday. */
export function daysOf(text: string): readonly Weekday[] {
  const on = new Set<number>();
  for (const part of text.split(',')) {
    const [from = '', to = from] = part.trim().split('-');
    if (at(from) < 0 || at(to) < 0) continue;
    for (let day = at(from); ; day = (day + 1) % 7) {
      on.add(day);
      if (day === at(to)) break;
    }
  }
  return WEEKDAYS.filter((_, i) => on.has(i));
}

/** The shortest way to write them: three days or more in a row as a range. */
export function textOf(days: readonly Weekday[]): string {
  const on = days.map(at).sort((a, b) => a - b);
  const runs: number[][] = [];
  for (const day of on) {
    const last = runs.at(-1);
    if (last !== undefined && last.at(-1) === day - 1) last.push(day);
    else runs.push([day]);
  }
  const name = (day: number | undefined): string => WEEKDAYS[day ?? 0] ?? '';
  return runs
    .map((run) => (run.length > 2 ? `${name(run[0])}-${name(run.at(-1))}` : run.map(name).join(',')))
    .join(',');
}
