import { chmodSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { Worker } from 'node:worker_threads';
import { type Names, syncFile, syncFolder } from './names.ts';

/** A copy that is older is made anew. */
export const BACKUP_AGE_MS_MAX = 6 * 3_600_000;
/** Pages copied in one go; between two the work goes on. */
const PAGES_AT_ONCE = 256;

export const isBackupDue = (names: Names, epochMs: number): boolean =>
  epochMs - (statSync(names.backup, { throwIfNoEntry: false })?.mtimeMs ?? 0) > BACKUP_AGE_MS_MAX;

/**
 * Copies the database while it works; the copy takes the place of the last one when it is proved whole and on
 * disk. Answers what was found wrong; null is a good end, or no room for a copy.
 */
export async function makeBackup(db: DatabaseSync, names: Names): Promise<string | null> {
  const next = `${names.backup}.new`;
  const remove = (): void => {
    for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(next + suffix, { force: true });
  };
  try {
    remove();
    const { bavail, bsize } = statfsSync(names.folder);
    if (bavail * bsize < statSync(names.main).size * 3) return null;
    await backup(db, next, { rate: PAGES_AT_ONCE });
    // Without a log beside it the copy is one file, whole by itself.
    const copy = new DatabaseSync(next);
    copy.exec('pragma journal_mode = delete');
    copy.close();
    const wrong = await checkBeside(next);
    if (wrong === null) {
      chmodSync(next, 0o600);
      syncFile(next);
      renameSync(next, names.backup);
      syncFolder(names.folder);
    } else remove();
    return wrong;
  } catch {
    // A full or failing disk: the work itself tells about it.
    remove();
    return null;
  }
}

/** Checks a file in a thread of its own; null when it is whole. */
export function checkBeside(path: string): Promise<string | null> {
  return new Promise((resolve) => {
    const thread = new Worker(new URL('./check-thread.ts', import.meta.url), {
      workerData: { path },
      execArgv: [],
    });
    thread.once('message', resolve);
    thread.once('error', () => resolve(null));
    thread.once('exit', () => resolve(null));
  });
}
