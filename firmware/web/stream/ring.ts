/** The last events with their numbers, for clients that were cut off: so many, and not older than so long. */
import { KEPT_EVENTS_MAX, KEPT_MS_MAX, type StreamEvent } from '../protocol/stream.ts';

/** Each place once; the oldest is written over. */
export class EventRing {
  readonly #places: (StreamEvent | undefined)[];
  #last = 0;

  constructor(size = KEPT_EVENTS_MAX) {
    this.#places = Array.from({ length: size });
  }

  /** Number of the newest event; 0 before the first. */
  get last(): number {
    return this.#last;
  }

  /** The numbers count up by one. */
  add(event: StreamEvent): void {
    this.#last = event.seq;
    this.#places[event.seq % this.#places.length] = event;
  }

  /** What happens from here on to the next event is not kept: whoever comes back from before it gets no list. */
  gap(): void {
    this.#last += 1;
  }

  /** All events after this number; null when not all of them are kept any more, or it is of the future. */
  after(seq: number, nowEpochMs: number): readonly StreamEvent[] | null {
    if (seq > this.#last) return null;
    if (seq === this.#last) return [];
    const first = this.#places[(seq + 1) % this.#places.length];
    if (first?.seq !== seq + 1 || first.epochMs < nowEpochMs - KEPT_MS_MAX) return null;
    return Array.from(
      { length: this.#last - seq },
      (_, at) => this.#places[(seq + 1 + at) % this.#places.length]!,
    );
  }
}
