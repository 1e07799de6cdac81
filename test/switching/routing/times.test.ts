import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { localMoment, localMs } from '#switching/calendar.ts';
import type { DayList, Entity, Mode, Office, TimeRule, TimeTable } from '#switching/model.ts';
import { isOn, modeOf, type Times } from '#switching/routing/times.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const rule = (wishes: Partial<TimeRule>): TimeRule => ({
  on: true,
  weekdays: [1, 2, 3, 4, 5, 6, 7],
  dates: null,
  fromMinute: 0,
  toMinute: 1440,
  ...wishes,
});
const times = (rules: readonly TimeRule[], dayLists: readonly DayList[] = []): Times => ({
  timeTables: new Map([['t', { id: 't', rules } satisfies TimeTable]]),
  dayLists: new Map(dayLists.map((list) => [list.id, list])),
});
/** Milliseconds of the local calendar. */
const local = (text: string): number => Date.parse(`${text}Z`);
const WEEK = [1, 2, 3, 4, 5];

/** Minutes that a zone is ahead of UTC, as the machine's own calendar says. */
function offsetOf(zone: string, epochMs: number): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, timeZoneName: 'longOffset' }).formatToParts(
    epochMs,
  );
  const [, sign, hours, minutes] = /GMT(?:([+-])(\d\d):(\d\d))?/.exec(
    parts.find(({ type }) => type === 'timeZoneName')!.value,
  )!;
  return sign === undefined ? 0 : (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes));
}

/** The changes of local time between two moments, to the quarter of an hour. */
function zoneTable(zone: string, from: number, to: number): Office['localTime'] {
  const changes = [{ fromEpochMs: from, utcOffsetMinutes: offsetOf(zone, from) }];
  for (let day = from; day < to; day += DAY) {
    if (offsetOf(zone, day + DAY) === changes.at(-1)!.utcOffsetMinutes) continue;
    for (let at = day; at < day + DAY; at += 15 * MINUTE) {
      const utcOffsetMinutes = offsetOf(zone, at);
      if (utcOffsetMinutes !== changes.at(-1)!.utcOffsetMinutes)
        changes.push({ fromEpochMs: at, utcOffsetMinutes });
    }
  }
  return changes;
}

const FROM = Date.UTC(2026, 0, 1);
const TO = Date.UTC(2029, 0, 1);

describe('local days, weekdays and minutes', () => {
  test.each(['Europe/Berlin', 'Asia/Shanghai', 'America/New_York', 'Australia/Lord_Howe'])(
    'are those of %s all year, at both changes of the clock too',
    (zone) => {
      const table = zoneTable(zone, FROM, TO);
      expect(table.length).toBe(zone === 'Asia/Shanghai' ? 1 : 7);
      const format = new Intl.DateTimeFormat('en-CA', {
        timeZone: zone,
        hourCycle: 'h23',
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        weekday: 'short',
      });
      const near = fc
        .tuple(
          fc.constantFrom(...table.map(({ fromEpochMs }) => fromEpochMs)),
          fc.integer({ min: -3 * 60, max: 3 * 60 }),
        )
        .map(([change, minutes]) => Math.max(FROM, change + minutes * MINUTE));
      fc.assert(
        fc.property(fc.oneof(fc.integer({ min: FROM, max: TO }), near), (epochMs) => {
          const part = Object.fromEntries(
            format.formatToParts(epochMs).map(({ type, value }) => [type, value]),
          );
          expect(localMoment(localMs(epochMs, table))).toEqual({
            date: `${part.year}-${part.month}-${part.day}`,
            weekday: ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'].indexOf(part.weekday!) + 1,
            minute: Number(part.hour) * 60 + Number(part.minute),
          });
        }),
      );
    },
  );

  test('are those of the calendar also before 1970 and in far years', () => {
    fc.assert(
      fc.property(fc.integer({ min: Date.UTC(1900, 0, 1), max: Date.UTC(2399, 11, 31) }), (ms) => {
        const date = new Date(ms);
        expect(localMoment(ms)).toEqual({
          date: date.toISOString().slice(0, 10),
          weekday: date.getUTCDay() === 0 ? 7 : date.getUTCDay(),
          minute: date.getUTCHours() * 60 + date.getUTCMinutes(),
        });
      }),
    );
  });
});

