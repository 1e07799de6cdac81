/** What is on the data partition of a card, read by the tools of this computer: the box itself is not asked. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { DATA_BYTES_AT } from './disk.ts';
import { run } from './run.ts';
import * as trial from './trial.ts';

/** Of the data folder: what must be whole. A file that was never written is not there. */
const FILES = [...trial.MARKS, 'tipring.db', 'tipring.db-wal'] as const;

/** Throws when the file system cannot be mended, the mark is not what it was, or SQLite finds the database damaged. */
export function checkData(card: string): void {
  const folder = `${card}.data`;
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  const raw = join(folder, 'card.raw');
  run('qemu-img', ['convert', '-O', 'raw', card, raw]);
  const data = join(folder, 'data.raw');
  run('dd', [`if=${raw}`, `of=${data}`, 'bs=1M', 'conv=sparse', `skip=${DATA_BYTES_AT / 1024 / 1024}`]);
  // As the box does at its next start: the journal is played back, what is left is mended.
  run('/sbin/e2fsck', ['-p', data], { fine: [0, 1] });
  for (const name of FILES) run('/sbin/debugfs', ['-R', `dump /tipring/${name} ${join(folder, name)}`, data]);
  const [mark, sum] = trial.MARKS.map((name) => readFileSync(join(folder, name)));
  const found = createHash('sha256').update(mark!).digest('hex');
  if (!sum!.toString('utf8').startsWith(`${found} `)) throw new Error(`the mark is ${found}`);
  if (!existsSync(join(folder, 'tipring.db'))) throw new Error('there is no database');
  const database = new DatabaseSync(join(folder, 'tipring.db'));
  const [said] = database.prepare('pragma integrity_check').all();
  database.close();
  if (said?.integrity_check !== 'ok') throw new Error(`the database: ${JSON.stringify(said)}`);
  rmSync(folder, { recursive: true });
}
