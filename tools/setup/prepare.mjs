import { mkdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { prepareConsole } from './console.mjs';
import { prepareGuides } from './guides.mjs';
import { prepareHardware } from './hardware.mjs';
import { prepareNative } from './native.mjs';
import { preparePackages } from './packages.mjs';
import { ROOT, SetupError, say } from './shared.mjs';
import { prepareSystem } from './system.mjs';

const LOCK = join(ROOT, 'build/setup.lock');
const LOCK_MS_MAX = 20 * 60_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Two commands started side by side must not build into the same folder at once. */
async function locked(work) {
  mkdirSync(join(ROOT, 'build'), { recursive: true });
  const since = Date.now();
  for (let told = false; ; told = true) {
    try {
      mkdirSync(LOCK);
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      const age = Date.now() - (statSync(LOCK, { throwIfNoEntry: false })?.mtimeMs ?? Date.now());
      if (age > LOCK_MS_MAX) rmSync(LOCK, { recursive: true, force: true });
      else if (Date.now() - since > LOCK_MS_MAX)
        throw new SetupError('another set-up is still running', `rm -r ${LOCK}`);
      else if (!told) say('another set-up is running; waiting for it');
      await pause(200);
    }
  }
  const unlock = () => rmSync(LOCK, { recursive: true, force: true });
  process.once('exit', unlock);
  try {
    return await work();
  } finally {
    unlock();
    process.off('exit', unlock);
  }
}

/** Everything a fresh clone needs; does nothing, in a few tens of milliseconds, when nothing changed. */
export async function prepare() {
  const major = Number(process.versions.node.split('.')[0]);
  if (major < 20)
    throw new SetupError(`Node ${process.versions.node} is too old`, 'install Node 20 or later');
  const jobs = [preparePackages, prepareHardware, prepareNative, prepareConsole, prepareGuides];
  if (jobs.every((job) => job.isCurrent())) return;
  await locked(async () => {
    prepareSystem();
    for (const job of jobs) if (!job.isCurrent()) await job();
  });
}
