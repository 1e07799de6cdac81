import { spawn } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import type { RunningSimulator } from '#sim/process/client.ts';
import { assert } from '#units/result.ts';

export const ROOT = resolve(import.meta.dirname, '../..');
/** Built by set-up with the rest of the Rust workspace. */
const SHIM = join(ROOT, 'native/target/release/libbox_shim.so');

/** A run that hangs must not outlive the test that began it. */
const PRELOADED_MS_MAX = 100_000;

/** The environment in which a process has the devices of a box whose card is the simulator's. */
export function boxEnvironment(
  simulator: RunningSimulator,
  more: Readonly<Record<string, string>> = {},
): NodeJS.ProcessEnv {
  const media = simulator.cards[0]?.mediaSocket;
  assert(media !== undefined, 'the simulator has a card');
  return { ...process.env, LD_PRELOAD: SHIM, BOX_SHIM_SOCKETS: dirname(media), ...more };
}

/** Runs a test file of `preloaded/` on such devices: vitest in a process of its own. Answers what it printed. */
export function runPreloaded(
  file: string,
  environment: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly text: string }> {
  const vitest = join(ROOT, 'node_modules/vitest/vitest.mjs');
  const words = [vitest, 'run', '--config', 'test/box/vitest.preloaded.ts', file];
  const child = spawn(process.execPath, words, {
    cwd: ROOT,
    env: { ...environment, NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PRELOADED_MS_MAX,
    killSignal: 'SIGKILL',
  });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      text += data.toString();
    });
  }
  return new Promise((done) => child.once('close', (code) => done({ code, text })));
}
