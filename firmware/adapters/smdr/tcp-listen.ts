import { createServer, type Server, type Socket } from 'node:net';
import type { SmdrLink, SmdrTcpListen } from '#ports/smdr.ts';
import { fail, type Result } from '#units/result.ts';
import { linkFault, prepare, sendAcknowledged } from './socket-sender.ts';

/** A port that is taken may become free: an old process that is ending, an address that comes with the network. */
const LISTEN_AGAIN_MS = 5_000;
const CONNECTIONS_MAX = 4;

/** Waits to be connected to. The newest connection counts: an older one may be dead and not know it yet. */
export class TcpListenLink implements SmdrLink {
  readonly #sink: SmdrTcpListen;
  readonly #server: Server;
  #socket: Socket | null = null;
  #up: () => void = () => undefined;
  #again: NodeJS.Timeout | null = null;
  #trouble = 'nobody is connected';
  #closed = false;

  constructor(sink: SmdrTcpListen) {
    this.#sink = sink;
    this.#server = createServer((socket) => this.#connected(socket));
    this.#server.maxConnections = CONNECTIONS_MAX;
    this.#server.on('error', (error) => this.#notListening(error));
    this.#server.on('listening', () => {
      this.#trouble = 'nobody is connected';
    });
    this.#listen();
  }

  /** The port in use; 0 while it does not listen. */
  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  onUp(listener: () => void): void {
    this.#up = listener;
    if (this.#socket !== null) listener();
  }

  send(bytes: Uint8Array): Promise<Result<null>> {
    const { address, port } = this.#sink;
    const where = `${address} port ${port}`;
    if (this.#socket === null) return Promise.resolve(fail(linkFault(where, this.#trouble)));
    return sendAcknowledged(this.#socket, bytes, where);
  }

  close(): Promise<void> {
    this.#closed = true;
    if (this.#again !== null) clearTimeout(this.#again);
    this.#socket?.destroy();
    if (!this.#server.listening) return Promise.resolve();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }

  #listen(): void {
    if (!this.#closed) this.#server.listen({ host: this.#sink.address, port: this.#sink.port });
  }

  #notListening(error: Error): void {
    this.#trouble = `the port cannot be listened on: ${error.message}`;
    this.#again = setTimeout(() => this.#listen(), LISTEN_AGAIN_MS);
  }

  #connected(socket: Socket): void {
    prepare(socket);
    const address = socket.remoteAddress?.replace(/^::ffff:/, '') ?? '';
    if (this.#closed || (this.#sink.from.length > 0 && !this.#sink.from.includes(address))) {
      socket.destroy();
      return;
    }
    this.#socket?.destroy();
    this.#socket = socket;
    socket.once('close', () => {
      if (this.#socket === socket) this.#socket = null;
    });
    // The other end says that it is done: so are we, or what is sent later would go nowhere.
    socket.once('end', () => socket.destroy());
    this.#up();
  }
}
