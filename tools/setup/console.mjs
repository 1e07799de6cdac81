import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, isStamped, ROOT, SetupError, say, stamp } from './shared.mjs';

const BUILT = join(ROOT, 'build/console/index.html');
const value = () => fingerprint(['firmware/console', 'firmware/web', 'firmware/ports', 'package-lock.json']);

/** The page, bundled for the browser. */
export function prepareConsole() {
  say('building the page');
  const node = join(ROOT, 'node_modules/.bin/node');
  const words = [
    join(ROOT, 'node_modules/vite/bin/vite.js'),
    'build',
    '--config',
    'firmware/console/vite.config.ts',
    '--logLevel',
    'error',
  ];
  const result = spawnSync(node, words, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (result.status !== 0) throw new SetupError('the page could not be built', 'read the message above');
  stamp('console', value());
}
prepareConsole.isCurrent = () => existsSync(BUILT) && isStamped('console', value());
