/*
 * What each job costs us and what it costs peers, on the same signals, in the same run, on one core. Peers are
 * compiled from `test/peers/` when the machine has what they need; a line without its peer says why.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../..');
const BENCH = join(ROOT, 'native/target/release/tipring-bench');
const SPANDSP = 'apt-get install libspandsp-dev libtiff-dev';

export interface MediaLine {
  readonly job: string;
  readonly unit: string;
  readonly ours: number;
  readonly peer: string;
  readonly theirs: number | null;
  /** Ours over theirs: below 1 is faster. */
  readonly ratio: number | null;
  /** What the ratio may be at most. */
  readonly ratioMax: number | null;
  /** Why there is no figure of the peer. */
  readonly why?: string;
}

type Figures = Readonly<Record<string, number>>;
interface Answer {
  readonly figures: Figures;
  readonly why?: string;
}

interface VoiceReport {
  readonly members: readonly number[];
  readonly mixNsPerMember10Ms: readonly number[];
  readonly mixALawNsPerMember10Ms: readonly number[];
  readonly usPer20Ms: Figures;
}

interface EchoReport {
  readonly taps: number;
  readonly speech: EchoFigures;
  readonly noise: EchoFigures;
}

interface EchoFigures {
  readonly ours: { readonly nsPer20Ms: number; readonly erleDb: readonly number[] };
  readonly spandsp: { readonly nsPer20Ms: number } | null;
  readonly why?: string;
}

/** Most that a job may take, over the peer's time. */
const RATIOS_MAX: Readonly<Record<string, number>> = {
  'dtmf, speech': 2.5,
  'dtmf, digits': 2.5,
  'fsk caller id': 1.5,
};

function run(program: string, words: readonly string[]): string {
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
  return stdout;
}

/** Compiles a peer; its path, or why there is none. */
function compiled(name: string, flags: readonly string[], libraries: readonly string[], install: string) {
  const program = join(ROOT, 'build/peers', name);
  mkdirSync(join(ROOT, 'build/peers'), { recursive: true });
  const source = join(ROOT, 'test/peers', `${name}.c`);
  const { status, error } = spawnSync('cc', [...flags, '-o', program, source, ...libraries]);
  if (status === 0) return { program };
  return { why: error === undefined ? `it does not compile here (${install})` : 'there is no C compiler' };
}

function askMixer(flags: readonly string[]): Answer {
  const peer = compiled('mixer', ['-O3', ...flags], [], 'a C compiler is needed');
  if (peer.program === undefined) return { figures: {}, why: peer.why };
  const lines = run(peer.program, []).trim().split('\n');
  const figures: Record<string, number> = {};
  for (const line of lines) {
    const told = JSON.parse(line) as { members: number; linearNs: number; aLawNs: number };
    figures[`linear ${told.members}`] = told.linearNs;
    figures[`a-law ${told.members}`] = told.aLawNs;
  }
  return { figures };
}

function askSpandsp(folder: string): Answer {
  const peer = compiled('spandsp-speed', ['-O2'], ['-lspandsp', '-lm'], SPANDSP);
  if (peer.program === undefined) return { figures: {}, why: peer.why };
  const signals = ['speech', 'digits', 'caller-id'].map((name) => join(folder, `${name}.wav`));
  return { figures: JSON.parse(run(peer.program, signals)) as Figures };
}

type Compared = Pick<MediaLine, 'job' | 'unit' | 'ours' | 'peer' | 'ratioMax'>;

function compare(line: Compared, answer: Answer, name: string): MediaLine {
  const theirs = answer.figures[name] ?? null;
  const ratio = theirs === null ? null : Number((line.ours / theirs).toFixed(3));
  const { job, unit, ours, peer, ratioMax } = line;
  const why = theirs === null ? { why: answer.why ?? `${peer} told nothing of it` } : {};
  return { job, unit, ours, peer, theirs, ratio, ratioMax, ...why };
}

