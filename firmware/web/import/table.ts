/** Reads a table that somebody sends, CSV or XLSX, in a thread of its own: neither its size nor its tricks stop a call. */
import { Worker } from 'node:worker_threads';

/** Of a directory, and its titles. */
export const TABLE_ROWS_MAX = 10_001;
export const TABLE_COLUMNS_MAX = 32;
export const CELL_LENGTH_MAX = 1_000;
/** What a packed file may unpack to: a small one can be made that fills any memory. */
export const UNPACKED_BYTES_MAX = 32 << 20;
const MS_MAX = 20_000;
const HEAP_MB_MAX = 256;

export type TableKind = 'csv' | 'xlsx';
export type TableTrouble = 'unreadable' | 'too-many-rows' | 'too-large';
export interface TableOrder {
  readonly kind: TableKind;
  readonly bytes: Uint8Array;
}
/** Rows come in parts, so that taking them over holds nobody up; then the end. */
export type FromTableThread =
  | { readonly rows: readonly (readonly string[])[] }
  | { readonly trouble: TableTrouble | null };

export type Table =
  | { readonly ok: true; readonly rows: readonly (readonly string[])[] }
  | { readonly ok: false; readonly why: TableTrouble };

export function readTable(kind: TableKind, bytes: Uint8Array): Promise<Table> {
  return new Promise((resolve) => {
    const order: TableOrder = { kind, bytes };
    const worker = new Worker(new URL('./table-thread.ts', import.meta.url), {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
    });
    const deadline = setTimeout(() => void worker.terminate(), MS_MAX);
    const rows: (readonly string[])[] = [];
    // A thread that dies of what it reads has said nothing: that file cannot be read.
    let why: TableTrouble | null = 'unreadable';
    worker.on('message', (message: FromTableThread) => {
      if ('rows' in message) rows.push(...message.rows);
      else why = message.trouble;
    });
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      clearTimeout(deadline);
      resolve(why === null ? { ok: true, rows } : { ok: false, why });
    });
  });
}
