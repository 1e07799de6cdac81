import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, fail, ok, type Result } from '#units/result.ts';

/** Tells that this process uses the data folder, until `release`. */
export interface FolderLock {
  release(): void;
}

/** Takes the data folder for this process; a lock left behind by a process that is gone is taken over. */
export function lockFolder(folder: string): Result<FolderLock> {
  const path = join(folder, 'tipring.lock');
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, `${process.pid}\n`, { flag: 'wx' });
      return ok({ release: () => rmSync(path, { force: true }) });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return fail(notWritable(folder, error));
    }
    const owner = ownerOf(path);
    if (owner !== null && owner !== process.pid && isAlive(owner)) return fail(taken(folder, owner));
    try {
      rmSync(path, { force: true });
    } catch (error) {
      // A folder that could be written when the lock was left there, and cannot now.
      return fail(notWritable(folder, error));
    }
  }
  return fail(taken(folder, ownerOf(path) ?? 0));
}

function ownerOf(path: string): number | null {
  try {
    const pid = Number(readFileSync(path, 'utf8'));
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it lives, and is somebody else's.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

const taken = (folder: string, pid: number): Fault => ({
  code: 'TR-START-001',
  where: folder,
  what: `another tipring (process ${pid}) uses this data folder`,
  todo: 'stop it, or start this one with another TIPRING_DATA and TIPRING_HTTP_PORT',
});

const notWritable = (folder: string, error: unknown): Fault => ({
  code: 'TR-START-002',
  where: folder,
  what: `the data folder cannot be written: ${error instanceof Error ? error.message : String(error)}`,
  todo: 'give this user the right to write there, or choose another TIPRING_DATA',
});
