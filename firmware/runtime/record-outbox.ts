import type { Cancel, Clock } from '#ports/clock.ts';
import type { FinishedCall, Store } from '#ports/store.ts';
import type { Fault } from '#units/result.ts';
import { after, type Duration, sec } from '#units/time.ts';

/** Unacknowledged records kept: a day of a busy 128-line office (facts: room for 24 h). */
export const OUTBOX_MAX = 20_000;
/** The store must answer within this, or the write counts as failed and is tried again. */
const ANSWER_WITHIN: Duration = sec(10);
const RETRY_FIRST: Duration = sec(1);
const RETRY_LONGEST: Duration = sec(60);

export interface OutboxListener {
  /** The store failed (`fault`) or works again (null). */
  readonly troubled: (fault: Fault | null) => void;
  /** The oldest record was given up because `OUTBOX_MAX` are waiting. */
  readonly gaveUp: (record: FinishedCall) => void;
}

/**
 * Holds call records until the store acknowledges them. One write at a time, in order, so that a record
 * is on disk exactly once unless the acknowledgement itself is lost; `call` is the key to tell doubles.
 */
export class RecordOutbox {
  readonly #clock: Clock;
  readonly #store: Store;
  readonly #listener: OutboxListener;
  #waiting: FinishedCall[] = [];
  #attempt = 0;
  #writing = false;
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
      // The first one may be on its way to the disk already.
      const [given] = this.#waiting.splice(this.#writing ? 1 : 0, 1);
      if (given !== undefined) this.#listener.gaveUp(given);
    }
    this.#waiting.push(record);
    if (!this.#writing && !this.#troubled) this.#write();
  }

  stop(): void {
    this.#cancel();
    this.#attempt += 1;
  }

  #write(): void {
    const record = this.#waiting[0];
    if (record === undefined) return;
    this.#writing = true;
    this.#attempt += 1;
    const attempt = this.#attempt;
    this.#cancel = this.#clock.at(after(this.#clock.now(), ANSWER_WITHIN), () => {
      if (attempt === this.#attempt) this.#failed(NO_ANSWER);
    });
    this.#store.appendRecord(record, (fault) => {
      if (attempt !== this.#attempt) return;
      this.#cancel();
      if (fault === null) this.#written();
      else this.#failed(fault);
    });
  }

  #written(): void {
    this.#attempt += 1;
    this.#waiting.shift();
    // Still writing while the next one only waits for its turn: an `add` meanwhile must not begin it twice.
    this.#writing = this.#waiting.length > 0;
    this.#retry = RETRY_FIRST;
    if (this.#troubled) {
      this.#troubled = false;
      this.#listener.troubled(null);
    }
    // From a fresh turn: a store that answers at once must not recurse through a long backlog.
    if (this.#writing) this.#cancel = this.#clock.at(this.#clock.now(), () => this.#write());
  }

  #failed(fault: Fault): void {
    this.#attempt += 1;
    this.#writing = false;
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
