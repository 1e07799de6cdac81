import type { Exchange } from '#switching/exchange.ts';
import type { Effect, ExchangeEvent } from '#switching/model.ts';
import type { Instant } from '#units/time.ts';
import { encode } from './plain-json.ts';

/** First word of a journal; another number is another format. */
export const JOURNAL_VERSION = 1;
/** Entries between two checkpoints, and checkpoints kept: about an hour of a busy office. */
const SEGMENT_ENTRIES = 4096;
const SEGMENTS_MAX = 4;

/** One turn of the core: what went in, when, and everything that came out. */
export interface JournalEntry {
  readonly at: Instant;
  readonly event: ExchangeEvent;
  readonly effects: readonly Effect[];
  readonly deadline: Instant | null;
}

/** First line of the file: the whole state before the first entry. */
export interface JournalHead {
  readonly journal: typeof JOURNAL_VERSION;
  readonly reason: string;
  readonly exchange: Exchange;
}

interface Segment {
  readonly checkpoint: Exchange;
  readonly entries: JournalEntry[];
}

/**
 * The last events of the core with times, and its effects: enough to replay them to the bit. A ring of
 * segments, each beginning with the exchange as it was; that costs nothing to keep, for the exchange is
 * plain data that is never mutated.
 */
export class Journal {
  #segments: Segment[] = [];

  /** Begins anew: the exchange was just created. */
  begin(exchange: Exchange): void {
    this.#segments = [{ checkpoint: exchange, entries: [] }];
  }

  /** `before` is the exchange that the event met. */
  append(before: Exchange, entry: JournalEntry): void {
    let last = this.#segments.at(-1);
    if (last === undefined || last.entries.length >= SEGMENT_ENTRIES) {
      last = { checkpoint: before, entries: [] };
      this.#segments.push(last);
      if (this.#segments.length > SEGMENTS_MAX) this.#segments.shift();
    }
    last.entries.push(entry);
  }

  get entries(): number {
    return this.#segments.reduce((sum, segment) => sum + segment.entries.length, 0);
  }

  /** Lines of `plain-json.ts`: a `JournalHead`, then entries. Empty before `begin`. */
  text(reason: string): string {
    const [first] = this.#segments;
    if (first === undefined) return '';
    const head: JournalHead = { journal: JOURNAL_VERSION, reason, exchange: first.checkpoint };
    const lines = [encode(head)];
    for (const segment of this.#segments) {
      for (const entry of segment.entries) lines.push(encode(entry));
    }
    lines.push('');
    return lines.join('\n');
  }
}
