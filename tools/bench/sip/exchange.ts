import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { COMPILED, FOOTPRINT } from '../../setup/footprint.mjs';

const MAIN = resolve(import.meta.dirname, '../../../firmware/main.ts');
/** Numbers, first to last. The called have room for 400 calls at once; the firmware has voices for 320. */
export const CALLERS = [100, 149] as const;
export const CALLEES = [150, 199] as const;
const CALLS_EACH = 8;
const STARTS_MS_MAX = 30_000;
/** Below those that the kernel gives to whoever asks for any (from 32 768): what was free stays so until it is bound. */
const SIP_PORTS = { first: 12_000, count: 4_000 } as const;
const RTP_PORTS = { portFirst: 22_000, portLast: 23_999 } as const;

function office(port: number): string {
  const [first, last] = [CALLERS[0], CALLEES[1]];
  const numbers = Array.from({ length: last - first + 1 }, (_, index) => String(first + index));
  return stringify({
    extensions: numbers.map((number) => ({ number, name: `SIP ${number}` })),
    sip: {
      listen: [{ transport: 'udp', address: '127.0.0.1', port }],
      rtp: { ...RTP_PORTS, address: '127.0.0.1' },
      devices: numbers.map((number) => ({
        extension: number,
        secret: `secret${number}`,
        digest: 'md5',
        calls: CALLS_EACH,
        codecs: ['pcmu', 'pcma'],
      })),
    },
  });
}

/** The firmware as a process of its own, on the board without line cards. */
export class Exchange {
  readonly target: string;
  /** When the process was started, on the wall clock. */
  readonly begunEpochMs: number;
  /** It says itself that it is there. */
  readonly ready: Promise<void>;
  readonly #process: ChildProcess;
  readonly #folder: string;

  private constructor(process: ChildProcess, folder: string, port: number) {
    this.#process = process;
    this.#folder = folder;
    this.target = `127.0.0.1:${port}`;
    this.begunEpochMs = Date.now();
    this.ready = this.#told();
  }

  static async start(environment: Readonly<Record<string, string>> = {}): Promise<Exchange> {
    const exchange = await Exchange.begin(environment);
    await exchange.ready;
    return exchange;
  }

  /** Begun, and not waited for. Country `us`: elsewhere 110 is the police. */
  static async begin(environment: Readonly<Record<string, string>> = {}): Promise<Exchange> {
    const folder = mkdtempSync(join(tmpdir(), 'tipring-bench-'));
    const port = await freePort();
    writeFileSync(join(folder, 'office.yaml'), office(port));
    const child = spawn(process.execPath, [...FOOTPRINT.words, MAIN], {
      env: {
        ...process.env,
        ...{ ...FOOTPRINT.environment, ...COMPILED },
        ...{ TIPRING_DATA: folder, TIPRING_HTTP_PORT: '0', TIPRING_REGION: 'us', TIPRING_BOARD: 'network' },
        ...environment,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    return new Exchange(child, folder, port);
  }

  get pid(): number {
    return this.#process.pid!;
  }

  /** Resident set, in MB. */
  get memoryMb(): number {
    const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${this.pid}/status`, 'utf8'))?.[1];
    return Number(kilobytes) / 1_024;
  }

  #told(): Promise<void> {
    return new Promise((ready, failed) => {
      const late = setTimeout(() => failed(new Error('the exchange did not start')), STARTS_MS_MAX);
      this.#process.once('exit', (code) => failed(new Error(`the exchange ended with ${code}`)));
      this.#process.stdout!.on('data', (text: Buffer) => {
        if (!text.toString().includes('tipring: ')) return;
        clearTimeout(late);
        ready();
      });
    });
  }

  async stop(): Promise<void> {
    this.#process.removeAllListeners('exit');
    const gone = new Promise((done) => this.#process.once('exit', done));
    this.#process.kill('SIGTERM');
    await gone;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A UDP port that nobody uses just now; two benches at a time begin to look at different places. */
async function freePort(): Promise<number> {
  const begin = randomInt(SIP_PORTS.count);
  for (let step = 0; step < SIP_PORTS.count; step++) {
    const port = SIP_PORTS.first + ((begin + step) % SIP_PORTS.count);
    if (await isFree(port)) return port;
  }
  throw new Error('no UDP port is free for SIP');
}

function isFree(port: number): Promise<boolean> {
  const socket = createSocket('udp4');
  return new Promise((found) => {
    socket.once('error', () => socket.close(() => found(false)));
    socket.bind(port, '127.0.0.1', () => socket.close(() => found(true)));
  });
}
