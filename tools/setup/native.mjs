import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, isStamped, ROOT, SetupError, say, stamp } from './shared.mjs';
import { rustFolder } from './system.mjs';

const NATIVE = join(ROOT, 'native');
const ADDON = join(NATIVE, 'tipring.node');
const DETECT = join(NATIVE, 'target/release/tipring-detect');
const value = () => fingerprint(['native'], `${process.platform}-${process.arch}`);

/** PATH with a Rust that is recent enough in front. */
export function cargoEnvironment() {
  const folder = rustFolder();
  return folder ? { ...process.env, PATH: `${folder}:${process.env.PATH}` } : process.env;
}

/** The Rust workspace: the add-on that Node loads, and the tools behind `detect` and `bench`. */
export function prepareNative() {
  say('building the media plane (Rust)');
  const words = ['build', '--release', '--locked', '--quiet', '--workspace'];
  const result = spawnSync('cargo', words, { cwd: NATIVE, stdio: ['ignore', 2, 2], env: cargoEnvironment() });
  if (result.status !== 0)
    throw new SetupError('the Rust build failed', `cd native && cargo ${words.join(' ')}`);
  // A running exchange has the old file mapped: replace it whole, never write into it.
  const library = process.platform === 'darwin' ? 'libtipring_node.dylib' : 'libtipring_node.so';
  copyFileSync(join(NATIVE, 'target/release', library), `${ADDON}.new`);
  renameSync(`${ADDON}.new`, ADDON);
  stamp('native', value());
}
prepareNative.isCurrent = () => existsSync(ADDON) && existsSync(DETECT) && isStamped('native', value());
