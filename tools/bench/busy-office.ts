/** The exchange in real time on the simulator board, as `npm start` runs it, with all eight lines speaking. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchCommand, BenchDevice } from '#ports/bench.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const READY_MS_MAX = 60_000;
const LOOK_MS = 250;
/** Kernel clock ticks a second of /proc/PID/stat (USER_HZ, the same on every Linux that Node runs on). */
const TICKS_PER_SECOND = 100;
const LINES = 8;

/** Two calls inside, two over the exchange lines; what comes after each step lets it take effect. */
const CALLS: readonly { readonly commands: readonly BenchCommand[]; readonly pauseMs: number }[] = [
  {
    commands: [
      { op: 'lift', device: 'phone:1/1' },
      { op: 'lift', device: 'phone:1/3' },
      { op: 'lift', device: 'phone:1/5' },
      { op: 'lift', device: 'phone:1/6' },
    ],
    pauseMs: 2_000,
  },
  {
    commands: [
      { op: 'dial', device: 'phone:1/1', digits: '802', via: 'dtmf' },
      { op: 'dial', device: 'phone:1/3', digits: '804', via: 'dtmf' },
      { op: 'dial', device: 'phone:1/5', digits: '913800000001#', via: 'dtmf' },
      { op: 'dial', device: 'phone:1/6', digits: '913800000002#', via: 'dtmf' },
    ],
    pauseMs: 14_000,
  },
  {
    commands: [
      { op: 'lift', device: 'phone:1/2' },
      { op: 'lift', device: 'phone:1/4' },
      { op: 'farAnswer', device: 'line:1/7' },
      { op: 'farAnswer', device: 'line:1/8' },
    ],
    pauseMs: 3_000,
  },
];
const PHONES: readonly BenchDevice[] = [1, 2, 3, 4, 5, 6].map((n) => `phone:1/${n}` as const);
const SPEAKERS: readonly BenchDevice[] = [...PHONES, 'line:1/7', 'line:1/8'];

function childOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return Number(children.split(' ')[0]);
}

/** Processor time of a process so far, s. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

interface Web {
  readonly url: string;
  /** Cookie of an administrator; a session that lives long gets a new one now and then. */
  session: string;
}

export class BusyOffice {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #web: Web;
  readonly #bench: WebSocket;
  /** Processes: the firmware, and the simulator that it has started. */
  readonly firmware: number;
  readonly simulator: number;

  private constructor(child: ChildProcess, folder: string, web: Web, bench: WebSocket) {
    this.#child = child;
    this.#folder = folder;
    this.#web = web;
    this.#bench = bench;
    this.firmware = child.pid!;
    this.simulator = childOf(child.pid!);
  }

  /** On free ports, with data of its own that `close` removes. */
  static async start(): Promise<BusyOffice> {
    const folder = mkdtempSync(join(tmpdir(), 'tipring-bench-'));
    const child = spawn(process.execPath, [join(ROOT, 'firmware/main.ts')], {
      cwd: ROOT,
      env: { ...process.env, TIPRING_HTTP_PORT: '0', TIPRING_DATA: folder },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.on('data', (text: Buffer) => {
      output += text.toString();
    });
    for (let waited = 0; waited < READY_MS_MAX; waited += LOOK_MS) {
      const url = /tipring: (http:\S+)/.exec(output)?.[1];
      if (url !== undefined && output.includes('ready:')) {
        const code = /with the code (\S+)/.exec(output)?.[1] ?? '';
        const session = await firstSession(url, code);
        return new BusyOffice(child, folder, { url, session }, await benchOf(url));
      }
      await pause(LOOK_MS);
    }
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`the exchange did not start: ${output}`);
  }

  get ended(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  async asks<T>(path: string): Promise<T> {
    const { url, session } = this.#web;
    const answer = await fetch(new URL(path, url), { headers: { cookie: session } });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    this.#web.session = cookieOf(answer) || session;
    return (await answer.json()) as T;
  }

  /** Everybody calls, answers and speaks; answers with how many lines talk. */
  async talk(): Promise<number> {
    for (const { commands, pauseMs } of CALLS) {
      for (const command of commands) this.#tell(command);
      await pause(pauseMs);
    }
    for (const device of SPEAKERS) this.#tell({ op: 'voice', device, source: 'speech' });
    for (let waited = 0; waited < READY_MS_MAX; waited += LOOK_MS) {
      if ((await this.#talking()) === LINES) break;
      await pause(LOOK_MS);
    }
    return this.#talking();
  }

  /** Everybody hangs up; answers when the exchange is at rest, or with the number of calls that are not. */
  async rest(): Promise<number> {
    for (const device of PHONES) this.#tell({ op: 'hangUp', device });
    let calls = 0;
    for (let waited = 0; waited < READY_MS_MAX; waited += LOOK_MS) {
      calls = (await this.asks<{ callsUp: number }>('api/health')).callsUp;
      if (calls === 0) return 0;
      await pause(LOOK_MS);
    }
    return calls;
  }

  async close(): Promise<void> {
    this.#bench.close();
    if (!this.ended) {
      const gone = new Promise((exit) => this.#child.once('exit', exit));
      this.#child.kill('SIGTERM');
      await gone;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #talking(): Promise<number> {
    const lines = await this.asks<readonly { readonly state: string }[]>('api/lines');
    return lines.filter(({ state }) => state === 'talking').length;
  }

  #tell(command: BenchCommand): void {
    this.#bench.send(JSON.stringify(command));
  }
}

/** Statistics are for people who are known: the first administrator, of this run alone. */
async function firstSession(url: string, code: string): Promise<string> {
  const password = randomBytes(12).toString('base64url');
  const body = JSON.stringify({ code, name: 'soak', displayName: 'Soak', language: 'en', password });
  const headers = { 'content-type': 'application/json', origin: new URL(url).origin };
  const answer = await fetch(new URL('api/session/first', url), { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`first administrator: ${answer.status} ${await answer.text()}`);
  return cookieOf(answer);
}

/** What a browser would send back from now on; empty: as before. */
const cookieOf = (answer: Response): string =>
  answer.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0])
    .join('; ');

async function benchOf(url: string): Promise<WebSocket> {
  const bench = (await (await fetch(new URL('api/bench', url))).json()) as { url: string };
  const socket = new WebSocket(bench.url);
  await new Promise((open, failed) => {
    socket.addEventListener('open', open, { once: true });
    socket.addEventListener('error', failed, { once: true });
  });
  return socket;
}
