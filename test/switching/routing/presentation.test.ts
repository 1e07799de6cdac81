import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hidesNumber, insideCaller, maskNumber, shownTo } from '#switching/routing/presentation.ts';

const FIELD = { id: 'field', sees: { first: 3, last: 4 } } as const;
const NOTHING = { id: 'none', sees: 'nothing' } as const;
const caller = (number: string, name = '') => ({ number, name, absence: '' as const });

describe('a number as a role sees it', () => {
  test.each([
    ['13800138000', FIELD.sees, '138****8000'],
    ['13800138000', { first: 0, last: 4 }, '*******8000'],
    ['13800138000', { first: 3, last: 0 }, '138********'],
    ['1234567', FIELD.sees, '*******'],
    ['12345', 'all', '12345'],
    ['12345', 'nothing', ''],
    ['', FIELD.sees, ''],
  ] as const)('%s with %j is %s', (number, sees, shown) => {
    expect(maskNumber(number, sees)).toBe(shown);
  });

  test('never shows more than the role says, never all of it, and keeps the length', () => {
    const digits = fc.array(fc.constantFrom(...'0123456789'), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(digits, fc.nat({ max: 9 }), fc.nat({ max: 9 }), (all, first, last) => {
        const number = all.join('');
        const shown = maskNumber(number, { first, last });
        expect(shown).toHaveLength(number.length);
        expect(shown).toContain('*');
        expect(shown.replaceAll('*', '').length).toBeLessThanOrEqual(first + last);
        for (const [place, symbol] of [...shown].entries())
          if (symbol !== '*') expect(symbol).toBe(number[place]);
      }),
    );
  });
});

describe('a caller on a telephone', () => {
  test('who sees nothing is told that the number is withheld', () => {
    expect(shownTo(caller('13800138000', '王伟'), NOTHING)).toEqual({ number: '', name: '', absence: 'P' });
  });

  test('a caller who is not known stays not known', () => {
    const unknown = { number: '', name: '', absence: 'O' } as const;
    expect(shownTo(unknown, NOTHING)).toEqual(unknown);
    expect(shownTo(unknown, FIELD)).toEqual(unknown);
  });

  test('a name stays, unless it is the number once more', () => {
    expect(shownTo(caller('13800138000', '王伟'), FIELD)).toEqual(caller('138****8000', '王伟'));
    expect(shownTo(caller('13800138000', '138-0013-8000'), FIELD)).toEqual(caller('138****8000'));
  });

  test('colleagues are shown with number and name', () => {
    expect(insideCaller({ number: '801', name: 'Reception' })).toEqual(caller('801', 'Reception'));
  });

  test('an extension hides its number by configuration, by its user, or for one call', () => {
    const user = (hiddenNumber: boolean) => ({ hiddenNumber });
    expect(hidesNumber({ hidden: false }, user(false), false)).toBe(false);
    expect(hidesNumber({ hidden: false }, undefined, false)).toBe(false);
    expect(hidesNumber({ hidden: true }, user(false), false)).toBe(true);
    expect(hidesNumber({ hidden: false }, user(true), false)).toBe(true);
    expect(hidesNumber({ hidden: false }, undefined, true)).toBe(true);
  });
});
