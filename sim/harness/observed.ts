import type { Clock } from '#ports/clock.ts';
import type { PortId } from '#units/ids.ts';
import { between, type Instant, inMs } from '#units/time.ts';
import type { ExchangeLine, HeardTone, TelephoneSet } from '../people.ts';

/** One change of something that can be seen or heard, newest last. */
export interface Change<T> {
  readonly at: Instant;
  readonly is: T;
}

const KEPT = 32;

/** What one device did lately: the judge's own memory, kept from watching it. */
export class History<T> {
  readonly #changes: Change<T>[];

  constructor(at: Instant, is: T) {
    this.#changes = [{ at, is }];
  }

  note(at: Instant, is: T): boolean {
    if (this.now === is) return false;
    this.#changes.push({ at, is });
    if (this.#changes.length > KEPT) this.#changes.shift();
    return true;
  }

  get now(): T {
    return this.#changes.at(-1)!.is;
  }

  get since(): Instant {
    return this.#changes.at(-1)!.at;
  }

  /** Whether it was so at any time from `start` on. */
  wasSince(start: Instant, test: (is: T) => boolean): boolean {
    for (let i = this.#changes.length - 1; i >= 0; i--) {
      const change = this.#changes[i]!;
      if (test(change.is)) return true;
      if (change.at <= start) return false;
    }
    return false;
  }

  /** How long it has been so, ms. */
  forMs(now: Instant): number {
    return inMs(between(this.since, now));
  }
}

export interface SeenPhone {
  readonly phone: TelephoneSet;
  readonly offHook: History<boolean>;
  readonly ringing: History<boolean>;
  readonly hears: History<HeardTone>;
  /** It holds its party by a key of its own. */
  readonly holds: History<boolean>;
}

export interface SeenLine {
  readonly line: ExchangeLine;
  readonly state: History<ExchangeLine['state']>;
  readonly seized: History<boolean>;
}

/** Watches every device, remembers, and tells what happened. */
export class Observed {
  readonly phones = new Map<PortId, SeenPhone>();
  readonly lines = new Map<PortId, SeenLine>();
  readonly #looks = new Map<PortId, () => void>();

  constructor(
    clock: Clock,
    phones: Iterable<TelephoneSet>,
    lines: Iterable<ExchangeLine>,
    told: {
      readonly phone: (seen: SeenPhone, what: { readonly ringBegan: boolean }) => void;
      readonly line: (seen: SeenLine, what: { readonly stateWas: ExchangeLine['state'] | null }) => void;
    },
  ) {
    for (const phone of phones) {
      const now = clock.now();
      const seen = {
        phone,
        offHook: new History(now, phone.offHook),
        ringing: new History(now, phone.ringing),
        hears: new History<HeardTone>(now, phone.hears.tone),
        holds: new History(now, phone.holding === true),
      };
      const look = (): void => {
        const ringBegan = seen.ringing.note(clock.now(), phone.ringing) && phone.ringing;
        seen.offHook.note(clock.now(), phone.offHook);
        seen.hears.note(clock.now(), phone.hears.tone);
        seen.holds.note(clock.now(), phone.holding === true);
        told.phone(seen, { ringBegan });
      };
      this.phones.set(phone.port, seen);
      this.#looks.set(phone.port, look);
      phone.watch(look);
    }
    for (const line of lines) {
      const now = clock.now();
      const seen = {
        line,
        state: new History(now, line.state),
        seized: new History(now, line.seized),
      };
      const look = (): void => {
        const before = seen.state.now;
        seen.seized.note(clock.now(), line.seized);
        const changed = seen.state.note(clock.now(), line.state);
        told.line(seen, { stateWas: changed ? before : null });
      };
      this.lines.set(line.port, seen);
      this.#looks.set(line.port, look);
      line.watch(look);
    }
  }

  /** Devices tell what happens to them, not what people do with them: after that, somebody must look. */
  look(port: PortId): void {
    this.#looks.get(port)?.();
  }
}
