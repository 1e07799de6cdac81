import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Fault, fail, ok, type Result } from '#units/result.ts';

/** Tells that this process uses the data folder, until `release`. */
export interface FolderLock {
  release(): void;
}

const NAME = 'tipring.lock';

/** Takes the data folder for this process; a lock left behind by a process that is gone is taken over. */
export function lockFolder(folder: string): Result<FolderLock> {
  const path = join(folder, NAME);
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(path, `${process.pid}\n${boot()}\n${startTicks(process.pid)}\n`, { flag: 'wx' });
      return ok({ release: () => rmSync(path, { force: true }) });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') return fail(notWritable(folder, error));
    }
    const owner = heldBy(folder);
    if (owner !== null && owner !== process.pid) return fail(taken(folder, owner));
    try {
      rmSync(path, { force: true });
    } catch (error) {
      // A folder that could be written when the lock was left there, and cannot now.
      return fail(notWritable(folder, error));
    }
  }
  return fail(taken(folder, heldBy(folder) ?? 0));
}

/**
 * The process that uses the data folder; null: none. After a cut of power the number in the lock is soon that of
 * something else (a box gives the same numbers to much the same programs at each start, and threads have them too), so
 * the lock also tells the boot, and when in it the process began.
 */
export function heldBy(folder: string): number | null {
  const [number = '', bootThen, ticksThen] = (textOf(join(folder, NAME)) ?? '').split('\n');
  const pid = Number(number);
  if (!Number.isInteger(pid) || pid <= 0 || bootThen !== boot() || !isAlive(pid)) return null;
  const ticks = startTicks(pid);
  // A process that may not be looked at is somebody else's, and may well be the one.
  return ticks === '' || ticks === ticksThen ? pid : null;
}

function textOf(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** Another at each start of the computer (random(4)); empty where nobody tells. */
const boot = (): string => textOf('/proc/sys/kernel/random/boot_id')?.trim() ?? '';

/** When a process or thread began: `starttime`, field 22 of proc_pid_stat(5); empty where nobody tells. */
function startTicks(pid: number): string {
  const stat = textOf(`/proc/${pid}/stat`) ?? '';
  // Its second field is a name in brackets, which may have brackets and spaces itself.
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
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
