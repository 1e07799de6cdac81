import { describe, expect, it } from 'vitest';
import { localTimeOf } from '#runtime/office/local-time.ts';
import { phoneZone, posixZone, signedHours } from '#sip/provisioning/zone.ts';

const NOW = Date.UTC(2027, 0, 15);
const posix = (zone: string, now = NOW): string => posixZone(phoneZone(zone, localTimeOf(zone, now), now));

describe('the time of the office on a telephone', () => {
  // The right-hand side of /usr/share/zoneinfo, with names of our own.
  it.each([
    ['Asia/Shanghai', 'LTZ-8'],
    ['Asia/Kolkata', 'LTZ-5:30'],
    ['America/New_York', 'LTZ+5LDT+4,M3.2.0/2,M11.1.0/2'],
    ['Europe/Berlin', 'LTZ-1LDT-2,M3.5.0/2,M10.5.0/3'],
    ['Europe/London', 'LTZ+0LDT-1,M3.5.0/1,M10.5.0/2'],
    ['Australia/Sydney', 'LTZ-10LDT-11,M10.1.0/2,M4.1.0/3'],
    ['UTC', 'LTZ+0'],
  ])('%s is %s', (zone, rule) => {
    expect(posix(zone)).toBe(rule);
  });

  it('the rule is the same in every month of the year', () => {
    for (const zone of ['Europe/Berlin', 'America/New_York', 'Australia/Sydney'])
      for (let month = 0; month < 12; month++) {
        const now = Date.UTC(2027, month, 20);
        expect(posix(zone, now), `${zone} ${month}`).toBe(posix(zone));
      }
  });

  it('offsets are written with their sign, and minutes only where there are some', () => {
    expect([480, 0, -210, 345].map(signedHours)).toEqual(['+8', '+0', '-3:30', '+5:45']);
  });
});
