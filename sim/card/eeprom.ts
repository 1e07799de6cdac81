import { crc16Arc } from './crc.ts';

const BYTES = 4096;
const PAGE = 32;

/** 24C32: 4096 bytes, 16-bit word address; reads roll over at the end, writes inside their 32-byte page. */
export class Eeprom24c32 {
  readonly bytes: Uint8Array = new Uint8Array(BYTES).fill(0xff);
  /** WP pin high: a write is acknowledged and changes nothing. */
  writeProtected = false;

  read(register: number, length: number): Uint8Array {
    return Uint8Array.from({ length }, (_, i) => this.bytes[(register + i) % BYTES]!);
  }

  write(register: number, data: Uint8Array): void {
    if (this.writeProtected) return;
    const page = (register % BYTES) & ~(PAGE - 1);
    for (let i = 0; i < data.length; i++) this.bytes[page + ((register + i) & (PAGE - 1))] = data[i]!;
  }

  /** Puts an image at the beginning, the rest blank. */
  load(image: Uint8Array): void {
    this.bytes.fill(0xff);
    this.bytes.set(image.subarray(0, BYTES));
  }
}

export interface HatIdentity {
  readonly vendor: string;
  readonly product: string;
  readonly productId: number;
  readonly productVersion: number;
  readonly uuid: Uint8Array;
  readonly overlay: string;
  readonly custom: string;
}

const ATOM = { vendor: 1, overlay: 3, custom: 4 } as const;
const HEADER_BYTES = 12;
const HAT_PLUS = 2;
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

function vendorAtom(identity: HatIdentity): Uint8Array {
  const vendor = ascii(identity.vendor);
  const product = ascii(identity.product);
  const data = new Uint8Array(22 + vendor.length + product.length);
  const view = new DataView(data.buffer);
  data.set(identity.uuid.subarray(0, 16));
  view.setUint16(16, identity.productId, true);
  view.setUint16(18, identity.productVersion, true);
  data[20] = vendor.length;
  data[21] = product.length;
  data.set(vendor, 22);
  data.set(product, 22 + vendor.length);
  return data;
}

/** Atom: type, count, length of data + CRC, data, CRC-16/ARC over all of it. */
function atom(type: number, count: number, data: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(8 + data.length + 2);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, type, true);
  view.setUint16(2, count, true);
  view.setUint32(4, data.length + 2, true);
  bytes.set(data, 8);
  view.setUint16(8 + data.length, crc16Arc(bytes, 0, 8 + data.length), true);
  return bytes;
}

/** A HAT+ image: header "R-Pi" version 2, vendor, overlay name and custom atom (raspberrypi/hats). */
export function hatImage(identity: HatIdentity): Uint8Array {
  const atoms = [
    atom(ATOM.vendor, 0, vendorAtom(identity)),
    atom(ATOM.overlay, 1, ascii(identity.overlay)),
    atom(ATOM.custom, 2, ascii(identity.custom)),
  ];
  const length = atoms.reduce((sum, bytes) => sum + bytes.length, HEADER_BYTES);
  const image = new Uint8Array(length);
  const view = new DataView(image.buffer);
  image.set(ascii('R-Pi'));
  image[4] = HAT_PLUS;
  view.setUint16(6, atoms.length, true);
  view.setUint32(8, length, true);
  let at = HEADER_BYTES;
  for (const bytes of atoms) {
    image.set(bytes, at);
    at += bytes.length;
  }
  return image;
}

/** The identity of a PX8 with this number; its serial is in the custom atom. */
export function px8Identity(card: number): HatIdentity {
  return {
    vendor: 'tipring',
    product: 'PX8',
    productId: 0x5058,
    productVersion: 1,
    uuid: Uint8Array.from({ length: 16 }, (_, i) => (i === 15 ? card : 0x50 + i)),
    overlay: 'px8',
    custom: `serial=PX8-${String(card).padStart(4, '0')}`,
  };
}

export const EEPROM_VARIANTS = ['good', 'blank', 'other-card', 'corrupt', 'two-cards'] as const;
export type EepromVariant = (typeof EEPROM_VARIANTS)[number];

/**
 * What a card's ID EEPROM may hold: its own image, nothing, another maker's, or one with a flipped bit. Two cards on one
 * header answer at one address: SDA is an open drain, and whoever says 0 is heard.
 */
export function idEepromImage(card: number, variant: EepromVariant): Uint8Array {
  if (variant === 'blank') return new Uint8Array(0);
  const identity = px8Identity(card);
  if (variant === 'other-card') return hatImage({ ...identity, vendor: 'somebody', product: 'Sound HAT' });
  const image = hatImage(identity);
  if (variant === 'two-cards') {
    const other = hatImage(px8Identity(card + 1));
    return image.map((byte, at) => byte & (other[at] ?? 0xff));
  }
  if (variant === 'corrupt') image[HEADER_BYTES + 8 + 24]! ^= 0x04;
  return image;
}
