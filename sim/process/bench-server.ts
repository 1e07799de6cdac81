import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { World } from '../world/world.ts';
import { BenchClient } from './bench-client.ts';
import { BenchDesk } from './bench-desk.ts';

const LOOPBACK = '127.0.0.1';
const CLIENTS_MAX = 8;
const MESSAGE_BYTES_MAX = 4096;
/** 50 ms between looks: at most 20 state messages a second. */
const FRAMES_PER_LOOK = 10;
const LOCAL_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

const hostnameOf = (url: string): string => {
  try {
    return new URL(url).hostname;
  } catch {
    return '';
  }
};

/**
 * Only pages of this machine: a foreign page in the same browser has a foreign Origin, and a name that was
 * rebound to loopback shows in Host (RFC 6455 section 10.2).
 */
export function isLocalRequest(request: Pick<IncomingMessage, 'headers'>): boolean {
  const { host, origin } = request.headers;
  if (host === undefined || !LOCAL_NAMES.has(hostnameOf(`http://${host}`))) return false;
  return origin === undefined || LOCAL_NAMES.has(hostnameOf(origin));
}

/** The simulator's own WebSocket, spoken by the bench page (ports/bench.ts). */
export class BenchServer {
  readonly #desk: BenchDesk;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #clients = new Set<BenchClient>();
  #framesToLook = FRAMES_PER_LOOK;

  constructor(world: World) {
    this.#desk = new BenchDesk(world);
    this.#http = createServer((_request, response) => response.writeHead(426).end());
    this.#sockets = new WebSocketServer({ noServer: true, maxPayload: MESSAGE_BYTES_MAX });
    this.#http.on('upgrade', (request, socket, head) => {
      if (!isLocalRequest(request) || this.#clients.size >= CLIENTS_MAX) {
        socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
        return;
      }
      this.#sockets.handleUpgrade(request, socket, head, (webSocket) => {
        const client = new BenchClient(webSocket, this.#desk);
        this.#clients.add(client);
        client.show(JSON.stringify(this.#desk.state()));
        webSocket.on('message', (data, isBinary) => {
          const bytes = data as Buffer;
          if (isBinary) client.binary(bytes);
          else client.text(bytes.toString('utf8'));
        });
        webSocket.on('error', () => webSocket.terminate());
        webSocket.on('close', () => this.#clients.delete(client));
      });
    });
  }

  /** Listens on loopback; port 0 lets the system choose. Answers the address. */
  listen(port: number): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#http.once('error', reject);
      this.#http.listen(port, LOOPBACK, () => {
        const { port: actual } = this.#http.address() as AddressInfo;
        resolve(`ws://${LOOPBACK}:${actual}/`);
      });
    });
  }

  /** After each frame: audio to those who listen, and the state if it changed. */
  frame(): void {
    if (this.#clients.size === 0) return;
    for (const client of this.#clients) client.frame();
    this.#framesToLook -= 1;
    if (this.#framesToLook > 0) return;
    this.#framesToLook = FRAMES_PER_LOOK;
    const state = JSON.stringify(this.#desk.state());
    for (const client of this.#clients) client.show(state);
  }

  close(): void {
    for (const socket of this.#sockets.clients) socket.terminate();
    this.#http.close();
  }
}
