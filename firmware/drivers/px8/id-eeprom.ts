import type { Fault } from '#units/result.ts';
import { fault } from '../faults.ts';
import { i2cRead, type Program } from './program.ts';

/** HAT specification: EEPROM at 0x50, 16-bit addresses, header of 12 bytes, atoms with CRC-16/ARC. */
const ADDRESS = 0x50;
const HEADER_BYTES = 12;
const ATOM_HEADER_BYTES = 8;
const CRC_BYTES = 2;
const BYTES_MAX = 4096;
const CHUNK = 64;
const READS_MAX = 3;
const VENDOR_ATOM = 1;
/** UUID 16, product id 2, product version 2, two string lengths. */
const VENDOR_FIXED_BYTES = 22;
const PRODUCT = /^(tipring )?PX8\b/i;

export interface CardIdentity {
  readonly vendor: string;
  readonly product: string;
  readonly productVersion: number;
  readonly uuid: string;
}

/** CRC-16/ARC (polynomial 0x8005 reflected, initial value 0): "123456789" gives 0xBB3D. */
export function crc16(bytes: Uint8Array): number {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return crc;
}

/** Which card an EEPROM image says it is, or what is wrong with it. */
export function parseIdEeprom(image: Uint8Array, where: string): CardIdentity | Fault {
  if (image.length < HEADER_BYTES || image.every((byte) => byte === 0xff || byte === 0))
    return fault('TR-CARD-002', where, 'no data');
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  if (String.fromCharCode(...image.subarray(0, 4)) !== 'R-Pi')
    return fault('TR-CARD-004', where, 'not the EEPROM of a HAT');
  const atoms = view.getUint16(6, true);
  let offset = HEADER_BYTES;
  for (let atom = 0; atom < atoms; atom += 1) {
    if (offset + ATOM_HEADER_BYTES > image.length)
      return fault('TR-CARD-003', where, `atom ${atom} is cut off`);
    const type = view.getUint16(offset, true);
    const end = offset + ATOM_HEADER_BYTES + view.getUint32(offset + 4, true);
    if (end > image.length || end - CRC_BYTES < offset + ATOM_HEADER_BYTES)
      return fault('TR-CARD-003', where, `atom ${atom} has a wrong length`);
    if (crc16(image.subarray(offset, end - CRC_BYTES)) !== view.getUint16(end - CRC_BYTES, true))
      return fault('TR-CARD-003', where, `wrong check sum in atom ${atom}`);
    if (type === VENDOR_ATOM)
      return parseVendor(image.subarray(offset + ATOM_HEADER_BYTES, end - CRC_BYTES), where);
    offset = end;
  }
  return fault('TR-CARD-003', where, 'no vendor atom');
}

function parseVendor(data: Uint8Array, where: string): CardIdentity | Fault {
  if (data.length < VENDOR_FIXED_BYTES) return fault('TR-CARD-003', where, 'vendor atom too short');
  const text = (from: number, length: number) =>
    String.fromCharCode(...data.subarray(from, from + length)).replace(/\0+$/, '');
  const vendorLength = data[20] as number;
  const product = text(VENDOR_FIXED_BYTES + vendorLength, data[21] as number);
  if (!PRODUCT.test(product)) return fault('TR-CARD-004', where, `it says "${product.slice(0, 40)}"`);
  return {
    vendor: text(VENDOR_FIXED_BYTES, vendorLength),
    product,
    productVersion: (data[18] as number) | ((data[19] as number) << 8),
    uuid: [...data.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, '0')).join(''),
  };
}

/** Reads the EEPROM, a few times when it looks damaged: I²C has no check of its own. */
export function* readIdEeprom(where: string): Program<CardIdentity | Fault> {
  let result: CardIdentity | Fault = fault('TR-CARD-002', where, 'no answer');
  for (let attempt = 0; attempt < READS_MAX; attempt += 1) {
    const image = yield* readImage();
    if (image !== null) result = parseIdEeprom(image, where);
    if (!('code' in result)) return result;
  }
  return result;
}

function* readImage(): Program<Uint8Array | null> {
  const header = yield* i2cRead('idEeprom', ADDRESS, 0, 2, HEADER_BYTES);
  if (header === null) return null;
  const length = new DataView(header.buffer, header.byteOffset).getUint32(8, true);
  if (length <= HEADER_BYTES || length > BYTES_MAX) return header;
  const image = new Uint8Array(length);
  for (let offset = 0; offset < length; offset += CHUNK) {
    const bytes = yield* i2cRead('idEeprom', ADDRESS, offset, 2, Math.min(CHUNK, length - offset));
    if (bytes === null) return null;
    image.set(bytes, offset);
  }
  return image;
}
