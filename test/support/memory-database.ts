import type {
  AuditEntry,
  Database,
  NewRecord,
  RecordQuery,
  StoredRecord,
  Token,
  User,
} from '#ports/database.ts';
import { MemoryDesk } from '#sim/memory-desk.ts';
import type { Fault } from '#units/result.ts';

type Answer<T> = Promise<
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: Fault }
>;

const matches = (record: StoredRecord, query: RecordQuery): boolean => {
  const numbers = [record.from, record.to, record.dialled, ...record.legs.map((leg) => leg.number)];
  return (
    record.startedEpochMs >= (query.fromEpochMs ?? 0) &&
    record.startedEpochMs < (query.toEpochMs ?? Number.POSITIVE_INFINITY) &&
    (query.number === undefined || numbers.some((one) => one.includes(query.number!))) &&
    (query.kind === undefined || record.kind === query.kind) &&
    (query.entity === undefined || record.entity === query.entity) &&
    (query.answered === undefined || (record.answeredEpochMs !== null) === query.answered) &&
    (query.trunk === undefined || record.legs.some((leg) => leg.trunk === query.trunk)) &&
    record.talkMs >= (query.minTalkMs ?? 0)
  );
};
const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);

/** The database port in memory, with a disk that can be made to fail. */
export class MemoryDatabase implements Database {
  readonly stored: StoredRecord[] = [];
  readonly audited: (AuditEntry & { id: number })[] = [];
  readonly people = new Map<string, User>();
  readonly issued = new Map<string, Token>();
  readonly kept_ = new Map<string, string>();
  /** The disk is gone. */
  broken: Fault | null = null;

  async #answer<T>(work: () => T): Answer<T> {
    return this.broken === null ? { ok: true, value: work() } : { ok: false, error: this.broken };
  }

  #append(record: NewRecord): number {
    const known = this.stored.find((one) => one.bootId === record.bootId && one.call === record.call);
    if (known !== undefined) return known.serial;
    this.stored.push({ ...record, serial: this.stored.length + 1 });
    return this.stored.length;
  }

  readonly records: Database['records'] = {
    append: (record) => this.#answer(() => this.#append(record)),
    appendAll: (records) => this.#answer(() => records.map((record) => this.#append(record))),
    search: (query, limit, before = Number.POSITIVE_INFINITY) =>
      this.#answer(() => {
        const all = this.stored.filter((record) => matches(record, query)).reverse();
        const older = all.filter(({ serial }) => serial < before);
        const records = older.slice(0, limit);
        return {
          records,
          next: older.length > limit ? records.at(-1)!.serial : null,
          total: all.length,
          totalTalkMs: sum(all.map(({ talkMs }) => talkMs)),
          totalUnits: sum(all.map(({ units }) => units ?? 0)),
        };
      }),
    find: (bootId, call) =>
      this.#answer(() => this.stored.find((one) => one.bootId === bootId && one.call === call) ?? null),
    after: (serial, limit) =>
      this.#answer(() => this.stored.filter((one) => one.serial > serial).slice(0, limit)),
    prune: () => this.#answer(() => 0),
  };
  readonly kept: Database['kept'] = {
    load: () => this.#answer(() => []),
    save: () => this.#answer(() => null),
  };
  readonly versions: Database['versions'] = {
    load: async () => [],
    add: async () => this.broken === null,
    confirm: async () => this.broken === null,
  };
  readonly audit: Database['audit'] = {
    append: (entry) =>
      this.#answer(() => {
        this.audited.push({ ...entry, id: this.audited.length + 1 });
        return null;
      }),
    search: ({ who, action, fromEpochMs = 0 }, limit, before = Number.POSITIVE_INFINITY) =>
      this.#answer(() => {
        const all = this.audited.filter(
          (one) =>
            one.id < before &&
            one.epochMs >= fromEpochMs &&
            (who === undefined || one.who === who) &&
            (action === undefined || one.action === action),
        );
        const entries = all.reverse().slice(0, limit);
        return { entries, next: all.length > limit ? entries.at(-1)!.id : null };
      }),
  };
  readonly users: Database['users'] = {
    list: () => this.#answer(() => [...this.people.values()]),
    put: (user) =>
      this.#answer(() => {
        this.people.set(user.name, user);
        return null;
      }),
    remove: (name) => this.#answer(() => this.people.delete(name)),
  };
  readonly tokens: Database['tokens'] = {
    list: () => this.#answer(() => [...this.issued.values()]),
    put: (token) =>
      this.#answer(() => {
        this.issued.set(token.id, token);
        return null;
      }),
    remove: (id) => this.#answer(() => this.issued.delete(id)),
  };
  readonly desk: Database['desk'] = new MemoryDesk(() => this.broken);
  readonly settings: Database['settings'] = {
    get: (key) => this.#answer(() => this.kept_.get(key) ?? null),
    put: (key, value) =>
      this.#answer(() => {
        this.kept_.set(key, value);
        return null;
      }),
  };
  health: Database['health'] = () => this.#answer(() => ({ freeBytes: 1, fileBytes: 1, intact: true }));
  async close(): Promise<void> {}
}
