import { statfsSync, statSync, writeFileSync } from 'node:fs';
import type { DatabaseSync, SQLOutputValue, StatementSync } from 'node:sqlite';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { damaged, isConstraint, isDamage, isDiskError, isFull, notDone, refused } from './faults.ts';
import { syncFolder } from './names.ts';
import type { OpenFile } from './open-file.ts';
import { openFile } from './open-file.ts';
import type { Answered, Health, Outcome, Request, Statement } from './protocol.ts';

/** Prepared statements kept; Kysely makes the same few texts again and again. */
const PREPARED_MAX = 128;
/** After a failed opening: not at once again, for every request would pay for it. */
const REOPEN_AFTER_MS = 500;

export type Run = Request & { readonly kind: 'run' };

export interface ExecutorListener {
  /** Something that a person should know about the file. */
  readonly fault: (fault: Fault) => void;
  /** The disk is full: true when room was made, and it is worth another try. */
  readonly makeRoom: (open: OpenFile) => boolean;
  readonly opened: (open: OpenFile) => void;
}

/**
 * Runs requests on the file and opens it again when the disk failed. Writes that came together share one
 * transaction and one sync (group commit), each behind a savepoint, so that one refused does not spoil the others.
 */
export class Executor {
  readonly #folder: string;
  readonly #listener: ExecutorListener;
  readonly #prepared = new Map<string, StatementSync>();
  #open: OpenFile | null = null;
  #failure: Fault | null = null;
  #triedAtMs = Number.NEGATIVE_INFINITY;
  /** Damage found while it worked; mended by opening again. */
  #damaged = false;

  constructor(folder: string, listener: ExecutorListener) {
    this.#folder = folder;
    this.#listener = listener;
  }

  get open(): OpenFile | null {
    return this.#open;
  }

  /** Opens the file when it is not open; answers what keeps it from that. */
  ensure(): Result<OpenFile> {
    if (this.#open !== null) return ok(this.#open);
    if (this.#failure !== null && performance.now() - this.#triedAtMs < REOPEN_AFTER_MS) {
      return fail(this.#failure);
    }
    this.#triedAtMs = performance.now();
    const opened = openFile(this.#folder);
    if (!opened.ok) {
      this.#failure = opened.error;
      return opened;
    }
    this.#open = opened.value;
    this.#failure = null;
    this.#damaged = false;
    for (const fault of opened.value.faults) this.#listener.fault(fault);
    this.#listener.opened(opened.value);
    return ok(opened.value);
  }

  /** Every write answered here is on disk. On a full disk room is made, in ways that cost ever more. */
  write(requests: readonly Run[]): readonly Answered[] {
    const opened = this.ensure();
    if (!opened.ok) return requests.map(() => ({ ok: false, fault: opened.error }));
    const ways = [emptyLog, this.#listener.makeRoom, emptyLog];
    for (;;) {
      try {
        return this.#transaction(opened.value.db, requests);
      } catch (error) {
        const way = isFull(error) ? ways.shift() : undefined;
        if (way === undefined) return this.#failed(opened.value, error, requests.length);
        way(opened.value);
      }
    }
  }

  read(request: Run): Answered {
    const opened = this.ensure();
    if (!opened.ok) return { ok: false, fault: opened.error };
    try {
      return { ok: true, outcomes: this.#run(opened.value.db, request.statements) };
    } catch (error) {
      if (isDiskError(error)) return this.#failed(opened.value, error, 1)[0]!;
      return { ok: false, fault: refused(opened.value.names.main, error) };
    }
  }

  health(): Result<Health> {
    const opened = this.ensure();
    if (!opened.ok) return opened;
    const { names } = opened.value;
    try {
      const { bavail, bsize } = statfsSync(names.folder);
      const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0;
      const fileBytes = sizeOf(names.main) + sizeOf(names.wal);
      return ok({ freeBytes: bavail * bsize, fileBytes, intact: !this.#damaged });
    } catch (error) {
      return fail(notDone(names.main, error));
    }
  }

  /** Damage that was found beside the work: told once, and mended at the next start. */
  foundDamage(what: string): void {
    if (this.#damaged || this.#open === null) return;
    this.#damaged = true;
    const { names } = this.#open;
    try {
      writeFileSync(names.suspect, what);
      syncFolder(names.folder);
    } catch {
      // A full or failing disk: told all the same; a file that is not too large is checked at each start anyway.
    }
    this.#listener.fault(damaged(names.main, `damaged (${what}); restart to mend it`));
  }

  close(): void {
    this.#prepared.clear();
    const db = this.#open?.db;
    this.#open = null;
    try {
      db?.close();
    } catch {
      // Its disk is gone; what was acknowledged was on it before.
    }
  }

  #transaction(db: DatabaseSync, requests: readonly Run[]): Answered[] {
    db.exec('begin immediate');
    try {
      const answers = requests.map((request) => this.#one(db, request));
      db.exec('commit');
      return answers;
    } catch (error) {
      if (db.isTransaction) db.exec('rollback');
      throw error;
    }
  }

  #one(db: DatabaseSync, { statements }: Run): Answered {
    db.exec('savepoint one');
    try {
      const outcomes = this.#run(db, statements);
      db.exec('release one');
      return { ok: true, outcomes };
    } catch (error) {
      if (!isConstraint(error) && !isOurs(error)) throw error;
      db.exec('rollback to one; release one');
      return { ok: false, fault: refused(this.#open!.names.main, error) };
    }
  }

  #run(db: DatabaseSync, statements: readonly Statement[]): Outcome[] {
    return statements.map(({ sql, parameters }) => {
      const statement = this.#prepare(db, sql);
      if (statement.columns().length > 0) {
        return { rows: statement.all(...parameters) as Record<string, SQLOutputValue>[], changes: 0 };
      }
      return { rows: [], changes: Number(statement.run(...parameters).changes) };
    });
  }

  #prepare(db: DatabaseSync, sql: string): StatementSync {
    const known = this.#prepared.get(sql);
    if (known !== undefined) return known;
    if (this.#prepared.size >= PREPARED_MAX) this.#prepared.clear();
    const statement = db.prepare(sql);
    this.#prepared.set(sql, statement);
    return statement;
  }

  /** Nothing of these writes is promised; after a disk error the file is opened, and looked at, anew. */
  #failed(open: OpenFile, error: unknown, requests: number): Answered[] {
    const fault = notDone(open.names.main, error);
    if (isDiskError(error)) this.close();
    if (isDamage(error)) this.#triedAtMs = Number.NEGATIVE_INFINITY;
    return Array.from({ length: requests }, () => ({ ok: false, fault }));
  }
}

/** The log holds each page as often as it was written; in the file it is once. */
function emptyLog({ db }: OpenFile): boolean {
  try {
    db.exec('pragma wal_checkpoint(truncate)');
    return true;
  } catch {
    return false;
  }
}

/** A statement that does not fit the tables: SQLite's plain error (1), mismatch (20), range (25), or Node's own. */
const isOurs = (error: unknown): boolean =>
  error instanceof TypeError ||
  (error instanceof Error && 'errcode' in error && [1, 20, 25].includes(Number(error.errcode) & 0xff));
