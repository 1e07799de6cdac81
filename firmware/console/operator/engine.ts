/** Runs commands: the echo at once, the exchange's word when it comes. */
import { createStore, type Store } from '../store.ts';
import { knownKey, type TextKey } from '../text/text.tsx';
import type { DeskAction, DeskMessage, DeskReply, DeskView } from './contract.ts';
import {
  type Desk,
  EMPTY_DESK,
  EMPTY_LINE,
  isDialable,
  type Open,
  type SearchLine,
  targetOf,
} from './desk.ts';
import type { Command } from './keys/command.ts';
import { connectDesk, type DeskLink } from './link.ts';
import { type Did, news, type Said, waitingName } from './news.ts';
import { decide, type Order } from './orders.ts';
import type { Place } from './place.ts';

export interface Operator {
  readonly desk: Store<Desk>;
  run(command: Command): void;
  /** What is written in the search line. */
  type(text: string): void;
  /** `to`: a place among the hits. */
  highlight(to: number): void;
  /** Any key was pressed. */
  touch(): void;
  readonly said: Store<{ readonly now: readonly Said[]; readonly count: number }>;
  /** For what has a form of its own; answered as by the exchange, and told on the prompt line. */
  act(action: DeskAction, doing?: TextKey): Promise<DeskReply>;
  /** Answers whether it is kept. */
  note(ticket: number, change: TicketChange): Promise<boolean>;
  open(open: Open | null): void;
  showTicket(id: number | null): void;
  /** After another page took the seat. */
  takeBack(): void;
  close(): void;
}

type TicketChange = Extract<DeskAction, { op: 'note' }>['change'];

const FOUND_MS_MAX = 2_000;
/** One to call, one to connect; what is hammered more is not meant. */
const LATER_MAX = 2;
/** With these what is written has done its work. */
const USES_LINE: readonly DeskAction['op'][] = [
  'consoleCall',
  'consoleSend',
  'consoleReserve',
  'consolePark',
];
const TOUCH_MS_MIN = 2_000;

/** Its members are handed out one by one, so that each is bound to it. */
class Engine implements Operator {
  readonly desk = createStore<Desk>(EMPTY_DESK);
  readonly said = createStore<{ now: readonly Said[]; count: number }>({ now: [], count: 0 });
  readonly #place: Place;
  #link: DeskLink;
  #did: Did | null = null;
  /** Counts what was asked: an answer to something older changes no prompt. */
  #turn = 0;
  #lastEvent: Said | null = null;
  /** Wait for the directory's answer, in the order they were pressed. */
  #later: { readonly commands: readonly Command[]; readonly timer: ReturnType<typeof setTimeout> } | null =
    null;
  /** Enter was pressed again before the wanted party was on the screen. */
  #then: Command | null = null;
  #touchedAtMs = 0;
  /** The directory has not answered yet. */
  #searching = false;

  constructor(place: Place) {
    this.#place = place;
    this.#link = this.#connect();
    let before = this.desk.get();
    this.desk.watch(() => {
      const now = this.desk.get();
      if (now === before) return;
      const told = news(before, now, this.#did);
      before = now;
      if (told.length > 0) this.#tell(told);
    });
  }

  #connect(): DeskLink {
    this.desk.set({ seat: 'sitting' });
    return connectDesk({
      place: this.#place,
      tab: crypto.randomUUID(),
      onState: (link) => {
        if (link !== 'up') this.#searching = false;
        if (this.desk.get().seat === 'taken') return;
        this.desk.set(link === 'up' ? { link } : { link, seat: 'sitting', pressed: null });
      },
      onMessage: (message) => this.#hear(message),
    });
  }

  #hear(message: Exclude<DeskMessage, { kind: 'reply' | 'beat' }>): void {
    const desk = this.desk.get();
    switch (message.kind) {
      case 'view':
        this.desk.set({ view: message.view, seat: 'seated' });
        // A new caller's ticket is in front of the one that was being finished.
        if (message.view.ticket !== null && message.view.ticket.id !== desk.view?.ticket?.id)
          this.showTicket(null);
        if (desk.seat !== 'seated') this.type(desk.line.text);
        if (this.#then !== null && message.view.destination !== null) this.#runThen();
        return;
      case 'lamps': {
        const lamps = new Map(desk.lamps);
        for (const [number, lamp] of message.changes) lamps.set(number, lamp);
        this.desk.set({ lamps });
        return;
      }
      case 'found':
        this.#searching = false;
        if (message.id !== desk.line.asked) {
          this.#ask(desk.line);
          return;
        }
        this.desk.set({ line: { ...desk.line, answered: message.id, hits: message.hits, highlight: 0 } });
        this.#runLater();
        return;
      case 'training':
        this.desk.set({ training: message.training });
        return;
      case 'taken':
        this.#link.close();
        this.desk.set({ seat: 'taken', pressed: null });
        return;
      case 'refused':
        this.#link.close();
        this.desk.set({ seat: 'refused', refused: message.why });
    }
  }

