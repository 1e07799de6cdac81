import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { unpackNode } from './packages.mjs';
import { fingerprint, isStamped, ROOT, say, stamp } from './shared.mjs';

/** Node add-ons of the hardware edge that have no ready-made binaries: SPI, I²C, and GPIO's epoll. */
const ADDONS = ['epoll', 'i2c-bus', 'spi-device'];
const NODE = join(ROOT, 'node_modules/node/node_modules');

const hasCompiler = () =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .some((folder) => ['c++', 'g++', 'clang++'].some((name) => existsSync(join(folder, name))));
const BUILT = join(ROOT, 'node_modules/spi-device/build/Release/spi.node');
/** A compiler that is installed later, and packages that are installed anew, are reasons to try again. */
const value = () =>
  fingerprint(['package-lock.json'], `${process.arch}-${hasCompiler()}-${existsSync(BUILT)}`);

/** Where the package `node` has the headers of the Node that the firmware runs on; null when it is not there. */
function headers() {
  try {
    const found = readdirSync(NODE).find((name) => /^node-(linux|darwin)-/.test(name));
    return found === undefined ? null : join(NODE, found);
  } catch {
    return null;
  }
}

/**
 * Builds them for the pinned Node, whose headers came as a package: nothing is downloaded. They are optional: only a
 * box with cards opens them, and its board says what is missing (TR-BOARD-010). So a machine without a C++ compiler
 * is none the worse, and told in one line.
 */
export function prepareHardware() {
  if (process.platform !== 'linux') return;
  // An `npm install` by hand takes the headers away: no lock file knows of them.
  const nodedir = headers() ?? (unpackNode() ? headers() : null);
  if (nodedir === null || !hasCompiler())
    say('no C++ compiler: SPI, I²C and GPIO are not built; only a box with line cards needs them');
  else {
    say('building SPI, I²C and GPIO for this Node');
    const result = spawnSync('npm', ['rebuild', ...ADDONS, '--loglevel=error'], {
      cwd: ROOT,
      stdio: ['ignore', 2, 2],
      env: { ...process.env, npm_config_nodedir: nodedir },
    });
    if (result.status !== 0) say('they could not be built; only a box with line cards needs them');
  }
  stamp('hardware', value());
}
prepareHardware.isCurrent = () => process.platform !== 'linux' || isStamped('hardware', value());
