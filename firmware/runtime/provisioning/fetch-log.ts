import type { Cancel, Clock } from '#ports/clock.ts';
import type { Database } from '#ports/database.ts';
import type { FetchLog, KeptFetch } from '#ports/provisioning.ts';
import { after, type Duration, sec } from '#units/time.ts';

/** After a power cut all telephones fetch at once: one write for all of them. */
const SAVE_AFTER: Duration = sec(5);
const KEY = 'provisioning.fetches';
/** Letters of one entry; a longer one is shown until the restart and not kept. */
const ENTRY_MAX = 600;
/** More than an office has telephones. */
const ENTRIES_MAX = 5_000;

type Entry = readonly [mac: string, fetch: KeptFetch];

/** What each telephone fetched last, in the database: a power cut may take the last five seconds of it. */
export class DatabaseFetchLog implements FetchLog {
  readonly #settings: Database['settings'];
  readonly #clock: Clock;
  readonly #fetches = new Map<string, KeptFetch>();
  /** Telephones of the office; null: not told yet. */
  #macs: ReadonlySet<string> | null = null;
  #loaded: Promise<void> | null = null;
  #cancel: Cancel | null = null;
  #saving: Promise<void> | null = null;
  #unsaved = false;

  constructor(settings: Database['settings'], clock: Clock) {
    this.#settings = settings;
    this.#clock = clock;
  }

  /** What was kept; what is noted meanwhile is newer. What cannot be read is as if nothing had been fetched. */
  load(): Promise<void> {
    this.#loaded ??= this.#settings.get(KEY).then((kept) => {
      for (const [mac, fetch] of entriesIn(kept.ok ? kept.value : null))
        if (!this.#fetches.has(mac) && this.#macs?.has(mac) !== false) this.#fetches.set(mac, fetch);
    });
    return this.#loaded;
  }

  last(mac: string): KeptFetch | null {
    return this.#fetches.get(mac) ?? null;
  }

  note(mac: string, fetch: KeptFetch): void {
    this.#fetches.set(mac, fetch);
    this.#saveLater();
  }

  keepOnly(macs: ReadonlySet<string>): void {
    this.#macs = macs;
    for (const mac of this.#fetches.keys())
      if (!macs.has(mac)) {
        this.#fetches.delete(mac);
        this.#saveLater();
      }
  }

  /** Ends when the last is on disk, or could not be. */
  async close(): Promise<void> {
    this.#cancel?.();
    await this.#saving;
    // It may have asked for the next one.
    this.#cancel?.();
    if (this.#unsaved) await this.#save();
  }

  #saveLater(): void {
    this.#unsaved = true;
    if (this.#cancel !== null || this.#saving !== null) return;
    this.#cancel = this.#clock.at(after(this.#clock.now(), SAVE_AFTER), () => {
      this.#cancel = null;
      this.#saving = this.#save().then(() => {
        this.#saving = null;
        if (this.#unsaved) this.#saveLater();
      });
    });
  }

  /** Not before what was kept is read: it would be written over. A full or broken disk is told by the database itself. */
  async #save(): Promise<void> {
    await this.load();
    this.#unsaved = false;
    const entries = [...this.#fetches].filter((entry) => JSON.stringify(entry).length <= ENTRY_MAX);
    await this.#settings.put(KEY, JSON.stringify(entries.slice(-ENTRIES_MAX)));
  }
}

function entriesIn(text: string | null): readonly Entry[] {
  if (text === null) return [];
  try {
    const read: unknown = JSON.parse(text);
    return Array.isArray(read) ? read.filter(isEntry).slice(-ENTRIES_MAX) : [];
  } catch {
    return [];
  }
}

function isEntry(read: unknown): read is Entry {
  if (!Array.isArray(read)) return false;
  const [mac, fetch] = read as readonly unknown[];
  if (typeof mac !== 'string' || typeof fetch !== 'object' || fetch === null) return false;
  const { epochMs, ...words } = fetch as Record<keyof KeptFetch, unknown>;
  const { from, file, origin, digest } = words;
  return (
    Number.isSafeInteger(epochMs) && [from, file, origin, digest].every((one) => typeof one === 'string')
  );
}
