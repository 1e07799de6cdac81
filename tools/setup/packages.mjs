import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, isStamped, ROOT, SetupError, say, stamp } from './shared.mjs';

const PINNED = join(ROOT, 'node_modules/.bin/node');
const value = () => fingerprint(['package.json', 'package-lock.json'], `${process.platform}-${process.arch}`);

const npm = (...words) => spawnSync('npm', words, { cwd: ROOT, stdio: ['ignore', 2, 2] }).status === 0;

/** Unpacks the pinned Node and its headers: the one install script that is needed. */
export const unpackNode = () =>
  npm('rebuild', 'node', '--ignore-scripts=false', '--loglevel=error') && existsSync(PINNED);

/** The npm packages of the lock file, the pinned Node 24 among them. */
export function preparePackages() {
  say('installing npm packages');
  // No install scripts: those of the hardware's add-ons would compile for whichever Node npm runs on, and fetch its
  // headers for that; `hardware.mjs` builds them for ours.
  if (!npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'))
    throw new SetupError('npm ci failed', 'read its message above, then run the command again');
  if (!unpackNode())
    throw new SetupError('Node 24 could not be unpacked', 'npm rebuild node --ignore-scripts=false');
  stamp('packages', value());
}
preparePackages.isCurrent = () => existsSync(PINNED) && isStamped('packages', value());
