import {
  DOOR_LIMITS,
  type DoorLimits,
  type Flow,
  type Listener,
  type ListenFault,
  type NetworkCounts,
  type NetworkEvent,
  type SipNetwork,
} from '#ports/sip-transport.ts';
import { fail } from '#units/result.ts';
import { certificateFault } from './faults.ts';
import { StreamListener, type TlsSettings } from './streams.ts';
import { UdpListener } from './udp.ts';

export interface NetworkSettings {
  /** One entry a transport and address; see `addresses.ts` for "all addresses of the box". */
  readonly listen: readonly Listener[];
  /** Without it nothing is heard over TLS. */
  readonly tls: TlsSettings | null;
  readonly limits?: DoorLimits;
}

interface Ear {
  listen: ((event: NetworkEvent) => void) | null;
}
type AnyListener = UdpListener | StreamListener;

const keyOf = (transport: string, { host, port }: { host: string; port: number }): string =>
  `${transport} ${host} ${port}`;

/** The sockets of a box. */
export class SocketNetwork implements SipNetwork {
  readonly listeners: readonly Listener[];
  readonly #byLocal: ReadonlyMap<string, AnyListener>;
  readonly #ear: Ear;

  private constructor(listeners: readonly Listener[], byLocal: ReadonlyMap<string, AnyListener>, ear: Ear) {
    this.listeners = listeners;
    this.#byLocal = byLocal;
    this.#ear = ear;
  }

  /** Opens what can be opened; what cannot is told, and the rest works. */
  static async open({ listen, tls, limits = DOOR_LIMITS }: NetworkSettings): Promise<{
    readonly network: SocketNetwork;
    readonly faults: readonly ListenFault[];
  }> {
    const ear: Ear = { listen: null };
    const hear = (event: NetworkEvent): void => ear.listen?.(event);
    const faults: ListenFault[] = [];
    const opened: Listener[] = [];
    const byLocal = new Map<string, AnyListener>();
    for (const wanted of listen) {
      const { transport, local } = wanted;
      const result =
        transport === 'UDP'
          ? await UdpListener.open(local, hear)
          : transport === 'TLS' && tls === null
            ? fail(certificateFault(new Error('there is none')))
            : await StreamListener.open(local, transport === 'TLS' ? tls : null, limits, hear);
      if (!result.ok) faults.push({ wanted, fault: result.error });
      else {
        byLocal.set(keyOf(transport, result.value.local), result.value);
        opened.push({ transport, local: result.value.local });
      }
    }
    return { network: new SocketNetwork(opened, byLocal, ear), faults };
  }

  get counts(): NetworkCounts {
    const sum = { connections: 0, turnedAway: 0, handshakesFailed: 0, datagramsUnsent: 0 };
    for (const listener of this.#byLocal.values()) {
      if (listener instanceof UdpListener) sum.datagramsUnsent += listener.unsent;
      else {
        sum.connections += listener.connections;
        sum.turnedAway += listener.turnedAway;
        sum.handshakesFailed += listener.handshakesFailed;
      }
    }
    return sum;
  }

  hear(listen: (event: NetworkEvent) => void): void {
    this.#ear.listen = listen;
  }

  send(flow: Flow, bytes: Uint8Array): void {
    const listener = this.#of(flow);
    if (listener !== undefined) listener.send(flow, bytes);
    else if (flow.transport !== 'UDP')
      setImmediate(() => this.#ear.listen?.({ kind: 'closed', flow, why: 'no such listener' }));
  }

  close(flow: Flow): void {
    const listener = this.#of(flow);
    if (listener instanceof StreamListener) listener.close(flow);
  }

  pause(flow: Flow, paused: boolean): void {
    const listener = this.#of(flow);
    if (listener instanceof StreamListener) listener.pause(flow, paused);
  }

  async stop(): Promise<void> {
    this.#ear.listen = null;
    await Promise.all([...this.#byLocal.values()].map((listener) => listener.stop()));
  }

  #of({ transport, local }: Flow): AnyListener | undefined {
    return this.#byLocal.get(keyOf(transport, local));
  }
}
