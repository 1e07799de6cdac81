import { closeSync, existsSync, fsyncSync, openSync, rmSync, statfsSync, statSync, writeSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Names } from './names.ts';

/** A day of a busy 128-line office: what must still fit on a disk that is full. */
const RECORDS_OF_A_DAY = 20_000;
const SAMPLE = 1_000;
const BYTES_PER_RECORD_UNKNOWN = 1_536;
/** Of a record: its row, its places in two indexes, and half-empty pages. */
const OVERHEAD = 1.6;
const CHUNK = Buffer.alloc(1 << 20);

/**
 * A file of nothing that keeps room for a day of records. When the disk is full it is given up, and made again
 * when there is room for it twice over.
 */
export class Reserve {
  readonly #names: Names;
  readonly #bytes: number | null;
  #file: number | null = null;
  #written = 0;
  #wanted = 0;

  constructor(names: Names, bytes: number | null) {
    this.#names = names;
    this.#bytes = bytes;
  }

  get stands(): boolean {
    return this.#file === null && existsSync(this.#names.reserve);
  }

  /** Gives the room back to the disk; false when there was none. */
  release(): boolean {
    if (this.#file !== null) this.#close();
    if (!existsSync(this.#names.reserve)) return false;
    rmSync(this.#names.reserve);
    return true;
  }

  /** Writes the next piece; true when there is more to do. Never throws: without room there is no reserve. */
  work(db: DatabaseSync): boolean {
    try {
      if (this.#file === null && !this.#begin(db)) return false;
      const bytes = Math.min(CHUNK.length, this.#wanted - this.#written);
      if (bytes > 0) this.#written += writeSync(this.#file!, CHUNK, 0, bytes);
      if (this.#written < this.#wanted) return true;
      fsyncSync(this.#file!);
      this.#close();
      return false;
    } catch {
      this.release();
      return false;
    }
  }

  #begin(db: DatabaseSync): boolean {
    this.#wanted = this.#bytes ?? wantedBytes(db);
    const { bavail, bsize } = statfsSync(this.#names.folder);
    const has = statSync(this.#names.reserve, { throwIfNoEntry: false })?.size ?? 0;
    // Half as much again may be wanted as the records grow; a little is not worth the writing.
    if (has * 1.5 >= this.#wanted || bavail * bsize < this.#wanted * 2) return false;
    this.#file = openSync(this.#names.reserve, 'w');
    this.#written = 0;
    return true;
  }

  #close(): void {
    closeSync(this.#file!);
    this.#file = null;
  }
}

/** From the newest records of this very office. */
function wantedBytes(db: DatabaseSync): number {
  const sql = `select count(*) as count, avg(length(body) + length(numbers) + length(trunks)) as bytes
    from (select body, numbers, trunks from records order by serial desc limit ${SAMPLE})`;
  const { count, bytes } = db.prepare(sql).get() as { count: number; bytes: number | null };
  const each = count < SAMPLE / 10 ? BYTES_PER_RECORD_UNKNOWN : (bytes ?? 0) * OVERHEAD;
  return Math.ceil(RECORDS_OF_A_DAY * each);
}
