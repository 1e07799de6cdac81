import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { drawing, keepAny, phaseOf } from '../../tools/image/cuts.ts';

describe('what a box was at when its power was cut', () => {
  /** In the order in which a box says it (the keeper, U-Boot, the kernel, ours). */
  const said: readonly (readonly [string, string])[] = [
    ['box-is-listening', 'writes the update'],
    ['{"done":true}\n', 'goes down'],
    ['U-Boot 2023.01\n', 'boot loader'],
    ['Starting kernel ...\n', 'kernel and RAM disk'],
    ['[ 22.4] node[251]: tipring: release second, slot B\n', 'the new version starts'],
    ['[ 93.1] node[295]: tipring: https://trial.local/\n', 'the new version serves'],
  ];

  it.each(said.map(([, phase], index) => [phase, index] as const))(
    'is told from its last words: %s',
    (phase, index) => {
      const heard = said.slice(0, index + 1).map(([words]) => words);
      expect(phaseOf(heard.join(''))).toBe(phase);
    },
  );
});

describe('the moments that are drawn', () => {
  /** Moments, counted from 1, whose cards are left in the end. */
  function left(times: number, moments: number, seed: number): number[] {
    const keep = keepAny(times, drawing(seed));
    const kept: number[] = [];
    for (let moment = 1; moment <= moments; moment++) {
      const place = keep(kept.length, moment);
      if (place !== null) kept[place] = moment;
    }
    return kept;
  }

  it('are as many as asked for, all different, of however many there were', () => {
    const counts = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 0, max: 300 }), fc.nat());
    fc.assert(
      fc.property(counts, ([times, moments, seed]) => {
        const kept = left(times, moments, seed);
        expect(new Set(kept).size).toBe(Math.min(times, moments));
        expect(kept).toHaveLength(Math.min(times, moments));
      }),
    );
  });

  it('come from the whole of an update alike', () => {
    const found = Array.from({ length: 400 }, (_, seed) => left(5, 100, seed)).flat();
    for (const quarter of [0, 1, 2, 3]) {
      const share = found.filter((moment) => Math.ceil(moment / 25) === quarter + 1).length / found.length;
      // 2 000 moments: a quarter ± five standard deviations of 1 %.
      expect(share).toBeGreaterThan(0.2);
      expect(share).toBeLessThan(0.3);
    }
  });
});
