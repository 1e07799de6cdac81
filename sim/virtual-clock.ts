import type { Cancel, Clock, WallClock } from '#ports/clock.ts';
import { assert } from '#units/result.ts';
import { after, type Duration, type Instant, instant } from '#units/time.ts';

interface Wakeup {
  readonly at: Instant;
  /** Order of asking; breaks ties, so that the same seed always runs the same way. */
  readonly order: number;
  wake: (() => void) | null;
}

const comesBefore = (a: Wakeup, b: Wakeup): boolean => a.at < b.at || (a.at === b.at && a.order < b.order);

/** Wake-ups that were cancelled stay in the heap until they surface, or until they are the greater half. */
const SWEEP_MIN = 64;

/** Time that passes only when told to. A binary heap; two wake-ups for one instant keep their order. */
export class VirtualClock implements Clock {
  #now: Instant;
  #heap: Wakeup[] = [];
  #asked = 0;
  #cancelled = 0;
  #running = false;

  constructor(start: Instant = instant(0)) {
    this.#now = start;
  }

  now(): Instant {
    return this.#now;
  }

  /** Wake-ups waiting; for tests that want nothing left behind. */
  get waiting(): number {
    return this.#heap.length - this.#cancelled;
  }

  at(when: Instant, wake: () => void): Cancel {
    assert(Number.isFinite(when), `a wake-up needs a finite instant, not ${when}`);
    const entry: Wakeup = { at: when < this.#now ? this.#now : when, order: this.#asked++, wake };
    this.#push(entry);
    return () => {
      if (entry.wake === null) return;
      entry.wake = null;
      this.#cancelled += 1;
      if (this.#cancelled > SWEEP_MIN && this.#cancelled * 2 > this.#heap.length) this.#sweep();
    };
  }

  /** The next wake-up, or null when nothing waits. */
  nextAt(): Instant | null {
    this.#dropCancelled();
    return this.#heap[0]?.at ?? null;
  }

  /** Runs everything due up to and at `end`, each at its own instant; then it is `end`. */
  advanceTo(end: Instant): void {
    assert(!this.#running, 'virtual time is advanced from inside a wake-up');
    this.#running = true;
    try {
      for (;;) {
        this.#dropCancelled();
        const next = this.#heap[0];
        if (next === undefined || next.at > end) break;
        this.#pop();
        this.#now = next.at;
        const wake = next.wake;
        next.wake = null;
        wake?.();
      }
      if (end > this.#now) this.#now = end;
    } finally {
      this.#running = false;
    }
  }

  runFor(span: Duration): void {
    this.advanceTo(after(this.#now, span));
  }

  #dropCancelled(): void {
    while (this.#heap.length > 0 && this.#heap[0]!.wake === null) {
      this.#pop();
      this.#cancelled -= 1;
    }
  }

  #sweep(): void {
    const kept = this.#heap
      .filter((entry) => entry.wake !== null)
      .sort((a, b) => (comesBefore(a, b) ? -1 : 1));
    this.#heap = kept;
    this.#cancelled = 0;
  }

  #push(entry: Wakeup): void {
    const heap = this.#heap;
    let at = heap.length;
    heap.push(entry);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!comesBefore(entry, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = entry;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop()!;
    if (heap.length === 0) return;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && comesBefore(heap[child + 1]!, heap[child]!)) child += 1;
      if (!comesBefore(heap[child]!, last)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
  }
}

/** Time of day that follows a virtual clock; `jump` is somebody setting the box's clock. */
export class VirtualWallClock implements WallClock {
  readonly #clock: Clock;
  readonly #offsetMinutes: number;
  #epochMsAtZero: number;

  /** `epochMsAtZero`: the time of day when the clock reads 0. */
  constructor(clock: Clock, epochMsAtZero: number, offsetMinutes = 0) {
    this.#clock = clock;
    this.#epochMsAtZero = epochMsAtZero;
    this.#offsetMinutes = offsetMinutes;
  }

  epochMs(): number {
    return this.#epochMsAtZero + Math.floor(this.#clock.now() / 1000);
  }

  offsetMinutes(): number {
    return this.#offsetMinutes;
  }

  jump(milliseconds: number): void {
    this.#epochMsAtZero += milliseconds;
  }
}
