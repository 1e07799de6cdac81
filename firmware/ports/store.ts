import type { CallRecord, Kept } from '#switching/model.ts';
import type { Fault } from '#units/result.ts';

/** Where call records and journals go. Real: files in the data folder. Simulated: memory with faults. */
export interface Store {
  /** Calls back when the record is on disk, or with what went wrong; the caller keeps and retries it. */
  appendRecord(record: CallRecord, done: (error: Fault | null) => void): void;
  /** Keeps what somebody set; in order, soon, and retried by the store itself. */
  keep(kept: Kept): void;
  /** Saves a journal under a name for `npm run replay`; the answer is where it is. */
  saveJournal(name: string, text: string, done: (path: string | null) => void): void;
}
