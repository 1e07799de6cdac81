import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { elapsed, minuteOf, timeOfDay } from '../../../firmware/console/operator/clock.ts';
import { layoutOf, settingsOf } from '../../../firmware/console/operator/layout.ts';
import { levelsNow } from '../../../firmware/console/operator/levels.ts';
import { PLAIN, readSettings } from '../../../firmware/console/operator/settings.ts';
import { soundDue } from '../../../firmware/console/operator/sound.ts';
import { card, deskWith, waitingCall } from './desk.ts';

const NOW_MS = 1_760_000_000_000;
const viewOf = (...args: Parameters<typeof deskWith>) => deskWith(...args).view!;

describe('a time of day', () => {
  test.each([
    ['0730', 450],
    ['730', 450],
    ['7:30', 450],
    ['07：30', 450],
    [' 0000 ', 0],
    ['2359', 1_439],
    ['2400', null],
    ['0760', null],
    ['7', null],
    ['', null],
    ['half past seven', null],
  ])('%j is written by an operator: %s minutes', (text, minute) => {
    expect(minuteOf(text)).toBe(minute);
  });

  test('is read back as it was meant', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_439 }), (minute) => {
        expect(minuteOf(timeOfDay(minute))).toBe(minute);
      }),
    );
  });
});

describe('what an operator has arranged', () => {
  test('is read back as it was written', () => {
    const mine = {
      ...PLAIN,
      profile: 'reader',
      theme: 'contrast',
      large: true,
      keys: { hold: ['F6'] },
    } as const;
    expect(readSettings(JSON.stringify(mine))).toEqual(mine);
  });

  test('never breaks the page, whatever is found in its place', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const settings = readSettings(text);
        expect(Object.keys(settings).sort()).toEqual(Object.keys(PLAIN).sort());
        expect(settings.own).toHaveLength(PLAIN.own.length);
      }),
    );
    expect(readSettings(null)).toEqual(PLAIN);
  });
});

describe('what the exchange keeps of it', () => {
  const own = [
    { kind: 'level', value: '3', label: '' },
    { kind: 'extension', value: '803', label: 'boss' },
    { kind: 'trunk', value: 'Line 1', label: '' },
    { kind: 'held', value: '1', label: 'first' },
    { kind: 'held', value: '2', label: '' },
    ...Array.from({ length: 4 }, () => null),
  ] as const;

  test('comes back as it was, at any console', () => {
    const mine = { profile: 'reader', keys: { hold: ['F6', 'Alt+Y'], park: [] }, own } as const;
    expect(settingsOf(layoutOf({ ...PLAIN, ...mine }))).toEqual(mine);
  });

  test('leaves out keys that are not written to their end, and changes nothing when nothing was kept', () => {
    const half = [
      { kind: 'number', value: '+86', label: '' },
      { kind: 'level', value: '', label: '' },
    ] as const;
    expect(layoutOf({ ...PLAIN, own: half }).keys).toEqual([null, null]);
    expect(settingsOf({ keys: [], profile: 'numeric-pad', remapped: {} })).toBeNull();
  });
});

describe('the sound of waiting calls', () => {
  const waiting = [waitingCall('803', '', { sinceEpochMs: NOW_MS - 4_000 })];

  test('rings while the operator is free, beeps while he talks, and can be off', () => {
    expect(soundDue(viewOf({ waiting }), PLAIN, NOW_MS)).toBe('ring');
    expect(soundDue(viewOf({ waiting, source: card('804', '') }), PLAIN, NOW_MS)).toBe('beep');
    expect(soundDue(viewOf({ waiting }), { ...PLAIN, sound: 'beep' }, NOW_MS)).toBe('beep');
    expect(soundDue(viewOf({ waiting }), { ...PLAIN, sound: 'off' }, NOW_MS)).toBe('nothing');
    expect(soundDue(viewOf(), PLAIN, NOW_MS)).toBe('nothing');
  });

  test('waits as long as the operator wants, and is silent on a break', () => {
    const delayed = { ...PLAIN, soundDelaySeconds: 5 };
    expect(soundDue(viewOf({ waiting }), delayed, NOW_MS)).toBe('nothing');
    expect(soundDue(viewOf({ waiting }), delayed, NOW_MS + 1_000)).toBe('ring');
    expect(soundDue(viewOf({ waiting, suspended: true }), PLAIN, NOW_MS)).toBe('nothing');
    expect(soundDue(viewOf({ waiting, state: 'unplugged' }), PLAIN, NOW_MS)).toBe('nothing');
  });
});

test('each level shows how many wait and how long the first has', () => {
  const waiting = [
    waitingCall('02155501234', '', { sinceEpochMs: NOW_MS - 34_000, urgent: true }),
    waitingCall('01055501234', '', { sinceEpochMs: NOW_MS - 9_000 }),
  ];
  expect(levelsNow(viewOf({ waiting }), NOW_MS)).toMatchObject([
    { key: 1, waiting: 2, urgent: true, longestMs: 34_000 },
    { key: 2, waiting: 0, urgent: false, longestMs: 0 },
    { key: 3, waiting: 0 },
  ]);
});

test('a time counts in minutes and seconds, and in hours when it must', () => {
  expect([0, 7_900, 65_000, 3_723_000, -5].map(elapsed)).toEqual(['0:00', '0:07', '1:05', '1:02:03', '0:00']);
});
