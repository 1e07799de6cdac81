import { createSocket, type Socket, type SocketOptions } from 'node:dgram';
import { lookup } from 'node:dns';
import { isIP, isIPv6 } from 'node:net';
import type { Endpoint, Flow, NetworkEvent } from '#ports/sip-transport.ts';
import { fail, ok, type Result } from '#units/result.ts';
import { listenFault } from './faults.ts';

/** Some 3 s of a busy hour: the kernel keeps what comes while the event loop is at something else. */
const RECEIVE_BUFFER_BYTES = 4_194_304;

/**
 * Who is sent something is an address by then (RFC 3263 is in `sip/locate/`): said at once, so that the datagram goes in
 * the turn that made it; Node's own look-up waits for the next one. The address to listen at may be a name.
 */
const addressAtOnce: NonNullable<SocketOptions['lookup']> = (host, options, found) => {
  const family = isIP(host);
  if (family === 0) lookup(host, options, found);
  else found(null, host, family);
};

/** One bound address. A socket on all addresses would not know which of them a datagram came to. */
export class UdpListener {
  readonly local: Endpoint;
  #unsent = 0;
  readonly #socket: Socket;
  readonly #hear: (event: NetworkEvent) => void;
  /** One for all datagrams. */
  readonly #count = (error: Error | null): void => {
    if (error !== null) this.#unsent += 1;
  };

  private constructor(socket: Socket, hear: (event: NetworkEvent) => void) {
    const { address, port } = socket.address();
    this.local = { host: address, port };
    this.#socket = socket;
    this.#hear = hear;
    socket.on('message', (bytes, from) => {
      const remote = { host: from.address, port: from.port };
      this.#hear({ kind: 'datagram', flow: { transport: 'UDP', local: this.local, remote }, bytes });
    });
    // What the network says of datagrams sent now or before; each of them may be lost anyway.
    socket.on('error', () => {
      this.#unsent += 1;
    });
  }

  static open(wanted: Endpoint, hear: (event: NetworkEvent) => void): Promise<Result<UdpListener>> {
    const six = isIPv6(wanted.host);
    const socket = createSocket({
      type: six ? 'udp6' : 'udp4',
      ipv6Only: six,
      recvBufferSize: RECEIVE_BUFFER_BYTES,
      lookup: addressAtOnce,
    });
    return new Promise((resolve) => {
      socket.once('error', (error: NodeJS.ErrnoException) => {
        socket.close();
        resolve(fail(listenFault('UDP', wanted, error)));
      });
      socket.bind({ address: wanted.host, port: wanted.port, exclusive: true }, () => {
        socket.removeAllListeners('error');
        resolve(ok(new UdpListener(socket, hear)));
      });
    });
  }

  get unsent(): number {
    return this.#unsent;
  }

  send({ remote }: Flow, bytes: Uint8Array): void {
    try {
      this.#socket.send(bytes, remote.port, remote.host, this.#count);
    } catch {
      // A port or an address that no datagram can go to, from a Via or a Contact that somebody wrote.
      this.#unsent += 1;
    }
  }

  stop(): Promise<void> {
    return new Promise((resolve) => {
      this.#socket.close(() => resolve());
    });
  }
}
