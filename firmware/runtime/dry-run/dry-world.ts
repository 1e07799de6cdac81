import { createExchange, type Exchange, step } from '#switching/exchange.ts';
import type { Effect, ExchangeEvent, Office } from '#switching/model.ts';
import { after, earlier, type Instant, instant, ms } from '#units/time.ts';

/** What the world around a real exchange answers by itself, and how long it takes (ms). */
const DIAL_TONE_MS = 300;
const DIGIT_MS = 200;
const CALLER_ID_MS = 1_000;
const GUIDE_MS = 3_000;
/** A call that never comes to an end is no call: the run is cut off. */
const STEPS_MAX = 20_000;

export interface Happened {
  readonly at: Instant;
  readonly effect: Effect;
}

interface Coming {
  readonly at: Instant;
  readonly event: ExchangeEvent;
}

/** An exchange with every port but some in service, as it is before anything happens. */
export function freshExchange(office: Office, epochMs: number, down: ReadonlySet<string>): Exchange {
  let exchange = createExchange(office, instant(0), epochMs).exchange;
  for (const { port } of [...office.extensions, ...office.trunks])
    if (!down.has(port))
      exchange = step(exchange, { kind: 'health', port, inService: true }, instant(0)).exchange;
  return exchange;
}

/** The real core, and around it a world in which dial tone comes, digits get out and guides end. */
export class DryWorld {
  #exchange: Exchange;
  #now: Instant;
  #deadline: Instant | null = null;
  #coming: readonly Coming[] = [];
  #steps = 0;
  readonly happened: Happened[] = [];

  constructor(exchange: Exchange, now: Instant) {
    this.#exchange = exchange;
    this.#now = now;
  }

  get now(): Instant {
    return this.#now;
  }

  get exchange(): Exchange {
    return this.#exchange;
  }

  /** Something happens now. */
  feed(event: ExchangeEvent): void {
    const next = step(this.#exchange, event, this.#now);
    this.#exchange = next.exchange;
    this.#deadline = next.deadline;
    this.#steps++;
    for (const effect of next.effects) {
      this.happened.push({ at: this.#now, effect });
      this.#answer(effect);
    }
  }

  /** Something will happen; in order of time, and of being asked for. */
  later(wait: number, event: ExchangeEvent): void {
    const at = after(this.#now, ms(wait));
    this.#coming = [...this.#coming, { at, event }].sort((a, b) => a.at - b.at);
  }

  /** Time goes by, with what it brings, until `isOver` says so. */
  run(milliseconds: number, isOver: () => boolean = () => false): void {
    const until = after(this.#now, ms(milliseconds));
    while (!isOver() && this.#steps < STEPS_MAX) {
      const [first] = this.#coming;
      const next = earlier(first?.at ?? null, this.#deadline);
      if (next === null || next > until) break;
      this.#now = instant(Math.max(this.#now, next));
      if (first === undefined || (this.#deadline !== null && this.#deadline <= first.at))
        this.feed({ kind: 'deadline' });
      else {
        this.#coming = this.#coming.slice(1);
        this.feed(first.event);
      }
    }
    if (!isOver()) this.#now = until;
  }

  #answer(effect: Effect): void {
    switch (effect.kind) {
      case 'seize':
        this.later(DIAL_TONE_MS, { kind: 'tone', port: effect.port, tone: 'dial', on: true });
        return;
      case 'dial':
        this.later(DIGIT_MS * effect.digits.length, { kind: 'sent', port: effect.port, id: effect.id });
        return;
      case 'sendCallerId':
      case 'callWaitingAlert':
        this.later(CALLER_ID_MS, { kind: 'sent', port: effect.port, id: effect.id });
        return;
      case 'guide':
        if (!effect.loop) this.later(GUIDE_MS, { kind: 'guideEnded', port: effect.port, id: effect.id });
        return;
      default:
        return;
    }
  }
}
