import type {
  Answer,
  AuditEntry,
  Database,
  NewRecord,
  RecordQuery,
  StoredRecord,
  Token,
  User,
} from '#ports/database.ts';
import { type Fault, fail, ok } from '#units/result.ts';
import { MemoryDesk } from './memory-desk.ts';

type Kept = Parameters<Database['kept']['save']>[0][number];
type StoredVersion = Awaited<ReturnType<Database['versions']['load']>>[number];

const PLAIN_FAULT: Fault = {
  code: 'TR-DB-001',
  where: 'memory',
  what: 'the disk is full',
  todo: 'nothing; it is a fault of the simulation',
};

/**
 * A database without a disk, that can be told to fail. What it was given is copied, so that nobody can change
 * afterwards what was acknowledged.
 */
export class MemoryDatabase implements Database {
  /** Every call is answered with this while it is set. */
  fault: Fault | null = null;
  readonly #records: StoredRecord[] = [];
  readonly #kept = new Map<string, Kept>();
  readonly #versions = new Map<number, StoredVersion>();
  readonly #audit: (AuditEntry & { readonly id: number })[] = [];
  readonly #users = new Map<string, User>();
  readonly #tokens = new Map<string, Token>();
  readonly #settings = new Map<string, string>();
  #serial = 0;

  /** As of a full disk, until `fault` is null again. */
  failNow(): void {
    this.fault = PLAIN_FAULT;
  }

  readonly records: Database['records'] = {
    append: (record) => this.#answer(() => this.#append(record)),
    appendAll: (records) => this.#answer(() => records.map((record) => this.#append(record))),
    search: (query, limit, before = Number.POSITIVE_INFINITY) =>
      this.#answer(() => {
        const all = this.#records.filter((record) => matches(record, query)).reverse();
        const page = all.filter(({ serial }) => serial < before);
        const records = page.slice(0, limit);
        return {
          records: copy(records),
          next: page.length > limit ? (records.at(-1)?.serial ?? null) : null,
          total: all.length,
          totalTalkMs: all.reduce((sum, { talkMs }) => sum + talkMs, 0),
          totalUnits: all.reduce((sum, { units }) => sum + (units ?? 0), 0),
        };
      }),
    find: (bootId, call) => this.#answer(() => copy(this.#find(bootId, call) ?? null)),
    after: (serial, limit) =>
      this.#answer(() => copy(this.#records.filter((record) => record.serial > serial).slice(0, limit))),
    prune: (olderThanEpochMs) =>
      this.#answer(() => {
        const before = this.#records.length;
        const left = this.#records.filter(({ startedEpochMs }) => startedEpochMs >= olderThanEpochMs);
        this.#records.splice(0, before, ...left);
        return before - left.length;
      }),
  };

  readonly kept: Database['kept'] = {
    load: () =>
      this.#answer(() =>
        copy([...this.#kept.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kept]) => kept)),
      ),
    save: (kept) =>
      this.#answer(() => {
        for (const one of kept) {
          if (one.value === null) this.#kept.delete(`${one.what}\n${one.key}`);
          else this.#kept.set(`${one.what}\n${one.key}`, copy(one));
        }
        return null;
      }),
  };

  readonly versions: Database['versions'] = {
    load: async () =>
      this.fault === null ? copy([...this.#versions.values()].sort((a, b) => a.version - b.version)) : [],
    add: async (version, text) => {
      if (this.fault !== null || this.#versions.has(version.version)) return false;
      this.#versions.set(version.version, copy({ ...version, text }));
      return true;
    },
    confirm: async (version) => {
      const known = this.#versions.get(version);
      if (this.fault !== null || known === undefined) return false;
      this.#versions.set(version, { ...known, confirmByEpochMs: null });
      return true;
    },
  };

  readonly audit: Database['audit'] = {
    append: (entry) =>
      this.#answer(() => {
        this.#audit.push({ ...copy(entry), id: (this.#audit.at(-1)?.id ?? 0) + 1 });
        return null;
      }),
    search: ({ who, action, fromEpochMs = 0 }, limit, before = Number.POSITIVE_INFINITY) =>
      this.#answer(() => {
        const all = this.#audit
          .filter((entry) => who === undefined || entry.who === who)
          .filter((entry) => action === undefined || entry.action === action)
          .filter((entry) => entry.epochMs >= fromEpochMs && entry.id < before)
          .reverse();
        const entries = copy(all.slice(0, limit));
        return { entries, next: all.length > limit ? (entries.at(-1)?.id ?? null) : null };
      }),
  };

  readonly users: Database['users'] = {
    list: () =>
      this.#answer(() => copy([...this.#users.values()].sort((a, b) => (a.name < b.name ? -1 : 1)))),
    put: (user) => this.#answer(() => put(this.#users, user.name, copy(user))),
    remove: (name) => this.#answer(() => this.#users.delete(name)),
  };

  readonly tokens: Database['tokens'] = {
    list: () => this.#answer(() => copy([...this.#tokens.values()].sort((a, b) => (a.id < b.id ? -1 : 1)))),
    put: (token) => this.#answer(() => put(this.#tokens, token.id, copy(token))),
    remove: (id) => this.#answer(() => this.#tokens.delete(id)),
  };

  readonly desk: Database['desk'] = new MemoryDesk(() => this.fault);

  readonly settings: Database['settings'] = {
    get: (key) => this.#answer(() => this.#settings.get(key) ?? null),
    put: (key, value) => this.#answer(() => put(this.#settings, key, value)),
  };

  health(): ReturnType<Database['health']> {
    return this.#answer(() => ({ freeBytes: 1 << 30, fileBytes: this.#records.length * 1024, intact: true }));
  }

  close(): Promise<void> {
    this.fault = { ...PLAIN_FAULT, code: 'TR-DB-009', what: 'the database is closed' };
    return Promise.resolve();
  }

  #append(record: NewRecord): number {
    const known = this.#find(record.bootId, record.call);
    if (known !== undefined) return known.serial;
    this.#serial += 1;
    this.#records.push({ ...copy(record), serial: this.#serial });
    return this.#serial;
  }

  #find(bootId: string, call: string): StoredRecord | undefined {
    return this.#records.find((record) => record.bootId === bootId && record.call === call);
  }

  async #answer<T>(work: () => T): Answer<T> {
    return this.fault === null ? ok(work()) : fail(this.fault);
  }
}

function put<T>(into: Map<string, T>, key: string, value: T): null {
  into.set(key, value);
  return null;
}

const copy = <T>(value: T): T => structuredClone(value);

const NUMBERS = (record: NewRecord): readonly string[] => [
  ...[record.from, record.to, record.dialled],
  ...record.legs.flatMap(({ number, by, sent }) => [number, by, sent]),
];

function matches(record: StoredRecord, query: RecordQuery): boolean {
  const { fromEpochMs, toEpochMs, number, kind, entity, answered, trunk, minTalkMs } = query;
  return (
    (fromEpochMs === undefined || record.startedEpochMs >= fromEpochMs) &&
    (toEpochMs === undefined || record.startedEpochMs < toEpochMs) &&
    (number === undefined || NUMBERS(record).some((one) => one.includes(number))) &&
    (kind === undefined || record.kind === kind) &&
    (entity === undefined || record.entity === entity) &&
    (answered === undefined || (record.answeredEpochMs !== null) === answered) &&
    (trunk === undefined || record.legs.some((leg) => leg.trunk === trunk)) &&
    (minTalkMs === undefined || record.talkMs >= minTalkMs)
  );
}
