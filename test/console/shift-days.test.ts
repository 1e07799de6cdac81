import { expect, test } from 'vitest';
import { byDay, share } from '../../firmware/console/admin/pages/shift-days.ts';
import { shift } from '../support/desk.ts';

/** Of the calendar in which the test runs. */
const at = (day: number, hour: number): number => new Date(2026, 10, day, hour).getTime();

test('shifts stand at the day on which they began, the newest day first, also those over midnight', () => {
  const shifts = [
    shift(4, { operator: 'lin', beganEpochMs: at(22, 8) }),
    shift(3, { operator: 'zhou', beganEpochMs: at(21, 23), endedEpochMs: at(22, 7) }),
    shift(2, { operator: 'lin', beganEpochMs: at(21, 8) }),
  ];
  const days = byDay(shifts);
  expect(days.map(({ epochMs, shifts: some }) => [epochMs, some.map(({ id }) => id)])).toEqual([
    [at(22, 0), [4]],
    [at(21, 0), [3, 2]],
  ]);
});

test('a day has the sums of its shifts; a caller who was lost counts at several consoles, and is in none', () => {
  const [{ sum } = { sum: null }] = byDay([shift(2), shift(1)]);
  expect(sum).toEqual({ answered: 6, answeredInThreeRings: 4, transferred: 2, recalled: 0, tickets: 6 });
  expect(share(sum!)).toBeCloseTo(2 / 3);
  expect(share({ ...sum!, answered: 0, answeredInThreeRings: 0 })).toBeNull();
});
