/** Programs that an image is made with, and the Debian package of each. Nothing is installed from here. */
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ImageError } from './run.ts';

type Needs = Readonly<Record<string, string>>;

export const TO_BUILD: Needs = {
  'aarch64-linux-gnu-gcc': 'gcc-aarch64-linux-gnu',
  'aarch64-linux-gnu-g++': 'g++-aarch64-linux-gnu',
  '/usr/bin/cargo': 'cargo-web',
  '/usr/bin/rustc': 'rustc-web',
  cmake: 'cmake',
  cpio: 'cpio',
  depmod: 'kmod',
  'dpkg-deb': 'dpkg',
  fdtput: 'device-tree-compiler',
  mcopy: 'mtools',
  'mkfs.vfat': 'dosfstools',
  debugfs: 'e2fsprogs',
  mke2fs: 'e2fsprogs',
  mkimage: 'u-boot-tools',
  mksquashfs: 'squashfs-tools',
  'systemd-sysusers': 'systemd',
  veritysetup: 'cryptsetup-bin',
  zstd: 'zstd',
};
export const TO_BUNDLE: Needs = {
  mksquashfs: 'squashfs-tools',
  openssl: 'openssl',
  veritysetup: 'cryptsetup-bin',
};
export const TO_TEST: Needs = {
  debugfs: 'e2fsprogs',
  mcopy: 'mtools',
  'mkfs.vfat': 'dosfstools',
  'qemu-img': 'qemu-utils',
  'qemu-system-aarch64': 'qemu-system-arm',
  '/usr/lib/u-boot/qemu_arm64/u-boot.bin': 'u-boot-qemu',
  '/usr/lib/ipxe/qemu/efi-virtio.rom': 'ipxe-qemu',
};

const FOLDERS = [...(process.env.PATH ?? '').split(delimiter), '/usr/sbin', '/sbin'];
const isThere = (program: string): boolean =>
  program.startsWith('/') ? existsSync(program) : FOLDERS.some((folder) => existsSync(join(folder, program)));

/** Debian packages that are not here. */
export const missing = (needs: Needs): string[] =>
  [...new Set(Object.entries(needs).flatMap(([program, name]) => (isThere(program) ? [] : [name])))].sort();

/** Throws when something is missing, with the one command that installs it. */
export function checkNeeds(needs: Needs, what: string): void {
  const packages = missing(needs);
  if (packages.length === 0) return;
  throw new ImageError(
    `${what} needs ${packages.join(', ')}`,
    `apt-get install --no-install-recommends ${packages.join(' ')}`,
  );
}
