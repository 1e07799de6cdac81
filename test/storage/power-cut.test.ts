import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { runStorage, SHIM } from '../../tools/crash/storage.ts';

/** The library that watches the disk is made with the native module, on Linux. */
const can = process.platform === 'linux' && existsSync(SHIM);
if (!can && process.env.CI === 'true') throw new Error(`${SHIM} is missing: npm run setup`);

describe.skipIf(!can)('power is cut at any sync', () => {
  test('the database opens whole, with everything that was acknowledged, whatever of the rest reached the disk', () => {
    const report = runStorage({ seed: 5, writes: 20, planted: '' });
    expect(report.failures).toEqual([]);
    expect(report.syncs).toBeGreaterThan(15);
    expect(report.states).toBe(report.syncs * 10);
    expect(report.acknowledged).toBeGreaterThan(15);
  });

  test('a disk that loses what was synced is found out', () => {
    expect(runStorage({ seed: 5, writes: 20, planted: 'no-sync' }).failures).not.toEqual([]);
  });
});
