import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  argsOf,
  canGrow,
  compileCodes,
  completeCode,
  matchCode,
  parseCode,
} from '#switching/features/codes/match.ts';
import type { FeatureCode } from '#switching/model.ts';

const code = (dial: string, feature: FeatureCode['feature'] = 'forward-all'): FeatureCode => ({
  feature,
  does: 'use',
  dial,
});
const table = (...dials: string[]) => compileCodes(dials.map((dial) => code(dial)));

describe('a code of the table', () => {
  test.each([
    ['*57*{n}#', '*57*13800138000#', { number: '13800138000' }],
    ['*51*{mn}*{n}#', '*51*07*9110#', { code: '07', number: '9110' }],
    ['*54*{pin}{k}#', '*54*12343#', { pin: '1234', key: '3' }],
    ['*54*{pin}{k}#', '*54*123456781#', { pin: '12345678', key: '1' }],
    ['*99*{pin}*{pin}#', '*99*1111*22222#', { pin: '1111', newPin: '22222' }],
    ['*55*{hhmm}#', '*55*0630#', { time: '0630' }],
    ['*75{mn}{n}', '*75019110', { code: '01', number: '9110' }],
    ['0', '0', {}],
  ])('%s takes %s and reads what stands in its places', (dial, digits, args) => {
    expect(argsOf(parseCode(dial)!, digits)).toEqual(args);
  });

  test.each([
    ['*57*{n}#', '*57*#'],
    ['*57*{n}#', '*57*138'],
    ['*54*{pin}{k}#', '*54*1234#'],
    ['*54*{pin}{k}#', '*54*1234567890#'],
    ['**{mn}', '**123'],
    ['*72{n}', '*72*78'],
  ])('%s is not %s', (dial, digits) => {
    expect(argsOf(parseCode(dial)!, digits)).toBeNull();
  });

  test.each(['', '{n}', '*5x', '*{q}', '*{n', '*{n}{n}', '*{mn}*{mn}', '*{n}{pin}', '*{k}*{n}*{mn}*{pin}'])(
    '%j is malformed',
    (dial) => {
      expect(parseCode(dial)).toBeNull();
    },
  );

  test('grows at every shorter beginning of what it takes, and is whole at the end', () => {
    const digits = (min: number, max: number) =>
      fc
        .array(fc.constantFrom(...'0123456789'), { minLength: min, maxLength: max })
        .map((all) => all.join(''));
    const dialled = fc.oneof(
      digits(1, 24).map((n) => ['*57*{n}#', `*57*${n}#`]),
      digits(1, 24).map((n) => ['*72{n}', `*72${n}`]),
      fc.tuple(digits(4, 8), digits(1, 1)).map(([pin, k]) => ['*54*{pin}{k}#', `*54*${pin}${k}#`]),
      fc.tuple(digits(2, 2), digits(1, 9)).map(([mn, n]) => ['*51*{mn}*{n}#', `*51*${mn}*${n}#`]),
    );
    fc.assert(
      fc.property(dialled, ([dial, all]) => {
        const items = parseCode(dial!)!;
        expect(argsOf(items, all!)).not.toBeNull();
        for (let length = 0; length < all!.length; length++)
          expect(canGrow(items, all!.slice(0, length)), all!.slice(0, length)).toBe(true);
      }),
    );
  });

  test('what cannot grow never becomes a code by dialling on', () => {
    const symbols = fc.array(fc.constantFrom(...'0123456789*#'), { maxLength: 9 }).map((all) => all.join(''));
    const items = ['*57*{n}#', '**{mn}', '*54*{pin}{k}#', '#7', '*33{n}'].map((dial) => parseCode(dial)!);
    fc.assert(
      fc.property(symbols, symbols, fc.constantFrom(...items), (begin, rest, code) => {
        if (rest !== '' && !canGrow(code, begin)) expect(argsOf(code, begin + rest)).toBeNull();
      }),
    );
  });
});

describe('while a code is dialled', () => {
  test('a code that ends in # is complete there, whatever could follow', () => {
    const rows = table('*52*{n}#', '*52*{n}#{k}');
    expect(matchCode(rows, '*52*801').kind).toBe('possible');
    expect(matchCode(rows, '*52*801#')).toMatchObject({
      kind: 'match',
      final: true,
      args: { number: '801' },
    });
  });

  test('one that begins another waits, and is taken when nothing follows', () => {
    const rows = table('*8', '*86');
    expect(matchCode(rows, '*8').kind).toBe('possible');
    expect(completeCode(rows, '*8')?.code.dial).toBe('*8');
    expect(matchCode(rows, '*86')).toMatchObject({ kind: 'match', code: { dial: '*86' } });
    expect(matchCode(rows, '*87').kind).toBe('no');
  });

  test('two digits are the speed dial, more are an extension whose call is picked up', () => {
    const rows = table('**{n}', '**{mn}');
    expect(matchCode(rows, '**80').kind).toBe('possible');
    expect(completeCode(rows, '**80')).toMatchObject({ code: { dial: '**{mn}' }, args: { code: '80' } });
    expect(completeCode(rows, '**801')).toMatchObject({ code: { dial: '**{n}' }, args: { number: '801' } });
  });

  test('a number at the end is waited for only as long as the plan can make it longer', () => {
    const rows = table('**{n}');
    const threeDigits = (number: string) => number.length === 3;
    expect(matchCode(rows, '**80', threeDigits).kind).toBe('possible');
    expect(matchCode(rows, '**801', threeDigits)).toMatchObject({ kind: 'match', args: { number: '801' } });
  });

  test('malformed codes match nothing', () => {
    expect(table('', '*5x')).toEqual([]);
  });
});
