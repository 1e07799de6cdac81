import { rmSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import { runRounds } from '../../tools/crash/rounds.ts';

const left: string[] = [];
afterEach(() => {
  for (const folder of left.splice(0)) rmSync(folder, { recursive: true, force: true });
});
const told = (line: string): void => {
  const folder = /(\/\S+)$/.exec(line)?.[1];
  if (folder !== undefined) left.push(folder);
};

/** Figures of time belong to the command, not to tests. */
const COMMON = { parallel: 2, servingMsMax: Number.POSITIVE_INFINITY, told };

describe('an office that is killed at any moment', () => {
  test('has everything that it had acknowledged, once, and serves again', async () => {
    const report = await runRounds({ ...COMMON, rounds: 6, seed: 11, planted: '' });
    expect(report.failures).toEqual([]);
    expect(report.rounds).toBe(6);
    expect(report.acknowledged).toBeGreaterThan(100);
  });

  test('one that acknowledges before it is on disk is found out', async () => {
    const report = await runRounds({ ...COMMON, rounds: 30, seed: 3, planted: 'ack-before-commit' });
    expect(report.failures[0]).toMatch(/round \d+ of seed 3, killed working: record .* is there 0 times/);
  });
});
