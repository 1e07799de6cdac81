/** The whole card: boot partition, slot A, an empty slot B, data; put together as files, without loop devices. */
import {
  closeSync,
  cpSync,
  ftruncateSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { encodeBootState, FIRST_COPY_BYTES, FRESH, SECOND_COPY_BYTES } from '../box/boot-state.ts';
import { wireLineCard } from './device-tree.ts';
import { BUILD, HERE, REPRODUCIBLE } from './folders.ts';
import type { Kernel } from './kernel.ts';
import { DISK_SIGNATURE, masterBootRecord, type Partition } from './master-boot-record.ts';
import { run, say } from './run.ts';
import { makeExt4, SLOT_MIB } from './slot.ts';

const BOOT_MIB = 64;
/** Grows to the end of the card at the first start. */
const DATA_MIB = 64;
const PARTITIONS: readonly Partition[] = [
  { startMib: 4, sizeMib: BOOT_MIB, type: 0x0c },
  { startMib: 4 + BOOT_MIB, sizeMib: SLOT_MIB, type: 0x83 },
  { startMib: 4 + BOOT_MIB + SLOT_MIB, sizeMib: SLOT_MIB, type: 0x83 },
  { startMib: 4 + BOOT_MIB + 2 * SLOT_MIB, sizeMib: DATA_MIB, type: 0x83 },
];
/** Where the data partition begins on a card. */
export const DATA_BYTES_AT = (4 + BOOT_MIB + 2 * SLOT_MIB) * 1024 * 1024;
const DISK_MIB = 4 + BOOT_MIB + 2 * SLOT_MIB + DATA_MIB;
const DATA_UUID = '74697072-696e-4701-8000-000000000002';
const MIB = 1024 * 1024;

/** Of the Raspberry Pi's own firmware, what starts models 3, 4 and Zero 2. */
const PI_FILES = ['bootcode.bin', 'fixup.dat', 'fixup4.dat', 'start.elf', 'start4.elf'];

export interface PiFiles {
  /** `raspi-firmware` unpacked. */
  readonly firmware: string;
  /** `u-boot-rpi` unpacked. */
  readonly uboot: string;
}

/** The FAT file system of the boot partition. */
function makeBoot(pi: PiFiles, kernel: Kernel, file: string): void {
  const stage = join(BUILD, 'boot');
  rmSync(stage, { recursive: true, force: true });
  cpSync(join(HERE, 'boot/partition'), stage, { recursive: true });
  for (const name of PI_FILES) cpSync(join(pi.firmware, 'usr/lib/raspi-firmware', name), join(stage, name));
  cpSync(join(pi.uboot, 'usr/lib/u-boot/rpi_arm64/u-boot.bin'), join(stage, 'u-boot.bin'));
  const trees = join(kernel.folder, `usr/lib/linux-image-${kernel.version}/broadcom`);
  for (const name of readdirSync(trees)) {
    cpSync(join(trees, name), join(stage, name));
    wireLineCard(join(stage, name));
  }
  const script = [
    '-A',
    'arm64',
    '-T',
    'script',
    '-C',
    'none',
    '-n',
    'tipring',
    '-d',
    join(HERE, 'boot/boot.cmd'),
  ];
  run('mkimage', [...script, join(stage, 'boot.scr')], { env: REPRODUCIBLE });
  run('find', [stage, '-exec', 'touch', '-d', `@${REPRODUCIBLE.SOURCE_DATE_EPOCH}`, '{}', '+']);
  rmSync(file, { force: true });
  const serial = Buffer.from(DISK_SIGNATURE, 'latin1').toString('hex');
  run('mkfs.vfat', [
    '-C',
    '-F',
    '32',
    '-n',
    'TIPRING',
    '-i',
    serial,
    '--invariant',
    file,
    String(BOOT_MIB * 1024),
  ]);
  const names = readdirSync(stage)
    .sort()
    .map((name) => join(stage, name));
  run('mcopy', ['-i', file, '-s', '-m', ...names, '::/'], { env: REPRODUCIBLE });
}

function makeData(file: string): void {
  const stage = join(BUILD, 'data');
  rmSync(stage, { recursive: true, force: true });
  // Like the slots: nothing in it yet but places.
  for (const name of ['system', 'log', 'tipring', 'cache']) run('mkdir', ['-p', join(stage, name)]);
  makeExt4(stage, file, DATA_MIB, { label: 'data', uuid: DATA_UUID, journal: true });
}

/** Writes the image of a card, with holes where nothing is. */
export function assemble(pi: PiFiles, kernel: Kernel, slot: string, file: string): void {
  say('putting the card together');
  const [boot, data] = [join(BUILD, 'boot.vfat'), join(BUILD, 'data.ext4')];
  makeBoot(pi, kernel, boot);
  makeData(data);
  rmSync(file, { force: true });
  writeFileSync(file, masterBootRecord(PARTITIONS));
  const disk = openSync(file, 'r+');
  ftruncateSync(disk, DISK_MIB * MIB);
  const state = encodeBootState(FRESH);
  writeSync(disk, state, 0, state.length, FIRST_COPY_BYTES);
  writeSync(disk, state, 0, state.length, SECOND_COPY_BYTES);
  closeSync(disk);
  [boot, slot, null, data].forEach((part, index) => {
    const seek = `seek=${PARTITIONS[index]?.startMib}`;
    if (part !== null)
      run('dd', [`if=${part}`, `of=${file}`, 'bs=1M', seek, 'conv=notrunc,sparse', 'status=none']);
  });
  for (const part of [boot, data]) rmSync(part);
}
