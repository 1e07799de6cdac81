import type { Clock } from '#ports/clock.ts';
import type { HostSnapshot, Observe } from '#ports/observe.ts';
import type { SipCalls, SipEvent, SipSide } from '#ports/sip-stack.ts';
import type { DialString } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import { LAMPS } from './lamps.ts';
import { Pause } from './pause.ts';
import { PRESENCE } from './presence.ts';

/** They follow what happens as people see it; who watches hundreds of extensions is not told each key stroke. */
const PAUSE_MS = 250;

/** One thing that is told of numbers. */
export interface Watched<State> {
  /** By which event people watch it (RFC 6665). */
  readonly event: string;
  /** Those of whom there is nothing to tell are not in it. */
  now(
    seen: Pick<HostSnapshot, 'calls' | 'ports'>,
    observe: Pick<Observe, 'subscriber'>,
  ): ReadonlyMap<DialString, State>;
  /** Null: there is nothing to tell any more. */
  tell(stack: SipCalls, number: DialString, state: State | null, now: Instant): void;
}

/** Tells what is not as it was told before. */
class Board<State> {
  readonly #watched: Watched<State>;
  readonly #sip: SipSide;
  /** What was told of each number, as text. */
  readonly #told = new Map<DialString, string>();
  #isWatched = false;

  constructor(watched: Watched<State>, sip: SipSide) {
    this.#watched = watched;
    this.#sip = sip;
  }

  /** SIP is opened anew: nothing was told, and nobody watches yet. */
  forget(): void {
    this.#told.clear();
    this.#isWatched = false;
  }

  hear(event: string, any: boolean): void {
    if (event === this.#watched.event) this.#isWatched = any;
  }

  /** Most offices watch nothing, or lamps alone: what nobody watches is not looked for. */
  get isWatched(): boolean {
    return this.#isWatched;
  }

  show(seen: HostSnapshot, observe: Observe): void {
    const current = this.#watched.now(seen, observe);
    const news: [DialString, State | null][] = [];
    for (const number of this.#told.keys()) if (!current.has(number)) news.push([number, null]);
    for (const [number, state] of current)
      if (this.#told.get(number) !== textOf(state)) news.push([number, state]);
    if (news.length === 0) return;
    for (const [number, state] of news)
      if (state === null) this.#told.delete(number);
      else this.#told.set(number, textOf(state));
    this.#sip.do((stack, now) => {
      for (const [number, state] of news) this.#watched.tell(stack, number, state, now);
    });
  }
}

const textOf = (state: unknown): string => (typeof state === 'string' ? state : JSON.stringify(state));

/** Keeps what telephones watch, busy-lamp keys and presence, up to date with what the exchange shows. */
export class Watchers {
  readonly #pause: Pause;
  readonly #boards: readonly Pick<Board<unknown>, 'forget' | 'hear' | 'isWatched' | 'show'>[];
  #observe: Observe | null = null;

  constructor(clock: Clock, sip: SipSide) {
    this.#pause = new Pause(clock, PAUSE_MS, () => this.#show());
    this.#boards = [new Board(LAMPS, sip), new Board(PRESENCE, sip)];
  }

  /** From now on something is told. */
  attach(observe: Observe): void {
    this.#observe = observe;
    observe.onChange(() => this.#pause.later());
    this.#pause.later();
  }

  hear(event: SipEvent): void {
    if (event.kind === 'opened') for (const board of this.#boards) board.forget();
    if (event.kind !== 'watched') return;
    for (const board of this.#boards) board.hear(event.event, event.any);
    // Whoever comes first is not told what was long ago.
    if (event.any) this.#show();
  }

  #show(): void {
    const observe = this.#observe;
    const watched = this.#boards.filter(({ isWatched }) => isWatched);
    if (observe === null || watched.length === 0) return;
    const seen = observe.snapshot();
    for (const board of watched) board.show(seen, observe);
  }
}
