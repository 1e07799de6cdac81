import { describe, expect, test } from 'vitest';
import type { Services } from '#switching/model.ts';
import { FULL_SERVICES, fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

const ABROAD = '90085551234#';
const LOCAL = '95551234#';
const HOUR_MS = 3_600_000;

/** 802 and 806 are of the class that may call everywhere. `each`, `all`: dear calls an hour. */
function office(each: number | null, all: number | null = null): Play {
  const classes = FULL_SERVICES.classes.map((one) => ({ ...one, dearCallsPerHourMax: each }));
  const services: Partial<Services> = { classes, dearCallsPerHourMax: all };
  return new Play(fullOffice({ services }));
}

/** Lifts, dials, is heard, hangs up: whether a line was taken, or what was said. */
function tries(play: Play, who: string, number: string): string {
  play.call(who, number);
  const heard = play.seized('L1') || play.seized('L2') || play.seized('L3') ? 'line' : play.hears(who);
  play.hangUp(who);
  play.wait(2_000);
  return heard;
}

const alarms = (play: Play): string[] =>
  play
    .all('alarm')
    .filter(({ code }) => code === 'TR-TOLL-001')
    .map(({ where, raised }) => `${raised ? '+' : '-'} ${where}`);

describe('calls abroad and to dear numbers', () => {
  test('of one extension: the first too many in an hour is refused and an alarm, its other calls and those of others go out', () => {
    const play = office(2);
    expect([1, 2, 3, 4].map(() => tries(play, '802', ABROAD))).toEqual([
      ...['line', 'line', 'not-permitted', 'not-permitted'],
    ]);
    expect(alarms(play)).toEqual(['+ extension 802']);
    expect(play.rules()).toContain('class.dearCallsMax');
    expect([tries(play, '802', LOCAL), tries(play, '806', ABROAD)]).toEqual(['line', 'line']);
  });

  test('an hour later it may again, and the alarm ends with that', () => {
    const play = office(1);
    tries(play, '802', ABROAD);
    play.wait(HOUR_MS / 2);
    expect(tries(play, '802', ABROAD)).toBe('not-permitted');
    play.wait(HOUR_MS / 2);
    expect(tries(play, '802', ABROAD)).toBe('line');
    expect(alarms(play)).toEqual(['+ extension 802', '- extension 802']);
  });

  test('of all extensions together', () => {
    const play = office(null, 2);
    expect(['802', '806', '802', '806'].map((who) => tries(play, who, ABROAD))).toEqual([
      ...['line', 'line', 'not-permitted', 'not-permitted'],
    ]);
    expect(alarms(play)).toEqual(['+ office']);
    expect(tries(play, '802', LOCAL)).toBe('line');
  });

  test('a call that one limit refuses is not counted by the other', () => {
    const play = office(1, 2);
    for (let n = 0; n < 5; n++) tries(play, '802', ABROAD);
    expect(tries(play, '806', ABROAD)).toBe('line');
    expect(alarms(play)).toEqual(['+ extension 802']);
  });

  test('also by an abbreviated number that is above the class', () => {
    const play = office(1);
    expect([1, 2].map(() => tries(play, '803', '**01'))).toEqual(['line', 'not-permitted']);
  });

  test('none at all: no line is taken before it is certain that the number is another', () => {
    const play = office(0);
    play.call('802', '9');
    expect(play.seized('L1')).toBe(false);
    play.hangUp('802');
    expect([tries(play, '802', ABROAD), tries(play, '802', LOCAL)]).toEqual(['not-permitted', 'line']);
  });

  test('help is called whatever was called before', () => {
    const play = office(0, 0);
    tries(play, '802', ABROAD);
    expect([tries(play, '802', '110'), tries(play, '802', '9110')]).toEqual(['line', 'line']);
  });
});
