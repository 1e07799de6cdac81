import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { LESSONS, TRAINING_LEVELS } from '#ports/training.ts';
import { GONE_MS, LESSON_MS_MAX, SHOWN_MS } from '#runtime/training/session.ts';
import { seededRandom } from '#sim/random.ts';
import { PerfectOperator, RandomOperator } from './support/players.ts';
import { PracticeRoom } from './support/practice-room.ts';

const anySeed = fc.integer({ min: 0, max: 2 ** 31 });

describe('whoever practises', () => {
  test('has full marks when he does everything right, in each lesson, at each level, whatever is drawn', async () => {
    const draw = fc.tuple(fc.constantFrom(...LESSONS), fc.constantFrom(...TRAINING_LEVELS), anySeed);
    await fc.assert(
      fc.asyncProperty(draw, async ([lesson, level, seed]) => {
        const room = new PracticeRoom(seed);
        const seat = await room.sit({ lesson, level });
        const operator = new PerfectOperator(room, seat);
        await operator.work();
        const { score } = seat.training();
        expect(operator.refused).toEqual([]);
        expect(
          score?.calls.flatMap(({ script, advice }) => advice.map((one) => `${script}: ${one}`)),
        ).toEqual([]);
        expect(score?.points).toBe(100);
        expect(score?.calls.length).toBe(seat.training().of);
      }),
      {
        numRuns: 40,
        examples: [
          [['mixed', 3, 1067030800]],
          ...LESSONS.map((lesson): [[typeof lesson, 1, number]] => [[lesson, 1, 7]]),
        ],
      },
    );
  }, 120_000);

  test.each(LESSONS)(
    '%s: has nothing when he does nothing, and every caller gives up some day',
    async (lesson) => {
      const room = new PracticeRoom(3);
      const seat = await room.sit({ lesson, level: 2 });
      await room.pass(LESSON_MS_MAX);
      const { score, done, of } = seat.training();
      expect(done).toBe(of);
      expect(score?.points).toBe(0);
      expect(new Set(score?.calls.flatMap(({ advice }) => advice))).toEqual(new Set(['lost']));
    },
  );

  test('may press anything at any time: no call is left behind, and the score is one', async () => {
    await fc.assert(
      fc.asyncProperty(anySeed, async (seed) => {
        const room = new PracticeRoom(seed);
        const seat = await room.sit({ lesson: 'mixed', level: 3 });
        await new RandomOperator(room, seat, seededRandom(seed)).work(400);
        seat.finish();
        await room.pass(5_000);
        const { score } = seat.training();
        expect(score!.points).toBeGreaterThanOrEqual(0);
        expect(score!.points).toBeLessThanOrEqual(100);
        const view = seat.view();
        expect([view.waiting, view.held, view.parked, view.source]).toEqual([[], [], [], null]);
        seat.leave();
        await room.pass(GONE_MS + SHOWN_MS);
        expect(room.training.sessions).toBe(0);
        expect(room.clock.waiting).toBe(0);
      }),
      { numRuns: 12 },
    );
  }, 120_000);

  test('meets the same callers when the same is drawn, and others when not', async () => {
    const told = async (seed: number) => {
      const room = new PracticeRoom(seed);
      const seat = await room.sit({ lesson: 'mixed', level: 3 });
      await new PerfectOperator(room, seat).work();
      return JSON.stringify(seat.training().score!.calls);
    };
    expect(await told(5)).toBe(await told(5));
    expect(await told(5)).not.toBe(await told(6));
  });
});
