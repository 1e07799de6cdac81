import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FOOTPRINT } from '../../tools/setup/footprint.mjs';

const UNIT = join(
  resolve(import.meta.dirname, '../..'),
  'tools/image/root/etc/systemd/system/tipring.service',
);

describe('the firmware takes as little memory on a box as under npm start', () => {
  const unit = readFileSync(UNIT, 'utf8').split('\n');

  it('it is started with the same words', () => {
    const start = unit.find((line) => line.startsWith('ExecStart='));
    expect(start?.split(' ').filter((word) => word.startsWith('--'))).toEqual(FOOTPRINT.words);
  });

  it('and in the same environment', () => {
    const set = unit.flatMap((line) =>
      line.startsWith('Environment=') ? line.slice('Environment='.length).split(' ') : [],
    );
    for (const [name, value] of Object.entries(FOOTPRINT.environment))
      expect(set).toContain(`${name}=${value}`);
  });
});
