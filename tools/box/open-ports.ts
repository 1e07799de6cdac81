/** Opens the ports of the office in force: at the start, and when `office.yaml` changes (tipring-ports.path). */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { textOf } from './files.ts';
import { OFFICE } from './place.ts';
import { nftScript, portsOf } from './ports.ts';

const input = nftScript(portsOf(textOf(join(OFFICE, 'office.yaml'))));
const { status, stderr, error } = spawnSync('nft', ['-f', '-'], { input, encoding: 'utf8' });
if (status !== 0) {
  process.stderr.write(`tipring: the ports of the office stay closed: ${error?.message ?? stderr}\n`);
  process.exitCode = 1;
}
