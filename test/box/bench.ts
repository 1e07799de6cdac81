import { once } from 'node:events';
import { WebSocket } from 'ws';
import type { BenchCommand, BenchLine, BenchMessage, BenchPhone } from '#ports/bench.ts';

const SO_MS_MAX = 30_000;

type State = Extract<BenchMessage, { kind: 'state' }>;

/** Somebody at the simulator's bench: works its telephones and sees what they do. */
export class Bench {
  readonly #socket: WebSocket;
  #state: State | null = null;
  readonly #waiting = new Set<() => void>();

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data, isBinary) => {
      if (isBinary) return;
      const message = JSON.parse(String(data)) as BenchMessage;
      if (message.kind !== 'state') return;
      this.#state = message;
      for (const look of this.#waiting) look();
    });
  }

  static async open(url: string): Promise<Bench> {
    const socket = new WebSocket(url);
    const bench = new Bench(socket);
    await once(socket, 'open');
    return bench;
  }

  do(command: BenchCommand): void {
    this.#socket.send(JSON.stringify(command));
  }

  /** Ends when the telephone on this port is so; fails with what is when it never is. */
  until(port: string, fits: (phone: BenchPhone) => boolean, msMax = SO_MS_MAX): Promise<void> {
    return this.#untilState(({ phones }) => phones.some((one) => one.port === port && fits(one)), msMax);
  }

  /** The same for the line of the public exchange on this port. */
  untilLine(port: string, fits: (line: BenchLine) => boolean): Promise<void> {
    return this.#untilState(({ lines }) => lines.some((one) => one.port === port && fits(one)), SO_MS_MAX);
  }

  /** Ends when the simulator has so many faults on. */
  untilFaults(count: number): Promise<void> {
    return this.#untilState(({ faults }) => faults.length === count, SO_MS_MAX);
  }

  #untilState(fits: (state: State) => boolean, msMax: number): Promise<void> {
    return new Promise((found, failed) => {
      AbortSignal.timeout(msMax).addEventListener('abort', () => {
        this.#waiting.delete(look);
        failed(new Error(`not so within ${msMax / 1000} s: ${JSON.stringify(this.#state)}`));
      });
      const look = (): void => {
        if (this.#state === null || !fits(this.#state)) return;
        this.#waiting.delete(look);
        found();
      };
      this.#waiting.add(look);
      look();
    });
  }

  close(): void {
    this.#socket.terminate();
  }
}

/** Whether an earpiece has this frequency, loud enough to be heard. */
export const hears =
  (hz: number) =>
  ({ hears: heard }: BenchPhone): boolean =>
    heard.dbm0 > -40 && heard.hz.some((one) => Math.abs(one - hz) <= 15);
