import { createServer, type Server, type Socket } from 'node:net';
import { BURST_BYTES } from '../card/burst.ts';
import type { WorldCard } from '../world/world.ts';
import { FRAME_FELL } from './protocol.ts';

/** FRAME edges not yet answered; the card queues 8 frames and drops beyond that. */
const FRAMES_OUTSTANDING_MAX = 8;
const FRAME_BYTE = Uint8Array.of(FRAME_FELL);

/** The media burst of one card on a socket: one host at a time, the one that came last. */
export class MediaSocket {
  readonly #card: WorldCard;
  readonly #server: Server;
  /** Told when a host has come, and after each of its bursts. */
  readonly #served: () => void;
  readonly #mosi = new Uint8Array(BURST_BYTES);
  readonly #miso = new Uint8Array(BURST_BYTES);
  #host: Socket | null = null;
  #filled = 0;
  #outstanding = 0;

  constructor(card: WorldCard, served: () => void = () => {}) {
    this.#card = card;
    this.#served = served;
    this.#server = createServer((socket) => this.#connected(socket));
  }

  listen(path: string): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(path, resolve);
    });
  }

  /** After each frame: tells the host that FRAME fell. */
  frame(): void {
    if (this.#host === null || !this.#card.card.frameReady) return;
    if (this.#outstanding >= FRAMES_OUTSTANDING_MAX) return;
    this.#outstanding += 1;
    this.#host.write(FRAME_BYTE);
  }

  close(): void {
    this.#host?.destroy();
    this.#server.close();
  }

  #connected(socket: Socket): void {
    this.#host?.destroy();
    this.#host = socket;
    this.#filled = 0;
    this.#outstanding = 0;
    socket.setNoDelay(true);
    socket.on('data', (chunk) => {
      if (this.#host === socket) this.#take(chunk);
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (this.#host === socket) this.#host = null;
    });
    this.#served();
  }

  #take(chunk: Uint8Array): void {
    for (let at = 0; at < chunk.length; ) {
      const count = Math.min(BURST_BYTES - this.#filled, chunk.length - at);
      this.#mosi.set(chunk.subarray(at, at + count), this.#filled);
      this.#filled += count;
      at += count;
      if (this.#filled < BURST_BYTES) return;
      this.#filled = 0;
      this.#outstanding = Math.max(0, this.#outstanding - 1);
      this.#card.exchange(this.#mosi, this.#miso);
      this.#host?.write(Uint8Array.from(this.#miso));
      this.#served();
    }
  }
}
