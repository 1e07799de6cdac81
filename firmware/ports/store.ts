import type { CallRecord, Kept } from '#switching/model.ts';
import type { Fault } from '#units/result.ts';
import type { LegQuality } from './database.ts';

/**
 * A call record as the host hands it on: what the core wrote, and what only the world around the core knows.
 * All times of day are counted back from `releasedEpochMs` by the monotonic clock, so that neither a clock that
 * is set during the call nor a disk that is full for an hour changes them.
 */
export interface FinishedCall extends CallRecord {
  /** Of this run of the firmware; together with `call` it is unique for ever. */
  readonly bootId: string;
  /** Time of day at `releasedAt`, as the wall clock stood when the call ended. */
  readonly releasedEpochMs: number;
  /** Charge units, a place for each leg; null where nothing is charged. */
  readonly legUnits: readonly (number | null)[];
  /** Per leg, as far as it was measured. */
  readonly quality: readonly LegQuality[];
}

/** Where call records and journals go. Real: database and files in the data folder. Simulated: memory with faults. */
export interface Store {
  /** All or none of them. Calls back when they are on disk, or with what went wrong; the caller keeps and retries them. */
  appendRecords(records: readonly FinishedCall[], done: (error: Fault | null) => void): void;
  /** Keeps what somebody set; in order, soon, and retried by the store itself. */
  keep(kept: Kept): void;
  /** Saves a journal under a name for `npm run replay`; the answer is where it is. */
  saveJournal(name: string, text: string, done: (path: string | null) => void): void;
}
