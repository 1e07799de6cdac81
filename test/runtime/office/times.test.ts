import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expandDays, weekdaysOf } from '#runtime/office/days.ts';
import { epochMsOfLocal, localTimeOf } from '#runtime/office/local-time.ts';
import { chineseContext, officeOf } from '../../support/office-kit.ts';

const NOW = Date.UTC(2026, 10, 22);

describe('local time of an office', () => {
  test('in China never changes', () => {
    expect(localTimeOf('Asia/Shanghai', NOW)).toEqual([{ fromEpochMs: 0, utcOffsetMinutes: 480 }]);
  });

  test('in Berlin changes twice a year, to the minute of the law, for ten years', () => {
    const changes = localTimeOf('Europe/Berlin', NOW);
    expect(changes.length).toBe(1 + 2 * 11);
    expect(changes).toContainEqual({ fromEpochMs: Date.UTC(2027, 2, 28, 1), utcOffsetMinutes: 120 });
    expect(changes).toContainEqual({ fromEpochMs: Date.UTC(2027, 9, 31, 1), utcOffsetMinutes: 60 });
  });

  test('in Adelaide and New York too', () => {
    expect(localTimeOf('Australia/Adelaide', NOW)).toContainEqual({
      fromEpochMs: Date.UTC(2027, 3, 3, 16, 30),
      utcOffsetMinutes: 570,
    });
    expect(localTimeOf('America/New_York', NOW)).toContainEqual({
      fromEpochMs: Date.UTC(2027, 2, 14, 7),
      utcOffsetMinutes: -240,
    });
  });

  test.each(['Asia/Shanghai', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe'])(
    'in %s is turned back into the moment',
    (zone) => {
      const changes = localTimeOf(zone, NOW);
      const format = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zone,
        dateStyle: 'short',
        timeStyle: 'short',
      });
      fc.assert(
        fc.property(fc.integer({ min: 0, max: 9 * 365 * 24 * 60 }), (minutes) => {
          const text = format.format(NOW + minutes * 60_000).replace(' ', 'T');
          const back = epochMsOfLocal(text, changes)!;
          expect(format.format(back).replace(' ', 'T')).toBe(text);
        }),
      );
    },
  );

  test.each(['', 'now', '2027-02-30T10:00', '2027-02-06', '2027-02-06T25:00', '2027-2-6T10:00'])(
    '"%s" is no time',
    (text) => {
      expect(epochMsOfLocal(text, localTimeOf('Asia/Shanghai', NOW))).toBeNull();
    },
  );
});

describe('days as people write them', () => {
  test("a range goes over the end of a month and of a leap year's February", () => {
    expect(expandDays('2028-02-28..2028-03-01')).toEqual(['2028-02-28', '2028-02-29', '2028-03-01']);
    expect(expandDays('2027-02-29')).toBeNull();
    expect(expandDays('2027-01-01..2028-01-01')).toBeNull();
  });

  test('a range of weekdays may go over Sunday', () => {
    expect(weekdaysOf('fri-mon')).toEqual([1, 5, 6, 7]);
    expect(weekdaysOf('wed,mon-tue')).toEqual([1, 2, 3]);
    expect(weekdaysOf('mon-sun')).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('public holidays of China', () => {
  const { years } = chineseContext().holidays!;
  const days = (year: number, field: 'holidays' | 'workdays') =>
    years
      .filter((one) => one.year === year)
      .flatMap((one) => (field === 'holidays' ? one.holidays.map((holiday) => holiday.days) : one.workdays))
      .flatMap((text) => expandDays(text) ?? [`wrong: ${text}`]);

  test('are the days of the State Council for 2025 and 2026, as many as it says', () => {
    // 1+8+3+5+3+8 and 3+9+3+5+3+3+7 days, by its notices.
    expect([days(2025, 'holidays').length, days(2026, 'holidays').length]).toEqual([28, 33]);
    expect([days(2025, 'workdays').length, days(2026, 'workdays').length]).toEqual([5, 6]);
    expect(days(2026, 'holidays')).toEqual(
      expect.arrayContaining(['2026-02-15', '2026-02-23', '2026-10-07']),
    );
  });

  test.each([2025, 2026])(
    'of %i: what is worked in their place is a weekend, and never a holiday',
    (year) => {
      for (const day of days(year, 'workdays')) {
        expect([0, 6]).toContain(new Date(day).getUTCDay());
        expect(days(year, 'holidays')).not.toContain(day);
      }
    },
  );

  test.each([
    [2027, '2027-02-06'],
    [2028, '2028-01-26'],
    [2029, '2029-02-13'],
    [2030, '2030-02-03'],
  ])('of %i are estimated, eight days from the eve of the Spring Festival %s', (year, festival) => {
    expect(years.find((one) => one.year === year)?.estimated).toBe(true);
    const spring = expandDays(
      years.find((one) => one.year === year)!.holidays.find(({ name }) => name === '春节')!.days,
    )!;
    expect(spring).toHaveLength(8);
    expect(spring[1]).toBe(festival);
  });

  test('are days of a list, less those that the office works, and more of its own', () => {
    const { dayLists } = officeOf(`
dayLists: [{ id: cn, from: region, holidays: [2026-12-24, 2026-10-10], workdays: [2026-10-07] }]`).services;
    const { holidays, workdays } = dayLists[0]!;
    expect(holidays).toContain('2026-12-24');
    expect(holidays).toContain('2026-10-10');
    expect(holidays).not.toContain('2026-10-07');
    expect(workdays).toContain('2026-10-07');
    expect(workdays).not.toContain('2026-10-10');
  });
});
