import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ClassOfService, type NumberClass, REACHES, type Reach } from '#switching/office.ts';
import { type ClassQuestion, featureRefusal, isSettled, mayCall, reaches } from '#switching/routing/class.ts';
import { compileLists, compileNumberClasses } from '#switching/routing/public.ts';
import { STANDARD_CLASS, STANDARD_CLASSES } from '#switching/routing/standard-classes.ts';

const NUMBERS: readonly NumberClass[] = [
  { pattern: '00.', reach: 'international', premium: false },
  { pattern: '0Z.', reach: 'national', premium: false },
  { pattern: 'N.', reach: 'local', premium: false },
  { pattern: '96.', reach: 'local', premium: true },
];
const NATIONAL = STANDARD_CLASSES.find(({ id }) => id === 'national')!;

function ask(
  number: string,
  cls: Partial<ClassOfService> = {},
  rest: Partial<ClassQuestion> = {},
  numbers: readonly NumberClass[] = NUMBERS,
) {
  const classOfService = { ...NATIONAL, ...cls };
  const tables = {
    numberClasses: compileNumberClasses(numbers),
    tollLists: new Map([[classOfService.id, compileLists(classOfService)]]),
    accounts: new Set(['4711']),
  };
  const question = { number, classOfService, locked: null, account: null, overrideBy: null, ...rest };
  return { verdict: mayCall(tables, question), settled: isSettled(tables, question) };
}
const why = (...args: Parameters<typeof ask>) => ask(...args).verdict.why.rule;

describe('a class of service', () => {
  test('goes as far as its reach, and every reach includes those before it', () => {
    for (const limit of REACHES)
      for (const [number, reach] of [
        ['62345678', 'local'],
        ['01087654321', 'national'],
        ['0049301234', 'international'],
      ] as const)
        expect(ask(number, { reach: limit }).verdict.ok).toBe(
          REACHES.indexOf(limit) >= REACHES.indexOf(reach),
        );
  });

  test('refuses with cause 21 and says what the number is and where the class ends', () => {
    expect(ask('0049301234').verdict).toEqual({
      ok: false,
      cause: 21,
      wantsAccount: false,
      why: {
        rule: 'class.refused',
        facts: { class: 'national', number: '0049301234', reach: 'international', limit: 'national' },
      },
    });
  });

  test('a number that fits no class counts as international', () => {
    expect(why('1234567')).toBe('class.refused');
    expect(why('1234567', { reach: 'international' })).toBe('class.allowed');
  });

  test('numbers that cost extra are asked for separately', () => {
    expect(why('96123')).toBe('class.premium');
    expect(why('96123', { premium: true })).toBe('class.allowed');
  });

  test('a forbidden number is forbidden, even when it is allowed too', () => {
    expect(why('0108', { deny: ['010.'], allow: ['010.'] })).toBe('class.denied');
  });

  test('an allowed number is allowed beyond the reach, even when it costs extra', () => {
    expect(why('0049301234', { allow: ['0049301234'] })).toBe('class.listed');
    expect(why('96123', { allow: ['96.'] })).toBe('class.listed');
  });

  test('a lock leaves what it leaves, and no list or speed dial passes it', () => {
    expect(why('62345678', {}, { locked: 'local' })).toBe('class.allowed');
    expect(why('01087', {}, { locked: 'local' })).toBe('class.locked');
    expect(why('01087', { allow: ['0.'] }, { locked: 'internal' })).toBe('class.locked');
    expect(why('01087', {}, { locked: 'internal', overrideBy: '01' })).toBe('class.locked');
    expect(why('96123', { premium: true }, { locked: 'international' })).toBe('class.locked');
    expect(why('0049', {}, { locked: 'international' })).toBe('class.refused');
  });

  test('an account code may be required, and must be one of the office', () => {
    const required = { accountCode: 'required' } as const;
    expect(ask('62345678', required).verdict).toMatchObject({ ok: false, wantsAccount: true });
    expect(why('62345678', required, { account: '4711' })).toBe('class.allowed');
    expect(why('62345678', {}, { account: '4712' })).toBe('class.accountUnknown');
    expect(why('0049301', required, { account: '4711' })).toBe('class.refused');
  });

  test('a system speed dial that overrides calls whatever it stands for', () => {
    expect(why('0049301234', { reach: 'internal', accountCode: 'required' }, { overrideBy: '01' })).toBe(
      'class.overridden',
    );
  });

  test('refuses the features that it is without, and supervision to who may not', () => {
    expect(featureRefusal({ ...NATIONAL, without: ['page'] }, 'page')).toMatchObject({
      rule: 'feature.refused',
    });
    expect(featureRefusal(NATIONAL, 'page')).toBeNull();
    expect(featureRefusal(NATIONAL, 'supervise')).not.toBeNull();
    expect(featureRefusal({ ...NATIONAL, supervise: true }, 'supervise')).toBeNull();
  });
});

describe('a new office', () => {
  test('has a class per reach, and the one that people get reaches neither abroad nor premium numbers', () => {
    expect(STANDARD_CLASSES.map(({ id }) => id)).toEqual(['internal', 'local', 'national', 'international']);
    expect(STANDARD_CLASSES.filter(({ premium, trunkToTrunk }) => premium || trunkToTrunk)).toEqual([]);
    const usual = STANDARD_CLASSES.find(({ id }) => id === STANDARD_CLASS)!;
    expect(reaches(usual.reach, 'international')).toBe(false);
  });
});

describe('while a number grows', () => {
  test.each([
    ['0', {}, false],
    ['01', {}, false],
    ['010', {}, true],
    ['6', {}, false],
    ['62', {}, true],
    ['9', {}, false],
    ['961', {}, true],
    ['010', { deny: ['0108.'] }, false],
    ['0101', { deny: ['0108.'] }, true],
    ['01081', { deny: ['0108.'] }, true],
    ['004', { allow: ['0049.'] }, false],
    ['1', {}, false],
  ])('%s with %j: settled %s', (number, cls, settled) => {
    expect(ask(number, cls).settled).toBe(settled);
  });

  test('a settled verdict is the verdict of every longer number', () => {
    const digits = (min: number, max: number) =>
      fc
        .array(fc.constantFrom(...'0123456789'), { minLength: min, maxLength: max })
        .map((all) => all.join(''));
    const pattern = fc
      .tuple(
        fc.array(fc.constantFrom('0', '1', 'X', 'Z', 'N'), { minLength: 1, maxLength: 4 }),
        fc.constantFrom('', '.'),
      )
      .map(([letters, end]) => letters.join('') + end);
    const reach = fc.constantFrom<Exclude<Reach, 'internal'>>('local', 'national', 'international');
    const numbers = fc.array(fc.record({ pattern, reach, premium: fc.boolean() }), { maxLength: 6 });
    const lists = fc.record({
      allow: fc.array(pattern, { maxLength: 2 }),
      deny: fc.array(pattern, { maxLength: 2 }),
      reach: fc.constantFrom(...REACHES),
    });
    fc.assert(
      fc.property(digits(1, 4), digits(1, 5), numbers, lists, (begin, rest, classes, cls) => {
        const early = ask(begin, cls, {}, classes);
        if (early.settled) expect(ask(begin + rest, cls, {}, classes).verdict.ok).toBe(early.verdict.ok);
      }),
      { numRuns: 2_000 },
    );
  });
});
