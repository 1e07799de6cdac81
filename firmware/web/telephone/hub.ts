/** The pages of telephones' users on `/api/telephone`. Each is told of its own extension and of nothing else. */
import type { Desk } from '#ports/desk.ts';
import type { Who } from '../access/who.ts';
import { type Later, UNSENT_BYTES_MAX, type WatcherSocket } from '../events.ts';
import type { Mask } from '../parts.ts';
import type { TelephoneMessage } from '../protocol/telephone.ts';
import { HEARTBEAT_MS } from '../protocol.ts';
import { maskedTelephone } from './masked.ts';

/** Users' pages must not keep operators out: they have places of their own. */
export const TELEPHONE_PAGES_MAX = 64;
/** Of one user; a page that was forgotten in some browser stays open for days. */
export const PAGES_OF_ONE_MAX = 4;
/** Changes within this time are told as one. */
export const TELEPHONE_INTERVAL_MS = 100;

export interface TelephoneHubOptions {
  /** Null: nobody tells of telephones. */
  readonly desk: Pick<Desk, 'telephones'> | null;
  readonly mask: Mask;
  readonly later: Later;
  readonly stillWelcome: (who: Who) => boolean;
}

interface Page {
  readonly who: Who;
  answered: boolean;
  sent: string;
}

export class TelephoneHub {
  readonly #options: TelephoneHubOptions;
  readonly #pages = new Map<WatcherSocket, Page>();
  /** Of the desk, which looks at nothing while no page is open. */
  #unsubscribe: (() => void) | null = null;
  #cancelChange: (() => void) | null = null;
  #cancelBeat: () => void;

  constructor(options: TelephoneHubOptions) {
    this.#options = options;
    this.#cancelBeat = options.later(HEARTBEAT_MS, () => this.#beat());
  }

  get pages(): number {
    return this.#pages.size;
  }

  /** Takes a page in and tells it how its telephone stands; false when there is no place for it. */
  join(socket: WatcherSocket, who: Who): boolean {
    const own = [...this.#pages.values()].filter((page) => page.who.name === who.name);
    if (this.#pages.size >= TELEPHONE_PAGES_MAX || own.length >= PAGES_OF_ONE_MAX) {
      socket.close(1013, 'too many pages are open');
      return false;
    }
    this.#pages.set(socket, { who, answered: true, sent: '' });
    this.#unsubscribe ??= this.#options.desk?.telephones.onChange(() => this.#changed()) ?? null;
    if (who.extension === '') this.#send(socket, { kind: 'refused', why: 'no-extension' });
    else if (this.#options.desk === null) this.#send(socket, { kind: 'refused', why: 'not-running' });
    else this.#show([socket]);
    return true;
  }

  leave(socket: WatcherSocket): void {
    this.#pages.delete(socket);
    if (this.#pages.size > 0) return;
    this.#unsubscribe?.();
    this.#unsubscribe = null;
  }

  alive(socket: WatcherSocket): void {
    const page = this.#pages.get(socket);
    if (page !== undefined) page.answered = true;
  }

  /** A page has nothing to say here; one that does is let go. */
  spoke(socket: WatcherSocket): void {
    this.leave(socket);
    socket.close(1008, 'this socket only tells');
  }

  close(): void {
    this.#unsubscribe?.();
    this.#cancelBeat();
    this.#cancelChange?.();
    for (const socket of this.#pages.keys()) socket.close(1001, 'the exchange is stopping');
    this.#pages.clear();
  }

  #changed(): void {
    if (this.#cancelChange !== null) return;
    this.#cancelChange = this.#options.later(TELEPHONE_INTERVAL_MS, () => {
      this.#cancelChange = null;
      this.#show([...this.#pages.keys()]);
    });
  }

  /** One look at the exchange for all of them; only what is different is sent. */
  #show(sockets: readonly WatcherSocket[]): void {
    const { desk, mask } = this.#options;
    if (desk === null) return;
    const see = desk.telephones.see();
    for (const socket of sockets) {
      const page = this.#pages.get(socket);
      if (page === undefined || page.who.extension === '') continue;
      const view = see(page.who.extension);
      const masked = (number: string): string => mask(page.who.role, number);
      const telephone = view === null ? null : maskedTelephone(view, masked);
      const kind: TelephoneMessage['kind'] = 'telephone';
      const text = JSON.stringify({ kind, telephone });
      if (text === page.sent) continue;
      page.sent = text;
      this.#sendText(socket, text);
    }
  }

  #beat(): void {
    this.#cancelBeat = this.#options.later(HEARTBEAT_MS, () => this.#beat());
    for (const [socket, page] of [...this.#pages]) {
      if (!page.answered) this.#drop(socket);
      else if (!this.#options.stillWelcome(page.who)) {
        this.leave(socket);
        socket.close(4401, 'log in again');
      } else {
        page.answered = false;
        socket.ping();
        this.#send(socket, { kind: 'beat' });
      }
    }
  }

  #send(socket: WatcherSocket, message: TelephoneMessage): void {
    this.#sendText(socket, JSON.stringify(message));
  }

  /** A page that does not take what it is sent is let go: it comes again and starts afresh. */
  #sendText(socket: WatcherSocket, text: string): void {
    if (socket.bufferedAmount > UNSENT_BYTES_MAX) this.#drop(socket);
    else socket.send(text);
  }

  #drop(socket: WatcherSocket): void {
    this.leave(socket);
    socket.terminate();
  }
}
