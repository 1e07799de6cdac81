/** The data partition takes the rest of the card, whatever its size. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { RUN, wordIn } from './place.ts';

const DATA = 4;
const SECTORS_A_MIB = 2048;
/** Less than that at the end is not worth a change. */
const WORTH_SECTORS = 16 * SECTORS_A_MIB;

function command(program: string, words: readonly string[], input?: string): void {
  const { status, stderr } = spawnSync(program, words, {
    encoding: 'utf8',
    ...(input !== undefined && { input }),
  });
  if (status !== 0) throw new Error(`${program}: ${stderr.trim()}`);
}

/** Changes one sector, the partition table, and then the file system, which may be in use. */
export function growData(): void {
  const disk = wordIn(RUN.disk);
  const partition = /\d$/.test(disk) ? `${disk}p${DATA}` : `${disk}${DATA}`;
  const number = (path: string): number => Number(readFileSync(`/sys/class/block/${path}`, 'utf8'));
  const end = number(`${partition}/start`) + number(`${partition}/size`);
  if (number(`${disk}/size`) - end < WORTH_SECTORS) return;
  command(
    'sfdisk',
    ['--quiet', '--no-reread', '--no-tell-kernel', '-N', String(DATA), `/dev/${disk}`],
    ', +\n',
  );
  command('partx', ['--update', '--nr', String(DATA), `/dev/${disk}`]);
  command('resize2fs', [`/dev/${partition}`]);
}
