import { describe, expect, test } from 'vitest';
import { FEATURES, type FeatureCode } from '#switching/features/codes/code.ts';
import { type CodeConflict, codeConflicts } from '#switching/features/codes/conflicts.ts';
import { compileCodes, completeCode } from '#switching/features/codes/match.ts';
import { PROFILES } from '#switching/features/codes/profiles.ts';

const names = Object.keys(PROFILES) as (keyof typeof PROFILES)[];
const dialled = (profile: keyof typeof PROFILES, digits: string) => {
  const found = completeCode(compileCodes(PROFILES[profile]), digits);
  return found === null ? null : [found.code.feature, found.code.does, found.args];
};
const use = (dial: string): FeatureCode => ({ feature: 'operator', does: 'use', dial });
const short = (conflicts: readonly CodeConflict[]) =>
  conflicts.map((one) => [one.kind, one.code.dial, 'by' in one ? one.by.dial : '']);

describe.each(names)('the code set %s', (name) => {
  test('has no code that can never be dialled', () => {
    expect(codeConflicts(PROFILES[name]).filter(({ kind }) => kind !== 'overlaps')).toEqual([]);
  });

  test('shares digits only where a speed dial and a directed pickup begin alike', () => {
    const expected = name === 'na' ? [] : [['overlaps', '**{n}', '**{mn}']];
    expect(short(codeConflicts(PROFILES[name]))).toEqual(expected);
  });

  test('stands in no emergency number’s way', () => {
    const numbers = ['110', '119', '120', '122', '911', '999', '112', '000', '15', '17', '18', '106', '118'];
    const begins = numbers.flatMap((number) => [...number].map((_, place) => number.slice(0, place + 1)));
    const codes = compileCodes(PROFILES[name]);
    const meant = begins.flatMap((digits) => completeCode(codes, digits)?.code.feature ?? []);
    // One digit, which waits for the next one where an emergency number begins with it.
    expect(meant.filter((feature) => feature !== 'operator')).toEqual([]);
  });

  test('clears what it sets', () => {
    const set = PROFILES[name].filter(({ does }) => does === 'on').map(({ feature }) => feature);
    const cleared = new Set(
      PROFILES[name].filter(({ does }) => does === 'off').map(({ feature }) => feature),
    );
    // The delayed hot line's code clears either.
    expect(set.filter((feature) => feature !== 'hot-line-immediate' && !cleared.has(feature))).toEqual([]);
  });
});

describe('the code sets together', () => {
  test('give every function a code in at least one of them', () => {
    const known = new Set(names.flatMap((name) => PROFILES[name].map(({ feature }) => feature)));
    expect(FEATURES.filter((feature) => !known.has(feature))).toEqual([]);
  });

  test('mean different things by the same digits, as in their countries', () => {
    expect(dialled('na', '*57')).toEqual(['mark-harassing', 'use', {}]);
    expect(dialled('cn', '*57*9110#')).toEqual(['forward-all', 'on', { number: '9110' }]);
    expect(dialled('cn', '*52*801#')).toEqual(['hot-line-delayed', 'on', { number: '801' }]);
    expect(dialled('cn', '*521*801#')).toEqual(['hot-line-immediate', 'on', { number: '801' }]);
    expect(dialled('na', '*52801')).toEqual(['forward-no-answer', 'on', { number: '801' }]);
    expect(dialled('cn', '*54*12342#')).toEqual(['lock', 'on', { pin: '1234', key: '2' }]);
    expect(dialled('cn', '#54*1234#')).toEqual(['lock', 'off', { pin: '1234' }]);
    expect(dialled('etsi', '*33*1234#')).toEqual(['lock', 'on', { pin: '1234' }]);
    expect(dialled('etsi', '*33801')).toEqual(['supervise', 'use', { number: '801' }]);
    expect(dialled('etsi', '#31#0123')).toEqual(['hide-number', 'use', { number: '0123' }]);
    expect(dialled('cn', '#85701')).toEqual(['unpark', 'use', { number: '701' }]);
    expect(dialled('na', '*012')).toEqual(['speed-dial', 'use', { code: '12' }]);
    expect(dialled('cn', '*61801')).toBeNull();
  });
});

describe('the checker of a code table', () => {
  test('finds a code that another one hides', () => {
    expect(short(codeConflicts([use('*5#'), use('*5#{n}')]))).toContainEqual(['hidden', '*5#{n}', '*5#']);
    expect(short(codeConflicts([use('*60'), use('*60')]))).toEqual([['hidden', '*60', '*60']]);
    expect(short(codeConflicts([use('*6{k}'), use('*6{n}')]))).toEqual([['overlaps', '*6{n}', '*6{k}']]);
    expect(short(codeConflicts([use('*6{mn}'), use('*6{hhmm}'), use('*6{k}{k}')]))).toEqual([
      ['malformed', '*6{k}{k}', ''],
    ]);
  });

  test('finds malformed codes', () => {
    expect(short(codeConflicts([use('*5x')]))).toEqual([['malformed', '*5x', '']]);
  });

  test('finds codes that take some of another one’s numbers', () => {
    for (const dial of ['*60', '*64', '*6123'])
      expect(short(codeConflicts([use('*6{n}'), use(dial)]))).toEqual([['overlaps', '*6{n}', dial]]);
    expect(codeConflicts([use('*33{n}'), use('*33*{pin}#'), use('*3')])).toEqual([]);
  });
});
