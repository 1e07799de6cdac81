import { describe, expect, it } from 'vitest';
import { moduleName, parseDependencies, withNeeds } from '../../tools/image/kernel-modules.ts';
import { masterBootRecord } from '../../tools/image/master-boot-record.ts';

describe('the partition table of the card', () => {
  const sector = masterBootRecord([
    { startMib: 4, sizeMib: 64, type: 0x0c },
    { startMib: 68, sizeMib: 512, type: 0x83 },
  ]);

  it('has its signature where the boot ROM looks, and ours where the RAM disk looks', () => {
    expect(sector.readUInt16LE(510)).toBe(0xaa55);
    expect(sector.toString('latin1', 440, 444)).toBe('TIPR');
    expect(sector.readUInt32LE(440).toString(16)).toBe('52504954');
  });

  it('names starts and sizes in sectors of 512 bytes', () => {
    expect(sector.readUInt32LE(446 + 8)).toBe(8192);
    expect(sector.readUInt32LE(446 + 12)).toBe(131_072);
    expect(sector[446 + 16 + 4]).toBe(0x83);
    expect(sector.readUInt32LE(446 + 16 + 8)).toBe(139_264);
  });

  it('a fifth partition has no place', () => {
    const one = { startMib: 1, sizeMib: 1, type: 0x83 };
    expect(() => masterBootRecord([one, one, one, one, one])).toThrow(/an MBR has four/);
  });
});

describe('the kernel modules of the box', () => {
  const dependencies = parseDependencies(
    'kernel/fs/ext4/ext4.ko: kernel/fs/jbd2/jbd2.ko kernel/lib/crc16.ko\nkernel/fs/jbd2/jbd2.ko:\nkernel/lib/crc16.ko:\nkernel/fs/xfs/xfs.ko: kernel/lib/crc16.ko\n',
  );

  it('bring along what they need', () => {
    expect(withNeeds(dependencies, (path) => moduleName(path) === 'ext4')).toEqual([
      ...['kernel/fs/ext4/ext4.ko', 'kernel/fs/jbd2/jbd2.ko', 'kernel/lib/crc16.ko'],
    ]);
  });

  it('are known by one name, with hyphens or underscores', () => {
    expect(moduleName('kernel/drivers/md/dm-verity.ko')).toBe('dm_verity');
    expect(moduleName('dm-verity')).toBe('dm_verity');
  });
});