  readonly run = (command: Command): void => {
    const order = decide(command, this.desk.get());
    if (this.#did?.op === 'consoleCall' && this.desk.get().pressed !== null && isCompletion(command, order)) {
      this.#then = command;
      return;
    }
    this.#obey(command, order);
  };

  #obey(command: Command, order: Order): void {
    switch (order.kind) {
      case 'act':
        void this.#send(order.action, command, order.doing, order.values);
        return;
      case 'open':
        this.desk.set({ open: order.open });
        return;
      case 'later':
        this.#wait(command);
        return;
      case 'page':
        this.#page(order.what);
        return;
      case 'refused':
        this.#refuse({ key: order.why, values: {}, loud: false });
    }
  }

  readonly act = (action: DeskAction, doing: TextKey = 'op.do.plain'): Promise<DeskReply> =>
    this.#send(action, null, doing, {});

  /** The ticket is kept without a word, while the prompt line tells of calls; only a refusal is told. */
  readonly note = async (ticket: number, change: TicketChange): Promise<boolean> => {
    const reply = await this.#link.act({ op: 'note', ticket, change });
    if (!reply.ok) this.#refuse(refusal(reply.why, reply.by));
    return reply.ok;
  };

  async #send(
    action: DeskAction,
    command: Command | null,
    doing: TextKey,
    values: Said['values'],
  ): Promise<DeskReply> {
    const { view, line } = this.desk.get();
    if (!numbersIn(action).every(isDialable)) {
      this.#refuse(refusal('bad-number', ''));
      return { ok: false, why: 'bad-number', by: '' };
    }
    this.#turn += 1;
    const turn = this.#turn;
    if (action.op.startsWith('console')) {
      const [source, destination] = [view?.source?.call ?? null, view?.destination?.call ?? null];
      this.#did = { op: action.op, source, destination };
    }
    const did = this.#did;
    this.#then = null;
    const usesLine = command !== null && USES_LINE.includes(action.op);
    this.desk.set({ pressed: command, prompt: { key: doing, values, kind: 'wait' } });
    if (usesLine) this.type('');
    const reply = await this.#link.act(action);
    const mine = this.#turn === turn;
    if (this.desk.get().pressed === command && mine) this.desk.set({ pressed: null });
    if (!reply.ok) {
      if (this.#did === did) this.#did = null;
      this.#then = null;
      // What was written stands there again, to be corrected.
      if (usesLine && this.desk.get().line.text === '' && line.text !== '') this.type(line.text);
      this.#refuse(refusal(reply.why, reply.by));
    } else if (mine && this.desk.get().prompt?.kind === 'wait') {
      this.desk.set({ prompt: null });
    }
    return reply;
  }

  readonly type = (text: string): void => {
    const { line } = this.desk.get();
    this.#dropLater();
    const hits = line.text === '' || text === '' ? [] : line.hits;
    const next = { ...line, text, asked: line.asked + 1, hits, highlight: 0, moved: false };
    this.desk.set({
      line: next,
      prompt: this.desk.get().prompt?.kind === 'refused' ? null : this.desk.get().prompt,
    });
    this.#ask(next);
  };

  /** One question at a time: whoever types fast asks for the last of it. */
  #ask({ asked, text }: SearchLine): void {
    if (this.#searching) return;
    // With nothing written the directory answers with those who were called last.
    this.#searching = this.#link.search(asked, text.trim());
    if (!this.#searching) this.desk.set({ line: { ...EMPTY_LINE, text, asked, answered: asked } });
  }

  readonly highlight = (to: number): void => {
    const { line } = this.desk.get();
    if (line.hits.length === 0) return;
    const highlight = Math.max(0, Math.min(line.hits.length - 1, to));
    this.desk.set({ line: { ...line, highlight, moved: true } });
  };

  /** Any key brings an absent console back. */
  readonly touch = (): void => {
    if (this.desk.get().view?.state !== 'absent') return;
    const nowMs = performance.now();
    if (nowMs - this.#touchedAtMs < TOUCH_MS_MIN) return;
    this.#touchedAtMs = nowMs;
    void this.#link.act({ op: 'consoleTouch' });
  };

  readonly open = (open: Open | null): void => {
    this.desk.set({ open });
  };

  readonly showTicket = (ticketShown: number | null): void => {
    this.desk.set({ ticketShown });
  };

  readonly takeBack = (): void => {
    this.#link.close();
    this.#link = this.#connect();
  };

  readonly close = (): void => {
    this.#dropLater();
    this.#link.close();
  };

  #page(what: Extract<Order, { kind: 'page' }>['what']): void {
    const { view, link } = this.desk.get();
    if (what === 'clear') {
      this.type('');
      this.desk.set({ prompt: null });
    } else if (what === 'ask' || what === 'finish') {
      this.#link.lesson(what);
    } else if (what === 'ticket') {
      document.querySelector<HTMLElement>('[data-ticket-first]')?.focus();
    } else if (what === 'sayEvent') {
      this.#speak(this.#lastEvent ?? { key: 'op.say.noEvent', values: {}, loud: false });
    } else if (view === null || link !== 'up') {
      this.#speak({ key: 'op.say.linkLost', values: {}, loud: false });
    } else if (what === 'sayQueue') {
      const [first] = view.waiting;
      const urgent = view.waiting.filter((one) => one.urgent).length;
      const values = {
        count: view.waiting.length,
        urgent,
        who: first === undefined ? '' : waitingName(first),
      };
      this.#speak({ key: first === undefined ? 'op.say.queueEmpty' : 'op.say.queue', values, loud: false });
    } else {
      this.#speak(callerWords(view));
    }
  }

  #tell(told: readonly Said[]): void {
    const last = told.at(-1)!;
    this.#lastEvent = last;
    this.said.set({ now: told, count: this.said.get().count + 1 });
    this.desk.set({ prompt: { key: last.key, values: last.values, kind: 'hint' } });
  }

  #speak(said: Said): void {
    this.said.set({ now: [said], count: this.said.get().count + 1 });
  }

  #refuse(said: Said): void {
    this.desk.set({ prompt: { key: said.key, values: said.values, kind: 'refused' } });
    this.#speak(said);
  }

  #wait(command: Command): void {
    const commands = [...(this.#later?.commands ?? []), command].slice(0, LATER_MAX);
    this.#dropLater();
    this.#later = { commands, timer: setTimeout(() => this.#runLater(), FOUND_MS_MAX) };
  }

  #dropLater(): void {
    if (this.#later !== null) clearTimeout(this.#later.timer);
    this.#later = null;
  }

  #runLater(): void {
    const later = this.#later;
    this.#dropLater();
    if (later === null) return;
    if (targetOf(this.desk.get().line) === null) this.#refuse({ key: 'op.no.hit', values: {}, loud: false });
    else for (const command of later.commands) this.run(command);
  }

  #runThen(): void {
    const command = this.#then!;
    this.#then = null;
    this.#obey(command, decide(command, this.desk.get()));
  }
}

