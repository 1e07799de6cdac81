/** One page on `/api/desk`: what it says is checked, what it must know is sent when it is different. */
import { Ajv, type ValidateFunction } from 'ajv';
import type { Desk, DeskAction, DeskSeat } from '#ports/desk.ts';
import type { Training, TrainingSeat, TrainingWish } from '#ports/training.ts';
import type { Who } from '../access/who.ts';
import { UNSENT_BYTES_MAX, type WatcherSocket } from '../events.ts';
import type { Mask } from '../parts.ts';
import {
  DESK_HITS_MAX,
  type DeskClientMessage,
  DeskClientMessageSchema,
  type DeskServerMessage,
} from '../protocol/desk.ts';
import { SEATS } from '../routing/policy.ts';
import { shallow } from '../routing/validation.ts';
import { Bucket } from './bucket.ts';
import { maskedView, unmaskedAction } from './masked.ts';

/** A key that is held down repeats some 35 times a second; a page that says much more than that is broken. */
const MESSAGES_AT_ONCE = 120;
const MESSAGES_PER_SECOND = 60;
/** Keys whose answers are not there yet. */
const ACTS_MAX = 16;

let schema: ValidateFunction<DeskClientMessage> | null = null;
/** Compiled for the first page that says something. */
function understood(message: unknown): message is DeskClientMessage {
  schema ??= new Ajv({ allowUnionTypes: true }).compile<DeskClientMessage>(DeskClientMessageSchema);
  return schema(message);
}

/** Words for why there is no seat, by the code of the fault. */
const WHY: Readonly<Record<string, string>> = {
  'TR-DESK-002': 'no-such-console',
  'TR-DESK-003': 'other-operator',
  'TR-DESK-004': 'sits-elsewhere',
  'TR-DESK-005': 'console-out',
  'TR-DESK-006': 'on-duty',
  'TR-DESK-007': 'too-many',
};

export interface PageOptions {
  readonly socket: WatcherSocket;
  readonly desk: Desk | null;
  readonly training: Training | null;
  readonly who: Who;
  readonly mask: Mask;
  readonly nowMs: () => number;
  /** The session of this page is another user's now. Null: it is not, for he may not. */
  readonly handedOver: (who: Who, user: string) => Promise<Who | null>;
  /** Draws the board, once for all who watch. */
  readonly board: () => string;
  readonly gone: () => void;
}

export class DeskPage {
  readonly #options: PageOptions;
  readonly #bucket: Bucket;
  #who: Who;
  #role: 'new' | 'sitting' | 'seated' | 'watching' | 'gone' = 'new';
  #seat: DeskSeat | null = null;
  /** The seat, when it is one to practise at. */
  #practice: TrainingSeat | null = null;
  #unsubscribe: (() => void)[] = [];
  #sent = '';
  #sentTraining = '';
  #acts = 0;

  constructor(options: PageOptions) {
    this.#options = options;
    this.#who = options.who;
    this.#bucket = new Bucket(MESSAGES_AT_ONCE, MESSAGES_PER_SECOND, options.nowMs());
  }

  get who(): Who {
    return this.#who;
  }

  /** It has said what it is. */
  get isKnown(): boolean {
    return this.#role !== 'new';
  }

  get watches(): boolean {
    return this.#role === 'watching';
  }

