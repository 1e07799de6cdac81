import type { Cancel, Clock } from '#ports/clock.ts';
import type { FinishedCall, Store } from '#ports/store.ts';
import type { Fault } from '#units/result.ts';
import { after, type Duration, type Instant, ms, sec } from '#units/time.ts';

/** Unacknowledged records kept: a day of a busy 128-line office (facts: room for 24 h). */
export const OUTBOX_MAX = 20_000;
/** The store must answer within this, or the write counts as failed and is tried again. */
const ANSWER_WITHIN: Duration = sec(10);
/**
 * Where calls end one after the other, the records of this time go to the disk together: a sync of the disk each, and
 * two threads woken, were a tenth of the work of a call, and a card bears only so many. The record of an office at rest
 * goes at once.
 */
const GATHER: Duration = ms(250);
/** In one transaction: what a busy office has in that time, and not so many that an old disk is late with them. */
const TOGETHER_MAX = 64;
const RETRY_FIRST: Duration = sec(1);
const RETRY_LONGEST: Duration = sec(60);

export interface OutboxListener {
  /** The store failed (`fault`) or works again (null). */
  readonly troubled: (fault: Fault | null) => void;
  /** The oldest record was given up because `OUTBOX_MAX` are waiting. */
  readonly gaveUp: (record: FinishedCall) => void;
}

/**
 * Holds call records until the store acknowledges them. One write at a time, in order and whole or not at all, so that
 * a record is on disk exactly once unless the acknowledgement itself is lost; `call` is the key to tell doubles.
 */
export class RecordOutbox {
  readonly #clock: Clock;
  readonly #store: Store;
  readonly #listener: OutboxListener;
  #waiting: FinishedCall[] = [];
  #attempt = 0;
  /** How many, from the first on, are on their way to the disk. */
  #writing = 0;
  /** The next write waits for company. */
  #gathering = false;
  #hurried = false;
  #wroteAt: Instant | null = null;
  #troubled = false;
  #retry: Duration = RETRY_FIRST;
  #cancel: Cancel = () => undefined;

  constructor(clock: Clock, store: Store, listener: OutboxListener) {
    this.#clock = clock;
    this.#store = store;
    this.#listener = listener;
  }

  get waiting(): number {
    return this.#waiting.length;
  }

  add(record: FinishedCall): void {
    if (this.#waiting.length >= OUTBOX_MAX) {
      // Not one that may be on the disk already.
      const [given] = this.#waiting.splice(this.#writing, 1);
      if (given !== undefined) this.#listener.gaveUp(given);
    }
    this.#waiting.push(record);
    if (this.#writing === 0 && !this.#gathering && !this.#troubled) this.#soon();
  }

  /** From now on nothing waits for company: the exchange is about to end. */
  hurry(): void {
    this.#hurried = true;
    if (!this.#gathering) return;
    this.#cancel();
    this.#write();
  }

  stop(): void {
    this.#cancel();
    this.#attempt += 1;
  }

  /** At once when as many wait as go together, when nothing was written of late, or when it is the end. */
  #soon(): void {
    const now = this.#clock.now();
    const from = this.#wroteAt === null ? now : after(this.#wroteAt, GATHER);
    if (this.#hurried || now >= from || this.#waiting.length >= TOGETHER_MAX) {
      this.#write();
      return;
    }
    this.#gathering = true;
    this.#cancel = this.#clock.at(from, () => this.#write());
  }

  #write(): void {
    this.#gathering = false;
    const records = this.#waiting.slice(0, TOGETHER_MAX);
    if (records.length === 0) return;
    this.#writing = records.length;
    this.#wroteAt = this.#clock.now();
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#cancel = this.#clock.at(after(this.#clock.now(), ANSWER_WITHIN), () => {
      if (attempt === this.#attempt) this.#failed(NO_ANSWER);
    });
    this.#store.appendRecords(records, (fault) => {
      if (attempt !== this.#attempt) return;
      this.#cancel();
      if (fault === null) this.#written();
      else this.#failed(fault);
    });
  }

  #written(): void {
    this.#attempt += 1;
    this.#waiting.splice(0, this.#writing);
    this.#writing = 0;
    this.#retry = RETRY_FIRST;
    if (this.#troubled) {
      this.#troubled = false;
      this.#listener.troubled(null);
    }
    if (this.#waiting.length === 0) return;
    // From a fresh turn: a store that answers at once must not recurse through a long backlog. An `add` meanwhile must
    // not begin it twice.
    this.#gathering = true;
    this.#cancel = this.#clock.at(this.#clock.now(), () => this.#soon());
  }

  #failed(fault: Fault): void {
    this.#attempt += 1;
    this.#writing = 0;
    if (!this.#troubled) {
      this.#troubled = true;
      this.#listener.troubled(fault);
    }
    this.#cancel = this.#clock.at(after(this.#clock.now(), this.#retry), () => this.#write());
    this.#retry = Math.min(this.#retry * 2, RETRY_LONGEST) as Duration;
  }
}

const NO_ANSWER: Fault = {
  code: 'TR-RUN-003',
  where: 'call records',
  what: 'the store did not answer within 10 s',
  todo: 'check the disk of the data folder',
};
