import type { Flow, NetworkEvent } from '#ports/sip-transport.ts';
import { after, type Instant, ms } from '#units/time.ts';
import { flowKey } from '../flow.ts';
import { type Framed, StreamFraming } from '../stream.ts';
import { Timers } from '../timers.ts';
import { Budget, Budgets, type Rate } from './budget.ts';
import { stunAnswer } from './stun.ts';

export interface GateLimits {
  readonly connections: number;
  readonly connectionsPerSource: number;
  /** Messages of all whom we do not know, together and each. */
  readonly strangers: Rate;
  readonly stranger: Rate;
  /** Messages of those who have proved who they are, together and each. */
  readonly peers: Rate;
  readonly peer: Rate;
  /** Addresses whose rate is remembered. */
  readonly sources: number;
}

export const GATE_LIMITS: GateLimits = {
  connections: 2_000,
  connectionsPerSource: 120,
  strangers: { perSecond: 600, burst: 1_200 },
  stranger: { perSecond: 60, burst: 240 },
  peers: { perSecond: 6_000, burst: 12_000 },
  peer: { perSecond: 3_000, burst: 6_000 },
  sources: 8_192,
};

/** What the network is to do, and what the exchange hears. */
export type GateOutput =
  | { readonly kind: 'message'; readonly flow: Flow; readonly bytes: Uint8Array }
  | { readonly kind: 'send'; readonly flow: Flow; readonly bytes: Uint8Array }
  | { readonly kind: 'close'; readonly flow: Flow }
  | { readonly kind: 'pause'; readonly flow: Flow; readonly paused: boolean }
  /** The connection is gone: what waits for an answer over it has failed. */
  | { readonly kind: 'lost'; readonly flow: Flow };

export interface GateCounts {
  readonly messages: number;
  /** Datagrams that were over a rate and not looked at. */
  readonly shed: number;
  /** Times that a connection had to wait because of a rate. */
  readonly paused: number;
  readonly keepAlives: number;
  readonly connectionsRefused: number;
  readonly connectionsBroken: number;
}

interface Connection {
  readonly id: number;
  readonly flow: Flow;
  readonly byUs: boolean;
  readonly framing: StreamFraming;
  /** Messages that are whole, but over the rate: the connection is paused until they are through. */
  waiting: Framed[];
  resumeAt: Instant | null;
}

const PONG = new TextEncoder().encode('\r\n');
const RETRY_AFTER = ms(50);
/** `CR LF CR LF`, four zero bytes and their like keep a NAT's door open and say nothing. */
const KEEP_ALIVE_BYTES_MAX = 8;

const isKeepAlive = (bytes: Uint8Array): boolean =>
  bytes.length <= KEEP_ALIVE_BYTES_MAX && bytes.every((byte) => byte === 0 || byte === 13 || byte === 10);

/**
 * Between sockets and messages: cuts streams into messages, answers keep-alives, and holds the limits that must
 * hold before anything is understood. Who has proved to be a peer is told from outside (`trusts`); a flood of
 * strangers takes nothing from the peers' budget. Datagrams over a rate are dropped; a connection over it is not
 * read from, so that good requests sent in one go all arrive, only later.
 */
export class Gate {
  private readonly limits: GateLimits;
  private readonly trusts: (flow: Flow) => boolean;
  private readonly connections = new Map<string, Connection>();
  private readonly byId = new Map<number, Connection>();
  private readonly timers = new Timers();
  private readonly perSource = new Map<string, number>();
  private readonly each: { readonly peer: Budgets; readonly stranger: Budgets };
  private readonly all: { readonly peer: Budget; readonly stranger: Budget };
  private readonly count = {
    messages: 0,
    shed: 0,
    paused: 0,
    keepAlives: 0,
    connectionsRefused: 0,
    connectionsBroken: 0,
  };
  private out: GateOutput[] = [];
  private lastId = 0;

  constructor(now: Instant, trusts: (flow: Flow) => boolean = () => false, limits = GATE_LIMITS) {
    this.limits = limits;
    this.trusts = trusts;
    this.each = {
      peer: new Budgets(limits.peer, limits.sources),
      stranger: new Budgets(limits.stranger, limits.sources),
    };
    this.all = { peer: new Budget(limits.peers, now), stranger: new Budget(limits.strangers, now) };
  }

  get counts(): GateCounts {
    return { ...this.count };
  }

  get open(): number {
    return this.connections.size;
  }

  /** Addresses of which something is known: how much they said, how many connections they have. */
  get remembered(): number {
    return this.each.peer.size + this.each.stranger.size + this.perSource.size;
  }

  /** When `wake` is due. */
  get deadline(): Instant | null {
    return this.timers.earliest;
  }

  drain(): GateOutput[] {
    const { out } = this;
    this.out = [];
    return out;
  }

  hear(event: NetworkEvent, now: Instant): void {
    const { flow } = event;
    if (event.kind === 'datagram') this.datagram(flow, event.bytes, now);
    else if (event.kind === 'opened') this.opened(flow, event.by === 'us', now);
    else if (event.kind === 'closed') this.closed(flow);
    else this.bytes(flow, event.bytes, now);
  }

