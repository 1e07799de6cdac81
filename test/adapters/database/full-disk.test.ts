import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';

/** A file system of its own needs a user namespace, or root. */
const own = (folder: string, command: string) =>
  spawnSync(
    'unshare',
    ['-rm', 'sh', '-c', `mount -t tmpfs -o size=8m tmpfs '${folder}' && cd '${process.cwd()}' && ${command}`],
    { encoding: 'utf8' },
  );
const can = (() => {
  const folder = mkdtempSync(join(tmpdir(), 'tipring-mount-'));
  const done = own(folder, 'true').status === 0;
  rmSync(folder, { recursive: true, force: true });
  return done;
})();

test.skipIf(!can)(
  'on a full disk records go on in the room kept for them; then nothing is promised that is not there; read-only passes',
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'tipring-full-'));
    const script = join(import.meta.dirname, 'full-disk-office.ts');
    const done = own(folder, `'${process.execPath}' '${script}' '${folder}'`);
    rmSync(folder, { recursive: true, force: true });
    expect(done.stderr).toBe('');
    const told = JSON.parse(done.stdout);
    expect(told).toMatchObject({
      ...{ stands: true, plain: ['ok'], full: ['ok'] },
      afterRelease: { stands: false, released: 1 },
      over: 'TR-DB-001',
      keptWhenFull: told.promised,
      freed: ['ok'],
      readOnly: ['TR-DB-001', 'TR-DB-001', 'TR-DB-001'],
      ...{ again: 'ok', standsAgain: true, storedAtEnd: 6 },
    });
  },
);
