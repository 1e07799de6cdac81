import type { Directory, DirectoryEntry, DirectoryHit, FieldError, ImportPreview } from '#ports/desk.ts';
import type { DeskChange, DeskStore } from '#ports/desk-store.ts';
import type { Entity, Extension } from '#switching/model.ts';
import { ok, type Result } from '#units/result.ts';
import { ENTRIES_MAX, entryErrors } from './check.ts';
import { keyOf, previewOf } from './import.ts';
import { type Indexed, indexed, match, RANKS, wordsOf } from './match.ts';

/** Entries read or written at once: to find the readings of so many names takes a few ms. */
const AT_ONCE = 100;
/** A number of outside is known by its end: before it may stand 0, a country code, or our prefix for outside. */
const END_LENGTH = 8;

type PutAnswer = Awaited<ReturnType<Directory['put']>>;
export type DirectoryStore = Pick<DeskStore, 'save' | 'entriesAfter'>;

/** The directory in memory, as the disk has it, with the extensions of the office; searched as somebody types. */
export class OfficeDirectory implements Directory {
  readonly #store: DirectoryStore;
  readonly #stored = new Map<number, Indexed>();
  readonly #idByKey = new Map<string, number>();
  #extensions: readonly Indexed[] = [];
  #own: ReadonlySet<string> = new Set();
  /** In order; without extensions whose number is stored. Null: to be made anew. */
  #all: readonly Indexed[] | null = null;
  /** As it was in order last. */
  #sorted: readonly Indexed[] = [];
  #byNumber = new Map<string, DirectoryEntry>();
  #byEnd = new Map<string, DirectoryEntry>();
  #lastId = 0;
  /** Changes one after the other: each sees what the one before has left. */
  #changes: Promise<unknown> = Promise.resolve();
  readonly #listeners = new Set<() => void>();

  constructor(store: DirectoryStore) {
    this.#store = store;
  }

