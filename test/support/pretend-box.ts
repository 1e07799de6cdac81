import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BoxSlots, KeeperRequest } from '#ports/box.ts';
import { type Asker, answer, type Keeper } from '../../tools/box/keeper/answer.ts';
import type { Updater } from '../../tools/box/update.ts';

export const GOOD_UPDATE = 'signed for this box';

/** A box without a card: two slots in memory, an exchange that can be stopped, and its keeper at a socket. */
export class PretendBox {
  readonly folder = mkdtempSync(join(tmpdir(), 'tipring-box-'));
  readonly data = join(this.folder, 'tipring');
  readonly system = join(this.folder, 'system');
  readonly socket = join(this.folder, 'keeper');
  /** What was done to the box, in order. */
  readonly done: string[] = [];
  slots: BoxSlots = { running: 'A', next: 'A', triesLeft: { A: 3, B: 0 } };
  /** What an address answers. */
  fetched: () => Response = () => new Response(GOOD_UPDATE);
  /** Files on sticks, by partition. */
  sticks: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
  readonly #sockets = new Set<Socket>();
  #server: Server | null = null;

  constructor() {
    mkdirSync(this.data);
    mkdirSync(this.system);
  }

  async open(): Promise<void> {
    const server = createServer((socket) => this.#serve(socket));
    this.#server = server;
    await new Promise<void>((listening) => server.listen(this.socket, listening));
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((closed) => (this.#server === null ? closed(null) : this.#server.close(closed)));
    rmSync(this.folder, { recursive: true, force: true });
  }

  get keeper(): Keeper {
    return {
      ...{ data: this.data, release: '1.0', complaints: ['region: there is no xx'], cost: 4 },
      says: (program) => `${program} says something\n`,
      box: {
        slots: () => this.slots,
        system: this.system,
        updater: this.#updater,
        restart: () => this.done.push('restart'),
        stopExchange: () => this.done.push('exchange stopped'),
        startExchange: () => this.done.push('exchange started'),
      },
    };
  }

  readonly #updater: Updater = {
    sticks: () => Object.keys(this.sticks),
    mount: (device, folder) => {
      const files = this.sticks[device];
      if (files === undefined) return 'no such device';
      for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
      return null;
    },
    unmount: (folder) => {
      for (const name of readdirSync(folder)) rmSync(join(folder, name));
    },
    running: () => '1.0',
    inspect: (bundle) =>
      readFileSync(bundle, 'utf8') === GOOD_UPDATE
        ? { release: '2.0' }
        : { why: 'signature verification failed' },
    install: (bundle) => {
      if (readFileSync(bundle, 'utf8') !== GOOD_UPDATE) return 'signature verification failed';
      this.slots = { ...this.slots, next: 'B', triesLeft: { A: 3, B: 3 } };
      this.done.push('installed');
      return null;
    },
    fetch: async () => this.fetched(),
  };

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket)).on('error', () => undefined);
    const asker: Asker = {
      tell: (said) => void socket.write(`${JSON.stringify(said)}\n`),
      send: (bytes) => void socket.write(bytes),
    };
    let heard = '';
    socket.on('data', (chunk) => {
      heard += chunk.toString('utf8');
      if (!heard.endsWith('\n')) return;
      void answer(JSON.parse(heard) as KeeperRequest, this.keeper, asker).then(() => socket.end());
    });
  }
}
