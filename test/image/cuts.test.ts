import { describe, expect, it } from 'vitest';
import { phaseOf, WRITTEN } from '../../tools/image/cuts.ts';

describe('what a box was at when its power was cut', () => {
  /** In the order in which a box says it (RAUC 1.8, U-Boot, the kernel, ours). */
  const said: readonly (readonly [string, string])[] = [
    ['box-is-listening', 'begins'],
    ['  0% Installing\n 80% Checking slot system.1\n 90% Checking slot system.1 done.\n', 'begins'],
    [' 90% Copying image to system.1\n', 'writes the slot'],
    [' 99% Copying image to system.1 done.\n 99% Updating slots done.\n', 'marks the slot'],
    [`${WRITTEN}\n`, 'goes down'],
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
