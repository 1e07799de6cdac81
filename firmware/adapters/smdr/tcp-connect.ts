import { connect, type Socket } from 'node:net';
import type { SmdrLink, SmdrTcpConnect } from '#ports/smdr.ts';
import { fail, type Result } from '#units/result.ts';
import { linkFault, prepare, sendAcknowledged } from './socket-sender.ts';

const CONNECT_MS_MAX = 10_000;
const AGAIN_FIRST_MS = 1_000;
const AGAIN_LONGEST_MS = 60_000;

/** Connects to the reader, and again when it goes away. */
export class TcpConnectLink implements SmdrLink {
  readonly #sink: SmdrTcpConnect;
  #socket: Socket | null = null;
  #connected = false;
  #up: () => void = () => undefined;
  #again: NodeJS.Timeout | null = null;
  #waitMs = AGAIN_FIRST_MS;
  #trouble = 'not connected yet';
  #closed = false;

  constructor(sink: SmdrTcpConnect) {
    this.#sink = sink;
    this.#connect();
  }

  onUp(listener: () => void): void {
    this.#up = listener;
    if (this.#connected) listener();
  }

  send(bytes: Uint8Array): Promise<Result<null>> {
    const where = `${this.#sink.host} port ${this.#sink.port}`;
    if (this.#socket === null || !this.#connected) {
      return Promise.resolve(fail(linkFault(where, this.#trouble)));
    }
    return sendAcknowledged(this.#socket, bytes, where);
  }

  async close(): Promise<void> {
    this.#closed = true;
    if (this.#again !== null) clearTimeout(this.#again);
    this.#socket?.destroy();
  }

  #connect(): void {
    const { host, port } = this.#sink;
    const socket = connect({ host, port });
    this.#socket = socket;
    prepare(socket);
    socket.setTimeout(CONNECT_MS_MAX, () => {
      this.#trouble = 'no answer within 10 s';
      socket.destroy();
    });
    socket.once('error', (error) => {
      this.#trouble = error.message;
    });
    socket.once('connect', () => {
      socket.setTimeout(0);
      this.#connected = true;
      this.#waitMs = AGAIN_FIRST_MS;
      this.#trouble = 'the connection ended';
      this.#up();
    });
    socket.once('end', () => socket.destroy());
    socket.once('close', () => this.#gone());
  }

  #gone(): void {
    this.#connected = false;
    this.#socket = null;
    if (this.#closed) return;
    this.#again = setTimeout(() => this.#connect(), this.#waitMs);
    this.#waitMs = Math.min(this.#waitMs * 2, AGAIN_LONGEST_MS);
  }
}
