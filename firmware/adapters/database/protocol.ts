import type { Fault } from '#units/result.ts';

/*
 * Between the main thread and the thread of the database. The main thread says what it wants as SQL that Kysely
 * made; a request is done whole or not at all.
 */

export type SqlValue = string | number | bigint | null | Uint8Array;
export type Row = Readonly<Record<string, SqlValue>>;

export interface Statement {
  readonly sql: string;
  readonly parameters: readonly SqlValue[];
}

export interface Outcome {
  readonly rows: readonly Row[];
  /** Rows written; 0 for a query. */
  readonly changes: number;
}

export interface Health {
  readonly freeBytes: number;
  readonly fileBytes: number;
  readonly intact: boolean;
}

export type Request =
  /** One transaction; `write` is answered only when it is on disk. */
  | {
      readonly kind: 'run';
      readonly id: number;
      readonly write: boolean;
      readonly statements: readonly Statement[];
    }
  /** A row that cannot be read. */
  | { readonly kind: 'damage'; readonly id: number; readonly what: string }
  | { readonly kind: 'health'; readonly id: number }
  | { readonly kind: 'close'; readonly id: number };

export type Answered =
  | { readonly ok: true; readonly outcomes: readonly Outcome[]; readonly health?: Health }
  | { readonly ok: false; readonly fault: Fault };

export type FromWorker =
  | { readonly kind: 'answer'; readonly id: number; readonly answer: Answered }
  /** Something that a person should know, whoever asked. */
  | { readonly kind: 'fault'; readonly raised: boolean; readonly fault: Fault };

/** What the thread is started with. */
export interface WorkerSettings {
  readonly folder: string;
  /** Bytes kept free for records on a full disk; null: measured from the records themselves. */
  readonly reserveBytes: number | null;
}
