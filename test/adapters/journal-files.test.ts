import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { journalFiles } from '#adapters/journal-files.ts';

test('a journal is saved under a name that is safe as a file, and the oldest go', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'tipring-journals-'));
  const keep = journalFiles(folder, 2);
  const save = (name: string) => new Promise<string | null>((done) => keep(name, 'text', done));
  const path = await save('../../etc/passwd');
  expect(path?.startsWith(join(folder, 'journals'))).toBe(true);
  expect(readFileSync(path!, 'utf8')).toBe('text');
  await save('b');
  await save('c');
  expect(readdirSync(join(folder, 'journals'))).toHaveLength(2);
  rmSync(folder, { recursive: true, force: true });
});
