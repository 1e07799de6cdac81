import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fingerprint, isStamped, ROOT, SetupError, say, stamp } from './shared.mjs';

const PINNED = join(ROOT, 'node_modules/.bin/node');
const value = () => fingerprint(['package.json', 'package-lock.json'], `${process.platform}-${process.arch}`);

/** The npm packages of the lock file, the pinned Node 24 among them. */
export function preparePackages() {
  say('installing npm packages');
  const options = ['ci', '--no-audit', '--no-fund', '--loglevel=error'];
  const result = spawnSync('npm', options, { cwd: ROOT, stdio: ['ignore', 2, 2] });
  if (result.status !== 0)
    throw new SetupError('npm ci failed', 'read its message above, then run the command again');
  // npm may be set not to run install scripts; the pinned Node is unpacked by one.
  if (!existsSync(PINNED)) {
    spawnSync(process.execPath, ['installArchSpecificPackage.js'], {
      cwd: join(ROOT, 'node_modules/node'),
      stdio: ['ignore', 2, 2],
      env: { ...process.env, npm_config_global: 'false' },
    });
  }
  stamp('packages', value());
}
preparePackages.isCurrent = () => existsSync(PINNED) && isStamped('packages', value());
