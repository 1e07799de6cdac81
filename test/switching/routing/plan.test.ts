import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, decideComplete, progressOf } from '#switching/digits.ts';
import type { PlanEntry } from '#switching/model.ts';
import { compileEmergency } from '#switching/routing/emergency.ts';
import { compilePlan, fitOf, NUMBER_LENGTH_MAX, parsePattern } from '#switching/routing/plan.ts';

const inside = (pattern: string): PlanEntry => ({ pattern, to: { kind: 'extension' } });
const outside = (pattern: string, strip = 1, group = 'city'): PlanEntry => ({
  pattern,
  to: { kind: 'trunk-group', group, strip, secondDialTone: true },
});
const tables = (plan: readonly PlanEntry[], emergency: readonly string[] = []) => ({
  plan: compilePlan(plan),
  emergency: compileEmergency(emergency, plan),
});

describe('patterns', () => {
  test.each([
    ['8XX', '801', true],
    ['8XX', '80', false],
    ['ZX', '05', false],
    ['NX', '15', false],
    ['NX', '25', true],
    ['9.', '9', false],
    ['9.', '95', true],
    ['9.', '95*', true],
    ['*57*X.', '*57*12', true],
    ['#7', '#7', true],
  ])('%s takes %s: %s', (pattern, digits, whole) => {
    expect(fitOf(parsePattern(pattern)!, digits).whole).toBe(whole);
  });

  test.each(['', '.', '9.5', '8Y', '8 1', 'x'])('%j is malformed', (pattern) => {
    expect(parsePattern(pattern)).toBeNull();
  });

  test('a number never grows without end', () => {
    const found = fitOf(parsePattern('9.')!, '9'.repeat(NUMBER_LENGTH_MAX));
    expect(found).toEqual({ whole: true, longer: false });
  });

  test('what fits as it is could have grown there: every shorter beginning says longer', () => {
    const letters = fc.constantFrom(...'0123456789*#XZN');
    const pattern = fc
      .tuple(fc.array(letters, { minLength: 1, maxLength: 8 }), fc.boolean())
      .map(([body, open]) => parsePattern(body.join('') + (open ? '.' : ''))!);
    fc.assert(
      fc.property(pattern, fc.array(fc.nat(), { minLength: 12, maxLength: 12 }), (parsed, picks) => {
        const symbols = '0123456789*#';
        const number = [...parsed.masks, ...(parsed.open ? [0b11] : [])].map((mask, place) => {
          const choices = [...symbols].filter((_, bit) => mask & (1 << bit));
          return choices[picks[place]! % choices.length]!;
        });
        expect(fitOf(parsed, number.join('')).whole).toBe(true);
        for (let length = 0; length < number.length; length++)
          expect(fitOf(parsed, number.slice(0, length).join('')).longer).toBe(true);
      }),
    );
  });
});

describe('the numbering plan', () => {
  test('a number that can be longer waits, and is taken when nothing follows', () => {
    const plan = tables([inside('80'), inside('801')]);
    expect(decide(plan, '80').kind).toBe('more');
    expect(decideComplete(plan, '80')).toMatchObject({ kind: 'extension', pattern: '80' });
    expect(decide(plan, '801')).toMatchObject({ kind: 'extension', pattern: '801' });
  });

  test('# ends a number that could be longer', () => {
    expect(decide(tables([inside('80'), inside('801')]), '80#')).toMatchObject({ number: '80' });
  });

  test('the more exact entry wins, wherever it is listed', () => {
    for (const plan of [
      [inside('8XX'), outside('800', 0)],
      [outside('800', 0), inside('8XX')],
    ])
      expect(decide(tables(plan), '800')).toMatchObject({ kind: 'trunk', pattern: '800' });
  });

  test('a route is certain as soon as all entries still possible lead to it', () => {
    const plan = tables([outside('90.'), outside('9NXX')]);
    expect(decide(plan, '9')).toEqual({ kind: 'more', secondDialTone: true });
    expect(decide(plan, '92')).toMatchObject({ kind: 'trunk', digits: '2', complete: false });
    expect(decide(plan, '9234')).toMatchObject({ kind: 'trunk', digits: '234', complete: true });
  });

  test('entries that lead to different groups are waited out', () => {
    const plan = tables([outside('90.', 1, 'far'), outside('9.', 1, 'city')]);
    expect(decide(plan, '90').kind).toBe('more');
    expect(decide(plan, '95')).toMatchObject({ kind: 'trunk' });
    expect(decideComplete(plan, '901')).toMatchObject({ pattern: '90.' });
  });

  test('an emergency number holds back a shorter one that it begins with', () => {
    const plan = tables([inside('11')], ['110']);
    expect(decide(plan, '11').kind).toBe('more');
    expect(decide(plan, '110')).toEqual({ kind: 'emergency', number: '110' });
    expect(decideComplete(plan, '11')).toMatchObject({ kind: 'extension' });
  });

  test('a prefix may be a class, or several digits', () => {
    const plan = tables([outside('9X.', 2)], ['110']);
    expect(decide(plan, '97110')).toEqual({ kind: 'emergency', number: '110' });
    expect(decide(plan, '97')).toEqual({ kind: 'more', secondDialTone: true });
  });

  test('after seizure it is known whether more digits belong to the number', () => {
    const plan = tables([outside('9NXX'), outside('90.')]);
    expect(progressOf(plan, '923')).toBe('incomplete');
    expect(progressOf(plan, '9234')).toBe('complete');
    expect(progressOf(plan, '905')).toBe('open');
    expect(progressOf(plan, '92345')).toBe('vacant');
  });

  test('whatever is dialled and whatever the plan, emergency numbers are found', () => {
    const letters = fc.constantFrom(...'0123456789XZN');
    const pattern = fc.array(letters, { minLength: 1, maxLength: 4 }).map((body) => body.join(''));
    const entry = fc.oneof(
      pattern.map(inside),
      pattern.map((body) => outside(`${body}.`, 1)),
    );
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 6 }), (plan) => {
        const compiled = tables(plan, ['110', '119']);
        for (let length = 1; length < 3; length++)
          expect(['more', 'emergency']).toContain(decide(compiled, '110'.slice(0, length)).kind);
        expect(decide(compiled, '110')).toEqual({ kind: 'emergency', number: '110' });
      }),
    );
  });
});
