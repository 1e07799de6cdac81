import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

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

/** The generator: callers, callees and their voices in one process, whose processor time is not counted. */
export class Load {
  readonly #program: string;
  readonly #common: readonly string[];

  private constructor(program: string, common: readonly string[]) {
    this.#program = program;
    this.#common = common;
  }

  /** Built anew each time; it is one file of C. */
  static build(target: string, pid: number): Load {
    const folder = resolve(import.meta.dirname, '../../../build/bench');
    mkdirSync(folder, { recursive: true });
    const program = join(folder, 'voipload');
    const source = join(import.meta.dirname, 'voipload.c');
    const built = spawnSync('cc', ['-O2', '-o', program, source, '-lm'], { encoding: 'utf8' });
    if (built.status !== 0) throw new Error(`a C compiler is needed: ${built.stderr ?? built.error}`);
    return new Load(program, ['--target', target, '--pid', String(pid)]);
  }

  /** One run to its end; `atMostMs` ends a generator that hangs. */
  async run(words: readonly string[], atMostMs = 180_000): Promise<LoadReport> {
    const child = spawn(this.#program, [...this.#common, ...words], { timeout: atMostMs });
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
    return JSON.parse(line) as LoadReport;
  }
}
