/** The check sums of the PX8 card and its EEPROM, each with its published check value over "123456789". */

function table(width: 8 | 16, polynomial: number, reflected: boolean): Uint16Array {
  const top = 1 << (width - 1);
  return Uint16Array.from({ length: 256 }, (_, byte) => {
    let crc = reflected || width === 8 ? byte : byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      if (reflected) crc = crc & 1 ? (crc >>> 1) ^ polynomial : crc >>> 1;
      else crc = crc & top ? (crc << 1) ^ polynomial : crc << 1;
    }
    return crc & ((1 << width) - 1);
  });
}

const CRC8 = table(8, 0x07, false);
const CCITT = table(16, 0x1021, false);
const ARC = table(16, 0xa001, true);

/** CRC-8, polynomial 07, initial value 0 (check value 0xF4). */
export function crc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = CRC8[crc ^ bytes[i]!]!;
  return crc;
}

/** CRC-16/CCITT-FALSE: polynomial 1021, initial value FFFF (check value 0x29B1). */
export function crc16Ccitt(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0xffff;
  for (let i = from; i < to; i++) crc = ((crc << 8) & 0xffff) ^ CCITT[(crc >> 8) ^ bytes[i]!]!;
  return crc;
}

/** CRC-16/ARC: polynomial 8005 reflected, initial value 0 (check value 0xBB3D); the HAT EEPROM's. */
export function crc16Arc(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let i = from; i < to; i++) crc = (crc >> 8) ^ ARC[(crc ^ bytes[i]!) & 0xff]!;
  return crc;
}

const SLICES = ((): readonly [Int32Array, Int32Array, Int32Array, Int32Array] => {
  const first = new Int32Array(256);
  for (let byte = 0; byte < 256; byte++) {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
    first[byte] = crc;
  }
  const next = (previous: Int32Array): Int32Array => previous.map((crc) => (crc >>> 8) ^ first[crc & 0xff]!);
  const second = next(first);
  const third = next(second);
  return [first, second, third, next(third)];
})();

/** CRC-32 (IEEE 802.3; check value 0xCBF43926), four bytes a turn: two of 700 bytes go by each frame. */
export function crc32(bytes: Uint8Array, from: number, to: number): number {
  const [t0, t1, t2, t3] = SLICES;
  let crc = -1;
  let i = from;
  for (; i + 4 <= to; i += 4) {
    crc ^= bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24);
    crc = t3[crc & 0xff]! ^ t2[(crc >>> 8) & 0xff]! ^ t1[(crc >>> 16) & 0xff]! ^ t0[crc >>> 24]!;
  }
  for (; i < to; i++) crc = (crc >>> 8) ^ t0[(crc ^ bytes[i]!) & 0xff]!;
  return ~crc >>> 0;
}