  /** Reads what is stored. A Fault: the disk could not; what was read until then is there. */
  load(): Promise<Result<null>> {
    return this.#inTurn(async () => {
      for (;;) {
        const some = await this.#store.entriesAfter(this.#lastId, AT_ONCE);
        if (!some.ok) return some;
        for (const entry of some.value) this.#set(entry);
        this.#changed();
        if (some.value.length === AT_ONCE) continue;
        this.#ordered();
        return ok(null);
      }
    });
  }

  /** The office has these extensions now; an entity that has a name is the department of its people. */
  setExtensions(
    extensions: readonly Pick<Extension, 'number' | 'name' | 'entity'>[],
    entities: readonly Pick<Entity, 'id' | 'name'>[] = [],
  ): void {
    const departments = new Map(entities.map(({ id, name }) => [id, name]));
    this.#extensions = extensions.map(({ number, name, entity }, place) =>
      indexed(
        {
          ...{ id: -1 - place, library: 'local', number, name: name === '' ? number : name, shortCode: '' },
          ...{ department: departments.get(entity) ?? '', notes: '', important: false },
        },
        true,
      ),
    );
    this.#own = new Set(this.#extensions.map(({ entry }) => entry.number));
    for (const [id, one] of this.#stored) {
      const isOwn = one.entry.library === 'local' && this.#own.has(one.entry.number);
      if (isOwn !== one.own) this.#stored.set(id, indexed(one.entry, isOwn));
    }
    this.#changed();
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  entries(): readonly DirectoryEntry[] {
    return this.#ordered().map(({ entry }) => entry);
  }

  search(text: string, limit: number): readonly Omit<DirectoryHit, 'lamp'>[] {
    const words = wordsOf(text);
    if (words.length === 0 || limit < 1) return [];
    const byRank: Omit<DirectoryHit, 'lamp'>[][] = RANKS.map(() => []);
    for (const one of this.#ordered()) {
      const found = match(one, words);
      if (found === null) continue;
      const hits = byRank[found.rank]!;
      if (hits.length < limit) hits.push({ ...one.entry, found: found.found });
    }
    return byRank.flat().slice(0, limit);
  }

  lookup(number: string): DirectoryEntry | null {
    this.#ordered();
    const exact = this.#byNumber.get(number);
    if (exact !== undefined) return exact;
    return number.length < END_LENGTH ? null : (this.#byEnd.get(number.slice(-END_LENGTH)) ?? null);
  }

  put(entry: DirectoryEntry): Promise<PutAnswer> {
    return this.#inTurn(async (): Promise<PutAnswer> => {
      const errors: FieldError[] = [...entryErrors(entry)];
      const fresh = !this.#stored.has(entry.id);
      if ((this.#idByKey.get(keyOf(entry)) ?? entry.id) !== entry.id)
        errors.push({ field: 'number', error: 'doubled' });
      if (fresh && this.#stored.size >= ENTRIES_MAX) errors.push({ field: 'number', error: 'full' });
      if (errors.length > 0) return { ok: false, errors, error: null };
      const row = fresh ? { ...entry, id: this.#lastId + 1 } : entry;
      const saved = await this.#store.save([{ what: 'entry', row }]);
      if (!saved.ok) return { ok: false, errors: [], error: saved.error };
      this.#set(row);
      this.#changed();
      return ok(row);
    });
  }

  remove(id: number): Promise<Result<boolean>> {
    return this.#inTurn(async (): Promise<Result<boolean>> => {
      if (!this.#stored.has(id)) return ok(false);
      const saved = await this.#store.save([{ what: 'entryGone', id }]);
      if (!saved.ok) return saved;
      this.#forget(id);
      this.#changed();
      return ok(true);
    });
  }

  preview(table: readonly (readonly string[])[]): Promise<ImportPreview> {
    return previewOf(
      table,
      [...this.#stored.values()].map(({ entry }) => entry),
    );
  }

  /** In parts, so that nobody waits for ten thousand rows; when the disk fails in the middle, those before stay. */
  take(preview: ImportPreview, mode: 'add' | 'replace'): Promise<Result<number>> {
    return this.#inTurn(async (): Promise<Result<number>> => {
      const changes = preview.rows
        .filter(({ change }) => change === 'new' || change === 'changed')
        .map(({ fields, replaces }): DeskChange => {
          const id = this.#idByKey.get(keyOf(fields)) ?? replaces ?? ++this.#lastId;
          return { what: 'entry', row: { ...fields, id } };
        });
      if (mode === 'replace')
        changes.unshift(...preview.absent.map((id): DeskChange => ({ what: 'entryGone', id })));
      for (let from = 0; from < changes.length; from += AT_ONCE) {
        const some = changes.slice(from, from + AT_ONCE);
        const saved = await this.#store.save(some);
        if (!saved.ok) return saved;
        for (const change of some) {
          if (change.what === 'entry') this.#set(change.row);
          if (change.what === 'entryGone') this.#forget(change.id);
        }
      }
      this.#changed();
      // Put in order now: who searches first should not wait for it.
      this.#ordered();
      return ok(changes.length);
    });
  }

  #set(entry: DirectoryEntry): void {
    this.#forget(entry.id);
    this.#lastId = Math.max(this.#lastId, entry.id);
    const own = entry.library === 'local' && this.#own.has(entry.number);
    this.#stored.set(entry.id, indexed(entry, own));
    this.#idByKey.set(keyOf(entry), entry.id);
  }

  #forget(id: number): void {
    const before = this.#stored.get(id);
    if (before === undefined) return;
    this.#stored.delete(id);
    this.#idByKey.delete(keyOf(before.entry));
  }

  #changed(): void {
    this.#all = null;
    for (const listener of [...this.#listeners]) listener();
  }

  #ordered(): readonly Indexed[] {
    if (this.#all !== null) return this.#all;
    const stored = [...this.#stored.values()];
    const taken = new Set(stored.filter(({ own }) => own).map(({ entry }) => entry.number));
    const now = new Set([...stored, ...this.#extensions.filter(({ entry }) => !taken.has(entry.number))]);
    // Those that were in order already come first: to sort what is nearly sorted takes hardly any time.
    const all = this.#sorted.filter((one) => now.delete(one));
    all.push(...now);
    all.sort((a, b) => (a.order < b.order ? -1 : a.order > b.order ? 1 : a.entry.id - b.entry.id));
    this.#byNumber = new Map();
    this.#byEnd = new Map();
    for (const { entry } of all) {
      const { number } = entry;
      if (!this.#byNumber.has(number)) this.#byNumber.set(number, entry);
      const end = number.slice(-END_LENGTH);
      if (number.length >= END_LENGTH && !this.#byEnd.has(end)) this.#byEnd.set(end, entry);
    }
    this.#all = all;
    this.#sorted = all;
    return all;
  }

  #inTurn<T>(change: () => Promise<T>): Promise<T> {
    const mine = this.#changes.then(change);
    this.#changes = mine.catch(() => undefined);
    return mine;
  }
}
