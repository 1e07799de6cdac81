import type { Cancel, Clock } from '#ports/clock.ts';
import type { Control, PromptControl } from '#ports/control.ts';
import type { Command, ExchangeEvent, Reply } from '#switching/model.ts';
import { after, type Duration, sec } from '#units/time.ts';

/** Requests that wait for an answer at the same time. */
export const WAITING_MAX = 256;
const ANSWER_WITHIN: Duration = sec(1);
const NOT_NOW: Reply = { ok: false, why: 'not-in-that-state' };

/** What the web asks of the exchange: one event in, one effect `reply` out, and no request waits for ever. */
export class Commands implements Control, PromptControl {
  readonly #clock: Clock;
  readonly #receive: (event: ExchangeEvent) => void;
  readonly #waiting = new Map<number, { readonly answer: (reply: Reply) => void; readonly cancel: Cancel }>();
  #next = 1;

  constructor(clock: Clock, receive: (event: ExchangeEvent) => void) {
    this.#clock = clock;
    this.#receive = receive;
  }

  request(command: Command): Promise<Reply> {
    return new Promise((resolve) => this.ask(command, resolve));
  }

  ask(command: Command, answer: (reply: Reply) => void): void {
    if (this.#waiting.size >= WAITING_MAX) {
      answer(NOT_NOW);
      return;
    }
    const id = this.#next++;
    const cancel = this.#clock.at(after(this.#clock.now(), ANSWER_WITHIN), () => this.reply(id, NOT_NOW));
    this.#waiting.set(id, { answer, cancel });
    this.#receive({ kind: 'command', id, command });
  }

  /** The core's answer. A late one finds nobody and is dropped. */
  reply(id: number, reply: Reply): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.cancel();
    waiting.answer(reply);
  }
}
