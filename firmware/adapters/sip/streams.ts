import { connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from 'node:tls';
import type { DoorLimits, Endpoint, Flow, NetworkEvent } from '#ports/sip-transport.ts';
import { flowKey } from '#sip/flow.ts';
import { fail, ok, type Result } from '#units/result.ts';
import { certificateFault, listenFault } from './faults.ts';

/** Of our TLS listener, and what we believe of others. */
export interface TlsSettings {
  /** PEM, the whole chain. */
  readonly certificate: string;
  readonly key: string;
  /** PEM of authorities beside the system's own; for an office's own authority. */
  readonly authorities?: readonly string[];
}

interface Connection {
  readonly flow: Flow;
  readonly socket: Socket;
}

/** Never heard of again after this: a peer that takes no FIN. */
const LINGER_MS = 2_000;

/** The listener of one address for TCP or TLS, with the connections that it got and those that we opened. */
export class StreamListener {
  readonly transport: 'TCP' | 'TLS';
  readonly local: Endpoint;
  turnedAway = 0;
  handshakesFailed = 0;
  readonly #server: Server;
  readonly #limits: DoorLimits;
  readonly #tls: TlsSettings | null;
  readonly #hear: (event: NetworkEvent) => void;
  readonly #connections = new Map<string, Connection>();
  readonly #raw = new Set<Socket>();
  readonly #perSource = new Map<string, number>();

  private constructor(
    server: Server,
    transport: 'TCP' | 'TLS',
    tls: TlsSettings | null,
    limits: DoorLimits,
    hear: (event: NetworkEvent) => void,
  ) {
    const address = server.address() as { address: string; port: number };
    this.local = { host: address.address, port: address.port };
    this.transport = transport;
    this.#server = server;
    this.#tls = tls;
    this.#limits = limits;
    this.#hear = hear;
    // On both kinds of server this is the bare TCP connection; of TLS the handshake is yet to come.
    server.on('connection', (socket: Socket) => this.#door(socket));
    if (transport === 'TLS') {
      server.on('secureConnection', (socket: TLSSocket) => this.#accepted(socket));
      // Node tells of it and leaves the connection open.
      server.on('tlsClientError', (_error, socket: TLSSocket) => {
        this.handshakesFailed += 1;
        socket.destroy();
      });
    }
    server.on('error', () => undefined);
  }

  static open(
    wanted: Endpoint,
    tls: TlsSettings | null,
    limits: DoorLimits,
    hear: (event: NetworkEvent) => void,
  ): Promise<Result<StreamListener>> {
    const transport = tls === null ? 'TCP' : 'TLS';
    let server: Server;
    try {
      server =
        tls === null
          ? createServer({ noDelay: true })
          : createTlsServer({
              cert: tls.certificate,
              key: tls.key,
              minVersion: 'TLSv1.2',
              handshakeTimeout: limits.handshakeMsMax,
              noDelay: true,
            });
    } catch (error) {
      return Promise.resolve(fail(certificateFault(error as Error)));
    }
    return new Promise((resolve) => {
      server.once('error', (error: NodeJS.ErrnoException) =>
        resolve(fail(listenFault(transport, wanted, error))),
      );
      server.listen({ host: wanted.host, port: wanted.port, exclusive: true, ipv6Only: true }, () => {
        server.removeAllListeners('error');
        resolve(ok(new StreamListener(server, transport, tls, limits, hear)));
      });
    });
  }

  get connections(): number {
    return this.#raw.size;
  }

  send(flow: Flow, bytes: Uint8Array): void {
    const connection = this.#connections.get(flowKey(flow)) ?? this.#open(flow);
    if (connection === null) return;
    const { socket } = connection;
    if (socket.writableLength + bytes.length > this.#limits.unsentBytesMax)
      socket.destroy(new Error('peer does not read'));
    else if (!socket.writableEnded) socket.write(bytes);
  }

  close(flow: Flow): void {
    const socket = this.#connections.get(flowKey(flow))?.socket;
    if (socket === undefined) return;
    socket.end();
    // The timer of Node for an idle socket, not of SIP: a peer that never answers the FIN.
    socket.setTimeout(LINGER_MS, () => socket.destroy());
    socket.resume();
  }

  pause(flow: Flow, paused: boolean): void {
    const socket = this.#connections.get(flowKey(flow))?.socket;
    if (paused) socket?.pause();
    else socket?.resume();
  }

  stop(): Promise<void> {
    for (const socket of this.#raw) socket.destroy();
    return new Promise((resolve) => {
      this.#server.close(() => resolve());
    });
  }

  /** Whoever comes through costs a descriptor, also one that never says anything. */
  #door(socket: Socket): void {
    const source = socket.remoteAddress ?? '';
    const own = this.#perSource.get(source) ?? 0;
    const { connections, connectionsPerSource } = this.#limits;
    if (source === '' || this.#raw.size >= connections || own >= connectionsPerSource) {
      this.turnedAway += 1;
      socket.destroy();
      return;
    }
    this.#perSource.set(source, own + 1);
    this.#raw.add(socket);
    socket.on('error', () => undefined);
    socket.once('close', () => {
      this.#raw.delete(socket);
      const left = (this.#perSource.get(source) ?? 1) - 1;
      if (left === 0) this.#perSource.delete(source);
      else this.#perSource.set(source, left);
    });
    if (this.transport === 'TCP') this.#accepted(socket);
  }

  #accepted(socket: Socket): void {
    const { remoteAddress, remotePort } = socket;
    if (remoteAddress === undefined || remotePort === undefined) {
      socket.destroy();
      return;
    }
    const remote = { host: remoteAddress, port: remotePort };
    const flow: Flow = { transport: this.transport, local: this.local, remote };
    this.#keep({ flow, socket });
    this.#hear({ kind: 'opened', flow, by: 'peer' });
  }

  #open(flow: Flow): Connection | null {
    if (this.#raw.size >= this.#limits.connections) {
      this.turnedAway += 1;
      setImmediate(() => this.#hear({ kind: 'closed', flow, why: 'too many connections' }));
      return null;
    }
    const socket = this.#connect(flow);
    const connection = { flow, socket };
    this.#raw.add(socket);
    socket.once('close', () => this.#raw.delete(socket));
    this.#keep(connection);
    socket.setTimeout(this.#limits.connectMsMax, () => socket.destroy(new Error('no connection in time')));
    socket.once(this.#tls === null ? 'connect' : 'secureConnect', () => {
      socket.setTimeout(0);
      this.#hear({ kind: 'opened', flow, by: 'us' });
    });
    return connection;
  }

  #connect({ remote, local, serverName }: Flow): Socket {
    const from = { host: remote.host, port: remote.port, localAddress: local.host, noDelay: true };
    if (this.#tls === null) return connect(from);
    const { certificate, key, authorities } = this.#tls;
    return connectTls({
      ...from,
      cert: certificate,
      key,
      ...(authorities && { ca: [...authorities] }),
      ...(serverName !== undefined && { servername: serverName }),
      minVersion: 'TLSv1.2',
    });
  }

  #keep(connection: Connection): void {
    const { flow, socket } = connection;
    const key = flowKey(flow);
    this.#connections.set(key, connection);
    let why = 'closed by the peer';
    socket.on('error', (error) => {
      why = error.message;
    });
    socket.on('data', (bytes: Uint8Array) => this.#hear({ kind: 'bytes', flow, bytes }));
    socket.once('close', () => {
      if (this.#connections.get(key) === connection) this.#connections.delete(key);
      this.#hear({ kind: 'closed', flow, why });
    });
  }
}