function mixing(voice: VoiceReport): MediaLine[] {
  const unit = 'ns per member of 10 ms';
  const peers = [
    { peer: 'C -O3', answer: askMixer([]), ratioMax: 1.3 },
    { peer: 'C -O3 -march=native', answer: askMixer(['-march=native']), ratioMax: null },
  ];
  return peers.flatMap(({ peer, answer, ratioMax }) =>
    voice.members.flatMap((members, at) => [
      compare(
        { job: `mix, ${members} members`, unit, ours: voice.mixNsPerMember10Ms[at]!, peer, ratioMax },
        answer,
        `linear ${members}`,
      ),
      compare(
        {
          job: `conference in A-law, ${members} members, with talkers and limiter`,
          unit,
          ours: voice.mixALawNsPerMember10Ms[at]!,
          peer,
          ratioMax,
        },
        answer,
        `a-law ${members}`,
      ),
    ]),
  );
}

function echo(): MediaLine[] {
  const report = JSON.parse(run(BENCH, ['echo'])) as EchoReport;
  return (['speech', 'noise'] as const).map((signal) => {
    const { ours, spandsp, why } = report[signal];
    const figures: Figures = spandsp === null ? {} : { [signal]: spandsp.nsPer20Ms / 1000 };
    const job = `echo canceller, ${report.taps} taps, ${signal}`;
    const line = { job, unit: 'µs per 20 ms', ours: ours.nsPer20Ms / 1000, peer: 'spandsp', ratioMax: 0.6 };
    return compare(line, why === undefined ? { figures } : { figures, why }, signal);
  });
}

interface CodecReport {
  readonly ours: Figures;
  readonly spandsp?: Figures;
  readonly why?: string;
}

/** Jobs of `tipring-bench codecs`, and the most that they may take over the peer's time. */
const CODECS = [
  { job: 'G.711 encode', key: 'g711EncodeNs', ratioMax: 1.1 },
  { job: 'G.711 decode', key: 'g711DecodeNs', ratioMax: 1.1 },
  { job: 'G.722 encode', key: 'g722EncodeNs', ratioMax: 1 },
  { job: 'G.722 decode', key: 'g722DecodeNs', ratioMax: 1 },
];

function codecs(): MediaLine[] {
  const { ours, spandsp = {}, why } = JSON.parse(run(BENCH, ['codecs'])) as CodecReport;
  const answer = why === undefined ? { figures: spandsp } : { figures: spandsp, why };
  return CODECS.map(({ job, key, ratioMax }) =>
    compare({ job, unit: 'ns per 20 ms', ours: ours[key]!, peer: 'spandsp', ratioMax }, answer, key),
  );
}

/** A packet in and one out, with the calls to the kernel; the mixed path of the same run stands in for a peer. */
function packetLegs(): MediaLine[] {
  const { nsPerLeg20Ms } = JSON.parse(run(BENCH, ['packets'])) as { readonly nsPerLeg20Ms: Figures };
  return Object.entries(nsPerLeg20Ms).map(([job, ours]) => {
    const name = job.replace('relayed', 'mixed').replace(' of AES-GCM', '');
    const line = { unit: 'ns per leg and 20 ms', ours, peer: name, ratioMax: job === name ? null : 1 };
    return compare({ ...line, job: `packet leg, ${job}` }, { figures: nsPerLeg20Ms }, name);
  });
}

/** What a relayed packet may be late by, µs. */
const RELAY_US_MAX: Figures = { p50: 100, p99: 300 };

function relayDelay(): MediaLine[] {
  const { calls, us } = JSON.parse(run(BENCH, ['relay'])) as { readonly calls: number; readonly us: Figures };
  return Object.keys(RELAY_US_MAX).map((share) => {
    const job = `packet relayed, socket to socket, ${calls} calls, ${share}`;
    const line = { job, unit: 'µs', ours: us[share]!, peer: 'what it may be', ratioMax: 1 };
    return compare(line, { figures: RELAY_US_MAX }, share);
  });
}

/** All lines; takes about a minute. */
export function measureMedia(): readonly MediaLine[] {
  const folder = mkdtempSync(join(tmpdir(), 'tipring-bench-media-'));
  try {
    const voice = JSON.parse(run(BENCH, ['voice', folder])) as VoiceReport;
    const spandsp = askSpandsp(folder);
    const jobs = Object.entries(voice.usPer20Ms).map(([job, ours]) => {
      const ratioMax = RATIOS_MAX[job] ?? null;
      return compare({ job, unit: 'µs per 20 ms', ours, peer: 'spandsp', ratioMax }, spandsp, job);
    });
    return [...mixing(voice), ...jobs, ...echo(), ...codecs(), ...packetLegs(), ...relayDelay()];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
