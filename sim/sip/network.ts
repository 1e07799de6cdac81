import type { Clock } from '#ports/clock.ts';
import {
  DOOR_LIMITS,
  type Endpoint,
  type Flow,
  type Listener,
  type NetworkEvent,
  type SipNetwork,
  type SipTransport,
} from '#ports/sip-transport.ts';
import { after, type Duration, ms, us } from '#units/time.ts';
import type { Random } from '../random.ts';

/** What happens to datagrams on their way; connections repeat for themselves what is lost, and are only slow. */
export interface Weather {
  /** Of a hundred datagrams. */
  readonly lost: number;
  readonly doubled: number;
  /** Held up for half a second, so that later ones overtake. */
  readonly late: number;
}

export const FINE: Weather = { lost: 0, doubled: 0, late: 0 };

const keyOf = (transport: SipTransport, { host, port }: Endpoint): string => `${transport} ${host} ${port}`;
const PIECE_BYTES = 1_448;

/** One end of a connection. */
interface End {
  readonly box: SimulatedNetwork;
  readonly flow: Flow;
  readonly by: 'peer' | 'us';
  other: End | null;
  open: boolean;
  paused: boolean;
  /** Came while reading was paused. */
  kept: Uint8Array[];
  keptBytes: number;
  /** Nothing overtakes on a connection. */
  arrivesAt: number;
}

/** The wires between boxes: delay, loss, doubles, late ones; one seed draws it all. */
export class Internet {
  readonly clock: Clock;
  weather: Weather = FINE;
  /** Lets single datagrams be lost on purpose. */
  loses: (flow: Flow, bytes: Uint8Array) => boolean = () => false;
  readonly trace: string[] = [];
  private readonly random: Random;
  private readonly boxes = new Map<string, SimulatedNetwork>();
  private lastPort = 40_000;

  constructor(clock: Clock, random: Random) {
    this.clock = clock;
    this.random = random;
  }

  /** A box that listens there. */
  box(listeners: readonly Listener[]): SimulatedNetwork {
    const bound = listeners.map((listener) => {
      const { host, port } = listener.local;
      return { ...listener, local: { host, port: port === 0 ? this.freePort() : port } };
    });
    const box = new SimulatedNetwork(this, bound);
    for (const { transport, local } of bound) this.boxes.set(keyOf(transport, local), box);
    return box;
  }

  remove({ listeners }: SimulatedNetwork): void {
    for (const { transport, local } of listeners) this.boxes.delete(keyOf(transport, local));
  }

  at(transport: SipTransport, place: Endpoint): SimulatedNetwork | undefined {
    return this.boxes.get(keyOf(transport, place));
  }

  freePort(): number {
    this.lastPort += 1;
    return this.lastPort;
  }

  datagram(flow: Flow, bytes: Uint8Array): void {
    const [lost, doubled, late, delay] = [this.random(), this.random(), this.random(), this.random()];
    const { weather } = this;
    if (100 * lost! < weather.lost || this.loses(flow, bytes)) return;
    const travel = us(2_000 + 20_000 * delay! + (100 * late! < weather.late ? 500_000 : 0));
    const copy = bytes.slice();
    for (let n = 0; n < (100 * doubled! < weather.doubled ? 2 : 1); n++)
      this.later((travel + n * ms(3)) as Duration, () => {
        const back: Flow = { transport: 'UDP', local: flow.remote, remote: flow.local };
        this.at('UDP', flow.remote)?.tell({ kind: 'datagram', flow: back, bytes: copy });
      });
  }

  later(wait: Duration, act: () => void): void {
    this.clock.at(after(this.clock.now(), wait), act);
  }

  /** Time that one way takes on a connection. */
  travel(): Duration {
    return us(2_000 + 8_000 * this.random());
  }
}

/** The sockets of one box on the simulated network; the same promises as the real ones. */
export class SimulatedNetwork implements SipNetwork {
  readonly listeners: readonly Listener[];
  readonly counts = { connections: 0, turnedAway: 0, handshakesFailed: 0, datagramsUnsent: 0 };
  private readonly internet: Internet;
  private readonly ends = new Map<string, End>();
  private listen: ((event: NetworkEvent) => void) | null = null;

  constructor(internet: Internet, listeners: readonly Listener[]) {
    this.internet = internet;
    this.listeners = listeners;
  }

  hear(listen: (event: NetworkEvent) => void): void {
    this.listen = listen;
  }

