import { closeSync, fsyncSync, openSync } from 'node:fs';
import { join } from 'node:path';

/** The files of the database in the data folder. */
export interface Names {
  readonly folder: string;
  readonly main: string;
  readonly wal: string;
  readonly shm: string;
  /** Last copy that was proved whole. */
  readonly backup: string;
  /** A rescue that is not finished: worthless. */
  readonly building: string;
  /** A rescue that is finished, and takes the place of `main`. */
  readonly rescued: string;
  /** There when damage was found in `main` while it served: the next start checks it, however large it is. */
  readonly suspect: string;
  /** Given up when the disk is full. */
  readonly reserve: string;
}

export function namesIn(folder: string): Names {
  const main = join(folder, 'tipring.db');
  return {
    folder,
    main,
    wal: `${main}-wal`,
    shm: `${main}-shm`,
    backup: join(folder, 'tipring.db.backup'),
    building: join(folder, 'tipring.db.building'),
    rescued: join(folder, 'tipring.db.rescued'),
    suspect: join(folder, 'tipring.db.suspect'),
    reserve: join(folder, 'tipring.reserve'),
  };
}

/** A new or renamed file is there after a power cut only when its folder is on disk too (fsync(2)). */
export const syncFolder = (folder: string): void => syncFile(folder);

export function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
