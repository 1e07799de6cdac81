/**
 * The pages that watch. One picture is drawn per change and only its changed parts are sent; a page that
 * cannot keep up is let go, so that it never holds memory of ours: it connects anew and starts afresh.
 */
import type { HostSnapshot, Observe } from '#ports/observe.ts';
import type { Instant } from '#units/time.ts';
import { type EventMessage, HEARTBEAT_MS, type Picture, RECENT_CALLS_PUSHED } from './protocol.ts';
import { alarmViews, callView, healthView, lineViews, recentCallView } from './views.ts';

/** Pages that may watch at the same time. */
export const WATCHERS_MAX = 16;
/** Unsent bytes at which a page counts as lost. */
export const UNSENT_BYTES_MAX = 512 * 1024;
/** Changes within this time go out as one. */
export const CHANGE_INTERVAL_MS = 50;

/** A page's socket, as far as it is needed here; `ws` has it. */
export interface WatcherSocket {
  readonly bufferedAmount: number;
  send(text: string): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
}

/** Waking up later, so that tests own the time. Answers with what cancels it. */
export type Later = (ms: number, wake: () => void) => () => void;

export interface EventHub {
  /**
   * Takes a page in and sends it the whole picture; false when there are too many. `stillWelcome` is asked at
   * every heartbeat: a page whose session has ended is let go.
   */
  join(socket: WatcherSocket, stillWelcome?: () => boolean): boolean;
  leave(socket: WatcherSocket): void;
  /** The page answered a ping. */
  alive(socket: WatcherSocket): void;
  /** A page has nothing to say here; one that does is let go. */
  spoke(socket: WatcherSocket): void;
  readonly watchers: number;
  close(): void;
}

type Parts = { readonly [Part in keyof Picture]: string };

/** The uptime runs all the time; it alone is no change worth telling. */
const comparable = (host: HostSnapshot): string => JSON.stringify({ ...healthView(host), uptimeMs: 0 });

class Hub implements EventHub {
  readonly #observe: Observe;
  readonly #later: Later;
  readonly #answered = new Map<WatcherSocket, boolean>();
  readonly #welcome = new Map<WatcherSocket, () => boolean>();
  readonly #unsubscribe: () => void;
  #last: Partial<Parts> = {};
  #lastCalls = new Map<string, string>();
  #cancelChange: (() => void) | null = null;
  #cancelBeat: () => void;

  constructor(observe: Observe, later: Later) {
    this.#observe = observe;
    this.#later = later;
    this.#unsubscribe = observe.onChange(() => this.#changed());
    this.#cancelBeat = later(HEARTBEAT_MS, () => this.#beat());
  }

  get watchers(): number {
    return this.#answered.size;
  }

  join(socket: WatcherSocket, stillWelcome: () => boolean = () => true): boolean {
    if (this.#answered.size >= WATCHERS_MAX) {
      socket.close(1013, 'too many pages are open');
      return false;
    }
    this.#change();
    this.#answered.set(socket, true);
    this.#welcome.set(socket, stillWelcome);
    this.#send(socket, JSON.stringify({ kind: 'snapshot', ...this.#picture() } satisfies EventMessage));
    return true;
  }

  leave(socket: WatcherSocket): void {
    this.#answered.delete(socket);
    this.#welcome.delete(socket);
  }

  alive(socket: WatcherSocket): void {
    if (this.#answered.has(socket)) this.#answered.set(socket, true);
  }

  spoke(socket: WatcherSocket): void {
    this.leave(socket);
    socket.close(1008, 'this socket only tells');
  }

  close(): void {
    this.#unsubscribe();
    this.#cancelBeat();
    this.#cancelChange?.();
    for (const socket of this.#answered.keys()) socket.close(1001, 'the exchange is stopping');
    this.#answered.clear();
    this.#welcome.clear();
  }

  #picture(): Picture {
    const host = this.#observe.snapshot();
    const epochOf = (at: Instant): number => this.#observe.epochMsOf(at);
    return {
      health: healthView(host),
      lines: lineViews(host),
      calls: host.calls.map((call) => callView(call, epochOf)),
      alarms: alarmViews(host),
      recent: this.#observe.recentCalls(RECENT_CALLS_PUSHED).map((call) => recentCallView(call, epochOf)),
    };
  }

  #changed(): void {
    if (this.#cancelChange !== null) return;
    this.#cancelChange = this.#later(CHANGE_INTERVAL_MS, () => this.#change());
  }

  /** Sends everybody the parts that are not as they were when last told. */
  #change(): void {
    this.#cancelChange?.();
    this.#cancelChange = null;
    const host = this.#observe.snapshot();
    const picture = this.#picture();
    const now: Omit<Parts, 'recent'> = {
      health: comparable(host),
      lines: JSON.stringify(picture.lines),
      calls: JSON.stringify(picture.calls),
      alarms: JSON.stringify(picture.alarms),
    };
    const last = this.#last;
    const recent = this.#recentChanges(picture.recent);
    const change: EventMessage = {
      kind: 'change',
      ...(now.health === last.health ? {} : { health: picture.health }),
      ...(now.lines === last.lines ? {} : { lines: picture.lines }),
      ...(now.calls === last.calls ? {} : { calls: picture.calls }),
      ...(now.alarms === last.alarms ? {} : { alarms: picture.alarms }),
      ...(recent.length === 0 ? {} : { recent }),
    };
    this.#last = now;
    if (Object.keys(change).length > 1) this.#tell(JSON.stringify(change));
  }

  /** A call's trace only grows, so its end and length say whether it went on. */
  #recentChanges(recent: Picture['recent']): Picture['recent'] {
    const now = new Map(
      recent.map((call) => [
        call.call,
        `${call.trace.length}@${call.trace.at(-1)?.epochMs ?? 0}:${call.record === null ? 'up' : 'over'}`,
      ]),
    );
    const changed = recent.filter((call) => this.#lastCalls.get(call.call) !== now.get(call.call));
    this.#lastCalls = now;
    return changed;
  }

  #beat(): void {
    this.#cancelBeat = this.#later(HEARTBEAT_MS, () => this.#beat());
    for (const [socket, answered] of this.#answered) {
      if (!answered) {
        this.#drop(socket);
        continue;
      }
      if (this.#welcome.get(socket)?.() === false) {
        this.leave(socket);
        socket.close(4401, 'log in again');
        continue;
      }
      this.#answered.set(socket, false);
      socket.ping();
    }
    this.#tell(JSON.stringify({ kind: 'beat' } satisfies EventMessage));
  }

  #tell(text: string): void {
    for (const socket of this.#answered.keys()) this.#send(socket, text);
  }

  #send(socket: WatcherSocket, text: string): void {
    if (socket.bufferedAmount > UNSENT_BYTES_MAX) this.#drop(socket);
    else socket.send(text);
  }

  #drop(socket: WatcherSocket): void {
    this.leave(socket);
    socket.terminate();
  }
}

export const createEventHub = (observe: Observe, later: Later): EventHub => new Hub(observe, later);
