import type { LeftMessage } from '#ports/desk.ts';
import type { DeskChange } from '#ports/desk-store.ts';
import type { DialString } from '#units/ids.ts';

/** Messages that wait to be read; of more, the oldest are no longer counted, though still on the disk. */
const UNREAD_MAX = 5_000;
/** On a page. */
const SHOWN_MAX = 50;

export interface MessagesOptions {
  readonly epochMs: () => number;
  readonly save: (change: DeskChange) => void;
  readonly notice: (number: DialString, unread: number) => void;
}

/** What was left for people who were not there. */
export class Messages {
  readonly #options: MessagesOptions;
  readonly #unread = new Map<number, LeftMessage>();
  #lastId: number;

  constructor(options: MessagesOptions, unread: readonly LeftMessage[], lastId: number) {
    this.#options = options;
    this.#lastId = lastId;
    for (const message of unread.slice(-UNREAD_MAX)) this.#unread.set(message.id, message);
    for (const number of new Set(unread.map((message) => message.for)))
      options.notice(number, this.unread(number));
  }

  leave(message: Pick<LeftMessage, 'for' | 'from' | 'text' | 'by'>): LeftMessage {
    this.#lastId += 1;
    const leftEpochMs = Math.round(this.#options.epochMs());
    const row: LeftMessage = { ...message, id: this.#lastId, leftEpochMs, readEpochMs: null };
    if (this.#unread.size >= UNREAD_MAX) this.#unread.delete(this.#unread.keys().next().value!);
    this.#unread.set(row.id, row);
    this.#options.save({ what: 'message', row });
    this.#options.notice(row.for, this.unread(row.for));
    return row;
  }

  /** Not yet read, whomever they are for. */
  newest(): readonly LeftMessage[] {
    return [...this.#unread.values()].slice(-SHOWN_MAX).reverse();
  }

  /** Not yet read by whom they are for, the newest first. */
  waitingFor(number: DialString): readonly LeftMessage[] {
    return [...this.#unread.values()]
      .filter((message) => message.for === number)
      .slice(-SHOWN_MAX)
      .reverse();
  }

  unread(number: DialString): number {
    let count = 0;
    for (const message of this.#unread.values()) if (message.for === number) count += 1;
    return count;
  }

  read(number: DialString, ids: readonly number[]): number {
    const mine = [...new Set(ids)]
      .flatMap((id) => this.#unread.get(id) ?? [])
      .filter((message) => message.for === number);
    for (const message of mine) {
      this.#unread.delete(message.id);
      const readEpochMs = Math.round(this.#options.epochMs());
      this.#options.save({ what: 'message', row: { ...message, readEpochMs } });
    }
    if (mine.length > 0) this.#options.notice(number, this.unread(number));
    return mine.length;
  }
}
