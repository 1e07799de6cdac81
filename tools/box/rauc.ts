/** Updates as the box does them: RAUC for the slot, the kernel for sticks. */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { diskOf, RUN, wordIn } from './place.ts';
import type { Inspected, Updater } from './update.ts';

/** A slot is written and verified on a slow card in far less. */
const INSTALL_MS_MAX = 1_200_000;
const BLOCKS = '/sys/class/block';

type Ran =
  | { readonly ok: true; readonly said: string }
  /** `why`: its last word. */
  | { readonly ok: false; readonly why: string };

function run(program: string, words: readonly string[], timeout = 60_000): Ran {
  const { status, stdout, stderr, error } = spawnSync(program, words, { encoding: 'utf8', timeout });
  if (status === 0) return { ok: true, said: stdout };
  const last = `${stdout ?? ''}\n${stderr ?? ''}`.trim().split('\n').at(-1)?.trim() ?? '';
  return { ok: false, why: error?.message ?? (last === '' ? `${program} ended with ${status}` : last) };
}

function complaint(program: string, words: readonly string[], timeout?: number): string | null {
  const ran = run(program, words, timeout);
  return ran.ok ? null : ran.why;
}

/** Its signature is of its manifest (format verity), which holds the hash of all the rest: no block of it is read. */
function inspect(bundle: string): Inspected {
  const ran = run('rauc', ['info', '--output-format=shell', bundle]);
  if (!ran.ok) return { why: ran.why };
  const release = /^RAUC_MF_VERSION='([^'\n]{1,100})'$/m.exec(ran.said)?.[1];
  return release === undefined ? { why: 'it names no version' } : { release };
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
  running: () => wordIn(RUN.release),
  inspect,
  install: (bundle) => complaint('rauc', ['install', bundle], INSTALL_MS_MAX),
  fetch: (address) => fetch(address, { redirect: 'follow', signal: AbortSignal.timeout(INSTALL_MS_MAX) }),
};
