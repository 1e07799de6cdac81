import { describe, expect, test } from 'vitest';
import { runSimulation } from '../../tools/sim/simulation.ts';
import { PLANTED } from './bugs.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];
const RUN = { hours: 12, depth: 'port', faults: false, region: 'cn' } as const;

describe('the simulation', () => {
  test('finds nothing wrong with the exchange on these seeds', () => {
    for (const seed of SEEDS) expect(runSimulation({ ...RUN, seed }).report.findings).toEqual([]);
  });

  test.each(Object.keys(PLANTED))('catches a planted bug: %s', (name) => {
    const caught = SEEDS.some(
      (seed) => runSimulation({ ...RUN, seed, spoiled: PLANTED[name]!() }).report.violations > 0,
    );
    expect(caught).toBe(true);
  });
});
