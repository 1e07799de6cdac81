import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CALLEES, CALLERS } from './exchange.ts';

/** What `voipload` says of one run; times as percentiles 50, 95, 99 and the longest. */
export interface LoadReport {
  readonly calls_started: number;
  readonly calls_up: number;
  readonly failed: number;
  readonly timeouts: number;
  readonly ended_by_pbx: number;
  readonly rexmit_out: number;
  readonly rexmit_in: number;
  readonly fail_codes: Readonly<Record<string, number>>;
  readonly pdd_ms: readonly [number, number, number, number];
  readonly loss_pct?: number;
  readonly delay_us?: readonly [number, number, number, number];
  readonly gen_late_us?: readonly [number, number, number];
  readonly pbx_cpu_ms_per_call?: number;
  readonly pbx_cpu_ms_per_call_s?: number;
  readonly pbx_rss_kb: number;
  readonly pbx_pss_kb: number;
  readonly steal_pct: number;
}

interface Registration {
  readonly ok: number;
  readonly failed: number;
}

interface Registered {
  readonly ok: number;
  readonly first_ok_realtime_ns: number;
}

const FOLDER = resolve(import.meta.dirname, '../../../build/bench');
const PROGRAM = join(FOLDER, 'voipload');

/** The generator: callers, callees and their voices in one process, whose processor time is not counted. */
export class Load {
  readonly #common: readonly string[];

  constructor(target: string, pid: number) {
    const who = ['--callers', CALLERS.join('-'), '--callees', CALLEES.join('-')];
    this.#common = ['--target', target, '--pid', String(pid), ...who];
  }

  /** Built anew each time; it is one file of C. */
  static build(): void {
    mkdirSync(FOLDER, { recursive: true });
    const source = join(import.meta.dirname, 'voipload.c');
    const built = spawnSync('cc', ['-O2', '-o', PROGRAM, source, '-lm'], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`a C compiler is needed: ${built.stderr ?? built.error}`);
  }

  /** How long after `sinceEpochMs` a REGISTER was accepted for the first time; it is tried all the time. */
  async firstRegisterMs(sinceEpochMs: number): Promise<number> {
    const words = ['--mode', 'register', '--callers', '100-100', '--wait', '30'];
    const { ok, first_ok_realtime_ns } = await this.#told<Registered>(words, 60_000);
    // It tells when it stopped, also when it was never answered.
    if (ok === 0) throw new Error('no REGISTER was accepted within 30 s');
    return first_ok_realtime_ns / 1e6 - sinceEpochMs;
  }

  /** The called register by themselves in each run; those that call do so once, as telephones on desks have. */
  async registerCallers(): Promise<void> {
    const { ok, failed } = await this.#told<Registration>(['--mode', 'register'], 60_000);
    if (failed > 0) throw new Error(`${failed} of ${ok + failed} telephones were not registered`);
  }

  /** One run to its end; `atMostMs` ends a generator that hangs. */
  run(words: readonly string[], atMostMs = 180_000): Promise<LoadReport> {
    return this.#told<LoadReport>(words, atMostMs);
  }

  /** What it says in the end. */
  async #told<Report>(words: readonly string[], atMostMs: number): Promise<Report> {
    const child = spawn(PROGRAM, [...this.#common, ...words], { timeout: atMostMs });
    let told = '';
    let complaint = '';
    child.stdout.on('data', (data: Buffer) => {
      told += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      complaint = (complaint + data.toString()).slice(-2_000);
    });
    const code = await new Promise<number | null>((done) => child.once('close', done));
    // It ends with 1 when a call failed, and tells how many.
    const line = told.trim().split('\n').at(-1) ?? '';
    if (line === '') throw new Error(`voipload ${words.join(' ')}: ${complaint || `ended with ${code}`}`);
    return JSON.parse(line) as Report;
  }
}
