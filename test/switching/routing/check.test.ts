import { describe, expect, test } from 'vitest';
import type { Office, PlanEntry } from '#switching/model.ts';
import { plainExtension } from '#switching/plain.ts';
import { checkOffice, officeNotes } from '#switching/routing/check.ts';
import { makeOffice } from '../support/office.ts';

const inside = (pattern: string): PlanEntry => ({ pattern, to: { kind: 'extension' } });
const outside = (pattern: string, strip = 1, group = 'city'): PlanEntry => ({
  pattern,
  to: { kind: 'trunk-group', group, strip, secondDialTone: true },
});

const codes = (change: Partial<Office>): string[] =>
  checkOffice({ ...makeOffice(), ...change }).map(({ code, where }) => `${code} ${where}`);

const plan = (...entries: PlanEntry[]): Partial<Office> => ({
  plan: [inside('8XX'), outside('9.'), ...entries],
});

describe('checking an office before it is used', () => {
  test('a good one has no faults', () => {
    expect(checkOffice(makeOffice())).toEqual([]);
    expect(officeNotes(makeOffice())).toEqual([]);
  });

  test('every fault has a code, a place, what is wrong and what to do', () => {
    const faults = checkOffice({ ...makeOffice(), ...plan(inside('8Y'), outside('7.', 3, 'moon')) });
    expect(faults.length).toBeGreaterThan(2);
    for (const fault of faults) {
      expect(fault.code).toMatch(/^TR-PLAN-\d{3}$/);
      for (const text of [fault.where, fault.what, fault.todo]) expect(text.length).toBeGreaterThan(5);
    }
  });

  test.each<[string, Partial<Office>, string]>([
    ['a malformed pattern', plan(inside('8Y')), 'TR-PLAN-001 plan entry 3 (8Y)'],
    ['an entry that can never be reached', plan(inside('8XX')), 'TR-PLAN-002 plan entry 3 (8XX)'],
    [
      'two entries of which neither is narrower',
      plan(outside('7X1', 1), outside('71X', 1)),
      'TR-PLAN-003 plan entry 4 (71X)',
    ],
    ['a trunk group that does not exist', plan(outside('7.', 1, 'moon')), 'TR-PLAN-004 plan entry 3 (7.)'],
    ['more digits taken off than there are', plan(outside('7.', 2)), 'TR-PLAN-005 plan entry 3 (7.)'],
    ['no emergency number at all', { emergency: [] }, 'TR-PLAN-031 emergency numbers'],
    ['an emergency number that is none', { emergency: ['1-1-0'] }, 'TR-PLAN-030 emergency number 1-1-0'],
    [
      'a time of nothing',
      { timing: { ...makeOffice().timing, trunkGuardMs: 0 } },
      'TR-PLAN-040 timing.trunkGuardMs',
    ],
    [
      'a cadence that never rings',
      { alerting: { ...makeOffice().alerting, cadence: [{ on: false, ms: 500 }] } },
      'TR-PLAN-041 alerting.cadence',
    ],
  ])('finds %s', (_what, change, expected) => {
    expect(codes(change)).toContain(expected);
  });

  const extension = plainExtension('801', '2/1', 'twin');
  const trunk = makeOffice().trunks[0]!;
  test.each<[string, Partial<Office>, string]>([
    [
      'two extensions with one number',
      { extensions: [...makeOffice().extensions, extension] },
      'TR-PLAN-012 extension 801',
    ],
    [
      'a port used twice',
      { extensions: [...makeOffice().extensions, { ...extension, number: '888', port: '1/1' }] },
      'TR-PLAN-010 port 1/1',
    ],
    [
      'a port that is none',
      { extensions: [...makeOffice().extensions, { ...extension, number: '888', port: '1/9' }] },
      'TR-PLAN-011 port 1/9',
    ],
    [
      'a number that cannot be dialled',
      { extensions: [...makeOffice().extensions, { ...extension, number: '8a1' }] },
      'TR-PLAN-013 extension 8a1',
    ],
    [
      'an extension that no entry leads to',
      { extensions: [...makeOffice().extensions, { ...extension, number: '701' }] },
      'TR-PLAN-014 extension 701',
    ],
    [
      'an extension that is hidden by an emergency number',
      { emergency: ['80'] },
      'TR-PLAN-032 extension 801',
    ],
    [
      'two trunk groups with one name',
      { trunkGroups: [...makeOffice().trunkGroups, ...makeOffice().trunkGroups] },
      'TR-PLAN-020 trunk group city',
    ],
    [
      'a line of a group that does not exist',
      { trunks: [{ ...trunk, group: 'moon' }] },
      'TR-PLAN-021 exchange line L1',
    ],
    ['a line that rings nobody', { trunks: [{ ...trunk, ringIn: '899' }] }, 'TR-PLAN-023 exchange line L1'],
  ])('finds %s', (_what, change, expected) => {
    expect(codes(change)).toContain(expected);
  });

  test('a narrower entry beside a wider one is no fault', () => {
    expect(codes(plan(inside('80X'), outside('9911', 1)))).toEqual([]);
  });

  test('notes groups without lines, and entries that share an emergency number', () => {
    const office = { ...makeOffice({ trunks: 0 }), ...plan(inside('1XX')) };
    expect(officeNotes(office).map(({ code, where }) => `${code} ${where}`)).toEqual([
      ...['110', '119', '120'].map(() => 'TR-PLAN-033 plan entry 3 (1XX)'),
      'TR-PLAN-022 trunk group city',
      'TR-PLAN-034 emergency numbers',
    ]);
  });
});
