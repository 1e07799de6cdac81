import { type ChildProcess, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { WebSocket } from 'ws';
import type { BenchCommand, BenchLine, BenchMessage, BenchPhone } from '#ports/bench.ts';
import type { Edit } from '#ports/configuration.ts';
import type { SipStatus } from '#ports/sip-status.ts';
import { hasKey } from './sound.ts';
import { until } from './until.ts';

type Session = { readonly cookie: string; readonly 'x-csrf-token': string };

/** Positions of the simulator's card. */
const LINES = 8;
const START_SECONDS_MAX = 60;
const ROOT = resolve(import.meta.dirname, '../../..');

/** A UDP port of 127.0.0.1 that nobody has now. */
async function freePort(): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

/** `npm start` on the simulator board with an office of its own, and the hands that lift its telephones. */
export class Exchange {
  readonly port: number;
  readonly url: string;
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #bench: WebSocket;
  readonly #firstCode: string;
  #session: Session | null = null;
  /** What was listened to since `listen`. */
  #ear: Buffer[] = [];
  #phones: readonly BenchPhone[] = [];
  #lines: readonly BenchLine[] = [];

  private constructor(
    child: ChildProcess,
    folder: string,
    url: string,
    port: number,
    bench: WebSocket,
    firstCode: string,
  ) {
    this.#firstCode = firstCode;
    this.#child = child;
    this.#folder = folder;
    this.url = url;
    this.port = port;
    this.#bench = bench;
    bench.on('message', (data: Buffer, binary: boolean) => {
      if (binary) {
        this.#ear.push(data.subarray(1 + data[0]!));
        return;
      }
      const message = JSON.parse(data.toString()) as BenchMessage;
      if (message.kind !== 'state') return;
      this.#phones = message.phones;
      this.#lines = message.lines;
    });
  }

  /** `office`: the text of office.yaml, for a SIP port. */
  static async start(office: (sipPort: number) => string): Promise<Exchange> {
    const folder = mkdtempSync(join(tmpdir(), 'tipring-peers-'));
    const port = await freePort();
    writeFileSync(join(folder, 'office.yaml'), office(port));
    const child = spawn(process.execPath, [join(ROOT, 'firmware/main.ts')], {
      cwd: ROOT,
      env: { ...process.env, TIPRING_HTTP_PORT: '0', TIPRING_DATA: folder },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (data: Buffer) => {
        output = `${output}${data}`.slice(-8_000);
      });
    const ended = (): void => {
      if (child.exitCode !== null) throw new Error(`the exchange has ended: ${output}`);
    };
    const url = await until(
      'the exchange is there',
      () => {
        ended();
        return /tipring: (http:\S+)/.exec(output)?.[1];
      },
      START_SECONDS_MAX,
    );
    await until('every line has dial tone', async () => {
      ended();
      const health = await (await fetch(new URL('api/health', url))).json();
      return (health as { lines: { inService: number } }).lines.inService >= LINES;
    });
    const { url: benchUrl } = (await (await fetch(new URL('api/bench', url))).json()) as { url: string };
    const bench = new WebSocket(benchUrl);
    const exchange = new Exchange(
      child,
      folder,
      url,
      port,
      bench,
      /with the code (\S+)/.exec(output)?.[1] ?? '',
    );
    await once(bench, 'open');
    return exchange;
  }

  /** Puts changes of the office into force as a person at the page does; the first one makes the administrator. */
  async change(edits: readonly Edit[]): Promise<void> {
    this.#session ??= await this.#logIn();
    const { version } = (await this.#ask('GET', 'api/configuration')) as { version: { version: number } };
    const change = { base: version.version, edits };
    await this.#ask('POST', 'api/configuration/commit', { change, reason: 'test' });
  }

  /** SIP as the technician sees it at the page: who is registered, who is banned. */
  async sip(): Promise<SipStatus> {
    this.#session ??= await this.#logIn();
    return (await this.#ask('GET', 'api/sip')) as SipStatus;
  }

  /** What a technician does at the page for the settings of a telephone. */
  async provision<T>(extension: string, what: 'address' | 'secret' | 'set-up-again'): Promise<T> {
    this.#session ??= await this.#logIn();
    return (await this.#ask('POST', `api/sip/provisioning/${extension}/${what}`)) as T;
  }

  async #logIn(): Promise<Session> {
    const person = { name: 'admin', displayName: '', language: 'en', password: 'battery staple 77' };
    const answer = await fetch(new URL('api/session/first', this.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: this.#firstCode, ...person }),
    });
    const cookie = answer.headers.getSetCookie().map((one) => one.split(';')[0]);
    const { csrfToken } = (await answer.json()) as { csrfToken: string };
    return { cookie: cookie.join('; '), 'x-csrf-token': csrfToken };
  }

  async #ask(method: 'GET' | 'POST', path: string, body?: object): Promise<unknown> {
    const answer = await fetch(new URL(path, this.url), {
      method,
      headers: { ...this.#session, ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${text}`);
    return JSON.parse(text);
  }

  do(command: BenchCommand): void {
    this.#bench.send(JSON.stringify(command));
  }

  /** Ends when the telephone at that port is as wished. */
  phone(port: string, what: string, is: (phone: BenchPhone) => boolean): Promise<BenchPhone> {
    return until(`the telephone at ${port} ${what}`, () =>
      this.#phones.find((phone) => phone.port === port && is(phone)),
    );
  }

  line(port: string, what: string, is: (line: BenchLine) => boolean): Promise<BenchLine> {
    return until(`the exchange line at ${port} ${what}`, () =>
      this.#lines.find((line) => line.port === port && is(line)),
    );
  }

  /** Ends when a key was heard in the earpiece of a telephone while `act` was done and after it. */
  async hearsKey(port: string, key: readonly [row: number, column: number], act: () => Promise<void>) {
    const device = `phone:${port}` as const;
    this.#ear = [];
    this.do({ op: 'listen', device, on: true });
    await act();
    await until(`the telephone at ${port} hears a key`, () => {
      const bytes = Buffer.concat(this.#ear);
      const samples = Int16Array.from({ length: bytes.length / 2 }, (_, n) => bytes.readInt16LE(2 * n));
      return hasKey(key, samples);
    });
    this.do({ op: 'listen', device, on: false });
  }

  /** Ends when the exchange has the extension in that state. */
  async state(number: string, state: string): Promise<void> {
    await until(`extension ${number} is ${state}`, async () => {
      const lines = (await (await fetch(new URL('api/lines', this.url))).json()) as {
        number: string;
        state: string;
      }[];
      return lines.some((line) => line.number === number && line.state === state);
    });
  }

  async stop(): Promise<void> {
    this.#bench.close();
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      const gone = once(this.#child, 'exit');
      this.#child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A tone in somebody's ear. */
export const hearing =
  (hz: number) =>
  ({ hears }: { readonly hears: BenchPhone['hears'] }): boolean =>
    hears.dbm0 > -40 && hears.hz.length > 0 && Math.abs(hears.hz[0]! - hz) < 20;
