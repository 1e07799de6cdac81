import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BlocksDraft, blocksOf, itemAt, itemsOf } from '#switching/blocks.ts';
import { DeadlinesDraft, deadlinesOf, dueAt, soonest } from '#switching/deadlines.ts';
import { type Instant, instant } from '#units/time.ts';

const writes = fc.array(fc.tuple(fc.nat(), fc.nat(100)), { maxLength: 20 });

describe('what hundreds of positions share', () => {
  test('is a plain list to whoever looks, and an older list stays as it was', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(100), { maxLength: 200 }), writes, (items, changes) => {
        const before = blocksOf(items);
        const draft = new BlocksDraft(before);
        const plain = [...items];
        for (const [place, item] of items.length === 0 ? [] : changes) {
          draft.set(place % items.length, item);
          plain[place % items.length] = item;
          expect(draft.at(place % items.length)).toBe(item);
        }
        const after = draft.done();
        expect([itemsOf(after), after.length]).toEqual([plain, items.length]);
        expect(plain.map((_, index) => itemAt(after, index))).toEqual(plain);
        expect(itemAt(after, items.length)).toBeUndefined();
        expect(itemsOf(before)).toEqual(items);
      }),
    );
  });

  test('shares every block that nobody has written to', () => {
    const before = blocksOf(Array.from({ length: 100 }, (_, index) => index));
    const draft = new BlocksDraft(before);
    draft.set(40, -1);
    const shared = draft.done().blocks.map((block, place) => block === before.blocks[place]);
    expect(shared).toEqual([true, false, true, true]);
  });
});

describe('deadlines of all positions', () => {
  test('the earliest and those that are due are the ones that a look at each would find', () => {
    const deadline = fc.option(fc.nat(100).map((at) => instant(at)));
    fc.assert(
      fc.property(
        fc.array(deadline, { maxLength: 200 }),
        fc.array(fc.tuple(fc.nat(), deadline), { maxLength: 20 }),
        fc.nat(100),
        (each, changes, now) => {
          const draft = new DeadlinesDraft(deadlinesOf(each));
          const plain: (Instant | null)[] = [...each];
          for (const [place, at] of each.length === 0 ? [] : changes) {
            draft.set(place % each.length, at);
            plain[place % each.length] = at;
          }
          const after = draft.done();
          const waiting = plain.filter((at) => at !== null);
          expect(soonest(after)).toBe(Math.min(Number.POSITIVE_INFINITY, ...waiting));
          const due = plain.flatMap((at, index) => (at !== null && at <= now ? [index] : []));
          expect(dueAt(after, instant(now))).toEqual(due);
        },
      ),
    );
  });
});
