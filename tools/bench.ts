/** `npm run bench -- [native|media|echo|step|latency|conversation|sip|flood|disk|directory|operator …] [--json] [--short]`: figures of this machine, never asserted. */
import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { measureConversation } from './bench/conversation.ts';
import { measureDirectory } from './bench/directory.ts';
import { measureFlood } from './bench/flood.ts';
import { measureLatency } from './bench/latency.ts';
import { measureMedia } from './bench/media.ts';
import { measureSip } from './bench/sip.ts';
import { measureSlowDisk } from './bench/slow-disk.ts';
import { measureSteps } from './bench/step.ts';

const OPERATOR = ['operator-bench.ts', 'operator-exchange-bench.ts'].map((name) =>
  resolve(import.meta.dirname, '../test/browser', name),
);
const NATIVE = resolve(import.meta.dirname, '../native/target/release/tipring-bench');

function measureNative(words: readonly string[] = []): unknown {
  const { status, stdout, stderr } = spawnSync(NATIVE, words, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`tipring-bench: ${stderr}`);
  return JSON.parse(stdout);
}

/** In a browser, whose words the tools do not know. */
function measureOperator(): unknown {
  const parts = OPERATOR.map((script) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [script], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${script}: ${stderr}`);
    return JSON.parse(stdout) as object;
  });
  return Object.assign({}, ...parts);
}

const BENCHES = {
  native: () => measureNative(),
  media: measureMedia,
  echo: () => measureNative(['echo']),
  step: () => measureSteps(1),
  latency: measureLatency,
  conversation: measureConversation,
  /** `--short`: a few minutes instead of a quarter of an hour. */
  sip: () => measureSip({ short: process.argv.includes('--short') }),
  flood: measureFlood,
  disk: measureSlowDisk,
  directory: measureDirectory,
  operator: measureOperator,
} as const;
type BenchName = keyof typeof BENCHES;
const isBench = (word: string): word is BenchName => Object.hasOwn(BENCHES, word);

async function main(words: readonly string[]): Promise<number> {
  const json = words.includes('--json');
  const named = words.filter((word) => !word.startsWith('--'));
  const unknown = named.find((word) => !isBench(word));
  if (unknown !== undefined) {
    process.stderr.write(`no bench "${unknown}"; there are: ${Object.keys(BENCHES).join(', ')}\n`);
    return 2;
  }
  const wanted = named.length > 0 ? named.filter(isBench) : (Object.keys(BENCHES) as BenchName[]);
  const report: Record<string, unknown> = {};
  for (const name of wanted) {
    if (!json) process.stdout.write(`${name}\n`);
    report[name] = await BENCHES[name]();
    if (!json) console.dir(report[name], { depth: null });
  }
  if (json) process.stdout.write(`${JSON.stringify(report)}\n`);
  return 0;
}

process.exitCode = await main(process.argv.slice(2));
