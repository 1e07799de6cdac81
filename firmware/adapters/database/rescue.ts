import { copyFileSync, existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { Fault } from '#units/result.ts';
import { isReadable, whatIsWrong } from './check.ts';
import { damaged } from './faults.ts';
import { MIGRATIONS, migrate, versionOf } from './migrations.ts';
import { type Names, syncFile, syncFolder } from './names.ts';

/** Damaged files that are kept for the makers; the oldest go. */
const ASIDE_MAX = 3;
/** What only grows; a row is never changed, so whatever can be read of it is right. */
const LOGS = ['records', 'audit', 'operations', 'scores'];
/** What is changed in place: taken from the damaged file only when the whole table can be read. */
const TABLES = [
  ...['kept', 'settings', 'versions', 'users', 'tokens'],
  ...['directory', 'tickets', 'messages', 'shifts', 'layouts'],
];
/** Serials that the damaged file may have given out beyond what can be read: none may be given again. */
const SERIALS_LEFT_OUT = 100_000;

/**
 * Puts a damaged file aside. In its place comes the last backup with all that can still be read of the damaged
 * file, or without a backup what can be read alone. A power cut at any moment leaves the damaged file as it was,
 * or the finished rescue.
 */
export function rescue(names: Names, why: string): Fault {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(names.building + suffix, { force: true });
  const hasBackup = existsSync(names.backup) && isWhole(names.backup);
  if (hasBackup) copyFileSync(names.backup, names.building);
  const db = new DatabaseSync(names.building);
  let taken: Record<string, number>;
  try {
    db.exec('pragma journal_mode = delete; pragma synchronous = full');
    migrate(db);
    const before = serialsIn(db);
    taken = existsSync(names.main) ? salvage(names.main, db) : {};
    leaveOutSerials(db, before);
  } finally {
    db.close();
  }
  syncFile(names.building);
  renameSync(names.building, names.rescued);
  syncFolder(names.folder);
  const aside = finishRescue(names);
  const source = hasBackup ? 'the last backup' : 'nothing: there was no backup';
  const read = Object.entries(taken).map(([table, rows]) => `${rows} ${table}`);
  return damaged(
    names.main,
    `damaged (${why}); ${aside === null ? 'nothing was left of it' : `put aside as ${aside}`}; ` +
      `begun again from ${source}; read out of the damaged file: ${read.join(', ') || 'nothing'}`,
  );
}

/** The last steps, also of a rescue that a power cut interrupted: the log goes first, it must not meet the new file. */
export function finishRescue(names: Names): string | null {
  if (!existsSync(names.rescued)) return null;
  const stamp = new Date().toISOString().replace(/[:.]/g, '-');
  const aside = join(names.folder, `tipring-damaged-${stamp}.db`);
  if (existsSync(names.wal)) renameSync(names.wal, `${aside}-wal`);
  rmSync(names.shm, { force: true });
  const wasThere = existsSync(names.main);
  if (wasThere) renameSync(names.main, aside);
  syncFolder(names.folder);
  renameSync(names.rescued, names.main);
  syncFolder(names.folder);
  keepNewest(names.folder);
  return wasThere ? aside : null;
}

function keepNewest(folder: string): void {
  const files = readdirSync(folder)
    .filter((name) => /^tipring-damaged-.*\.db$/.test(name))
    .sort();
  for (const name of files.slice(0, Math.max(0, files.length - ASIDE_MAX))) {
    for (const suffix of ['', '-wal', '-shm']) rmSync(join(folder, name + suffix), { force: true });
  }
}

/** Opened for reading only: a backup is never written to. */
export function isWhole(path: string): boolean {
  try {
    const db = new DatabaseSync(path, { readOnly: true });
    try {
      return whatIsWrong(db) === null && versionOf(db) <= MIGRATIONS.length;
    } finally {
      db.close();
    }
  } catch {
    return false;
  }
}

/** Copies what can be read; answers rows per table. */
function salvage(path: string, into: DatabaseSync): Record<string, number> {
  const taken: Record<string, number> = {};
  let from: DatabaseSync;
  try {
    from = new DatabaseSync(path, { timeout: 1_000 });
  } catch {
    return taken;
  }
  try {
    for (const table of LOGS) {
      const rows = new Map<unknown, Row>();
      // From both ends: a damaged page in the middle then hides as little as it can.
      for (const direction of ['asc', 'desc']) readRows(from, table, `order by rowid ${direction}`, rows);
      taken[table] = write(into, table, 'ignore', [...rows.values()]);
    }
    for (const table of TABLES) {
      const rows = new Map<unknown, Row>();
      if (!readRows(from, table, '', rows)) continue;
      taken[table] = write(into, table, 'replace', [...rows.values()]);
    }
  } finally {
    from.close();
  }
  return taken;
}

type Row = Record<string, string | number | null>;

/** Rows whose own text is whole. Answers whether it came to the end of the table. */
function readRows(from: DatabaseSync, table: string, order: string, rows: Map<unknown, Row>): boolean {
  try {
    for (const row of from
      .prepare(`select * from ${table} where ${isReadable(table)} ${order}`)
      .iterate() as Iterable<Row>) {
      rows.set(JSON.stringify(Object.values(row).slice(0, 2)), row);
    }
    return true;
  } catch {
    return false;
  }
}

function write(into: DatabaseSync, table: string, or: 'ignore' | 'replace', rows: readonly Row[]): number {
  let written = 0;
  into.exec('begin immediate');
  for (const row of rows) {
    const columns = Object.keys(row);
    try {
      const sql = `insert or ${or} into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`;
      written += Number(into.prepare(sql).run(...Object.values(row)).changes);
    } catch {
      // A row that the damage reached: its types or its references are no longer right.
    }
  }
  into.exec('commit');
  return written;
}

const serialsIn = (db: DatabaseSync): number =>
  (
    db.prepare("select coalesce(max(seq), 0) as seq from sqlite_sequence where name = 'records'").get() as {
      seq: number;
    }
  ).seq;

/** Spools count by serial: one that was given out and lost must not come back as another call. */
function leaveOutSerials(db: DatabaseSync, before: number): void {
  const next = Math.max(before, serialsIn(db)) + SERIALS_LEFT_OUT;
  const changed = db.prepare("update sqlite_sequence set seq = ? where name = 'records'").run(next).changes;
  if (Number(changed) === 0) {
    db.prepare("insert into sqlite_sequence (name, seq) values ('records', ?)").run(next);
  }
}
