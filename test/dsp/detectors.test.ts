/**
 * Our detectors and spandsp's over the same corpus, drawn afresh each time: whatever is tuned to one corpus fails
 * on the next. The seed is printed; `TIPRING_DSP_SEED` repeats it.
 */
import { execFile, spawnSync } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { corpusPeers } from '../support/peers.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const BUILD = join(ROOT, 'build/dsp');
const DETECT = join(ROOT, 'native/target/release/tipring-detect');
/** Part of the 34 minutes of speech and music; espeak-ng takes most of the time. All else is whole. */
const TALK_SCALE = '0.35';
/** Corpus and both scores take about 30 s on two idle cores. */
const DEADLINE_MS = 230_000;

const run = promisify(execFile);
const peers = corpusPeers();

function compile(name: string, ...libraries: readonly string[]): string {
  const program = join(BUILD, name);
  const words = ['-O2', '-o', program, join(import.meta.dirname, `${name}.c`), ...libraries, '-lm'];
  const { status, stderr } = spawnSync('cc', words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${name} does not compile: ${stderr}`);
  return program;
}

async function score(corpus: string, detector: string, out: string): Promise<string> {
  const path = join(corpus, out);
  const words = ['--dtmf', `${detector} dtmf {wav}`, '--tone', `${detector} tone {wav} {zone}`];
  const script = join(import.meta.dirname, 'score.py');
  const all = [script, '--corpus', corpus, ...words, '--cid', `${detector} cid {wav} {zone}`];
  const { stderr } = await run('python3', [...all, '--out', path, '--quiet']);
  if (stderr !== '') throw new Error(`${detector}: ${stderr}`);
  return path;
}

const freshSeed = (): string => String(randomInt(1, 2 ** 31));

/** The bars that are missed on the corpus of this seed, by name. */
async function missedOn(seed: string): Promise<string[]> {
  console.info(`corpus of seed ${seed}`);
  const corpus = mkdtempSync(join(tmpdir(), 'tipring-corpus-'));
  try {
    await run(compile('gencorpus'), [corpus, '--seed', seed, '--scale-talkoff', TALK_SCALE]);
    const base = await score(corpus, compile('spandsp-detect', '-lspandsp'), 'base.json');
    const ours = await score(corpus, DETECT, 'ours.json');
    const judge = join(import.meta.dirname, 'judge.py');
    const { stdout, stderr } = spawnSync('python3', [judge, ours, base], { encoding: 'utf8' });
    const bars = stdout.split('\n').filter((line) => /^(ok|MISSED)\b/.test(line));
    expect(bars.length, stderr).toBeGreaterThan(80);
    const missed = bars.filter((line) => line.startsWith('MISSED'));
    for (const line of missed) console.info(line);
    return missed.map((line) => line.replace(/^MISSED\s+/, '').split(/\s{2,}/)[0]!);
  } finally {
    rmSync(corpus, { recursive: true, force: true });
  }
}

describe.runIf(peers.wanted)('detectors over a corpus that was never heard before', () => {
  beforeAll(() => void mkdirSync(BUILD, { recursive: true }));

  it(
    'no bar is missed',
    async () => {
      const missed = await missedOn(process.env.TIPRING_DSP_SEED ?? freshSeed());
      if (missed.length === 0) return;
      // Some bars compare counts of a few in 64 with spandsp's: what is missed by chance is not missed again.
      const again = new Set(await missedOn(freshSeed()));
      expect(missed.filter((bar) => again.has(bar))).toEqual([]);
    },
    2 * DEADLINE_MS,
  );
});
