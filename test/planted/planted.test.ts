import { describe, expect, test } from 'vitest';
import { runSimulation } from '../../tools/sim/simulation.ts';
import { PLANTED } from './bugs.ts';

const SEEDS = [1, 2, 3, 4, 6, 9, 13, 15];
const RUN = { hours: 8, depth: 'port', faults: false, region: 'cn' } as const;

describe('the simulation', () => {
  test('finds nothing wrong with the exchange on these seeds', () => {
    for (const seed of SEEDS) expect(runSimulation({ ...RUN, seed }).report.findings).toEqual([]);
  });

  test.each(Object.entries(PLANTED))('catches a planted bug: %s', (_name, { plant, shows }) => {
    const caught = SEEDS.some((seed) => {
      const { findings } = runSimulation({ ...RUN, seed, spoiled: plant() }).report;
      return findings.some((finding) => shows.test(finding));
    });
    expect(caught).toBe(true);
  });
});
