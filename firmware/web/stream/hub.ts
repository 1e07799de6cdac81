/** The listeners of `/api/stream`: every event to everybody, numbered, with what each role may see of it. */
import type { UserRole } from '#ports/database.ts';
import type { Observe } from '#ports/observe.ts';
import type { Later, WatcherSocket } from '../events.ts';
import { UNSENT_BYTES_MAX } from '../events.ts';
import type { Mask } from '../parts.ts';
import { KEPT_MS_MAX, type StreamEvent, type StreamMessage } from '../protocol/stream.ts';
import { HEARTBEAT_MS } from '../protocol.ts';
import { alarmViews, callView, lineViews } from '../views.ts';
import { diffPictures, NOTHING, type Picture } from './diff.ts';
import { EventRing } from './ring.ts';

export const LISTENERS_MAX = 32;
/** Before the first listener there was nobody who could come back. */
const NEVER = Number.NEGATIVE_INFINITY;

export interface Listener {
  readonly socket: WatcherSocket;
  readonly role: UserRole | null;
  /** Asked at every heartbeat: whether the session or token is still good. */
  readonly stillWelcome: () => boolean;
}

export interface StreamSources {
  readonly observeFor: (role: UserRole | null) => Observe;
  readonly mask: Mask;
  readonly bootId: string;
  readonly epochMs: () => number;
  readonly later: Later;
  readonly ring?: EventRing;
}

export class StreamHub {
  readonly #sources: StreamSources;
  readonly #observe: Observe;
  readonly #ring: EventRing;
  readonly #listeners = new Map<WatcherSocket, Listener & { answered: boolean; unsentMax: number }>();
  readonly #unsubscribe: () => void;
  #cancelBeat: () => void;
  #before: Picture = NOTHING;
  /** When the last listener went; null: there are some. */
  #aloneSinceEpochMs: number | null = NEVER;
  /** Something may have happened since `#before` that nobody will ask for. */
  #asleep = false;

  constructor(sources: StreamSources) {
    this.#sources = sources;
    this.#observe = sources.observeFor(null);
    this.#ring = sources.ring ?? new EventRing();
    this.#before = this.#observe.snapshot();
    this.#unsubscribe = this.#observe.onChange(() => this.#look());
    this.#cancelBeat = sources.later(HEARTBEAT_MS, () => this.#beat());
  }

  get listeners(): number {
    return this.#listeners.size;
  }

  /** Takes a listener in, with what it missed or with how everything stands; false when there are too many. */
  join(listener: Listener, wish: { readonly after?: number; readonly boot?: string }): boolean {
    const { socket, role } = listener;
    if (this.#listeners.size >= LISTENERS_MAX) {
      socket.close(1013, 'too many listen');
      return false;
    }
    this.#wake();
    const { bootId, epochMs } = this.#sources;
    const sameBoot = wish.boot === undefined || wish.boot === bootId;
    const missed = wish.after === undefined || !sameBoot ? null : this.#ring.after(wish.after, epochMs());
    const hello = { kind: 'hello', bootId, resumed: missed !== null, heartbeatMs: HEARTBEAT_MS } as const;
    const entry = { ...listener, answered: true, unsentMax: Number.POSITIVE_INFINITY };
    this.#listeners.set(socket, entry);
    this.#aloneSinceEpochMs = null;
    this.#send(socket, hello);
    if (missed === null) this.#send(socket, this.#snapshot(role));
    else for (const event of missed) this.#send(socket, this.#forRole(event, role));
    // What it missed may be much at once; from here on it must keep up.
    entry.unsentMax = socket.bufferedAmount + UNSENT_BYTES_MAX;
    return true;
  }

  leave(socket: WatcherSocket): void {
    if (this.#listeners.delete(socket) && this.#listeners.size === 0)
      this.#aloneSinceEpochMs = this.#sources.epochMs();
  }

  alive(socket: WatcherSocket): void {
    const listener = this.#listeners.get(socket);
    if (listener === undefined) return;
    listener.answered = true;
    listener.unsentMax = UNSENT_BYTES_MAX;
  }

  spoke(socket: WatcherSocket): void {
    this.leave(socket);
    socket.close(1008, 'this socket only tells');
  }

  close(): void {
    this.#unsubscribe();
    this.#cancelBeat();
    for (const socket of this.#listeners.keys()) socket.close(1001, 'the exchange is stopping');
    this.#listeners.clear();
  }

  /** Nobody listens, and whoever comes back comes too late for what is kept: pictures are drawn for nobody. */
  get #sleeps(): boolean {
    const since = this.#aloneSinceEpochMs;
    return since !== null && this.#sources.epochMs() - since > KEPT_MS_MAX;
  }

  #wake(): void {
    this.#look();
    if (!this.#asleep) return;
    this.#asleep = false;
    this.#before = this.#observe.snapshot();
    if (this.#aloneSinceEpochMs !== NEVER) this.#ring.gap();
  }

  #look(): void {
    this.#asleep ||= this.#sleeps;
    if (this.#asleep) return;
    const now = this.#observe.snapshot();
    const recordOf = (call: Parameters<Observe['trace']>[0]) => this.#observe.trace(call)?.record ?? null;
    const happenings = diffPictures(this.#before, now, recordOf);
    this.#before = now;
    const epochMs = Math.round(this.#sources.epochMs());
    for (const happening of happenings) {
      const event: StreamEvent = { ...happening, seq: this.#ring.last + 1, epochMs };
      this.#ring.add(event);
      for (const { socket, role } of [...this.#listeners.values()])
        this.#send(socket, this.#forRole(event, role));
    }
  }

  #forRole(event: StreamEvent, role: UserRole | null): StreamEvent {
    if (event.kind !== 'call' || event.other === null || event.event === 'callCleared') return event;
    return { ...event, other: this.#sources.mask(role, event.other) };
  }

  #snapshot(role: UserRole | null): StreamMessage {
    const observe = this.#sources.observeFor(role);
    const host = observe.snapshot();
    return {
      kind: 'snapshot',
      seq: this.#ring.last,
      lines: lineViews(host),
      calls: host.calls.map((call) => callView(call, (at) => observe.epochMsOf(at))),
      alarms: alarmViews(host),
    };
  }

  #beat(): void {
    this.#cancelBeat = this.#sources.later(HEARTBEAT_MS, () => this.#beat());
    for (const listener of [...this.#listeners.values()]) {
      const { socket } = listener;
      if (!listener.answered) this.#drop(socket);
      else if (!listener.stillWelcome()) {
        this.leave(socket);
        socket.close(4401, 'log in again');
      } else {
        listener.answered = false;
        socket.ping();
        this.#send(socket, { kind: 'beat', seq: this.#ring.last });
      }
    }
  }

  #send(socket: WatcherSocket, message: StreamMessage): void {
    const listener = this.#listeners.get(socket);
    if (listener === undefined) return;
    if (socket.bufferedAmount > listener.unsentMax) this.#drop(socket);
    else socket.send(JSON.stringify(message));
  }

  #drop(socket: WatcherSocket): void {
    this.leave(socket);
    socket.terminate();
  }
}
