import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callerIdTime } from '#switching/calendar.ts';
import { fixedLocalTime } from '#switching/plain.ts';

test('the time that a telephone shows is the local calendar, leap days and all', () => {
  const years = fc.date({ min: new Date('1970-01-01'), max: new Date('2399-12-31'), noInvalidDate: true });
  fc.assert(
    fc.property(years, fc.integer({ min: -720, max: 840 }), (date, offset) => {
      const local = new Date(date.getTime() + offset * 60_000).toISOString();
      const shown = local.replace(/^[+-]?\d+-(\d\d)-(\d\d)T(\d\d):(\d\d).*$/, '$1$2$3$4');
      expect(callerIdTime(date.getTime(), fixedLocalTime(offset))).toBe(shown);
    }),
  );
});