describe('a time table', () => {
  test('is on from its first minute, and off from the one that ends it', () => {
    const table = times([rule({ weekdays: WEEK, fromMinute: 540, toMinute: 1080 })]);
    expect(isOn(table, 't', local('2027-02-01T08:59:59.999'))).toBe(false);
    expect(isOn(table, 't', local('2027-02-01T09:00'))).toBe(true);
    expect(isOn(table, 't', local('2027-02-01T17:59:59.999'))).toBe(true);
    expect(isOn(table, 't', local('2027-02-01T18:00'))).toBe(false);
    expect(isOn(table, 't', local('2027-02-06T12:00'))).toBe(false);
  });

  test('a rule past midnight belongs to the evening on which it begins', () => {
    const fridayNight = times([rule({ weekdays: [5], fromMinute: 22 * 60, toMinute: 6 * 60 })]);
    expect(isOn(fridayNight, 't', local('2027-02-05T23:00'))).toBe(true);
    expect(isOn(fridayNight, 't', local('2027-02-06T05:59'))).toBe(true);
    expect(isOn(fridayNight, 't', local('2027-02-06T06:00'))).toBe(false);
    expect(isOn(fridayNight, 't', local('2027-02-05T05:00'))).toBe(false);
    expect(isOn(fridayNight, 't', local('2027-02-06T23:00'))).toBe(false);
  });

  test('the first rule that fits says so', () => {
    const lunch = times([rule({ on: false, fromMinute: 720, toMinute: 780 }), rule({})]);
    expect(isOn(lunch, 't', local('2027-02-01T12:30'))).toBe(false);
    expect(isOn(lunch, 't', local('2027-02-01T13:00'))).toBe(true);
  });

  test('Spring Festival: the holidays are off, and the weekend days worked for them are on', () => {
    const china: DayList = {
      id: 'china-2027',
      // Spring Festival on 6 February 2027.
      holidays: [
        '2027-02-05',
        '2027-02-06',
        '2027-02-07',
        '2027-02-08',
        '2027-02-09',
        '2027-02-10',
        '2027-02-11',
      ],
      workdays: ['2027-01-31', '2027-02-14'],
    };
    const dates = (which: 'holidays' | 'workdays') => ({ list: 'china-2027', which });
    const office = { fromMinute: 9 * 60, toMinute: 18 * 60 };
    const table = times(
      [
        rule({ on: false, dates: dates('holidays') }),
        rule({ dates: dates('workdays'), ...office }),
        rule({ weekdays: WEEK, ...office }),
      ],
      [china],
    );
    const at = (date: string) => isOn(table, 't', local(`${date}T10:00`));
    expect(['2027-02-08', '2027-02-11', '2027-02-13'].map(at)).toEqual([false, false, false]);
    expect(['2027-01-31', '2027-02-14', '2027-02-12', '2027-02-15'].map(at)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  test('a holiday that runs past midnight ends on the morning after', () => {
    const table = times(
      [rule({ dates: { list: 'd', which: 'holidays' }, fromMinute: 20 * 60, toMinute: 2 * 60 })],
      [{ id: 'd', holidays: ['2027-02-28'], workdays: [] }],
    );
    expect(isOn(table, 't', local('2027-03-01T01:00'))).toBe(true);
    expect(isOn(table, 't', local('2027-02-28T01:00'))).toBe(false);
  });

  test('what does not exist is off', () => {
    expect(isOn(times([]), 'no such', local('2027-02-01T10:00'))).toBe(false);
    expect(isOn(times([rule({ dates: { list: 'none', which: 'holidays' } })]), 't', 0)).toBe(false);
  });

  test('for one rule: each minute of a week is on exactly as long as the rule says', () => {
    const minute = fc.integer({ min: 0, max: 1440 });
    const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 });
    fc.assert(
      fc.property(minute, minute, weekdays, (fromMinute, toMinute, days) => {
        const table = times([rule({ weekdays: days, fromMinute, toMinute })]);
        const monday = local('2027-02-01T00:00');
        let on = 0;
        for (let quarter = 0; quarter < 7 * 96; quarter++)
          if (isOn(table, 't', monday + quarter * 15 * MINUTE)) on++;
        const length = fromMinute <= toMinute ? toMinute - fromMinute : 1440 - fromMinute + toMinute;
        // A quarter of an hour counts when it begins inside; one at either edge may or may not.
        expect(Math.abs(on * 15 - length * days.length)).toBeLessThanOrEqual(15 * 2 * days.length);
      }),
      { numRuns: 30 },
    );
  });
});

describe('the mode of an entity', () => {
  const entity: Pick<Entity, 'id' | 'schedule'> = {
    id: 'main',
    schedule: [
      { times: 'none', mode: 'mode1' },
      { times: 't', mode: 'night' },
    ],
  };
  const night = times([rule({ fromMinute: 18 * 60, toMinute: 9 * 60 })]);
  const at = (text: string, manual: Mode | null = null) => modeOf(night, entity, manual, local(text));

  test('is that of the first table that is on, else day', () => {
    expect(at('2027-02-01T20:00')).toMatchObject({ mode: 'night', why: { rule: 'mode.byTimes' } });
    expect(at('2027-02-01T10:00')).toMatchObject({ mode: 'day', why: { rule: 'mode.usual' } });
  });

  test('is what somebody has set by hand until he takes it back', () => {
    expect(at('2027-02-01T20:00', 'day')).toMatchObject({ mode: 'day', why: { rule: 'mode.byHand' } });
  });
});
