import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Route, RouteChoice, TimeTable } from '#switching/model.ts';
import { compileRoutes } from '#switching/routing/public.ts';
import { chooseRoutes, digitsToSend } from '#switching/routing/route.ts';

const choice = (group: string, wishes: Partial<RouteChoice> = {}): RouteChoice => ({
  group,
  times: null,
  cost: 0,
  strip: 0,
  insert: '',
  present: 'line',
  ...wishes,
});
const office = (routes: readonly Route[], timeTables: readonly TimeTable[] = []) => ({
  routes: compileRoutes(routes),
  timeTables: new Map(timeTables.map((table) => [table.id, table])),
  dayLists: new Map(),
});
const stranger = (number: string, absence: '' | 'P' | 'O') => ({ number, name: 'Li', absence });
const CALLER = { publicNumber: '62345678', hidden: false };
/** 2027-02-01 was a Monday. */
const monday = (hour: number) => ({ localMs: Date.UTC(2027, 1, 1, hour) });
const WORK: TimeTable = {
  id: 'work',
  rules: [{ on: true, weekdays: [1, 2, 3, 4, 5], dates: null, fromMinute: 9 * 60, toMinute: 18 * 60 }],
};

describe('the way of a public number', () => {
  test('is that of the most specific route, wherever it is listed', () => {
    const tables = office([
      { id: 'all', patterns: ['X.'], choices: [choice('city')] },
      { id: 'mobiles', patterns: ['13.', '15.'], choices: [choice('gsm')] },
    ]);
    expect(chooseRoutes(tables, '13800138000', monday(9), CALLER)).toMatchObject({ route: 'mobiles' });
    expect(chooseRoutes(tables, '12345', monday(9), CALLER)).toMatchObject({ route: 'all' });
  });

  test('the cheapest comes first, among equals the first listed', () => {
    const choices = [choice('a', { cost: 5 }), choice('b', { cost: 1 }), choice('c', { cost: 1 })];
    const { choices: found } = chooseRoutes(
      office([{ id: 'r', patterns: ['X.'], choices }]),
      '123',
      monday(9),
      CALLER,
    );
    expect(found.map(({ group }) => group)).toEqual(['b', 'c', 'a']);
  });

  test('one whose time table is off is left out, and it is said why', () => {
    const choices = [choice('cheap', { times: 'work' }), choice('dear', { cost: 9 })];
    const tables = office([{ id: 'r', patterns: ['X.'], choices }], [WORK]);
    expect(chooseRoutes(tables, '123', monday(10), CALLER).choices.map(({ group }) => group)).toEqual([
      'cheap',
      'dear',
    ]);
    const night = chooseRoutes(tables, '123', monday(20), CALLER);
    expect(night.choices.map(({ group }) => group)).toEqual(['dear']);
    expect(night.leftOut).toEqual([
      { rule: 'route.skipped', facts: { route: 'r', group: 'cheap', times: 'work' } },
    ]);
  });

  test('none is left at this hour, or none at all: refused, each with its reason', () => {
    const tables = office([{ id: 'r', patterns: ['0.'], choices: [choice('g', { times: 'work' })] }], [WORK]);
    const night = chooseRoutes(tables, '01', monday(3), CALLER);
    expect(night).toMatchObject({ choices: [], cause: 34 });
    expect(night.leftOut.map(({ rule }) => rule)).toEqual(['route.skipped', 'route.noneNow']);
    const nowhere = chooseRoutes(tables, '12', monday(10), CALLER);
    expect(nowhere).toMatchObject({ route: null, choices: [], cause: 3 });
    expect(nowhere.leftOut).toEqual([{ rule: 'route.none', facts: { number: '12' } }]);
  });

  test('digits are taken off and put there, also while the number grows', () => {
    const tables = office([
      { id: 'r', patterns: ['0XXXX'], choices: [choice('g', { strip: 1, insert: '17909' })] },
    ]);
    const { choices } = chooseRoutes(tables, '01', monday(9), CALLER);
    expect(choices[0]).toMatchObject({ digits: '179091' });
    expect(digitsToSend(choices[0]!, '01234')).toBe('179091234');
  });

  test.each([
    ['line', CALLER, { kind: 'line' }],
    ['extension', CALLER, { kind: 'number', number: '62345678' }],
    ['extension', { ...CALLER, publicNumber: '' }, { kind: 'line' }],
    ['hidden', CALLER, { kind: 'hidden' }],
    [{ number: '62340000' }, CALLER, { kind: 'number', number: '62340000' }],
    [{ number: '62340000' }, { ...CALLER, hidden: true }, { kind: 'hidden' }],
    ['caller', CALLER, { kind: 'number', number: '62345678' }],
    ['caller', { ...CALLER, hidden: true }, { kind: 'hidden' }],
    ['caller', { ...CALLER, stranger: stranger('0139', '') }, { kind: 'number', number: '0139' }],
    [
      'caller',
      { ...CALLER, stranger: { ...stranger('0139', ''), e164: '+86139' } },
      { kind: 'number', number: '0139', e164: '+86139' },
    ],
    ['caller', { ...CALLER, stranger: { ...stranger('', 'P'), e164: '+86139' } }, { kind: 'hidden' }],
    ['caller', { ...CALLER, stranger: stranger('', 'P') }, { kind: 'hidden' }],
    ['caller', { ...CALLER, stranger: stranger('', 'O') }, { kind: 'line' }],
    ['hidden', { ...CALLER, stranger: stranger('0139', '') }, { kind: 'hidden' }],
    ['extension', { publicNumber: '', hidden: false, stranger: stranger('0139', '') }, { kind: 'line' }],
    [
      { number: '62340000' },
      { ...CALLER, stranger: stranger('0139', '') },
      { kind: 'number', number: '62340000' },
    ],
  ] as const)('presenting %j shows what the caller wishes and may', (present, caller, shown) => {
    const tables = office([{ id: 'r', patterns: ['X.'], choices: [choice('g', { present })] }]);
    expect(chooseRoutes(tables, '12', monday(9), caller).choices[0]?.present).toEqual(shown);
  });

  test('no way is lost or doubled, and cost never falls along the list', () => {
    const costs = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 }), fc.boolean()), { maxLength: 8 });
    fc.assert(
      fc.property(costs, (list) => {
        const choices = list.map(([cost, always], index) =>
          choice(String(index), { cost, times: always ? null : 'never' }),
        );
        const found = chooseRoutes(
          office([{ id: 'r', patterns: ['X.'], choices }]),
          '123',
          monday(9),
          CALLER,
        );
        const order = found.choices.map(({ group }) => Number(group));
        expect([...order].sort((a, b) => a - b)).toEqual(
          list.flatMap(([, always], index) => (always ? [index] : [])),
        );
        for (let place = 1; place < order.length; place++) {
          const [before, after] = [order[place - 1]!, order[place]!];
          const rise = list[after]![0] - list[before]![0];
          expect(rise > 0 || (rise === 0 && after > before)).toBe(true);
        }
        expect(found.leftOut.filter(({ rule }) => rule === 'route.skipped')).toHaveLength(
          list.length - order.length,
        );
      }),
    );
  });
});
