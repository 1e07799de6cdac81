import { createHash } from 'node:crypto';
import type { Database } from '#ports/database.ts';
import type { Dice } from '#sim/harness/dice.ts';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import type { Kept } from '#switching/model.ts';
import type { Said } from './acknowledged.ts';

export const hashOf = (text: string): string => createHash('sha256').update(text).digest('hex');

/** What people and the page write beside the calls: settings by telephone, versions of the office, the log of who did what. */
export class Writer {
  readonly #database: Database;
  readonly #dice: Dice;
  readonly #say: (said: Said) => void;
  #n: number;
  #version: number;
  #busy = 0;

  constructor(
    database: Database,
    dice: Dice,
    say: (said: Said) => void,
    from: { n: number; version: number },
  ) {
    this.#database = database;
    this.#dice = dice;
    this.#say = say;
    this.#n = from.n;
    this.#version = from.version;
  }

  get busy(): number {
    return this.#busy;
  }

  /** One thing more is on its way. */
  write(): void {
    const throwOf = this.#dice.whole(1, 10);
    this.#n += 1;
    if (throwOf <= 5) this.#under(this.#keep(this.#n));
    else if (throwOf <= 7) this.#under(this.#set(this.#n));
    else if (throwOf <= 9) this.#under(this.#audit(this.#n));
    else this.#under(this.#commit());
  }

  #under(work: Promise<void>): void {
    this.#busy += 1;
    void work.then(() => {
      this.#busy -= 1;
    });
  }

  async #keep(n: number): Promise<void> {
    // Beside the extensions of the office, whose own settings the exchange keeps meanwhile.
    const key = `*${this.#dice.whole(1, 20)}`;
    const kept: Kept = { what: 'subscriber', key, value: { ...FRESH_SUBSCRIBER, lastDialled: String(n) } };
    this.#say({ say: 'keeping', what: kept.what, key, n });
    const done = await this.#database.kept.save([kept]);
    if (done.ok) this.#say({ say: 'kept', what: kept.what, key, n });
  }

  async #set(n: number): Promise<void> {
    const key = `smdr.sink ${this.#dice.whole(1, 3)}`;
    this.#say({ say: 'setting', key, n });
    const done = await this.#database.settings.put(key, String(n));
    if (done.ok) this.#say({ say: 'set', key, n });
  }

  async #audit(n: number): Promise<void> {
    const who = { who: 'system', from: '', action: 'crash.test', target: String(n) };
    const done = await this.#database.audit.append({ ...who, epochMs: n, facts: { n } });
    if (done.ok) this.#say({ say: 'audit', n });
  }

  /** A whole office, some kilobytes: more than a page of the file, so that it can be torn. */
  async #commit(): Promise<void> {
    this.#version += 1;
    const version = this.#version;
    const text = `# version ${version}\n${'extensions: [801, 802]\n'.repeat(this.#dice.whole(10, 600))}`;
    const wishes = { author: 'chen', reason: 'crash', confirmByEpochMs: null, rolledBackTo: null };
    const done = await this.#database.versions.add({ version, epochMs: version, ...wishes }, text);
    if (done) this.#say({ say: 'version', version, hash: hashOf(text) });
  }
}
