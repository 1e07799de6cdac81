import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { openFile } from '#adapters/database/open-file.ts';
import { Dice } from '#sim/harness/dice.ts';
import { Promised } from './acknowledged.ts';
import { CUTS, type Cut, Disk } from './disk.ts';
import { inspectOpen } from './inspect.ts';
import { type Operation, readTrace } from './trace.ts';

/** What the workload says goes to this file in the watched folder, and so into the trace, in its place. */
export const SAID = 'said.jsonl';
export const SHIM = resolve(import.meta.dirname, '../../native/target/release/libstorage_shim.so');
const WORKLOAD_MS_MAX = 120_000;
/** Where states are looked at: thousands of them, and none of them needs a real disk. */
const STATES = existsSync('/dev/shm') ? '/dev/shm' : tmpdir();

export interface StorageOptions {
  readonly seed: number;
  /** Writes of each of two lives: the second begins on what the first left in its log. */
  readonly writes: number;
  /** A bug that the disk shall see: syncs that never reach it. */
  readonly planted: '' | 'no-sync';
}

export interface StorageReport {
  readonly operations: number;
  readonly syncs: number;
  readonly states: number;
  readonly acknowledged: number;
  readonly failures: readonly string[];
}

/**
 * Runs a workload under the shim, and opens the database on every state that a power cut before or after each sync
 * could have left: the file is whole, and everything acknowledged by then is there.
 */
export function runStorage(options: StorageOptions): StorageReport {
  const folder = mkdtempSync(join(tmpdir(), 'tipring-cut-'));
  const trace = `${folder}.trace`;
  try {
    for (const life of [0, 1]) work(folder, trace, options, life * 100_000);
    const operations = readTrace(readFileSync(trace));
    return judge(operations, folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
    rmSync(trace, { force: true });
  }
}

function work(folder: string, trace: string, { seed, writes }: StorageOptions, first: number): void {
  const child = join(import.meta.dirname, 'storage-child.ts');
  const words = [child, folder, String(seed), String(writes), String(first)];
  const env = { ...process.env, LD_PRELOAD: SHIM, STORAGE_SHIM_FOLDER: folder, STORAGE_SHIM_TRACE: trace };
  const done = spawnSync(process.execPath, words, { env, encoding: 'utf8', timeout: WORKLOAD_MS_MAX });
  if (done.status !== 0)
    throw new Error(`the workload ended with ${done.status ?? done.signal}: ${done.stderr}`);
}

function judge(operations: readonly Operation[], folder: string, options: StorageOptions): StorageReport {
  const disk = new Disk();
  const promised = new Promised();
  const dice = Dice.of(options.seed, 'cuts');
  const failures: string[] = [];
  const said = new Set<number>();
  let [syncs, states, text] = [0, 0, ''];
  const cutNow = (when: string): void => {
    for (const cut of CUTS) {
      states += 1;
      const wrong = look(disk, cut, dice, promised);
      for (const what of wrong)
        failures.push(`power cut ${when} sync ${syncs} of seed ${options.seed}, ${cut}: ${what}`);
    }
  };
  for (const operation of operations) {
    if (operation.op === 'open' && basename(operation.path) === SAID) said.add(operation.file);
    if ('file' in operation && said.has(operation.file)) {
      if (operation.op !== 'write') continue;
      text += Buffer.from(operation.bytes).toString();
      const lines = text.split('\n');
      text = lines.pop()!;
      for (const line of lines) promised.hear(line);
      continue;
    }
    const isSync = operation.op === 'sync' || operation.op === 'syncFolder';
    if (isSync) {
      syncs += 1;
      cutNow('before');
    }
    if (!(isSync && options.planted === 'no-sync' && syncs > 20)) disk.do(operation);
    if (isSync) cutNow('after');
    if (failures.length > 0) break;
  }
  if (failures.length === 0) failures.push(...missing(disk, folder), ...promised.faults);
  return { operations: operations.length, syncs, states, acknowledged: promised.count, failures };
}

/** Opens what the cut left as the next start does. */
function look(disk: Disk, cut: Cut, dice: Dice, promised: Promised): string[] {
  const folder = mkdtempSync(join(STATES, 'tipring-cut-state-'));
  try {
    disk.leave(folder, cut, dice);
    const opened = openFile(folder);
    if (!opened.ok) return [`it cannot be opened: ${opened.error.what}`];
    const { db, faults } = opened.value;
    const wrong = inspectOpen(db, promised);
    db.close();
    return [...faults.map(({ what }) => what), ...wrong];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The trace is complete only if it makes the very files that are there. */
function missing(disk: Disk, folder: string): string[] {
  return ['tipring.db', 'tipring.db-wal'].flatMap((name) => {
    const path = join(folder, name);
    const there = existsSync(path) ? readFileSync(path) : null;
    const rebuilt = disk.content(path);
    const same = there === null || rebuilt === null ? there === rebuilt : there.equals(rebuilt);
    return same ? [] : [`the trace does not make ${name} as it is: a kind of write is not watched`];
  });
}
