import type { DeskAction } from '#ports/desk.ts';
import type { Random } from '#sim/random.ts';
import type { DeskHub } from '#web/desk/hub.ts';
import type { DeskServerMessage } from '#web/protocol/desk.ts';
import type { BusyOffice } from './busy-office.ts';

type View = Extract<DeskServerMessage, { kind: 'view' }>['view'];

/** An operator who does what he is there for, by nothing but the messages of his page. */
export class BusyOperator {
  readonly name: string;
  readonly console: string;
  readonly bufferedAmount = 0;
  view: View | null = null;
  closed: string | null = null;
  /** Answered by the desk; what was refused, why. */
  readonly refused: string[] = [];
  readonly #office: BusyOffice;
  readonly #hub: DeskHub;
  readonly #chance: Random;
  #lastId = 0;
  #thinking = false;

  constructor(office: BusyOffice, hub: DeskHub, console: string, chance: Random) {
    this.#office = office;
    this.#hub = hub;
    this.#chance = chance;
    this.console = console;
    this.name = `operator${console}`;
  }

  sit(): void {
    const who = {
      kind: 'person',
      role: 'operator',
      extension: '',
      session: this.name,
      name: this.name,
    } as const;
    this.#hub.join(this, who);
    this.#say({ kind: 'sit', console: this.console, tab: 'a' });
  }

  /** The page is loaded anew, in the middle of whatever goes on. */
  reload(): void {
    this.#hub.leave(this);
    this.view = null;
    this.#thinking = false;
    this.sit();
  }

  send(text: string): void {
    const message = JSON.parse(text) as DeskServerMessage;
    if (message.kind === 'reply' && !message.reply.ok) this.refused.push(message.reply.why);
    if (message.kind !== 'view') return;
    this.view = message.view;
    this.#think();
  }
  ping(): void {
    this.#hub.alive(this);
  }
  close(_code: number, reason: string): void {
    this.closed = reason;
  }
  terminate(): void {
    this.closed = 'terminated';
  }

  #say(message: object): void {
    this.#hub.hear(this, JSON.stringify(message));
  }

  #act(action: DeskAction): void {
    this.#lastId += 1;
    this.#say({ kind: 'act', id: this.#lastId, action });
  }

  /** One thing at a time, and each takes a moment; what is to be done is decided when the moment is over. */
  #think(): void {
    if (this.#thinking || this.#next() === null) return;
    this.#thinking = true;
    const talks = this.view?.source?.state === 'connected' && this.view.destination === null;
    const thinkMs = talks ? 3_000 + this.#chance() * 5_000 : 500 + this.#chance() * 3_000;
    this.#office.later(thinkMs, () => {
      this.#thinking = false;
      const action = this.#next();
      if (action !== null) this.#act(action);
      // Also when that changes nothing that the page would be told.
      this.#office.later(1_000, () => this.#think());
    });
  }

  #next(): DeskAction | null {
    if (this.view === null) return null;
    const { may, source, destination, waiting, held } = this.view;
    if (source !== null && destination === null && source.state === 'connected') return this.#serve();
    if (destination?.state === 'alerting' || destination?.state === 'connected')
      return may.includes('consoleTransfer') ? { op: 'consoleTransfer' } : null;
    if (destination !== null) return destination.state === 'dialling' ? null : { op: 'consoleCancel' };
    if (held.length > 0 && may.includes('consoleRetrieve')) return { op: 'consoleRetrieve', call: null };
    return waiting.length > 0 && may.includes('consoleAnswer') ? { op: 'consoleAnswer', call: null } : null;
  }

  /** Most are sent on, some announced, some told what they wanted to know; one in ten waits on hold for a moment. */
  #serve(): DeskAction {
    const dice = this.#chance();
    const to = String(805 + Math.floor(this.#chance() * 20));
    if (dice < 0.55) return { op: 'consoleSend', to };
    if (dice < 0.8) return { op: 'consoleCall', to };
    return dice < 0.9 ? { op: 'consoleHold' } : { op: 'consoleRelease' };
  }
}
