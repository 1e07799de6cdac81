/** All pages on `/api/desk`: seats of operators, and walls that watch. */
import type { Desk } from '#ports/desk.ts';
import type { Training } from '#ports/training.ts';
import type { Who } from '../access/who.ts';
import type { Later, WatcherSocket } from '../events.ts';
import type { Mask } from '../parts.ts';
import type { DeskServerMessage } from '../protocol/desk.ts';
import { HEARTBEAT_MS } from '../protocol.ts';
import { DeskPage } from './page.ts';

export const DESK_PAGES_MAX = 32;
/** A wall is looked at from afar. */
const BOARD_INTERVAL_MS = 250;

export interface DeskHubOptions {
  readonly desk: Desk | null;
  /** Null or missing: nobody practises here. */
  readonly training?: Training | null;
  readonly mask: Mask;
  readonly later: Later;
  readonly nowMs: () => number;
  readonly stillWelcome: (who: Who) => boolean;
  readonly handedOver: (who: Who, user: string) => Promise<Who | null>;
}

export class DeskHub {
  readonly #options: DeskHubOptions;
  readonly #pages = new Map<WatcherSocket, { readonly page: DeskPage; answered: boolean; beats: number }>();
  /** Of the desk, which draws nothing for a wall that nobody looks at; null: no page is open. */
  #unsubscribe: (() => void) | null = null;
  #cancelBeat: () => void;
  #cancelBoard: (() => void) | null = null;

  constructor(options: DeskHubOptions) {
    this.#options = options;
    this.#cancelBeat = options.later(HEARTBEAT_MS, () => this.#beat());
  }

  get pages(): number {
    return this.#pages.size;
  }

  join(socket: WatcherSocket, who: Who): boolean {
    if (this.#pages.size >= DESK_PAGES_MAX) {
      socket.close(1013, 'too many pages are open');
      return false;
    }
    const { desk, training = null, mask, nowMs, handedOver } = this.#options;
    const page = new DeskPage({
      ...{ socket, desk, training, who, mask, nowMs, handedOver },
      board: () => this.#board(),
      gone: () => this.#gone(socket),
    });
    this.#unsubscribe ??= desk?.onBoard(() => this.#boardChanged()) ?? null;
    this.#pages.set(socket, { page, answered: true, beats: 0 });
    return true;
  }

  hear(socket: WatcherSocket, text: string): void {
    this.#pages.get(socket)?.page.hear(text);
  }

  leave(socket: WatcherSocket): void {
    this.#pages.get(socket)?.page.leave();
  }

  alive(socket: WatcherSocket): void {
    const one = this.#pages.get(socket);
    if (one !== undefined) one.answered = true;
  }

  #gone(socket: WatcherSocket): void {
    this.#pages.delete(socket);
    if (this.#pages.size > 0) return;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  close(): void {
    this.#unsubscribe?.();
    this.#cancelBeat();
    this.#cancelBoard?.();
    for (const { page } of [...this.#pages.values()]) page.end(1001, 'the exchange is stopping');
  }

  #board(): string {
    const board = this.#options.desk!.board();
    return JSON.stringify({ kind: 'board', board } satisfies {
      kind: DeskServerMessage['kind'];
      board: unknown;
    });
  }

  #boardChanged(): void {
    if (this.#cancelBoard !== null || ![...this.#pages.values()].some(({ page }) => page.watches)) return;
    this.#cancelBoard = this.#options.later(BOARD_INTERVAL_MS, () => {
      this.#cancelBoard = null;
      const text = this.#board();
      for (const { page } of [...this.#pages.values()]) if (page.watches) page.showBoard(text);
    });
  }

  #beat(): void {
    this.#cancelBeat = this.#options.later(HEARTBEAT_MS, () => this.#beat());
    for (const [socket, one] of [...this.#pages]) {
      const { page } = one;
      one.beats += 1;
      if (!one.answered) {
        page.leave();
        socket.terminate();
      } else if (!this.#options.stillWelcome(page.who)) page.end(4401, 'log in again');
      else if (!page.isKnown && one.beats > 2) page.end(1008, 'nothing was said');
      else {
        one.answered = false;
        socket.ping();
        page.beat();
      }
    }
  }
}
