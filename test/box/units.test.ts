import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from './kit.ts';

const UNITS = join(ROOT, 'tools/image/root/etc/systemd/system');
const analyses = spawnSync('systemd-analyze', ['--version']).status === 0;

/** Most that each may be exposed, in tenths: what `systemd-analyze security` adds up of what a service is allowed. */
const EXPOSED_MAX = {
  'tipring.service': 25,
  'tipring-keeper@.service': 32,
  'tipring-ports.service': 20,
  'tipring-button.service': 20,
} as const;

const linesOf = (unit: string): readonly string[] => readFileSync(join(UNITS, unit), 'utf8').split('\n');

describe('the services of the box', () => {
  it.runIf(analyses).each(Object.entries(EXPOSED_MAX))('%s is allowed what it does', (unit, max) => {
    const words = ['security', '--offline=true', '--no-pager', `--threshold=${max}`, join(UNITS, unit)];
    const { status, stdout } = spawnSync('systemd-analyze', words, { encoding: 'utf8' });
    expect(stdout).toContain('Overall exposure level');
    expect(status, stdout).toBe(0);
  });

  it('the exchange reaches neither the mark of a reset nor the slots; the button has no capability at all', () => {
    const exchange = linesOf('tipring.service');
    expect(exchange).toContain('InaccessiblePaths=-/data/system');
    expect(exchange).toContain('DevicePolicy=closed');
    expect(exchange.filter((line) => /^DeviceAllow=.*(block|\/dev\/(sd|mmc))/.test(line))).toEqual([]);
    expect(linesOf('tipring-button.service')).toContain('CapabilityBoundingSet=');
  });
});
