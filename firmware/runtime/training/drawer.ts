import type { DirectoryEntry, LeftMessage, Ticket } from '#ports/desk.ts';
import type { DeskChange, DeskPending, DeskStore, Operation, Page } from '#ports/desk-store.ts';
import type { TrainingLanguage } from '#ports/training.ts';
import type { CallId } from '#units/ids.ts';
import { ok } from '#units/result.ts';
import { nameIn } from './lesson.ts';
import { DEPARTMENTS, STAFF } from './people.ts';

/** A lesson has a dozen callers; whoever makes more tickets than that plays. */
const TICKETS_MAX = 200;
const EMPTY: DeskPending = {
  ...{ tickets: [], shifts: [], handovers: [], messages: [] },
  last: { entry: 0, ticket: 0, message: 0, operation: 0, shift: 0 },
};
const none = <T>(): Page<T> => ({ rows: [], next: null });

/** In the directory a name stands as it is written; one who reads no Chinese has the reading beside it. */
const entriesIn = (language: TrainingLanguage): readonly DirectoryEntry[] =>
  STAFF.map((person, place) => ({
    ...{ id: place + 1, library: 'local', number: person.number, shortCode: '', important: false },
    name: language === 'zh-CN' ? person.name : `${nameIn(language, person)} ${person.name}`,
    ...{ department: DEPARTMENTS[person.department][language], notes: '' },
  }));

export interface DrawerListener {
  /** A key that acted. */
  operation(row: Operation): void;
  message(row: LeftMessage): void;
}

/** What lies in the drawer of the practice desk: gone with the lesson, and no disk has seen any of it. */
export class PracticeDrawer implements DeskStore {
  readonly #entries: readonly DirectoryEntry[];
  readonly #listener: DrawerListener;
  readonly #tickets = new Map<CallId, Ticket>();

  constructor(language: TrainingLanguage, listener: DrawerListener) {
    this.#entries = entriesIn(language);
    this.#listener = listener;
  }

  ticketOf(call: CallId): Ticket | null {
    return this.#tickets.get(call) ?? null;
  }

  async save(changes: readonly DeskChange[]) {
    for (const change of changes) this.#take(change);
    return ok(null);
  }

  async pending() {
    return ok(EMPTY);
  }

  async entriesAfter(id: number, limit: number) {
    return ok(this.#entries.filter((one) => one.id > id).slice(0, limit));
  }

  async tickets() {
    return ok(none<Ticket>());
  }

  async messages() {
    return ok(none<LeftMessage>());
  }

  async operations() {
    return ok(none<Operation>());
  }

  async shifts() {
    return ok(none<never>());
  }

  async scores() {
    return ok(none<never>());
  }

  async layout() {
    return ok(null);
  }

  async prune() {
    return ok(0);
  }

  #take(change: DeskChange): void {
    if (change.what === 'operation') this.#listener.operation(change.row);
    if (change.what === 'message') this.#listener.message(change.row);
    if (change.what !== 'ticket' || change.row.call === null) return;
    if (this.#tickets.size < TICKETS_MAX || this.#tickets.has(change.row.call))
      this.#tickets.set(change.row.call, change.row);
  }
}