  tell(event: NetworkEvent): void {
    this.listen?.(event);
  }

  send(flow: Flow, bytes: Uint8Array): void {
    if (flow.transport === 'UDP') {
      this.internet.datagram(flow, bytes);
      return;
    }
    const end = this.ends.get(endKey(flow)) ?? this.open(flow);
    const { other } = end;
    if (other !== null && other.keptBytes + bytes.length > DOOR_LIMITS.unsentBytesMax)
      this.internet.later(us(0), () => this.cut(end, 'peer does not read'));
    else this.write(end, bytes.slice());
  }

  close(flow: Flow): void {
    const end = this.ends.get(endKey(flow));
    if (end !== undefined) this.inOrder(end, () => this.cut(end, 'closed by us'));
  }

  pause(flow: Flow, paused: boolean): void {
    const end = this.ends.get(endKey(flow));
    if (end === undefined) return;
    end.paused = paused;
    if (paused) return;
    const { kept } = end;
    end.kept = [];
    end.keptBytes = 0;
    for (const bytes of kept) this.internet.later(us(0), () => this.arrive(end, bytes));
  }

  stop(): Promise<void> {
    this.listen = null;
    for (const end of [...this.ends.values()]) this.cut(end, 'stopped');
    this.internet.remove(this);
    return Promise.resolve();
  }

  private open(flow: Flow): End {
    const end = newEnd(this, flow, 'us');
    this.ends.set(endKey(flow), end);
    this.counts.connections++;
    const from = { host: flow.local.host, port: this.internet.freePort() };
    const { internet } = this;
    this.inOrder(end, () => {
      const box = internet.at(flow.transport, flow.remote);
      if (box === undefined) {
        this.cut(end, 'nobody listens there');
        return;
      }
      box.accept(end, { transport: flow.transport, local: flow.remote, remote: from });
      end.open = true;
      this.tell({ kind: 'opened', flow, by: 'us' });
    });
    return end;
  }

  private accept(caller: End, flow: Flow): void {
    const own = [...this.ends.values()].filter((end) => end.flow.remote.host === flow.remote.host).length;
    if (own >= DOOR_LIMITS.connectionsPerSource || this.ends.size >= DOOR_LIMITS.connections) {
      this.counts.turnedAway++;
      this.internet.later(us(0), () => caller.box.cut(caller, 'turned away'));
      return;
    }
    const end = newEnd(this, flow, 'peer');
    end.open = true;
    end.other = caller;
    caller.other = end;
    this.ends.set(endKey(flow), end);
    this.counts.connections++;
    this.tell({ kind: 'opened', flow, by: 'peer' });
  }

  private write(end: End, bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
      const piece = bytes.subarray(at, at + PIECE_BYTES);
      this.inOrder(end, () => {
        if (end.other !== null) end.other.box.arrive(end.other, piece);
      });
    }
  }

  private arrive(end: End, bytes: Uint8Array): void {
    if (!this.ends.has(endKey(end.flow))) return;
    if (end.paused) {
      end.kept.push(bytes);
      end.keptBytes += bytes.length;
    } else this.tell({ kind: 'bytes', flow: end.flow, bytes });
  }

  /** After all that was sent before on this connection. */
  private inOrder(end: End, act: () => void): void {
    const { internet } = this;
    end.arrivesAt = Math.max(end.arrivesAt, after(internet.clock.now(), internet.travel()));
    internet.clock.at(end.arrivesAt as ReturnType<Clock['now']>, act);
  }

  private cut(end: End, why: string): void {
    if (this.ends.get(endKey(end.flow)) !== end) return;
    this.ends.delete(endKey(end.flow));
    this.counts.connections--;
    this.tell({ kind: 'closed', flow: end.flow, why });
    const { other } = end;
    end.other = null;
    if (other !== null) this.internet.later(ms(1), () => other.box.cut(other, 'closed by the peer'));
  }
}

const endKey = ({ transport, local, remote, serverName = '' }: Flow): string =>
  `${keyOf(transport, local)} ${keyOf(transport, remote)} ${serverName}`;

const newEnd = (box: SimulatedNetwork, flow: Flow, by: 'peer' | 'us'): End => ({
  box,
  flow,
  by,
  other: null,
  open: false,
  paused: false,
  kept: [],
  keptBytes: 0,
  arrivesAt: 0,
});
