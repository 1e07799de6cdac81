import { createRequire } from 'node:module';
import type { Version, VersionStore } from '#ports/configuration.ts';

/** Read when somebody compares two versions for the first time. */
const comparing = (): typeof import('diff') => createRequire(import.meta.url)('diff');

export interface StoredVersion extends Version {
  readonly text: string;
}

/** Texts held in memory; an older one is fetched again when somebody wants to see it. */
const TEXTS_MAX = 100;
const DIFF_MS_MAX = 2_000;

/** The versions there are, newest last. What is on the disk, and what is known of it without asking. */
export class History {
  readonly #store: VersionStore;
  #versions: Version[] = [];
  readonly #texts = new Map<number, string>();

  constructor(store: VersionStore) {
    this.#store = store;
  }

  /** False when the store cannot be read; the history then begins anew in memory. */
  async load(): Promise<boolean> {
    try {
      for (const { text, ...version } of await this.#store.load()) this.#remember(version, text);
      return true;
    } catch {
      return false;
    }
  }

  get newest(): StoredVersion | null {
    const version = this.#versions.at(-1);
    return version === undefined ? null : this.held(version.version);
  }

  /** What has been confirmed, or never had to be, newest first: where an unconfirmed version goes back to. */
  lastConfirmed(): StoredVersion | null {
    const version = this.#versions.findLast(({ confirmByEpochMs }) => confirmByEpochMs === null);
    return version === undefined ? null : this.held(version.version);
  }

  /** Newest first, those whose text is in memory. */
  *recent(): Iterable<StoredVersion> {
    for (const { version } of [...this.#versions].reverse()) {
      const one = this.held(version);
      if (one !== null) yield one;
    }
  }

  held(number: number): StoredVersion | null {
    const version = this.#versions.find((one) => one.version === number);
    const text = this.#texts.get(number);
    return version === undefined || text === undefined ? null : { ...version, text };
  }

  page(limit: number, before: number): readonly Version[] {
    return this.#versions
      .filter(({ version }) => version < before)
      .slice(-Math.max(1, Math.min(limit, 1_000)))
      .reverse();
  }

  get nextNumber(): number {
    return (this.#versions.at(-1)?.version ?? 0) + 1;
  }

  /** False when it is not on the disk; then it is not in the history. */
  async add(version: Version, text: string): Promise<boolean> {
    const stored = await this.#store.add(version, text).catch(() => false);
    if (stored) this.#remember(version, text);
    return stored;
  }

  /** Everything up to a version counts as confirmed. */
  async confirm(number: number): Promise<boolean> {
    const open = this.#versions.filter((one) => one.version <= number && one.confirmByEpochMs !== null);
    for (const { version } of open) {
      if (!(await this.#store.confirm(version).catch(() => false))) return false;
      this.#versions = this.#versions.map((one) =>
        one.version === version ? { ...one, confirmByEpochMs: null } : one,
      );
    }
    return true;
  }

  async textOf(number: number): Promise<string | null> {
    const held = this.#texts.get(number);
    if (held !== undefined || !this.#versions.some(({ version }) => version === number)) return held ?? null;
    const all = await this.#store.load().catch(() => []);
    return all.find(({ version }) => version === number)?.text ?? null;
  }

  #remember(version: Version, text: string): void {
    this.#versions.push(version);
    this.#texts.set(version.version, text);
    const oldest = this.#texts.keys().next().value;
    if (this.#texts.size > TEXTS_MAX && oldest !== undefined) this.#texts.delete(oldest);
  }
}

/** Unified diff, as patch and git write it; null when the texts are too far apart to be compared in time. */
export const unifiedDiff = (from: string, to: string, names: readonly [string, string]): string | null =>
  comparing().createTwoFilesPatch(names[0], names[1], from, to, undefined, undefined, {
    context: 3,
    timeout: DIFF_MS_MAX,
  }) ?? null;