/** A directory may have numbers that no telephone can dial as they stand. */
function numbersIn(action: DeskAction): readonly string[] {
  if (action.op === 'consoleGroupCall') return action.numbers;
  const { to, from, number, slot } = action as {
    [name in 'to' | 'from' | 'number' | 'slot']?: string | null;
  };
  const recipient = action.op === 'leaveMessage' ? [action.for] : [from];
  return [to, number, slot, ...recipient].filter((one) => one !== undefined && one !== null);
}

function callerWords({ source, destination }: DeskView): Said {
  const card = source ?? destination;
  if (card === null) return { key: 'op.say.noCaller', values: {}, loud: false };
  const { number, notes, entry } = card;
  const values = { who: entry?.name || card.name, number, department: entry?.department ?? '', notes };
  return { key: 'op.say.caller', values, loud: false };
}

/** “Together”, pressed before the screen shows with whom. */
const isCompletion = (command: Command, order: Order): boolean =>
  (command === 'enter' || command === 'complete') &&
  order.kind === 'refused' &&
  (order.why === 'op.no.destination' || order.why === 'op.no.target');

function refusal(why: string, by: string): Said {
  const key = knownKey(`op.refused.${why}`);
  return key === null
    ? { key: 'op.refused.other', values: { why }, loud: false }
    : { key, values: { by }, loud: false };
}

export const openOperator = (place: Place): Operator => new Engine(place);
