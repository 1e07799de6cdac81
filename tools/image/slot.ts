/** A slot: one small ext4 that U-Boot can read, with the kernel, the RAM disk, and the root as squashfs with its hash tree. */
import { copyFileSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { BUILD, REPRODUCIBLE } from './folders.ts';
import { type Kernel, packInitial } from './kernel.ts';
import { ImageError, run, say } from './run.ts';

/** Fixed: chance has no place in an image that can be built again. */
export const SALT = `${'7469707269'.repeat(6)}7470`;
const VERITY_BYTES = 4096;
const UUID = '74697072-696e-4701-8000-000000000001';
/** Each of the two slots on the card. The kernel and a root of 400 MiB fit. */
export const SLOT_MIB = 512;

export interface VerifiedRoot {
  readonly file: string;
  /** The line that device-mapper takes (kernel documentation, admin-guide/device-mapper/verity). */
  readonly table: string;
  readonly rootHash: string;
}

export interface Verified {
  readonly rootHash: string;
  /** Of 4096 bytes, without the hash tree. */
  readonly blocks: number;
}

/** Puts the hash tree of dm-verity behind a squashfs, without a superblock; the same bytes for the same file. */
export function withHashTree(file: string): Verified {
  const dataBytes = statSync(file).size;
  if (dataBytes % VERITY_BYTES !== 0)
    throw new ImageError('the squashfs is not whole blocks', 'mksquashfs without -nopad');
  const blocks = dataBytes / VERITY_BYTES;
  const layout = ['--hash-offset', String(dataBytes), '--data-blocks', String(blocks), '--no-superblock'];
  const said = run('veritysetup', ['format', file, file, ...layout, '--salt', SALT, '--uuid', UUID]);
  const rootHash = /Root hash:\s+([0-9a-f]{64})/.exec(said)?.[1];
  if (rootHash === undefined) throw new ImageError('veritysetup told no root hash', 'look at its version');
  return { rootHash, blocks };
}

/** Packs the root file system, with the hash tree of dm-verity behind it. */
export function packRoot(folder: string, file: string): VerifiedRoot {
  say('packing the root file system');
  rmSync(file, { force: true });
  const compression = ['-comp', 'zstd', '-Xcompression-level', '9', '-b', '256K'];
  // Everything belongs to root: what a service writes is on the data partition.
  run(
    'mksquashfs',
    [folder, file, '-all-root', '-no-xattrs', '-noappend', '-quiet', '-no-progress', ...compression],
    {
      env: REPRODUCIBLE,
    },
  );
  const { rootHash, blocks } = withHashTree(file);
  // A damaged block starts the box again, and U-Boot counts: in the end the other slot runs.
  const table = `0 ${blocks * 8} verity 1 /dev/loop0 /dev/loop0 4096 4096 ${blocks} ${blocks} sha256 ${rootHash} ${SALT} 1 restart_on_corruption`;
  return { file, table, rootHash };
}

/** `release` is the version's name, told by the box as its own. */
export function makeSlot(
  kernel: Kernel,
  initialFolder: string,
  root: VerifiedRoot,
  release: string,
  file: string,
): void {
  say(`making the slot image of ${release}`);
  const stage = join(BUILD, 'slot');
  rmSync(stage, { recursive: true, force: true });
  mkdirSync(stage);
  copyFileSync(join(kernel.folder, `boot/vmlinuz-${kernel.version}`), join(stage, 'Image'));
  copyFileSync(root.file, join(stage, 'root.squashfs'));
  packInitial(
    initialFolder,
    { 'etc/release': `${release}\n`, 'etc/verity': `${root.table}\n` },
    join(stage, 'initrd'),
  );
  makeExt4(stage, file, slotMib(stage), { label: 'slot', uuid: UUID });
  rmSync(stage, { recursive: true, force: true });
}

/** Whole MiB that hold the files, with room for the file system itself. */
function slotMib(stage: string): number {
  const bytes = ['Image', 'initrd', 'root.squashfs'].reduce(
    (sum, name) => sum + statSync(join(stage, name)).size,
    0,
  );
  const mib = Math.ceil(bytes / 1024 / 1024 / 0.97) + 4;
  if (mib > SLOT_MIB)
    throw new ImageError(`the slot needs ${mib} MiB, and has ${SLOT_MIB}`, 'leave something out');
  return mib;
}

/** An ext4 of a folder's files, the same bytes for the same files. U-Boot reads it: no journal, no newer features. */
export function makeExt4(
  folder: string,
  file: string,
  sizeMib: number,
  {
    label,
    uuid,
    journal = false,
  }: { readonly label: string; readonly uuid: string; readonly journal?: boolean },
): void {
  rmSync(file, { force: true });
  run('find', [folder, '-exec', 'touch', '-h', '-d', `@${REPRODUCIBLE.SOURCE_DATE_EPOCH}`, '{}', '+']);
  const features = `^metadata_csum_seed,^orphan_file${journal ? '' : ',^has_journal,^resize_inode'}`;
  const fixed = ['-U', uuid, '-E', `hash_seed=${uuid},root_owner=0:0,lazy_itable_init=0`, '-L', label];
  const words = [
    '-q',
    '-F',
    '-t',
    'ext4',
    '-m',
    '0',
    '-O',
    features,
    ...fixed,
    '-d',
    folder,
    file,
    `${sizeMib}M`,
  ];
  const env = { ...REPRODUCIBLE, E2FSPROGS_FAKE_TIME: REPRODUCIBLE.SOURCE_DATE_EPOCH };
  run('mke2fs', words, { env });
  // When a file was copied here is nobody's business, but mke2fs writes it down.
  const paths = ['', 'lost+found', ...readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()];
  const times = ['atime', 'ctime', 'crtime', 'atime_extra', 'ctime_extra', 'mtime_extra', 'crtime_extra'];
  const value = (field: string): string =>
    field.endsWith('_extra') ? '0' : `@${REPRODUCIBLE.SOURCE_DATE_EPOCH}`;
  const commands = paths.flatMap((path) => times.map((field) => `sif "/${path}" ${field} ${value(field)}\n`));
  run('debugfs', ['-w', '-f', '-', file], { env, input: commands.join('') });
}
