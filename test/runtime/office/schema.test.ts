import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { describe, expect, test } from 'vitest';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import { OfficeDocumentSchema } from '#ports/office-document.ts';
import { checkDocument } from '#runtime/office/document-check.ts';
import { type Schema, schemaFindings } from '#runtime/office/schema-check.ts';
import { checkText, chineseContext } from '../../support/office-kit.ts';
import { FULL } from './full-document.ts';

const ROOT = OfficeDocumentSchema as Schema;
const judge = Compile(OfficeDocumentSchema);
const context = chineseContext();
type Steps = readonly (string | number)[];

const DATA = (() => {
  const data = YAML_OFFICE.read(FULL);
  if (!data.ok) throw new Error(data.error[0]?.what);
  return data.value;
})();
const full = (): unknown => structuredClone(DATA);

const named = (steps: Steps): string =>
  steps.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text === '' ? part : `${text}.${part}`),
    '',
  );

/** A copy of the full document with another value at one place. */
function withValue(steps: Steps, value: unknown): unknown {
  const copy = full();
  let at = copy as Record<string | number, unknown>;
  for (const step of steps.slice(0, -1)) at = at[step] as Record<string | number, unknown>;
  at[steps.at(-1)!] = value;
  return copy;
}

interface Place {
  readonly steps: Steps;
  readonly schema: Schema;
  readonly value: unknown;
}

/** Every place of the full document with the schema that is meant there. */
function* places(schema: Schema, value: unknown, steps: Steps = []): Iterable<Place> {
  if (steps.length > 0) yield { steps, schema, value };
  const meant =
    schema.anyOf?.find((one) => schemaFindings(one, value).length === 0 && one.const === undefined) ?? schema;
  if (Array.isArray(value))
    for (const [index, inner] of value.entries()) yield* places(meant.items!, inner, [...steps, index]);
  else if (typeof value === 'object' && value !== null)
    for (const [name, inner] of Object.entries(value))
      yield* places(meant.properties![name]!, inner, [...steps, name]);
}
const ALL = [...places(ROOT, full())];
const field = ({ steps }: Place): string =>
  steps
    .filter((step) => typeof step === 'string')
    .map((step) => `.${step}`)
    .join('');
/** One place of each field. */
const PLACES = [...new Map(ALL.map((place) => [field(place), place])).values()];

/** Every field that the schema has, by its path without places in lists. */
function* fields(schema: Schema, path = ''): Iterable<{ path: string; schema: Schema }> {
  for (const one of schema.anyOf ?? []) yield* fields(one, path);
  if (schema.items !== undefined) yield* fields(schema.items, path);
  for (const [name, inner] of Object.entries(schema.properties ?? {})) {
    yield { path: `${path}.${name}`, schema: inner };
    yield* fields(inner, `${path}.${name}`);
  }
}

const paths = (data: unknown): string[] => checkDocument(data, context).findings.map(({ path }) => path);

/** A value of another type than any that is allowed there. */
function wrongType({ anyOf = [], ...schema }: Schema): unknown {
  const types = new Set(
    [schema, ...anyOf].flatMap(({ type, const: literal }) => (literal === undefined ? [type] : ['string'])),
  );
  if (!types.has('boolean')) return true;
  return 'neither';
}

describe('the schema of office.yaml', () => {
  test('describes every field', () => {
    expect(
      [...fields(ROOT)]
        .filter(({ schema }) => !schema.description && schema.const === undefined)
        .map(({ path }) => path),
    ).toEqual([]);
  });

  test('the full document is right, and has every field', () => {
    expect(checkText(FULL).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
    const there = new Set(PLACES.map(field));
    expect([...fields(ROOT)].map(({ path }) => path).filter((path) => !there.has(path))).toEqual([]);
  });
});

describe('each field of the document', () => {
  test('with a value of the wrong type is found at its place', () => {
    expect(PLACES.length).toBeGreaterThan(150);
    for (const { steps, schema } of PLACES)
      expect(paths(withValue(steps, wrongType(schema)))).toContain(named(steps));
  });

  test('with a number out of its range is found at its place', () => {
    const numbers = PLACES.filter(({ value }) => typeof value === 'number');
    expect(numbers.length).toBeGreaterThan(25);
    for (const { steps, schema } of numbers) {
      for (const value of [schema.minimum! - 1, schema.maximum! + 1, Number.NaN, Number.POSITIVE_INFINITY])
        expect(paths(withValue(steps, value))).toContain(named(steps));
    }
  });

  test('with a text that is too long, or a word that nobody knows, is found at its place', () => {
    for (const { steps, value } of PLACES.filter((place) => typeof place.value === 'string'))
      expect([value, paths(withValue(steps, '~'.repeat(500)))]).toEqual([
        value,
        expect.arrayContaining([named(steps)]),
      ]);
  });

  test('beside one that nobody knows: the unknown one is found', () => {
    for (const { steps, value } of PLACES.filter(
      (place) => typeof place.value === 'object' && place.value !== null && !Array.isArray(place.value),
    ))
      expect(paths(withValue(steps, { ...(value as object), moon: 1 }))).toContain(`${named(steps)}.moon`);
  });

  test.each([
    ['extensions', 0, 'entity'],
    ['extensions', 0, 'classOfService'],
    ['extensions', 0, 'role'],
    ['extensions', 0, 'secretary'],
    ['extensions', 0, 'hotLine', 'number'],
    ['trunks', 0, 'group'],
    ['trunks', 0, 'ringIn'],
    ['trunks', 0, 'ringInByMode', 'night'],
    ['trunks', 0, 'entity'],
    ['plan', 1, 'to', 'group'],
    ['routes', 0, 'choices', 0, 'group'],
    ['routes', 0, 'choices', 0, 'times'],
    ['entities', 0, 'schedule', 0, 'times'],
    ['entities', 0, 'operator', 'day'],
    ['huntGroups', 0, 'members', 0],
    ['huntGroups', 0, 'overflow'],
    ['huntGroups', 0, 'entity'],
    ['pagingGroups', 0, 'members', 0],
    ['conferenceRooms', 0, 'chair'],
    ['timeTables', 0, 'rules', 0, 'dates', 'list'],
    ['callers', 2, 'treat', 'number'],
    ['callers', 3, 'treat', 'number'],
    ['speedDials', 0, 'number'],
  ])('that names what is not there is found at its place: %s %s %s', (...steps) => {
    const place = steps.filter((step) => step !== undefined);
    expect(paths(withValue(place, '899'))).toContain(named(place));
  });
});

describe('whatever is given as a document', () => {
  const place = fc.constantFrom(...PLACES.map(({ steps }) => steps));

  test('our own reading of the schema agrees with that of its library', () => {
    fc.assert(
      fc.property(
        place,
        fc.oneof(fc.jsonValue(), fc.constantFrom(...PLACES.map(({ value }) => value))),
        (steps, value) => {
          const data = withValue(steps, value);
          expect([data, schemaFindings(ROOT, data).length === 0]).toEqual([data, judge.Check(data)]);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('it is checked, and nothing is thrown', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withSparseArray: true, withBigInt: true }),
        (data) => {
          expect(Array.isArray(checkDocument(data, context).findings)).toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });

  test('a document changed at any place is checked, and an error means no office', () => {
    fc.assert(
      fc.property(place, fc.jsonValue(), (steps, value) => {
        const { findings, office } = checkDocument(withValue(steps, value), context);
        expect(office === null).toBe(findings.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 200 },
    );
  });
});
