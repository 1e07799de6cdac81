import { chmodSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { whatIsWrong } from './check.ts';
import { isDamage, notDone, tooNew } from './faults.ts';
import { MIGRATIONS, migrate, versionOf } from './migrations.ts';
import { type Names, namesIn, syncFolder } from './names.ts';
import { finishRescue, rescue } from './rescue.ts';

export interface OpenFile {
  readonly db: DatabaseSync;
  readonly names: Names;
  /** What a person should know about how it was found. */
  readonly faults: readonly Fault[];
  /** The file was too large to be checked now; somebody must check it beside the work. */
  readonly unchecked: boolean;
}

/**
 * A file up to this size, or one in which damage was found, is checked whole before it serves (32 MiB on a card that
 * reads 40 MB/s: below a second).
 */
const CHECK_NOW_BYTES_MAX = 32 << 20;
const BUSY_TIMEOUT_MS = 5_000;
/**
 * Pages (of 4 KiB) in the log before they are copied into the file. On a full disk the log must leave room for the
 * file to grow, or it could never be emptied: small beside the room that is kept (`reserve.ts`).
 */
const LOG_PAGES_MAX = 128;

/**
 * Opens the database of a data folder, checked and migrated, or makes a new one. A damaged file is put aside and
 * what can be had of it and of the last backup takes its place. Never throws for what it finds on the disk.
 */
export function openFile(folder: string): Result<OpenFile> {
  const names = namesIn(folder);
  try {
    mkdirSync(folder, { recursive: true });
    finishRescue(names);
    const faults: Fault[] = [];
    if (!existsSync(names.main) && existsSync(names.backup)) {
      faults.push(rescue(names, 'the file of the database is gone'));
    }
    const found = openChecked(names);
    if (found.damage === null) return finish(names, found.db, found.unchecked, faults);
    faults.push(rescue(names, found.damage));
    const second = openChecked(names);
    if (second.damage === null) return finish(names, second.db, second.unchecked, faults);
    return fail(notDone(names.main, new Error(second.damage)));
  } catch (error) {
    return fail(notDone(names.main, error));
  }
}

type Checked =
  | { readonly damage: null; readonly db: DatabaseSync; readonly unchecked: boolean }
  | { readonly damage: string };

/** Throws what is wrong with the disk; damage of the file is an answer. */
function openChecked(names: Names): Checked {
  let db: DatabaseSync | null = null;
  try {
    db = connect(names.main);
    const size = statSync(names.main, { throwIfNoEntry: false })?.size ?? 0;
    const unchecked = size > CHECK_NOW_BYTES_MAX && !existsSync(names.suspect);
    const damage = unchecked ? null : whatIsWrong(db);
    if (damage === null) return { damage: null, db, unchecked };
    db.close();
    return { damage };
  } catch (error) {
    db?.close();
    if (!isDamage(error)) throw error;
    return { damage: error instanceof Error ? error.message : String(error) };
  }
}

/** A connection as all of ours are: WAL, and every commit on disk before it is told. */
export function connect(path: string): DatabaseSync {
  const db = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS, enableForeignKeyConstraints: true });
  try {
    db.exec('pragma journal_mode = wal; pragma synchronous = full; pragma temp_store = memory');
    db.exec(
      `pragma wal_autocheckpoint = ${LOG_PAGES_MAX}; pragma journal_size_limit = ${LOG_PAGES_MAX * 4096}`,
    );
    // Another name for "the file system did not do it": without a log, nothing of the above holds.
    const { journal_mode: mode } = db.prepare('pragma journal_mode').get() as { journal_mode: string };
    if (mode !== 'wal') throw new Error(`journal mode ${mode} instead of wal`);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

function finish(
  names: Names,
  db: DatabaseSync,
  unchecked: boolean,
  faults: readonly Fault[],
): Result<OpenFile> {
  const version = versionOf(db);
  if (version > MIGRATIONS.length) {
    db.close();
    return fail(tooNew(names.main, version, MIGRATIONS.length));
  }
  try {
    migrate(db);
    // Numbers that people called, and password hashes; the log beside it takes its mode from it.
    chmodSync(names.main, 0o600);
    // A log that an I/O error or a killed process left may have frames that never reached the disk although
    // reading finds them; copying them into the file and syncing that makes them true before any is relied on.
    db.exec('pragma wal_checkpoint(truncate)');
    // Checked above, and mended if need was.
    if (!unchecked) rmSync(names.suspect, { force: true });
    syncFolder(names.folder);
    return ok({ db, names, faults, unchecked });
  } catch (error) {
    db.close();
    throw error;
  }
}
