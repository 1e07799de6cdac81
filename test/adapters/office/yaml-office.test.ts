import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import type { Edit } from '#ports/configuration.ts';
import { DOCUMENT_CHARS_MAX } from '#ports/office-document.ts';

const TEXT = `# Our office.
extensions:
  # the desk
  - { number: "801", port: 1/1, name: Front desk } # answers all
  - { number: "802", port: 1/2, name: Kitchen }

# lines
trunks: []
records: { retentionDays: 30 } # the law
`;

const edit = (...edits: Edit[]): string => {
  const done = YAML_OFFICE.edit(TEXT, edits);
  if (!done.ok) throw new Error(done.error[0]?.what);
  return done.value;
};
const code = (done: { ok: boolean; error?: readonly { code: string }[] }) =>
  done.ok ? null : done.error?.[0]?.code;

describe('a change of the page to office.yaml', () => {
  test('keeps comments, order and everything else', () => {
    expect(edit({ op: 'set', path: ['extensions', 1, 'name'], value: 'Bar' })).toBe(
      TEXT.replace('Kitchen', 'Bar'),
    );
    expect(edit({ op: 'set', path: ['records', 'retentionDays'], value: 90 })).toBe(TEXT.replace('30', '90'));
  });

  test('adds at the end of a list, and makes the list or the section when there is none', () => {
    const added = edit(
      { op: 'add', path: ['extensions'], value: { number: '803', port: '1/3', name: 'Bar' } },
      { op: 'add', path: ['trunks'], value: { port: '1/7' } },
      { op: 'add', path: ['parkSlots'], value: '701' },
      { op: 'set', path: ['serviceTimes', 'parkRecallSeconds'], value: 60 },
    );
    expect(YAML_OFFICE.read(added)).toMatchObject({
      value: {
        extensions: [{}, {}, { number: '803' }],
        trunks: [{ port: '1/7' }],
        parkSlots: ['701'],
        serviceTimes: { parkRecallSeconds: 60 },
      },
    });
    expect(added).toContain('# answers all');
  });

  test('writes a number that is dialled in quotation marks', () => {
    expect(edit({ op: 'set', path: ['extensions', 0, 'number'], value: '0801' })).toContain('number: "0801"');
  });

  test('removes one entry, and its comment with it', () => {
    const left = edit({ op: 'remove', path: ['extensions', 0] });
    expect(YAML_OFFICE.read(left)).toMatchObject({ value: { extensions: [{ number: '802' }] } });
    expect(left).not.toContain('answers all');
  });

  test.each<[string, Edit]>([
    ['of an entry that is not there', { op: 'set', path: ['extensions', 7, 'name'], value: 'x' }],
    ['that removes what is not there', { op: 'remove', path: ['moon'] }],
    ['that enters a number', { op: 'set', path: ['extensions', 0, 'name', 'x'], value: 'x' }],
    ['that calls a list by name', { op: 'set', path: ['extensions', 'first'], value: 'x' }],
    ['that adds to what is no list', { op: 'add', path: ['records'], value: 1 }],
    ['of nothing', { op: 'set', path: [], value: 1 }],
  ])('%s is refused', (_what, wrong) => {
    expect(code(YAML_OFFICE.edit(TEXT, [wrong]))).toBe('TR-OFFICE-004');
  });

  test('any edit of any place is a text or a refusal, never an exception', () => {
    const step = fc.oneof(
      fc.constantFrom('extensions', 'trunks', 'records', 'name', '__proto__', ''),
      fc.integer({ min: -1, max: 3 }),
    );
    const edits = fc.record({
      op: fc.constantFrom('set', 'add', 'remove'),
      path: fc.array(step, { maxLength: 5 }),
      value: fc.jsonValue(),
    });
    fc.assert(
      fc.property(fc.array(edits, { maxLength: 4 }), (list) => {
        const done = YAML_OFFICE.edit(TEXT, list as Edit[]);
        if (done.ok) expect(YAML_OFFICE.read(done.value).ok).toBe(true);
        else expect(done.error.length).toBeGreaterThan(0);
      }),
      { numRuns: 300 },
    );
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

describe('a text that is no office', () => {
  const bomb = [
    'a: &a [x,x,x,x,x,x,x,x,x]',
    ...Array.from(
      { length: 9 },
      (_, i) => `${'bcdefghij'[i]}: &${'bcdefghij'[i]} [${Array(9).fill(`*${'abcdefghi'[i]}`).join()}]`,
    ),
  ].join('\n');
  test.each([
    ['that is too large', ' '.repeat(DOCUMENT_CHARS_MAX + 1), 'TR-OFFICE-001'],
    ['with a bracket open', 'a: [', 'TR-OFFICE-002'],
    ['with a field twice', 'a: 1\na: 2', 'TR-OFFICE-002'],
    ['that nests without end in brackets', '['.repeat(100_000), 'TR-OFFICE-003'],
    ['that nests without end in braces', '{a: '.repeat(50_000), 'TR-OFFICE-003'],
    ['that nests without end in dashes', '- '.repeat(100_000), 'TR-OFFICE-003'],
    [
      'that nests without end by lines',
      Array.from({ length: 1_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n'),
      'TR-OFFICE-003',
    ],
    ['that is a bomb of aliases', bomb, 'TR-OFFICE-003'],
  ])('%s is one finding', (_what, text, expected) => {
    expect(code(YAML_OFFICE.read(text))).toBe(expected);
  });

  test('with dashes far apart is read, or not, at once', () => {
    const text = `${`-${' '.repeat(60)}`.repeat(16)}x\n`.repeat(50);
    expect(YAML_OFFICE.read(text).ok).toBe(true);
  });

  test('says line and column of what cannot be read', () => {
    const done = YAML_OFFICE.read('name: x\nplan: [\n');
    expect(done.ok ? [] : done.error).toMatchObject([
      { facts: { line: expect.any(Number), column: expect.any(Number) } },
    ]);
  });

  test('made of any letters is data or findings, never an exception', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'-?:,[]{}#&*!|>\'"%@` \n\tab1.~<'),
      maxLength: 200,
    });
    fc.assert(
      fc.property(fc.oneof(letters, fc.string({ unit: 'binary' })), (text) => {
        const done = YAML_OFFICE.read(text);
        expect(done.ok || done.error.length > 0).toBe(true);
      }),
      { numRuns: 400 },
    );
  });
});
