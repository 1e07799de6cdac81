import { readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

describe('an office that is killed at any moment', () => {
  test('has everything that it had acknowledged, once, and serves again', async () => {
    const report = await runRounds({ rounds: 10, seed: 11, parallel: 2, planted: '', told });
    expect(report.failures).toEqual([]);
    expect(report.rounds).toBe(10);
    expect(report.acknowledged).toBeGreaterThan(100);
    expect(readdirSync(tmpdir()).filter((name) => left.includes(join(tmpdir(), name)))).toEqual([]);
  });

  test('one that acknowledges before it is on disk is found out', async () => {
    const report = await runRounds({ rounds: 30, seed: 3, parallel: 2, planted: 'ack-before-commit', told });
    expect(report.failures[0]).toMatch(/round \d+ of seed 3, killed working: record .* is there 0 times/);
  });
});
