import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
/** All of a clone that is looked at before the set-up begins. */
const CLONED = ['package.json', 'tools/run.mjs', 'tools/setup', 'firmware/adapters/usage.mjs'];

describe('npm start in a fresh clone', () => {
  const clone = mkdtempSync(join(tmpdir(), 'tipring-clone-'));
  for (const path of CLONED) cpSync(join(ROOT, path), join(clone, path), { recursive: true });
  afterAll(() => rmSync(clone, { recursive: true, force: true }));

  const start = (...words: string[]) =>
    spawnSync(process.execPath, [join(clone, 'tools/run.mjs'), 'start', ...words], { encoding: 'utf8' });

  it('a word that it does not know ends it with what can be set, before anything is set up', () => {
    const { status, stdout, stderr } = start('--port', '18080');
    expect([status, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^not understood: --port\n/);
    expect(stderr).toContain('TIPRING_HTTP_PORT');
    expect(readdirSync(clone).sort()).toEqual(['firmware', 'package.json', 'tools']);
  });

  it('--help tells what can be set, and sets nothing up', () => {
    const { status, stdout, stderr } = start('--help');
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('TIPRING_HTTP_PORT');
    expect(readdirSync(clone).sort()).toEqual(['firmware', 'package.json', 'tools']);
  });
});
