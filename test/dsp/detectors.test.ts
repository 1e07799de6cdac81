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
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

describe.runIf(peers.wanted)('detectors over a corpus that was never heard before', () => {
  const seed = process.env['TIPRING_DSP_SEED'] ?? String(randomInt(1, 2 ** 31));
  let corpus = '';
  beforeAll(() => {
    mkdirSync(BUILD, { recursive: true });
    corpus = mkdtempSync(join(tmpdir(), 'tipring-corpus-'));
  });
  afterAll(() => rmSync(corpus, { recursive: true, force: true }));

  it(
    'no bar is missed',
    async () => {
      console.info(`corpus of seed ${seed}`);
      const generate = compile('gencorpus');
      const spandsp = compile('spandsp-detect', '-lspandsp');
      await run(generate, [corpus, '--seed', seed, '--scale-talkoff', TALK_SCALE]);
      const base = await score(corpus, spandsp, 'base.json');
      const ours = await score(corpus, DETECT, 'ours.json');
      const judge = spawnSync('python3', [join(import.meta.dirname, 'judge.py'), ours, base], {
        encoding: 'utf8',
      });
      const lines = judge.stdout.split('\n');
      expect(lines.filter((line) => line.startsWith('ok')).length, judge.stderr).toBeGreaterThan(80);
      expect(
        lines.filter((line) => line.startsWith('MISSED')),
        `seed ${seed}`,
      ).toEqual([]);
      expect(judge.status).toBe(0);
    },
    DEADLINE_MS,
  );
});