  wake(now: Instant): void {
    for (let id = this.timers.takeDue(now); id !== null; id = this.timers.takeDue(now)) {
      const connection = this.byId.get(id);
      if (connection === undefined) continue;
      if (connection.resumeAt !== null) this.deliver(connection, now);
      else this.take(connection, connection.framing.wake(now), now);
      this.arm(connection);
    }
  }

  /** Ends a connection: its peer is banned, or its registration is over. */
  drop(flow: Flow): void {
    this.end(flow);
  }

  private datagram(flow: Flow, bytes: Uint8Array, now: Instant): void {
    if (!this.allows(flow, now)) {
      this.count.shed++;
      return;
    }
    const stun = stunAnswer(bytes, flow);
    if (stun !== null) this.out.push({ kind: 'send', flow, bytes: stun });
    if (stun !== null || isKeepAlive(bytes)) this.count.keepAlives++;
    else this.message(flow, bytes);
  }

  private message(flow: Flow, bytes: Uint8Array): void {
    this.count.messages++;
    this.out.push({ kind: 'message', flow, bytes });
  }

  private allows(flow: Flow, now: Instant): boolean {
    const who = this.trusts(flow) ? 'peer' : 'stranger';
    return this.each[who].take(flow.remote.host, now) && this.all[who].take(now);
  }

  private opened(flow: Flow, byUs: boolean, now: Instant): void {
    const source = flow.remote.host;
    const own = this.perSource.get(source) ?? 0;
    const { connections, connectionsPerSource } = this.limits;
    const full = this.connections.size >= connections && !this.makeRoom();
    if (!byUs && (full || own >= connectionsPerSource)) {
      this.count.connectionsRefused++;
      this.out.push({ kind: 'close', flow });
      return;
    }
    const framing = new StreamFraming(byUs ? null : now);
    this.lastId += 1;
    const connection = { id: this.lastId, flow, byUs, framing, waiting: [], resumeAt: null };
    this.connections.set(flowKey(flow), connection);
    this.byId.set(connection.id, connection);
    this.perSource.set(source, own + 1);
    this.arm(connection);
  }

  /** The oldest connection of a stranger gives way. */
  private makeRoom(): boolean {
    for (const { flow, byUs } of this.connections.values()) {
      if (byUs || this.trusts(flow)) continue;
      this.end(flow);
      return true;
    }
    return false;
  }

  private closed(flow: Flow): void {
    this.forget(flow);
    // Also of a connection that never opened: somebody may wait for what was to go over it.
    this.out.push({ kind: 'lost', flow });
  }

  private forget(flow: Flow): boolean {
    const connection = this.connections.get(flowKey(flow));
    if (connection === undefined) return false;
    this.connections.delete(flowKey(flow));
    this.byId.delete(connection.id);
    this.timers.clear(connection.id);
    const source = flow.remote.host;
    const own = (this.perSource.get(source) ?? 1) - 1;
    if (own === 0) this.perSource.delete(source);
    else this.perSource.set(source, own);
    return true;
  }

  private end(flow: Flow): void {
    if (this.forget(flow)) this.out.push({ kind: 'close', flow });
  }

  private bytes(flow: Flow, bytes: Uint8Array, now: Instant): void {
    const connection = this.connections.get(flowKey(flow));
    if (connection === undefined) return;
    this.take(connection, connection.framing.push(bytes, now), now);
    this.arm(connection);
  }

  private arm({ id, framing, resumeAt }: Connection): void {
    const at = resumeAt ?? framing.deadline;
    if (at === null || !this.byId.has(id)) this.timers.clear(id);
    else this.timers.set(id, at);
  }

  private take(connection: Connection, framed: Framed[], now: Instant): void {
    if (framed.length === 0) return;
    connection.waiting.push(...framed);
    if (connection.resumeAt === null) this.deliver(connection, now);
  }

  private deliver(connection: Connection, now: Instant): void {
    const { flow } = connection;
    const wasPaused = connection.resumeAt !== null;
    connection.resumeAt = null;
    let through = 0;
    for (const framed of connection.waiting) {
      if (framed.kind === 'message' && !this.allows(flow, now)) {
        connection.resumeAt = after(now, RETRY_AFTER);
        break;
      }
      through++;
      this.pass(flow, framed);
    }
    connection.waiting = connection.waiting.slice(through);
    const isPaused = connection.resumeAt !== null;
    if (isPaused === wasPaused) return;
    if (isPaused) this.count.paused++;
    if (this.connections.has(flowKey(flow))) this.out.push({ kind: 'pause', flow, paused: isPaused });
  }

  private pass(flow: Flow, framed: Framed): void {
    if (framed.kind === 'message') this.message(flow, framed.bytes);
    else if (framed.kind === 'pong') {
      this.count.keepAlives++;
      this.out.push({ kind: 'send', flow, bytes: PONG });
    } else {
      this.count.connectionsBroken++;
      if (framed.answer !== null) this.out.push({ kind: 'send', flow, bytes: framed.answer });
      this.end(flow);
    }
  }
}
