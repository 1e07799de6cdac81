import type { ExchangeEvent } from '#switching/model.ts';
import type { Instant } from '#units/time.ts';

/** Events that may wait for the core; at 100 events a second (a very busy box) this is 20 s of stall. */
export const EVENT_QUEUE_MAX = 2048;
/** Beyond this only events whose loss would leave a line stuck are taken. */
const ROUTINE_MAX = (EVENT_QUEUE_MAX * 3) / 4;

export interface QueuedEvent {
  readonly event: ExchangeEvent;
  readonly at: Instant;
}

type Importance = 0 | 1 | 2;

/**
 * 2 must not be lost: hook state, health, the end of something that the core waits for.
 * 1 spoils one call attempt when lost. 0 is comfort. ITU-T Q.543 §2.3 asks for overload control that
 * keeps calls in progress before new ones.
 */
const IMPORTANCE: { readonly [K in ExchangeEvent['kind']]: Importance } = {
  offHook: 2,
  enBloc: 2,
  onHook: 2,
  hold: 2,
  retrieve: 2,
  declined: 2,
  health: 2,
  loopDrop: 2,
  cleared: 2,
  sent: 2,
  deadline: 2,
  configure: 2,
  restore: 2,
  timeOfDay: 2,
  command: 2,
  guideEnded: 2,
  guideRecorded: 2,
  battery: 2,
  polarity: 2,
  ringing: 1,
  digit: 1,
  flash: 1,
  tone: 0,
  callerId: 0,
};

const portOf = (event: ExchangeEvent): string => ('port' in event ? event.port : '');

/** Bounded first-in first-out queue in front of `step`; overload sheds the least important event. */
export class EventQueue {
  #items: QueuedEvent[] = [];
  #head = 0;
  #highWater = 0;

  get length(): number {
    return this.#items.length - this.#head;
  }

  get highWater(): number {
    return this.#highWater;
  }

  /** Answers with the event that had to be shed for it, itself perhaps; null when there was room. */
  push(event: ExchangeEvent, at: Instant): ExchangeEvent | null {
    const importance = IMPORTANCE[event.kind];
    let shed: ExchangeEvent | null = null;
    if (importance < 2 && this.length >= ROUTINE_MAX) {
      if (importance === 0 || !this.#has(0)) return event;
      shed = this.#removeFirst((queued) => IMPORTANCE[queued.kind] === 0);
    } else if (this.length >= EVENT_QUEUE_MAX) {
      shed = this.#makeRoomFor(event);
      if (shed === null) return event;
    }
    this.#items.push({ event, at });
    if (this.length > this.#highWater) this.#highWater = this.length;
    return shed;
  }

  shift(): QueuedEvent | null {
    if (this.length === 0) return null;
    const first = this.#items[this.#head]!;
    this.#head += 1;
    if (this.#head >= 512 || this.#head === this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }

  #has(importance: Importance): boolean {
    return this.#items.some((item, i) => i >= this.#head && IMPORTANCE[item.event.kind] === importance);
  }

  /** A newer state of a port makes its older one worthless. */
  #makeRoomFor(event: ExchangeEvent): ExchangeEvent | null {
    return (
      this.#removeFirst((queued) => IMPORTANCE[queued.kind] === 0) ??
      this.#removeFirst((queued) => IMPORTANCE[queued.kind] === 1) ??
      this.#removeFirst((queued) => portOf(queued) === portOf(event) && portOf(event) !== '')
    );
  }

  #removeFirst(matches: (event: ExchangeEvent) => boolean): ExchangeEvent | null {
    const index = this.#items.findIndex((item, i) => i >= this.#head && matches(item.event));
    if (index < 0) return null;
    return this.#items.splice(index, 1)[0]!.event;
  }
}
