import { RECENT_CALLS_MAX, type RecentCall, TRACE_ENTRIES_MAX, type TraceEntry } from '#ports/observe.ts';
import type { CallRecord } from '#switching/model.ts';
import type { CallId } from '#units/ids.ts';

interface Entry {
  readonly startedEpochMs: number;
  record: CallRecord | null;
  readonly trace: TraceEntry[];
}

/** The last calls with the reasons of every decision: what the "why" view shows. Bounded both ways. */
export class CallBook {
  readonly #calls = new Map<CallId, Entry>();
  /** Those that are over, in the order in which they ended: a search from the start of `#calls` would pass all that are up. */
  readonly #over: CallId[] = [];

  note(call: CallId, entry: TraceEntry): void {
    const { trace } = this.#entry(call, entry.epochMs);
    // The beginning of a call explains most; a call that talks too much loses its middle.
    if (trace.length >= TRACE_ENTRIES_MAX) trace.splice(TRACE_ENTRIES_MAX / 2, 1);
    trace.push(entry);
  }

  close(record: CallRecord, epochMs: number): void {
    const entry = this.#entry(record.call, epochMs);
    if (entry.record === null) this.#over.push(record.call);
    entry.record = record;
  }

  recent(limit: number): readonly RecentCall[] {
    const all = [...this.#calls].reverse().slice(0, Math.max(0, limit));
    return all.map(([call, entry]) => view(call, entry));
  }

  find(call: CallId): RecentCall | null {
    const entry = this.#calls.get(call);
    return entry === undefined ? null : view(call, entry);
  }

  #entry(call: CallId, epochMs: number): Entry {
    const known = this.#calls.get(call);
    if (known !== undefined) return known;
    if (this.#calls.size >= RECENT_CALLS_MAX) this.#forgetOldest();
    const entry: Entry = { startedEpochMs: epochMs, record: null, trace: [] };
    this.#calls.set(call, entry);
    return entry;
  }

  /** A call still up is kept as long as there is one that is over. */
  #forgetOldest(): void {
    const over = this.#over.shift();
    if (over !== undefined) {
      this.#calls.delete(over);
      return;
    }
    const [oldest] = this.#calls.keys();
    if (oldest !== undefined) this.#calls.delete(oldest);
  }
}

const view = (call: CallId, entry: Entry): RecentCall => ({
  call,
  startedEpochMs: entry.startedEpochMs,
  record: entry.record,
  trace: [...entry.trace],
});
