import type { Answer } from '#ports/database.ts';
import type { DirectoryEntry, LeftMessage, Ticket } from '#ports/desk.ts';
import type { ConsoleLayout, DeskChange, DeskStore, Operation, Page, Shift } from '#ports/desk-store.ts';
import type { TrainingScore } from '#ports/training.ts';
import { type Fault, fail, ok } from '#units/result.ts';

type WithId = { readonly id: number };

/** What operators leave behind, without a disk; `fault` is asked at each call, and answers it while there is one. */
export class MemoryDesk implements DeskStore {
  readonly #fault: () => Fault | null;
  readonly #entries = new Map<number, DirectoryEntry>();
  readonly #tickets = new Map<number, Ticket>();
  readonly #messages = new Map<number, LeftMessage>();
  readonly #operations = new Map<number, Operation>();
  readonly #shifts = new Map<number, Shift>();
  readonly #scores = new Map<number, TrainingScore>();
  readonly #layouts = new Map<string, ConsoleLayout>();

  constructor(fault: () => Fault | null = () => null) {
    this.#fault = fault;
  }

  readonly save: DeskStore['save'] = (changes) =>
    this.#answer(() => {
      for (const change of structuredClone(changes)) this.#take(change);
      return null;
    });

  readonly pending: DeskStore['pending'] = () =>
    this.#answer(() => {
      const shifts = byId(this.#shifts);
      const ended = shifts.filter(({ endedEpochMs }) => endedEpochMs !== null);
      return {
        tickets: byId(this.#tickets).filter(({ state }) => state !== 'completed'),
        shifts: shifts.filter(({ endedEpochMs }) => endedEpochMs === null),
        handovers: ended.filter(
          (one) =>
            one.words !== '' && !ended.some(({ console, id }) => console === one.console && id > one.id),
        ),
        messages: byId(this.#messages).filter(({ readEpochMs }) => readEpochMs === null),
        last: {
          entry: last(this.#entries),
          ticket: last(this.#tickets),
          message: last(this.#messages),
          operation: last(this.#operations),
          shift: last(this.#shifts),
        },
      };
    });

  readonly entriesAfter: DeskStore['entriesAfter'] = (id, limit) =>
    this.#answer(() =>
      byId(this.#entries)
        .filter((one) => one.id > id)
        .slice(0, limit),
    );

  readonly tickets: DeskStore['tickets'] = (query, limit, before) =>
    this.#answer(() => {
      const { fromEpochMs = 0, toEpochMs = Number.POSITIVE_INFINITY, operator, state, result } = query;
      const text = query.text?.toLowerCase() ?? '';
      const fits = (one: Ticket): boolean =>
        one.openedEpochMs >= fromEpochMs &&
        one.openedEpochMs < toEpochMs &&
        (operator === undefined || one.operator === operator) &&
        (state === undefined || one.state === state) &&
        (result === undefined || one.result === result) &&
        [one.callerNumber, one.callerName, one.wanted].some((word) => word.toLowerCase().includes(text));
      return page(byId(this.#tickets).filter(fits), limit, before);
    });

  readonly messages: DeskStore['messages'] = ({ for: number, unread = false }, limit, before) =>
    this.#answer(() => {
      const fits = (one: LeftMessage): boolean =>
        (number === undefined || one.for === number) && (!unread || one.readEpochMs === null);
      return page(byId(this.#messages).filter(fits), limit, before);
    });

  readonly operations: DeskStore['operations'] = (query, limit, before) =>
    this.#answer(() => {
      const { fromEpochMs = 0, toEpochMs = Number.POSITIVE_INFINITY, number = '' } = query;
      const fits = (one: Operation): boolean =>
        one.epochMs >= fromEpochMs &&
        one.epochMs < toEpochMs &&
        (['operator', 'console', 'op'] as const).every(
          (field) => query[field] === undefined || query[field] === one[field],
        ) &&
        one.number.includes(number);
      return page(byId(this.#operations).filter(fits), limit, before);
    });

  readonly shifts: DeskStore['shifts'] = (query, limit, before) =>
    this.#answer(() => {
      const { operator, fromEpochMs = 0, toEpochMs = Number.POSITIVE_INFINITY } = query;
      const fits = (one: Shift): boolean =>
        (operator === undefined || one.operator === operator) &&
        one.beganEpochMs >= fromEpochMs &&
        one.beganEpochMs < toEpochMs;
      return page(byId(this.#shifts).filter(fits), limit, before);
    });

  readonly scores: DeskStore['scores'] = ({ operator }, limit, before) =>
    this.#answer(() => {
      const fits = (one: TrainingScore): boolean => operator === undefined || one.operator === operator;
      return page(byId(this.#scores).filter(fits), limit, before);
    });

  readonly layout: DeskStore['layout'] = (user) => this.#answer(() => this.#layouts.get(user) ?? null);

  readonly prune: DeskStore['prune'] = (olderThanEpochMs) =>
    this.#answer(() => {
      const forget = <T>(rows: Map<number, T>, old: (row: T) => boolean): number => {
        const gone = [...rows].filter(([, row]) => old(row));
        for (const [id] of gone) rows.delete(id);
        return gone.length;
      };
      const over = (epochMs: number): boolean => epochMs < olderThanEpochMs;
      return (
        forget(this.#operations, ({ epochMs }) => over(epochMs)) +
        forget(this.#tickets, ({ openedEpochMs, state }) => over(openedEpochMs) && state === 'completed') +
        forget(this.#scores, ({ endedEpochMs }) => over(endedEpochMs)) +
        forget(this.#messages, ({ leftEpochMs, readEpochMs }) => over(leftEpochMs) && readEpochMs !== null) +
        forget(this.#shifts, ({ beganEpochMs, endedEpochMs }) => over(beganEpochMs) && endedEpochMs !== null)
      );
    });

  #take(change: DeskChange): void {
    switch (change.what) {
      case 'entry':
        this.#entries.set(change.row.id, change.row);
        break;
      case 'entryGone':
        this.#entries.delete(change.id);
        break;
      case 'ticket':
        this.#tickets.set(change.row.id, change.row);
        break;
      case 'message':
        this.#messages.set(change.row.id, change.row);
        break;
      case 'operation':
        this.#operations.set(change.row.id, change.row);
        break;
      case 'shift':
        this.#shifts.set(change.row.id, change.row);
        break;
      case 'score':
        this.#scores.set(change.row.id, change.row);
        break;
      case 'layout':
        this.#layouts.set(change.row.user, change.row);
    }
  }

  async #answer<T>(work: () => T): Answer<T> {
    const fault = this.#fault();
    return fault === null ? ok(structuredClone(work())) : fail(fault);
  }
}

const byId = <T extends WithId>(rows: ReadonlyMap<number, T>): T[] =>
  [...rows.values()].sort((a, b) => a.id - b.id);
const last = (rows: ReadonlyMap<number, WithId>): number => Math.max(0, ...rows.keys());

function page<T extends WithId>(
  found: readonly T[],
  limit: number,
  before = Number.POSITIVE_INFINITY,
): Page<T> {
  const older = found.filter(({ id }) => id < before).reverse();
  const rows = older.slice(0, limit);
  return { rows, next: older.length > limit ? rows.at(-1)!.id : null };
}
