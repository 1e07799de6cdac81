import { describe, expect, test } from 'vitest';
import { officeFindings } from '#switching/routing/check.ts';
import { OFFICE_FINDINGS } from '#switching/routing/check-finding.ts';
import { INSIDE, OUTSIDE } from '../support/office.ts';
import { WRONG_NAMES } from './wrong/names.ts';
import { WRONG_NUMBERS } from './wrong/numbers.ts';
import { base, group, line, services } from './wrong/pieces.ts';

const TABLE = [...WRONG_NUMBERS, ...WRONG_NAMES];

describe('what is wrong with an office is said with its place in the document', () => {
  test('the office that the table changes has nothing wrong', () => {
    expect(officeFindings(base)).toEqual([]);
  });

  test.each(TABLE)('%s at %s: %s', (code, path, _what, change) => {
    const found = officeFindings({ ...base, ...change });
    const one = found.find((each) => each.code === code && each.path === path);
    expect(found.map((each) => `${each.code} ${each.path}`)).toContain(`${code} ${path}`);
    expect(one?.what).not.toMatch(/\{\w\w+\}|undefined/);
    expect(one?.todo).not.toMatch(/undefined/);
  });

  test('every code that there is has a line in the table', () => {
    expect([...new Set(TABLE.map(([code]) => code))].sort()).toEqual(Object.keys(OFFICE_FINDINGS).sort());
  });

  test('a round of three groups is told once, with all its numbers', () => {
    const ring = (number: string, overflow: string) => ({ ...group, number, overflow });
    const huntGroups = [ring('850', '851'), ring('851', '852'), ring('852', '850')];
    const rounds = officeFindings({ ...base, ...services({ huntGroups }) }).filter(
      ({ code }) => code === 'TR-PLAN-060',
    );
    expect(rounds.map(({ facts }) => facts.round)).toEqual(['850 → 851 → 852 → 850']);
  });

  test('a night group whose overflow answers is no finding', () => {
    const huntGroups = [{ ...group, members: ['801'], overflow: '802' }];
    const office = { ...base, ...line({ ringInByMode: { night: '850' } }), ...services({ huntGroups }) };
    expect(officeFindings(office)).toEqual([]);
  });

  test('an extension is not hidden by a wider entry outside', () => {
    const plan = [INSIDE, OUTSIDE, { ...OUTSIDE, pattern: '8.' }];
    expect(officeFindings({ ...base, plan })).toEqual([]);
  });
});
