import { describe, expect, test } from 'vitest';
import { dryRun } from '#runtime/dry-run/dry-run.ts';
import { checkText, officeOf } from '../../support/office-kit.ts';

const OFFICE = `
language: en
extensions:
  - { number: "801", port: 1/1, name: First operator }
  - { number: "802", port: 1/2, name: Second operator }
  - { number: "803", port: 1/3, name: Night porter }
  - { number: "804", port: 1/4, name: Kitchen }
trunks: [{ port: 1/8, name: Line 1, group: outside, ringIn: "890" }]
trunkGroups: [{ id: outside }]
attendantGroups:
  - number: "890"
    name: Reception
    consoles: [A, B]
    distribution: { night: { routings: ["803"] } }
consoles:
  - { id: A, name: First, extension: "801", maySupervise: true }
  - { id: B, name: Second, extension: "802", telephoneRings: false }
`;

describe('operators in office.yaml', () => {
  test('say little: the rest is as in most offices', () => {
    const { attendantGroups, consoles } = officeOf(OFFICE).services;
    expect(attendantGroups[0]).toMatchObject({
      ...{ number: '890', entity: 'main', hunt: 'all', urgentAfterMs: 30_000, absentAfterMs: 80_000 },
      distribution: { night: { routings: ['803'], overflow: null } },
    });
    expect(attendantGroups[0]?.levels.map(({ key, name }) => `${key} ${name}`)).toEqual([
      '1 Recalls',
      '2 Private',
      '3 Outside',
      '4 Not answered',
      '5 Inside',
      '6 Others',
    ]);
    expect(consoles).toEqual([
      {
        ...{ id: 'A', name: 'First', extension: '801' },
        ...{ mayDistribute: false, maySupervise: true, telephoneRings: true },
      },
      {
        ...{ id: 'B', name: 'Second', extension: '802' },
        ...{ mayDistribute: false, maySupervise: false, telephoneRings: false },
      },
    ]);
  });

  test('their number is in the numbering plan of an office that has none of its own', () => {
    expect(checkText(OFFICE).findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('a greeting that nobody has recorded is found, one that the exchange can say is not', () => {
    const text = (greeting: string) => OFFICE.replace('[A, B]', `[A, B]\n    greeting: ${greeting}`);
    const paths = (greeting: string) =>
      checkText(text(greeting), { sounds: new Set() }).findings.map(({ code, path }) => `${code} ${path}`);
    const wrong = 'TR-OFFICE-036 attendantGroups[0].greeting';
    expect(paths('jingle')).toContain(wrong);
    expect(paths('please-hold')).not.toContain(wrong);
  });

  test('a call that is not made rings at an operator, as by day', () => {
    const question = { from: 'Line 1', dials: '', at: '2027-03-03T10:00', down: [], busy: [] };
    const answer = dryRun(officeOf(OFFICE), question);
    if ('findings' in answer) throw new Error(answer.findings[0]?.what);
    expect(answer.rings[0]).toMatchObject({ number: '801' });
    expect(answer.steps.map(({ rule }) => rule)).toContain('attendant.queued');
  });

  test('and at night’s number when their telephones are down', () => {
    const question = { from: '804', dials: '890', at: '2027-03-03T10:00', down: ['801', '802'], busy: [] };
    const answer = dryRun(officeOf(OFFICE), question);
    if ('findings' in answer) throw new Error(answer.findings[0]?.what);
    expect(answer.rings.map(({ number }) => number)).toEqual(['803']);
  });
});
