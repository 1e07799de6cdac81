/** What of a data folder a backup holds, and how it comes back: whole or not at all. */
import {
  closeSync,
  cpSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { BYTES_MAX, type Entry } from './archive.ts';
import { writeWhole } from './files.ts';

const DATABASE = 'tipring.db';
/** Made anew by the exchange, of this start only, on its way in, or room kept free. The certificate is of one box. */
const NOT_KEPT = /^(tipring\.(lock|reserve)|tipring\.db(-wal|-shm|\.\w+)?|(tls|upload)\/.*|.*\.(new|tmp))$/;

/** The files of a folder, its database as of one moment, also while the exchange runs. Throws when that is too much. */
export function entriesOf(folder: string): Entry[] {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .filter((path) => !NOT_KEPT.test(path))
    .sort();
  const bytes = paths.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0);
  if (bytes > BYTES_MAX) throw new Error(`${folder} holds ${bytes} bytes; a backup takes ${BYTES_MAX}`);
  const entries = paths.map((path) => ({ path, content: readFileSync(join(folder, path)) }));
  return existsSync(join(folder, DATABASE)) ? [...entries, databaseOf(folder)] : entries;
}

function databaseOf(folder: string): Entry {
  const copies = mkdtempSync(join(tmpdir(), 'tipring-'));
  const copy = join(copies, DATABASE);
  const database = new DatabaseSync(join(folder, DATABASE), { timeout: 5_000 });
  try {
    database.prepare('VACUUM INTO ?').run(copy);
    return { path: DATABASE, content: readFileSync(copy) };
  } finally {
    database.close();
    rmSync(copies, { recursive: true, force: true });
  }
}

/**
 * Puts the entries in place of the folder, which must not be in use; what was there stays beside it as `….before`.
 * A cut of power leaves the old folder or the new one, or what `finish` makes the new one of.
 */
export function putBack(folder: string, entries: readonly Entry[]): void {
  const [coming, before] = [`${folder}.coming`, `${folder}.before`];
  rmSync(coming, { recursive: true, force: true });
  mkdirSync(coming, { recursive: true, mode: 0o700 });
  for (const { path, content } of entries) writeWhole(join(coming, path), content);
  const tls = join(folder, 'tls');
  if (existsSync(tls)) cpSync(tls, join(coming, 'tls'), { recursive: true });
  rmSync(before, { recursive: true, force: true });
  if (existsSync(folder)) renameSync(folder, before);
  renameSync(coming, folder);
  const parent = openSync(dirname(folder), 'r');
  fsyncSync(parent);
  closeSync(parent);
}

/** After a cut between two renames: the new folder was whole, and takes its place. */
export function finish(folder: string): void {
  if (!existsSync(folder) && existsSync(`${folder}.coming`)) renameSync(`${folder}.coming`, folder);
}
