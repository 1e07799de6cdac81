import type { CallRecord, Kept } from '#switching/model.ts';
import type { CallId } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import type { VersionStore } from './configuration.ts';
import type { DeskStore } from './desk-store.ts';
import type { CallQuality } from './media.ts';

/*
 * What must survive anything: SQLite in a worker thread, one file in the data folder. A write is acknowledged
 * when it is on disk (WAL, full sync). Every call answers within 10 s, with a Fault when it could not be done.
 */

/** A call record as it is stored: times of day, and what the core does not know. */
export interface StoredRecord
  extends Omit<CallRecord, 'startedAt' | 'alertedAt' | 'answeredAt' | 'releasedAt' | 'legs' | 'attended'> {
  /** Unique for ever: counts up over restarts. */
  readonly serial: number;
  /** Call ids begin anew at each start; together with this they are unique. */
  readonly bootId: string;
  readonly startedEpochMs: number;
  readonly alertedEpochMs: number | null;
  readonly answeredEpochMs: number | null;
  readonly releasedEpochMs: number;
  /** From answer to release on the monotonic clock, exact whatever happens to the time of day; 0 unanswered. */
  readonly talkMs: number;
  readonly legs: readonly StoredLeg[];
  /** None in a record from before there were operators. */
  readonly attended: readonly StoredStay[];
  readonly quality: readonly LegQuality[];
  /** Charge units of all legs; null when nothing is charged. */
  readonly units: number | null;
}

/** A record before the database has given it its serial. */
export type NewRecord = Omit<StoredRecord, 'serial'>;

export interface StoredLeg
  extends Omit<CallRecord['legs'][number], 'startedAt' | 'alertedAt' | 'answeredAt' | 'releasedAt'> {
  readonly startedEpochMs: number;
  readonly alertedEpochMs: number | null;
  readonly answeredEpochMs: number | null;
  readonly releasedEpochMs: number;
  readonly talkMs: number;
  readonly units: number | null;
}

/** A stay with an operators' group. */
export interface StoredStay
  extends Omit<CallRecord['attended'][number], 'queuedAt' | 'answeredAt' | 'leftAt'> {
  readonly queuedEpochMs: number;
  readonly answeredEpochMs: number | null;
  readonly leftEpochMs: number;
}

export interface LegQuality extends CallQuality {
  readonly port: string;
}

export interface RecordQuery {
  readonly fromEpochMs?: number;
  readonly toEpochMs?: number;
  /** Any number in the record or its legs that contains this. */
  readonly number?: string;
  readonly kind?: CallRecord['kind'];
  readonly entity?: string;
  readonly answered?: boolean;
  readonly trunk?: string;
  readonly minTalkMs?: number;
}

export interface RecordPage {
  /** Newest first. */
  readonly records: readonly StoredRecord[];
  /** Serial to go on before; null at the end. */
  readonly next: number | null;
  /** Of the whole query. */
  readonly total: number;
  readonly totalTalkMs: number;
  readonly totalUnits: number;
}

export interface AuditEntry {
  readonly epochMs: number;
  /** User name, `token:NAME`, `telephone:801` or `system`. */
  readonly who: string;
  readonly from: string;
  /** Stable: `config.commit`, `user.create`, `subscriber.set`, `login.failed` … */
  readonly action: string;
  readonly target: string;
  readonly facts: Readonly<Record<string, string | number | boolean | null>>;
}

export const ROLES = ['administrator', 'technician', 'supervisor', 'operator', 'agent', 'viewer'] as const;
export type UserRole = (typeof ROLES)[number];

export interface User {
  readonly name: string;
  readonly displayName: string;
  readonly role: UserRole;
  /** Own extension, for call control; empty: none. */
  readonly extension: string;
  readonly language: 'zh-CN' | 'en';
  readonly disabled: boolean;
  readonly passwordHash: string;
}

export interface Token {
  readonly id: string;
  readonly name: string;
  readonly role: UserRole;
  /** SHA-256 of the secret part, hex. */
  readonly hash: string;
  readonly createdBy: string;
  readonly expiresEpochMs: number | null;
}

export type Answer<T> = Promise<
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Fault }
>;

export interface Database {
  readonly records: {
    /** In order; doubled `bootId`+`call` are told apart and stored once. */
    append(record: NewRecord): Answer<number>;
    /** The same for several in one transaction, whole or not at all; their serials. */
    appendAll(records: readonly NewRecord[]): Answer<readonly number[]>;
    search(query: RecordQuery, limit: number, before?: number): Answer<RecordPage>;
    find(bootId: string, call: CallId): Answer<StoredRecord | null>;
    /** For spools: in order of serial, after `serial`. */
    after(serial: number, limit: number): Answer<readonly StoredRecord[]>;
    /** Deletes what is older; answers how many. */
    prune(olderThanEpochMs: number): Answer<number>;
  };
  readonly kept: {
    load(): Answer<readonly Kept[]>;
    save(kept: readonly Kept[]): Answer<null>;
  };
  readonly versions: VersionStore;
  readonly audit: {
    append(entry: AuditEntry): Answer<null>;
    search(
      query: { readonly who?: string; readonly action?: string; readonly fromEpochMs?: number },
      limit: number,
      before?: number,
    ): Answer<{
      readonly entries: readonly (AuditEntry & { readonly id: number })[];
      readonly next: number | null;
    }>;
  };
  readonly users: {
    list(): Answer<readonly User[]>;
    put(user: User): Answer<null>;
    remove(name: string): Answer<boolean>;
  };
  readonly tokens: {
    list(): Answer<readonly Token[]>;
    put(token: Token): Answer<null>;
    remove(id: string): Answer<boolean>;
  };
  /** Operators' directory, tickets, messages, operations, shifts. */
  readonly desk: DeskStore;
  /** Small things under a name: spool positions, the per-box code, counters. */
  readonly settings: {
    get(key: string): Answer<string | null>;
    put(key: string, value: string): Answer<null>;
  };
  /** How full the disk is, and whether the file is whole. */
  health(): Answer<{ readonly freeBytes: number; readonly fileBytes: number; readonly intact: boolean }>;
  close(): Promise<void>;
}
