/** Shifts put together by the day on which they began. */
import type { ShiftPage } from '#web/protocol/desk-books.ts';

export type Shift = ShiftPage['shifts'][number];

/**
 * What all operators of a day did together. Callers who were lost are not among it: each counts for every console that
 * could have answered, so that a sum would count him several times.
 */
export interface Sum {
  readonly answered: number;
  readonly answeredInThreeRings: number;
  readonly transferred: number;
  readonly recalled: number;
  readonly tickets: number;
}

export interface Day {
  /** Its first moment, by the calendar of the browser. */
  readonly epochMs: number;
  /** As they were given. */
  readonly shifts: readonly Shift[];
  readonly sum: Sum;
}

const dayOf = (epochMs: number): number => new Date(epochMs).setHours(0, 0, 0, 0);

function sumOf(shifts: readonly Shift[]): Sum {
  const all = (name: keyof Sum): number =>
    shifts.reduce((total, { statistics }) => total + statistics[name], 0);
  return {
    answered: all('answered'),
    answeredInThreeRings: all('answeredInThreeRings'),
    transferred: all('transferred'),
    recalled: all('recalled'),
    tickets: all('tickets'),
  };
}

/** The newest day first, as the shifts are. */
export const byDay = (shifts: readonly Shift[]): readonly Day[] =>
  [...Map.groupBy(shifts, ({ beganEpochMs }) => dayOf(beganEpochMs))]
    .sort(([a], [b]) => b - a)
    .map(([epochMs, some]) => ({ epochMs, shifts: some, sum: sumOf(some) }));

/** Of the answered ones those before the fourth ring, 0 to 1; null: none was answered. */
export const share = ({ answered, answeredInThreeRings }: Sum): number | null =>
  answered === 0 ? null : answeredInThreeRings / answered;
