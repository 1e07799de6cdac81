/** The partition table, in the one form that every Raspberry Pi starts from. */

export interface Partition {
  readonly startMib: number;
  readonly sizeMib: number;
  /** 0x0c FAT32 (LBA), 0x83 Linux. */
  readonly type: number;
}

export const SECTORS_A_MIB = 2048;
/** `TIPR`: the initial RAM disk knows our disk by it, and udev names the partitions `52504954-01` … by it. */
export const DISK_SIGNATURE = 'TIPR';

/** Sector 0: at most four partitions, none active, the signature (four letters) in bytes 440 to 443. */
export function masterBootRecord(partitions: readonly Partition[], signature = DISK_SIGNATURE): Buffer {
  if (partitions.length > 4) throw new RangeError(`${partitions.length} partitions: an MBR has four`);
  const sector = Buffer.alloc(512);
  sector.write(signature, 440, 'latin1');
  partitions.forEach(({ startMib, sizeMib, type }, index) => {
    const entry = 446 + index * 16;
    // Addresses of cylinder, head and sector: beyond what they can say, "see LBA".
    sector.set([0, 0xfe, 0xff, 0xff, type, 0xfe, 0xff, 0xff], entry);
    sector.writeUInt32LE(startMib * SECTORS_A_MIB, entry + 8);
    sector.writeUInt32LE(sizeMib * SECTORS_A_MIB, entry + 12);
  });
  sector.writeUInt16LE(0xaa55, 510);
  return sector;
}
