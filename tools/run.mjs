#!/usr/bin/env node
// The one entry behind every npm script. Plain JavaScript, for any Node >= 20: it prepares the machine and
// then hands over to the Node that the product is pinned to.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { usageFor } from '../firmware/adapters/usage.mjs';
import { COMPILED, FOOTPRINT } from './setup/footprint.mjs';
import { runForeground } from './setup/foreground.mjs';
import { cargoEnvironment } from './setup/native.mjs';
import { prepare } from './setup/prepare.mjs';
import { runWithSecondLook } from './setup/second-look.mjs';
import { ROOT, SetupError, say } from './setup/shared.mjs';

const node = join(ROOT, 'node_modules/.bin/node');
const nodeTool = (script) => [node, join(ROOT, script)];
const vitest = nodeTool('node_modules/vitest/vitest.mjs');
const tsc = nodeTool('node_modules/typescript/bin/tsc');
const biome = nodeTool('node_modules/@biomejs/biome/bin/biome');
const cargo = (...words) => ['cargo', ...words];
const NATIVE = { cwd: join(ROOT, 'native') };

const CHECKS = [
  { name: 'format and lint', run: [...biome, 'ci', '.'] },
  { name: 'types', run: [...tsc, '-p', 'tsconfig.json'] },
  { name: 'types of switching, without Node', run: [...tsc, '-p', 'firmware/switching/tsconfig.json'] },
  { name: 'types of the console', run: [...tsc, '-p', 'firmware/console/tsconfig.json'] },
  { name: 'Rust format', run: cargo('fmt', '--all', '--check'), ...NATIVE },
  { name: 'Rust lint', run: cargo('clippy', '--all-targets', '--locked', '--', '-D', 'warnings'), ...NATIVE },
];
/** Real processes, a browser and a corpus of sound want the machine to themselves. */
const ALONE = ['test/box', 'test/browser', 'test/main', 'test/dsp', 'test/peers'];
/** Those of them that another program takes part in, in real time. */
const REAL_TIME = ['test/box', 'test/browser', 'test/peers'];
const alone = (folder, words = []) => ({
  name: folder,
  run: [...vitest, 'run', folder, '--no-file-parallelism', ...words],
  secondLook: REAL_TIME.includes(folder),
});
const TESTS = [
  { name: 'tests', run: [...vitest, 'run', ...ALONE.flatMap((folder) => ['--exclude', `${folder}/**`])] },
  ...ALONE.map((folder) => alone(folder)),
  { name: 'Rust tests', run: cargo('test', '--release', '--locked', '--quiet'), ...NATIVE },
];

/** Steps one after the other; the first that fails ends the run with its exit code. */
function steps(list) {
  const env = cargoEnvironment();
  for (const { name, run, cwd = ROOT, secondLook = false } of list) {
    say(`${name}: ${run.map((word) => word.replace(`${ROOT}/`, '')).join(' ')}`);
    const code = secondLook
      ? runWithSecondLook(run, env)
      : (spawnSync(run[0], run.slice(1), { cwd, stdio: 'inherit', env }).status ?? 1);
    if (code !== 0) {
      say(`${name}: failed`);
      return code;
    }
  }
  return 0;
}

const foreground = (command) => (words) => runForeground([...command, ...words]);

const TASKS = {
  setup: { run: () => 0 },
  start: {
    usageFor,
    run: (words) =>
      runForeground([node, ...FOOTPRINT.words, join(ROOT, 'firmware/main.ts'), ...words], {
        ...FOOTPRINT.environment,
        ...COMPILED,
      }),
  },
  test: {
    run: (words) =>
      words.length > 0 ? steps([{ name: 'tests', run: [...vitest, 'run', ...words] }]) : steps(TESTS),
  },
  'test:browser': { run: (words) => steps([alone('test/browser', words)]) },
  'test:crash': { run: foreground(nodeTool('tools/crash.ts')) },
  check: { run: () => steps(CHECKS) },
  ok: { run: () => steps([...CHECKS, ...TESTS]) },
  sim: { run: foreground(nodeTool('tools/sim.ts')) },
  replay: { run: foreground(nodeTool('tools/replay.ts')) },
  'sip-edge': { run: foreground(nodeTool('tools/sip-edge.ts')) },
  detect: { run: foreground([join(ROOT, 'native/target/release/tipring-detect')]) },
  soak: { run: foreground(nodeTool('tools/soak.ts')) },
  bench: { run: foreground(nodeTool('tools/bench.ts')) },
  listen: { run: foreground(nodeTool('tools/listen.ts')) },
  api: { run: foreground(nodeTool('tools/api.ts')) },
  pictures: { run: foreground(nodeTool('test/browser/picture.ts')) },
  office: { run: foreground(nodeTool('tools/office.ts')) },
  px8: { run: foreground(nodeTool('tools/px8.ts')) },
  box: { run: foreground(nodeTool('tools/box.ts')) },
  image: { run: foreground(nodeTool('tools/image.ts')) },
  'image:bundle': { run: foreground(nodeTool('tools/image-bundle.ts')) },
  'image:test': { run: foreground(nodeTool('tools/image-test.ts')) },
};

async function main() {
  const [name, ...words] = process.argv.slice(2);
  const task = TASKS[name];
  if (task === undefined) {
    say(`unknown task "${name ?? ''}"; one of: ${Object.keys(TASKS).join(', ')}`);
    return 2;
  }
  // Before the set-up: it takes minutes in a fresh clone.
  const usage = task.usageFor?.(words) ?? null;
  if (usage !== null) {
    (usage.code === 0 ? console.log : console.error)(usage.text);
    return usage.code;
  }
  await prepare();
  if (!existsSync(node)) throw new SetupError(`Node 24 is not in ${node}`, 'rm -rf node_modules && npm ci');
  return task.run(words);
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    if (!(error instanceof SetupError)) throw error;
    say(`${error.message}\n  what to do: ${error.todo}`);
    process.exitCode = 1;
  },
);
