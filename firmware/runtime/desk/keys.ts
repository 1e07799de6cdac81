import type { DeskAction, DeskReply } from '#ports/desk.ts';
import type { DeskChange } from '#ports/desk-store.ts';
import type { CallId } from '#units/ids.ts';
import { aboutOf, commandOf, dialledIn, intentOf, isRecorded, recordedAs } from './acts.ts';
import type { Messages } from './messages.ts';
import type { Position } from './position.ts';
import type { Scene } from './scene.ts';
import { NO_SEAT } from './seat.ts';
import type { DeskSources } from './sources.ts';
import type { Tickets } from './tickets.ts';
import { groupsOf } from './view.ts';

export const TEXT_LENGTH_MAX = 2_000;

export interface KeysOptions {
  readonly sources: DeskSources;
  readonly tickets: Tickets;
  readonly messages: Messages;
  readonly save: (change: DeskChange) => void;
  /** Answers why not. */
  readonly handOver: (position: Position, next: string, words: string) => string | null;
  readonly logOut: (position: Position) => void;
  /** Empty: nobody. */
  readonly operatorAt: (console: string) => string;
  readonly changed: () => void;
}

type HandOver = Extract<DeskAction, { readonly op: 'handOver' }>;
const done = (call: CallId | null = null): DeskReply => ({ ok: true, call });
const refused = (why: string, by = ''): DeskReply => ({ ok: false, why, by });

/** What the keys of the consoles do, and the record of every one that acted. */
export class Keys {
  readonly #options: KeysOptions;
  #lastOperation: number;

  constructor(options: KeysOptions, lastOperation: number) {
    this.#options = options;
    this.#lastOperation = lastOperation;
  }

  async act(position: Position, scene: Scene, action: DeskAction): Promise<DeskReply> {
    const { duty } = position;
    if (duty === null) return NO_SEAT;
    const view = position.seen(scene);
    const about = aboutOf(action, view);
    const intent = intentOf(action, view);
    // Before the exchange does it: the caller may have left by the time it answers.
    if (intent !== null) position.intend(view.source?.call ?? null, intent);
    const reply = await this.#do(position, scene, action);
    const number = dialledIn(action);
    if (reply.ok && number !== null) position.dialled(number);
    if (isRecorded(action))
      this.#record(duty.operator, position.id, recordedAs(action), about, reply.ok ? 'done' : reply.why);
    return reply;
  }

  /** What happened by itself. */
  note({ id, duty }: Position, op: string): void {
    this.#record(duty?.operator ?? '', id, op, { call: null, number: '' }, 'done');
  }

  async #do(position: Position, scene: Scene, action: DeskAction): Promise<DeskReply> {
    const entity = groupsOf(scene, position.id)[0]?.entity ?? scene.modes[0]?.entity ?? '';
    if (action.op === 'setMode' && position.rights(scene)?.mayDistribute !== true)
      return refused('not-permitted');
    const operator = position.duty?.operator ?? '';
    const command = commandOf(action, { operator, console: position.id, entity });
    if (command === null) return this.#ours(position, action);
    const reply = await this.#options.sources.request(command);
    if (!reply.ok) return refused(reply.why, this.#options.operatorAt(reply.by ?? ''));
    if (action.op === 'suspend') position.suspended = action.on;
    if (action.op === 'consolePlug') position.suspended = false;
    this.#options.changed();
    return done(reply.call);
  }

  #ours(position: Position, action: DeskAction): DeskReply | Promise<DeskReply> {
    const { tickets, messages, logOut, changed } = this.#options;
    const { operator } = position.duty!;
    switch (action.op) {
      case 'note': {
        const ticket = tickets.change(action.ticket, action.change, { console: position.id, operator });
        changed();
        return ticket === null ? refused('no-such-ticket') : done(ticket.call);
      }
      case 'leaveMessage': {
        const { for: number, from } = action;
        const text = action.text.slice(0, TEXT_LENGTH_MAX);
        if (number === '') return refused('bad-number');
        messages.leave({ for: number, from, text, by: operator });
        changed();
        return done();
      }
      case 'handOver':
        return this.#handOver(position, action);
      case 'consoleOut':
        logOut(position);
        return done();
      default:
        throw new Error(`the exchange has no command for ${action.op}`);
    }
  }

  async #handOver(position: Position, { user, password, words }: HandOver): Promise<DeskReply> {
    const { sources, handOver } = this.#options;
    const { duty } = position;
    if (duty?.operator === user) return refused('same-operator');
    const trusted = await sources.trusts(user, password);
    if (trusted !== true) return refused(trusted === null ? 'try-later' : 'wrong-password');
    if (position.duty !== duty) return NO_SEAT;
    const why = handOver(position, user, words.slice(0, TEXT_LENGTH_MAX));
    return why === null ? done() : refused(why);
  }

  #record(
    operator: string,
    console: string,
    op: string,
    { call, number }: { readonly call: CallId | null; readonly number: string },
    outcome: string,
  ): void {
    this.#lastOperation += 1;
    const epochMs = Math.round(this.#options.sources.wallClock.epochMs());
    this.#options.save({
      what: 'operation',
      row: { id: this.#lastOperation, epochMs, operator, console, op, call: call ?? '', number, outcome },
    });
  }
}
