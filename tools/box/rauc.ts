/** Updates as the box does them: RAUC for the slot, the kernel for sticks. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { diskOf } from './place.ts';
import type { Updater } from './update.ts';

/** A slot is written and verified on a slow card in far less. */
const INSTALL_MS_MAX = 1_200_000;
const BLOCKS = '/sys/class/block';

/** Null when it ended well, else its last word. */
function complaint(program: string, words: readonly string[], timeout = 60_000): string | null {
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8', timeout });
  if (status === 0) return null;
  const said = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').at(-1)?.trim();
  return error?.message ?? (said === undefined || said === '' ? `${program} ended with ${status}` : said);
}

/** Partitions of USB disks, and such disks without any; never those of the disk that the box runs from. */
function sticks(): readonly string[] {
  const own = diskOf();
  const names = readdirSync(BLOCKS).filter((name) => /^sd[a-z]+\d*$/.test(name));
  const hasParts = (disk: string): boolean => names.some((name) => name !== disk && name.startsWith(disk));
  return names
    .filter((name) => /\d$/.test(name) || !hasParts(name))
    .map((name) => `/dev/${name}`)
    .filter((device) => !device.startsWith(own))
    .sort();
}

export const RAUC: Updater = {
  sticks,
  mount: (device, folder) => complaint('mount', ['-o', 'ro,nosuid,nodev,noexec', device, folder]),
  unmount: (folder) => void complaint('umount', [folder]),
  install: (bundle) => complaint('rauc', ['install', bundle], INSTALL_MS_MAX),
  fetch: (address) => fetch(address, { redirect: 'follow', signal: AbortSignal.timeout(INSTALL_MS_MAX) }),
};