  hear(text: string): void {
    if (this.#role === 'gone') return;
    if (!this.#bucket.take(this.#options.nowMs())) {
      this.end(1008, 'too much is said');
      return;
    }
    const message = read(text);
    if (message === null) {
      this.end(1008, 'not understood');
      return;
    }
    switch (message.kind) {
      case 'sit':
        if (this.#role === 'new') void this.#sit(message.console, message.tab);
        return;
      case 'practise':
        if (this.#role === 'new') void this.#practise(message.wish, message.tab);
        return;
      case 'ask':
        this.#practice?.ask();
        return;
      case 'finish':
        this.#practice?.finish();
        return;
      case 'watch':
        if (this.#role === 'new') this.#watch();
        return;
      case 'act':
        void this.#act(message.id, message.action as DeskAction);
        return;
      case 'search':
        this.#send({
          ...{ kind: 'found', id: message.id },
          hits: [...(this.#seat?.search(message.text, DESK_HITS_MAX) ?? [])],
        });
    }
  }

  /** The same text for everybody who watches. */
  showBoard(text: string): void {
    if (text === this.#sent) return;
    this.#sent = text;
    this.#sendText(text);
  }

  beat(): void {
    this.#send({ kind: 'beat' });
  }

  /** The connection is gone; the operator may come back. */
  leave(): void {
    this.#role = 'gone';
    for (const end of this.#unsubscribe.splice(0)) end();
    this.#seat?.leave();
    this.#seat = null;
    this.#practice = null;
    this.#options.gone();
  }

  end(code: number, reason: string): void {
    this.leave();
    this.#options.socket.close(code, reason);
  }

  #maySit(): boolean {
    const { kind, role } = this.#who;
    return kind === 'person' && role !== null && SEATS.includes(role);
  }

  async #sit(console: string, tab: string): Promise<void> {
    const { desk, training } = this.#options;
    this.#role = 'sitting';
    if (!this.#maySit()) return this.#refuse('not-permitted');
    if (desk === null) return this.#refuse('not-running');
    // Whoever takes up duty has practised enough.
    training?.end(this.#who.name);
    const sat = await desk.sit(this.#who.name, console, tab, () => this.#taken());
    if (!sat.ok) return this.#refuse(WHY[sat.error.code] ?? sat.error.code);
    this.#seated(sat.value);
  }

  async #practise(wish: TrainingWish, tab: string): Promise<void> {
    const { training } = this.#options;
    this.#role = 'sitting';
    if (!this.#maySit()) return this.#refuse('not-permitted');
    if (training === null) return this.#refuse('not-running');
    const sat = await training.sit(this.#who.name, wish, tab, () => this.#taken());
    if (!sat.ok) return this.#refuse(WHY[sat.error.code] ?? sat.error.code);
    if (this.#role === 'sitting') this.#practice = sat.value;
    this.#seated(sat.value);
  }

  #seated(seat: DeskSeat): void {
    // The page went away meanwhile.
    if (this.#role !== 'sitting') {
      seat.leave();
      return;
    }
    this.#role = 'seated';
    this.#seat = seat;
    this.#showView();
    this.#send({ kind: 'lamps', changes: seat.lamps().map(([number, lamp]) => [number, lamp]) });
    this.#unsubscribe.push(
      seat.onChange(() => this.#showView()),
      seat.onLamps((changes) =>
        this.#send({ kind: 'lamps', changes: changes.map(([number, lamp]) => [number, lamp]) }),
      ),
    );
  }

  #watch(): void {
    this.#role = 'watching';
    if (this.#options.desk === null) this.#refuse('not-running');
    else this.showBoard(this.#options.board());
  }

  #refuse(why: string): void {
    if (this.#role === 'gone') return;
    this.#role = 'new';
    this.#send({ kind: 'refused', why });
  }

  #taken(): void {
    if (this.#role === 'gone') return;
    this.#seat = null;
    this.#practice = null;
    this.#send({ kind: 'taken' });
    this.end(4409, 'another page sits there, or nobody');
  }

  #showView(): void {
    if (this.#seat === null) return;
    this.#showTraining();
    const view = maskedView(this.#seat.view(), (number) => this.#options.mask(this.#who.role, number));
    const text = JSON.stringify({ kind: 'view', view });
    if (text === this.#sent) return;
    this.#sent = text;
    this.#sendText(text);
  }

  #showTraining(): void {
    if (this.#practice === null) return;
    const text = JSON.stringify({ kind: 'training', training: this.#practice.training() });
    if (text === this.#sentTraining) return;
    this.#sentTraining = text;
    this.#sendText(text);
  }

  async #act(id: number, wanted: DeskAction): Promise<void> {
    const seat = this.#seat;
    if (seat === null || this.#acts >= ACTS_MAX) {
      const why = seat === null ? 'no-seat' : 'try-later';
      this.#send({ kind: 'reply', id, reply: { ok: false, why, by: '' } });
      return;
    }
    const mask = (number: string): string => this.#options.mask(this.#who.role, number);
    const action = unmaskedAction(wanted, seat.view(), mask);
    this.#acts += 1;
    const reply = await seat.act(action);
    this.#acts -= 1;
    if (action.op === 'handOver' && reply.ok) {
      const next = await this.#options.handedOver(this.#who, action.user);
      if (next === null) return this.end(4401, 'log in again');
      this.#who = next;
      this.#showView();
    }
    this.#send({ kind: 'reply', id, reply });
  }

  #send(message: DeskServerMessage): void {
    this.#sendText(JSON.stringify(message));
  }

  /** A page that does not take what it is sent is let go: it comes again and starts afresh. */
  #sendText(text: string): void {
    const { socket } = this.#options;
    if (this.#role === 'gone') return;
    if (socket.bufferedAmount <= UNSENT_BYTES_MAX) {
      socket.send(text);
      return;
    }
    this.leave();
    socket.terminate();
  }
}

function read(text: string): DeskClientMessage | null {
  if (!shallow(text)) return null;
  try {
    const message: unknown = JSON.parse(text);
    return understood(message) ? message : null;
  } catch {
    return null;
  }
}
