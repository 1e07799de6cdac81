import { describe, expect, test } from 'vitest';
import { FORMS, LISTS } from '../../firmware/console/admin/list/sections.ts';
import { SECTIONS } from '../../firmware/console/admin/places.ts';
import { nearestKey, valueKey } from '../../firmware/console/admin/schema/keys.ts';
import { allFields, fieldsOf, type JsonSchema } from '../../firmware/console/admin/schema/schema.ts';
import { adminEn } from '../../firmware/console/text/en.admin.ts';
import { adminZhCN } from '../../firmware/console/text/zh-CN.admin.ts';
import { OfficeDocumentSchema } from '../../firmware/ports/office-document.ts';

const schema = OfficeDocumentSchema as unknown as JsonSchema;
const fields = allFields(schema);
const known = (key: string): boolean => key in adminZhCN && key in adminEn;

describe('the document of the office, as the page shows it', () => {
  test('every field has a name and a help in both languages', () => {
    expect(fields.length).toBeGreaterThan(120);
    const without = fields.filter(
      ({ path }) => nearestKey('field', path, known) === null || nearestKey('help', path, known) === null,
    );
    expect(without.map(({ path }) => path)).toEqual([]);
  });

  test('every word that can be chosen has a name in both languages', () => {
    const words = fields.flatMap(({ path, field: { is } }) => {
      if ('options' in is) {
        const more = is.kind === 'words-or-fields' ? ['own'] : [];
        return [...is.options, ...more].map((word) => ({ path, word }));
      }
      return is.kind === 'variants'
        ? Object.keys(is.variants).map((word) => ({ path: `${path}.kind`, word }))
        : [];
    });
    expect(words.length).toBeGreaterThan(60);
    const without = words.filter(({ path, word }) => valueKey(path, word, known) === null);
    expect(without).toEqual([]);
  });

  test('no name or help stands for a field that is not there', () => {
    const used = new Set(
      fields.flatMap(({ path }) => [nearestKey('field', path, known), nearestKey('help', path, known)]),
    );
    const left = Object.keys(adminZhCN).filter((key) => /^(field|help)\./.test(key) && !used.has(key));
    expect(left).toEqual([]);
  });

  test('every part of it has a page, and every page shows fields that are there', () => {
    expect(Object.keys(fieldsOf(schema)).sort()).toEqual(Object.keys(SECTIONS).sort());
    for (const [top, [, section]] of Object.entries(SECTIONS)) {
      expect(FORMS[section]?.includes(top) ?? LISTS[section]?.list === top, top).toBe(true);
    }
    for (const { list, columns, main = [] } of Object.values(LISTS)) {
      const names = Object.keys(fieldsOf(fieldsOf(schema)[list]?.items ?? {}));
      expect(
        [...columns, ...main].filter((name) => !names.includes(name)),
        list,
      ).toEqual([]);
    }
  });
});
