/** The records of a query, newest first, a page at a time: no more than a page is ever held. */
import type { Database, RecordQuery, StoredRecord } from '#ports/database.ts';
import type { Fault } from '#units/result.ts';

const PAGE = 500;

/** A disk that failed in the middle of a table. */
export class ExportBroken extends Error {
  override readonly name = 'ExportBroken';
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.what);
    this.fault = fault;
  }
}

export async function* recordsOf(
  records: Database['records'],
  query: RecordQuery,
  rowsMax: number,
): AsyncGenerator<StoredRecord> {
  let before: number | undefined;
  for (let left = rowsMax; left > 0; ) {
    const page = await records.search(query, Math.min(PAGE, left), before);
    if (!page.ok) throw new ExportBroken(page.error);
    yield* page.value.records;
    if (page.value.next === null) return;
    before = page.value.next;
    left -= page.value.records.length;
  }
}

/** `2026-11-22 09:30:05` as the office's clock showed it. */
export const localText = (epochMs: number, offsetMinutes: (epochMs: number) => number): string =>
  new Date(epochMs + offsetMinutes(epochMs) * 60_000).toISOString().slice(0, 19).replace('T', ' ');

/** Seconds as people are billed for: whole, rounded as a stop-watch is read. */
export const wholeSeconds = (ms: number): number => Math.round(ms / 1000);
