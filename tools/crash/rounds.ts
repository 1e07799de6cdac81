import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import type { Readable } from 'node:stream';
import { migrate } from '#adapters/database/migrations.ts';
import { namesIn } from '#adapters/database/names.ts';
import { Dice } from '#sim/harness/dice.ts';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import { Promised } from './acknowledged.ts';
import { inspect } from './inspect.ts';

/** A restart must serve within this (reliability table, row 3). */
export const SERVING_MS_MAX = 3_000;
/** Lives of one folder; then a fresh one, every second time one that a version before has left. */
const LIVES = 8;
/** Share of lives that are ended while they start or migrate. */
const KILLED_STARTING = 0.25;
const STARTING_MS = 1_200;
/** Said by then: a moment of the work, however fast the machine is. */
const WORKING_LINES = 400;
/** A child that neither serves nor ends by then hangs. */
const HANGS_MS = 60_000;

export interface RoundsOptions {
  readonly rounds: number;
  readonly seed: number;
  readonly parallel: number;
  /** Name of a bug that the children shall have; to see that it is found. */
  readonly planted: string;
  /** Infinity on a machine that others use too. */
  readonly servingMsMax: number;
  readonly told: (line: string) => void;
}

export interface RoundsReport {
  readonly rounds: number;
  readonly acknowledged: number;
  readonly servedMsMax: number;
  readonly killedStarting: number;
  /** With round and seed; empty when all is well. */
  readonly failures: readonly string[];
}

interface Life {
  readonly killed: 'starting' | 'working';
  readonly servingMs: number | null;
  readonly wrong: readonly string[];
}

/** Kills busy offices at moments that the seed draws, and looks at what they leave. Ends at the first failure of a lane. */
export async function runRounds(options: RoundsOptions): Promise<RoundsReport> {
  const report = { rounds: 0, acknowledged: 0, servedMsMax: 0, killedStarting: 0, failures: [] as string[] };
  let next = 0;
  const lane = async (): Promise<void> => {
    let folder: string | null = null;
    let promised = new Promised();
    for (let life = 0; next < options.rounds && report.failures.length === 0; life++) {
      const round = next++;
      if (folder === null || life % LIVES === 0) {
        if (folder !== null) rmSync(folder, { recursive: true, force: true });
        folder = mkdtempSync(join(tmpdir(), 'tipring-crash-'));
        report.acknowledged += promised.count;
        promised = new Promised();
        if (Math.floor(life / LIVES) % 2 === 1) leaveOldVersion(folder, promised);
      }
      const outcome = await live(folder, promised, options, round);
      report.rounds += 1;
      if (outcome.killed === 'starting') report.killedStarting += 1;
      report.servedMsMax = Math.max(report.servedMsMax, outcome.servingMs ?? 0);
      for (const what of outcome.wrong) {
        report.failures.push(`round ${round} of seed ${options.seed}, killed ${outcome.killed}: ${what}`);
      }
      // What went wrong stays for whoever looks into it.
      if (outcome.wrong.length > 0) options.told(`the folder is left at ${folder}`);
    }
    report.acknowledged += promised.count;
    if (folder !== null && report.failures.length === 0) rmSync(folder, { recursive: true, force: true });
  };
  await Promise.all(Array.from({ length: options.parallel }, lane));
  return report;
}

/** One life: started, killed, looked at. */
async function live(
  folder: string,
  promised: Promised,
  options: RoundsOptions,
  round: number,
): Promise<Life> {
  const dice = Dice.of(options.seed, `round ${round}`);
  const starting = dice.chance(KILLED_STARTING);
  const delay = dice.whole(0, starting ? STARTING_MS : WORKING_LINES);
  const faultsBefore = promised.faults.length;
  promised.servingMs = null;
  const words = [
    folder,
    String(dice.whole(1, 1e6)),
    String(promised.n),
    String(round * 10_000),
    options.planted,
  ];
  const begun = performance.now();
  let served: number | null = null;
  const child = spawn(process.execPath, [join(import.meta.dirname, 'child.ts'), ...words], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr!.on('data', (data: Buffer) => {
    complaint = (complaint + data.toString()).slice(0, 2_000);
  });
  const kill = (): boolean => child.kill('SIGKILL');
  const timers = [setTimeout(kill, HANGS_MS)];
  if (starting) timers.push(setTimeout(kill, delay));
  const lines = createInterface({ input: child.stdio[3] as Readable });
  let heard = 0;
  lines.on('line', (line) => {
    promised.hear(line);
    if (promised.servingMs === null) return;
    served ??= performance.now() - begun;
    if (!starting && heard++ === delay) kill();
  });
  const signal = await ended(child, lines);
  for (const timer of timers) clearTimeout(timer);
  const wrong = [...inspectCopy(folder, promised), ...promised.faults.slice(faultsBefore)];
  if (signal !== 'SIGKILL') wrong.push(`it ended by itself: ${complaint}`);
  else if (served === null && !starting) wrong.push(`it did not serve within ${HANGS_MS} ms: ${complaint}`);
  if (served !== null && served > options.servingMsMax)
    wrong.push(`it served only after ${Math.round(served)} ms`);
  return {
    killed: starting ? 'starting' : 'working',
    servingMs: served === null ? null : Math.round(served),
    wrong,
  };
}

/** When it is gone, and everything that it said has been heard. */
async function ended(child: ChildProcess, lines: ReturnType<typeof createInterface>): Promise<string | null> {
  const heard = new Promise<void>((resolve) => lines.once('close', () => resolve()));
  const signal = await new Promise<string | null>((resolve) =>
    child.once('exit', (_code, name) => resolve(name)),
  );
  await heard;
  return signal;
}

/** On a copy: the next life must meet the very files that this one left. */
function inspectCopy(folder: string, promised: Promised): string[] {
  const copy = mkdtempSync(join(tmpdir(), 'tipring-crash-look-'));
  try {
    const [from, to] = [namesIn(folder), namesIn(copy)];
    for (const name of ['main', 'wal'] as const)
      if (existsSync(from[name])) copyFileSync(from[name], to[name]);
    const journal = `${from.main}-journal`;
    if (existsSync(journal)) copyFileSync(journal, `${to.main}-journal`);
    return inspect(copy, promised);
  } catch (error) {
    return [`it cannot be opened: ${error instanceof Error ? error.message : String(error)}`];
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}

/** A folder as the first version of the file left it, with calls and settings to bring along. */
function leaveOldVersion(folder: string, promised: Promised): void {
  mkdirSync(folder, { recursive: true });
  const db = new DatabaseSync(namesIn(folder).main);
  db.exec('pragma journal_mode = wal; pragma synchronous = full');
  migrate(db, 1);
  const put = db.prepare(
    `insert into records (boot_id, call, kind, entity, started_ms, answered, talk_ms, numbers, trunks, body)
     values ('old', ?, 'internal', 'main', 0, 0, 0, '', '', ?)`,
  );
  db.exec('begin');
  for (let i = 0; i < 500; i++) {
    put.run(`c${i}`, JSON.stringify({ bootId: 'old', call: `c${i}` }));
    promised.hear(JSON.stringify({ say: 'record', boot: 'old', call: `c${i}` }));
  }
  const value = JSON.stringify({ ...FRESH_SUBSCRIBER, lastDialled: '1' });
  db.prepare("insert into kept values ('subscriber', '*99', ?)").run(value);
  db.exec('commit');
  db.close();
  for (const say of ['keeping', 'kept']) {
    promised.hear(JSON.stringify({ say, what: 'subscriber', key: '*99', n: 1 }));
  }
}
