import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { HuntStrategy } from '#switching/office.ts';
import { type HuntMember, huntOrder } from '#switching/routing/hunt-order.ts';

const STRATEGIES: readonly HuntStrategy[] = [
  'all',
  'linear',
  'circular',
  'longest-idle',
  'fewest-calls',
  'random',
];
const member = (number: number, wishes: Partial<HuntMember<number>> = {}): HuntMember<number> => ({
  number,
  available: true,
  idleSince: 0,
  callsAnswered: 0,
  ...wishes,
});
const group = fc
  .array(
    fc.record({
      available: fc.boolean(),
      idleSince: fc.option(fc.nat({ max: 9 })),
      callsAnswered: fc.nat({ max: 4 }),
    }),
    { maxLength: 10 },
  )
  .map((all) => all.map((wishes, place) => member(place, wishes)));

describe('who of a group rings', () => {
  test.each(STRATEGIES)('%s: each member that may ring, exactly once', (strategy) => {
    fc.assert(
      fc.property(group, fc.option(fc.nat({ max: 12 })), fc.integer(), (members, lastServed, seed) => {
        const order = huntOrder(strategy, members, lastServed, seed);
        const may = members.filter(({ available }) => available).map(({ number }) => number);
        expect([...order].sort((a, b) => a - b)).toEqual(may);
      }),
    );
  });

  test('linear: in the order of the list', () => {
    expect(huntOrder('linear', [member(3), member(1, { available: false }), member(2)], 0, 0)).toEqual([
      3, 2,
    ]);
  });

  test('circular: after who was served last, and everybody equally often when nobody is away', () => {
    const members = [1, 2, 3, 4, 5].map((number) => member(number));
    let last: number | null = null;
    const served = new Map<number, number>();
    for (let call = 0; call < 23; call++) {
      const first: number = huntOrder('circular', members, last, 0)[0]!;
      served.set(first, (served.get(first) ?? 0) + 1);
      last = first - 1;
    }
    expect([...served.values()].sort()).toEqual([4, 4, 5, 5, 5]);
    expect(huntOrder('circular', members, 1, 0)).toEqual([3, 4, 5, 1, 2]);
  });

  test('circular: who is away is passed over and comes again in his turn', () => {
    const members = [member(1), member(2, { available: false }), member(3)];
    expect(huntOrder('circular', members, 0, 0)).toEqual([3, 1]);
    expect(huntOrder('circular', [member(1), member(2), member(3)], 0, 0)).toEqual([2, 3, 1]);
  });

  test('longest idle: never later than who follows; who never had a call comes first', () => {
    fc.assert(
      fc.property(group, (members) => {
        const order = huntOrder('longest-idle', members, null, 0).map((number) => members[number]!);
        for (let place = 1; place < order.length; place++) {
          const [before, after] = [order[place - 1]!, order[place]!];
          expect((before.idleSince ?? -1) <= (after.idleSince ?? -1)).toBe(true);
          if (before.idleSince === after.idleSince) expect(before.number).toBeLessThan(after.number);
        }
      }),
    );
  });

  test('fewest calls: among equals the one idle longest', () => {
    const members = [
      member(1, { callsAnswered: 2 }),
      member(2, { callsAnswered: 1, idleSince: 9 }),
      member(3, { callsAnswered: 1, idleSince: 4 }),
      member(4, { callsAnswered: 1, idleSince: null }),
    ];
    expect(huntOrder('fewest-calls', members, null, 0)).toEqual([4, 3, 2, 1]);
  });

  test('random: the same seed gives the same order, and over many seeds everybody is first alike', () => {
    const members = [0, 1, 2, 3].map((number) => member(number));
    expect(huntOrder('random', members, null, 42)).toEqual(huntOrder('random', members, null, 42));
    const first = [0, 0, 0, 0];
    const second = [0, 0, 0, 0];
    for (let seed = 0; seed < 4_000; seed++) {
      const order = huntOrder('random', members, null, seed);
      first[order[0]!]!++;
      second[order[1]!]!++;
    }
    for (const count of [...first, ...second]) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });
});
