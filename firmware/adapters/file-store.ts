import { appendFile, type FileHandle, mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '#ports/store.ts';
import type { Fault } from '#units/result.ts';
import type { Instant } from '#units/time.ts';

type CallRecord = Parameters<Store['appendRecord']>[0];

export interface FileStoreLimits {
  /** A file of records that is longer is put aside as `calls-<time>.jsonl`. */
  readonly recordBytesMax: number;
  /** Files put aside that are kept; the oldest go first. */
  readonly recordFilesMax: number;
  readonly journalsMax: number;
}

/** About 3 million calls; far below what a card of a few GB holds. */
const LIMITS: FileStoreLimits = { recordBytesMax: 64 << 20, recordFilesMax: 20, journalsMax: 50 };
const NEWLINE = 0x0a;

/**
 * Call records as JSON lines, each on disk (fsync) before it is acknowledged, and journals, in the data
 * folder. A write that fails half-way is cut off again, so that a retry cannot double a record.
 */
export class FileStore implements Store {
  readonly #folder: string;
  readonly #epochMsOf: (at: Instant) => number;
  readonly #limits: FileStoreLimits;
  #file: FileHandle | null = null;
  /** Length of what is surely whole. */
  #length = 0;
  #queue: Promise<void> = Promise.resolve();

  /** `epochMsOf` turns core instants into time of day; an instant means nothing after a restart. */
  constructor(folder: string, epochMsOf: (at: Instant) => number, limits: FileStoreLimits = LIMITS) {
    this.#folder = folder;
    this.#epochMsOf = epochMsOf;
    this.#limits = limits;
  }

  appendRecord(record: CallRecord, done: (error: Fault | null) => void): void {
    this.#queue = this.#queue
      .then(() => this.#append(record))
      .then(
        () => done(null),
        (error: unknown) => done(this.#fault(error)),
      );
  }

  /** One line each in `kept.jsonl`; the newest of a key counts. */
  keep(kept: Parameters<Store['keep']>[0]): void {
    this.#queue = this.#queue
      .then(() => appendFile(join(this.#folder, 'kept.jsonl'), `${JSON.stringify(kept)}\n`))
      .catch(() => undefined);
  }

  saveJournal(name: string, text: string, done: (path: string | null) => void): void {
    this.#queue = this.#queue.then(() => this.#journal(name, text)).then(done, () => done(null));
  }

  /** Ends when everything asked for before is done. */
  async close(): Promise<void> {
    await this.#queue;
    await this.#file?.close();
    this.#file = null;
  }

  get #path(): string {
    return join(this.#folder, 'calls.jsonl');
  }

  async #append(record: CallRecord): Promise<void> {
    if (this.#length >= this.#limits.recordBytesMax) await this.#putAside();
    const file = this.#file ?? (await this.#open());
    const times = {
      started: this.#iso(record.startedAt),
      answered: this.#iso(record.answeredAt),
      released: this.#iso(record.releasedAt),
    };
    const line = Buffer.from(`${JSON.stringify({ ...times, ...record })}\n`);
    try {
      await file.appendFile(line);
      await file.datasync();
    } catch (error) {
      await file.truncate(this.#length).catch(() => undefined);
      this.#file = null;
      await file.close().catch(() => undefined);
      throw error;
    }
    this.#length += line.length;
  }

  #iso(at: Instant | null): string | null {
    return at === null ? null : new Date(this.#epochMsOf(at)).toISOString();
  }

  /** Opens the file and cuts off a line that a power cut left unfinished: it was never acknowledged. */
  async #open(): Promise<FileHandle> {
    await mkdir(this.#folder, { recursive: true });
    const file = await open(this.#path, 'a+');
    const { size } = await file.stat();
    const tail = Buffer.alloc(Math.min(size, 65_536));
    await file.read(tail, 0, tail.length, size - tail.length);
    const whole = size - tail.length + tail.lastIndexOf(NEWLINE) + 1;
    if (whole < size) await file.truncate(whole);
    this.#length = whole;
    this.#file = file;
    return file;
  }

  async #putAside(): Promise<void> {
    await this.#file?.close();
    this.#file = null;
    this.#length = 0;
    await rename(this.#path, join(this.#folder, `calls-${stamp()}.jsonl`));
    await this.#keepNewest(this.#folder, /^calls-.*\.jsonl$/, this.#limits.recordFilesMax);
  }

  async #journal(name: string, text: string): Promise<string> {
    const folder = join(this.#folder, 'journals');
    await mkdir(folder, { recursive: true });
    const safe = name.replace(/[^A-Za-z0-9-]/g, '-').slice(0, 40);
    const path = join(folder, `${stamp()}-${safe}.jsonl`);
    await writeFile(path, text);
    await this.#keepNewest(folder, /\.jsonl$/, this.#limits.journalsMax);
    return path;
  }

  async #keepNewest(folder: string, names: RegExp, count: number): Promise<void> {
    const files = (await readdir(folder)).filter((name) => names.test(name)).sort();
    for (const name of files.slice(0, Math.max(0, files.length - count))) await rm(join(folder, name));
  }

  #fault(error: unknown): Fault {
    return {
      code: 'TR-RUN-003',
      where: this.#path,
      what: `the call record cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      todo: 'make room in the data folder, or make it writable; records wait in memory meanwhile',
    };
  }
}

/** Sorts by time as a file name. */
const stamp = (): string => new Date().toISOString().replace(/[:.]/g, '-');
