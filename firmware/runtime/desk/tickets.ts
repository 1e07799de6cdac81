import type { Ticket } from '#ports/desk.ts';
import type { DeskChange } from '#ports/desk-store.ts';
import type { CallId } from '#units/ids.ts';

/** Completed ones that are remembered, for a note that comes late or a caller who comes back. */
const COMPLETED_MAX = 500;
/** Neither completed nor forgotten; of more the oldest is completed as it stands. */
const PENDING_MAX = 2_000;
/** On a page. */
const SHOWN_MAX = 50;

export type TicketChange = Partial<
  Pick<
    Ticket,
    'callerName' | 'callerNumber' | 'wanted' | 'reason' | 'result' | 'followUp' | 'notes' | 'state'
  >
>;

export interface Opening {
  readonly call: CallId;
  readonly console: string;
  readonly operator: string;
  readonly callerNumber: string;
  readonly callerName: string;
  readonly wanted: string;
}

export interface TicketsOptions {
  readonly bootId: string;
  readonly epochMs: () => number;
  readonly save: (change: DeskChange) => void;
}

/** Tickets of calls: one a call, whoever has it, so that what was written down goes where the call goes. */
export class Tickets {
  readonly #options: TicketsOptions;
  /** The one changed last is last. */
  readonly #byId = new Map<number, Ticket>();
  /** Of this start; a call that became part of another is found by both names. */
  readonly #idByCall = new Map<CallId, number>();
  #lastId: number;

  constructor(options: TicketsOptions, pending: readonly Ticket[], lastId: number) {
    this.#options = options;
    this.#lastId = lastId;
    for (const ticket of pending) this.#byId.set(ticket.id, ticket);
    // A restart has ended the calls of those that were open: whoever had them finishes them.
    for (const ticket of pending) if (ticket.state === 'open') this.#put({ ...ticket, state: 'staged' });
  }

  of(call: CallId | null): Ticket | null {
    const id = call === null ? undefined : this.#idByCall.get(call);
    return id === undefined ? null : (this.#byId.get(id) ?? null);
  }

  find(id: number): Ticket | null {
    return this.#byId.get(id) ?? null;
  }

  /** The caller is with an operator: anew, or again after a transfer that came to nothing. */
  open({ call, console, operator, ...caller }: Opening): {
    readonly ticket: Ticket;
    readonly fresh: boolean;
  } {
    const known = this.of(call);
    if (known !== null) {
      const ticket: Ticket = { ...known, state: 'open', console, operator, closedEpochMs: null };
      this.#put(ticket);
      return { ticket, fresh: false };
    }
    this.#lastId += 1;
    const ticket: Ticket = {
      ...{ id: this.#lastId, state: 'open', call, bootId: this.#options.bootId, console, operator },
      ...{ openedEpochMs: Math.round(this.#options.epochMs()), closedEpochMs: null, ...caller },
      ...{ reason: '', result: '', followUp: '', notes: '' },
    };
    this.#idByCall.set(call, ticket.id);
    this.#put(ticket);
    return { ticket, fresh: true };
  }

  /** The caller has left the operator. What is to be followed up is staged, so that it is not forgotten. */
  close(call: CallId, result: Ticket['result']): void {
    const ticket = this.of(call);
    if (ticket === null || ticket.state !== 'open') return;
    const state = ticket.followUp !== '' || ticket.result === 'follow-up' ? 'staged' : 'completed';
    this.#put(this.#ended({ ...ticket, state, result: ticket.result === '' ? result : ticket.result }));
  }

  /** The caller, who waited for an operator once more, has hung up. */
  gaveUp(call: CallId): void {
    const ticket = this.of(call);
    if (ticket !== null && ticket.state !== 'open' && ticket.result === '')
      this.#put({ ...ticket, result: 'lost' });
  }

  /** Somebody else has the caller's call now. */
  follow(call: CallId, into: CallId): void {
    const id = this.#idByCall.get(call);
    if (id !== undefined && !this.#idByCall.has(into)) this.#idByCall.set(into, id);
  }

  /** Null: there is none of this id any more. Whoever takes one up that was handed on has it. */
  change(id: number, change: TicketChange, by: { console: string; operator: string }): Ticket | null {
    const before = this.#byId.get(id);
    if (before === undefined) return null;
    const taken = before.state === 'handed-on' && change.state !== undefined && change.state !== 'handed-on';
    const ticket = this.#ended({ ...before, ...change, ...(taken ? by : {}) });
    this.#put(ticket);
    return ticket;
  }

  /** Another operator has the console, and what was open or staged on it. */
  handOver(console: string, from: string, to: string): void {
    for (const ticket of [...this.#byId.values()])
      if (ticket.console === console && ticket.operator === from && ticket.state !== 'completed')
        this.#put({ ...ticket, operator: to });
  }

  /** To be finished by this operator, or by anybody; the newest first. */
  stagedFor(operator: string): readonly Ticket[] {
    return [...this.#byId.values()]
      .filter(
        ({ state, operator: whose }) => state === 'handed-on' || (state === 'staged' && whose === operator),
      )
      .sort((a, b) => b.id - a.id)
      .slice(0, SHOWN_MAX);
  }

  /** Completed or handed on by this operator, the newest first. */
  recentOf(operator: string): readonly Ticket[] {
    return [...this.#byId.values()]
      .filter((one) => one.operator === operator && ['completed', 'handed-on'].includes(one.state))
      .slice(-SHOWN_MAX)
      .reverse();
  }

  #ended(ticket: Ticket): Ticket {
    if (ticket.state === 'open')
      return ticket.closedEpochMs === null ? ticket : { ...ticket, closedEpochMs: null };
    return { ...ticket, closedEpochMs: ticket.closedEpochMs ?? Math.round(this.#options.epochMs()) };
  }

  #put(ticket: Ticket): void {
    this.#byId.delete(ticket.id);
    this.#byId.set(ticket.id, ticket);
    this.#options.save({ what: 'ticket', row: ticket });
    this.#bound();
  }

  #bound(): void {
    if (this.#byId.size <= COMPLETED_MAX) return;
    const completed = [...this.#byId.values()].filter(({ state }) => state === 'completed');
    for (const { id } of completed.slice(0, Math.max(0, completed.length - COMPLETED_MAX))) this.#forget(id);
    if (this.#byId.size - completed.length <= PENDING_MAX) return;
    const oldest = [...this.#byId.values()].find(({ state }) => state === 'staged' || state === 'handed-on');
    if (oldest !== undefined) this.#put({ ...oldest, state: 'completed' });
  }

  #forget(id: number): void {
    this.#byId.delete(id);
    for (const [call, ticket] of this.#idByCall) if (ticket === id) this.#idByCall.delete(call);
  }
}
