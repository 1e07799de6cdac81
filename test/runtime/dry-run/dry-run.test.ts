import { describe, expect, test } from 'vitest';
import type { DryRunAnswer, DryRunQuestion } from '#ports/configuration.ts';
import { dryRun } from '#runtime/dry-run/dry-run.ts';
import { officeOf } from '../../support/office-kit.ts';

const OFFICE = officeOf(`
extensions:
  - { number: "801", port: 1/1, name: Front desk }
  - { number: "802", port: 1/2, name: Kitchen }
  - { number: "803", port: 1/3, name: Night porter }
  - { number: "804", port: 1/4, name: Cellar, classOfService: internal }
trunks:
  - { port: 1/7, name: Line 1, group: outside, ringIn: "850", ringInByMode: { night: "803" } }
  - { port: 1/8, name: Line 2, group: outside, ringIn: "850", ringInByMode: { night: "803" } }
trunkGroups: [{ id: outside }]
huntGroups:
  - { number: "850", name: Desk, members: ["801", "802"], strategy: linear, overflow: "803", memberRingSeconds: 10, ringSecondsMax: 40 }
plan:
  - { pattern: 8XX, to: { kind: extension } }
  - { pattern: "9.", to: { kind: trunk-group, group: outside } }
dayLists: [{ id: cn, from: region }]
timeTables:
  - id: night
    rules:
      - { on: false, dates: { list: cn, which: workdays }, from: "08:30", to: "18:00" }
      - { dates: { list: cn, which: holidays } }
      - { weekdays: mon-fri, from: "18:00", to: "08:30" }
      - { weekdays: "sat,sun" }
entities: [{ id: main, schedule: [{ times: night, mode: night }], operator: { day: "801", night: "803" } }]
`);

function ask(question: Partial<DryRunQuestion>): DryRunAnswer {
  const answer = dryRun(OFFICE, {
    from: '801',
    dials: '802',
    at: '2027-03-03T10:00',
    down: [],
    busy: [],
    ...question,
  });
  if ('findings' in answer) throw new Error(answer.findings[0]?.what);
  return answer;
}
const rung = (question: Partial<DryRunQuestion>) => ask(question).rings.map(({ number }) => number);
const rules = (question: Partial<DryRunQuestion>) => ask(question).steps.map(({ rule }) => rule);

describe('a call that is not made', () => {
  test('from telephone to telephone: who rings, when, and why', () => {
    const answer = ask({});
    expect(answer).toMatchObject({
      outcome: 'rings',
      cause: null,
      sent: [],
      rings: [{ number: '802', name: 'Kitchen' }],
    });
    expect(answer.steps[0]).toMatchObject({ rule: 'plan.matched', port: '1/1', facts: { pattern: '8XX' } });
    expect(answer.rings[0]!.afterMs).toBeLessThan(1_000);
  });

  test('to the outside: which line, and what is sent on it', () => {
    expect(ask({ dials: '962345678' })).toMatchObject({
      outcome: 'outside',
      sent: [{ trunk: 'Line 1', digits: '62345678' }],
    });
    expect(ask({ dials: '962345678', down: ['Line 1'] }).sent).toEqual([
      { trunk: 'Line 2', digits: '62345678' },
    ]);
  });

  test('with no line left is refused with its cause', () => {
    expect(ask({ dials: '962345678', down: ['Line 1', 'Line 2'] })).toMatchObject({
      sent: [],
      rings: [],
      cause: 34,
    });
  });

  test('from a telephone that may not call outside is refused; an emergency call is not', () => {
    expect(ask({ from: '804', dials: '962345678' })).toMatchObject({ sent: [] });
    expect(ask({ from: '804', dials: '962345678' }).cause).not.toBeNull();
    expect(ask({ from: '804', dials: '9110' })).toMatchObject({
      outcome: 'outside',
      sent: [{ digits: '110' }],
    });
    expect(ask({ from: '804', dials: '110' })).toMatchObject({
      outcome: 'outside',
      sent: [{ digits: '110' }],
    });
  });

  test('from outside rings the group one after the other, then the overflow', () => {
    const { rings } = ask({ from: 'Line 1', dials: '13800138000' });
    expect(rings.slice(0, 2).map(({ number }) => number)).toEqual(['801', '802']);
    expect(rings.at(-1)?.number).toBe('803');
    expect(rings.map(({ afterMs }) => afterMs)).toEqual(
      rings.map(({ afterMs }) => afterMs).toSorted((a, b) => a - b),
    );
    expect(rings[1]!.afterMs - rings[0]!.afterMs).toBe(10_000);
  });

  test.each([
    ['2027-03-03T10:00', '801', 'a Wednesday morning'],
    ['2027-03-03T20:00', '803', 'a Wednesday evening'],
    ['2027-03-06T10:00', '803', 'a Saturday'],
    ['2027-02-08T10:00', '803', 'a Monday in the Spring Festival'],
    ['2026-02-14T10:00', '801', 'a Saturday that is worked for the Spring Festival (调休)'],
    ['2026-02-14T20:00', '803', 'the evening of such a Saturday'],
  ])('from outside at %s rings %s first: %s', (at, number) => {
    expect(rung({ from: 'Line 1', dials: '138', at })[0]).toBe(number);
  });

  test('passes by who is in a conversation', () => {
    expect(rung({ from: 'Line 1', dials: '138', busy: ['801'] })[0]).toBe('802');
    expect(rules({ from: 'Line 1', dials: '138', busy: ['801', '802'] })).not.toContain('core.assertion');
    expect(rung({ from: 'Line 1', dials: '138', busy: ['801', '802'] })).toContain('803');
  });

  test('to a number that is nothing, and to a telephone that is out of service', () => {
    expect(ask({ dials: '7' })).toMatchObject({ outcome: 'tone', cause: 1, rings: [] });
    expect(ask({ down: ['802'] })).toMatchObject({ rings: [] });
    expect(ask({ down: ['802'] }).cause).not.toBeNull();
  });

  test('in which nothing is dialled comes to an end', () => {
    expect(rules({ dials: '' })).toContain('dial.noDigit');
  });

  test('asked in a way that makes no sense says what is wrong', () => {
    const answer = dryRun(OFFICE, {
      from: '899',
      dials: '8a',
      at: '2027-02-30T10:00',
      down: ['Line 9'],
      busy: ['x'],
    });
    expect('findings' in answer && answer.findings.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'TR-OFFICE-040 from',
      'TR-OFFICE-041 at',
      'TR-OFFICE-042 dials',
      'TR-OFFICE-040 down[0]',
      'TR-OFFICE-040 busy[0]',
    ]);
  });
});
