/**
 * One operation of the PX8 control port: 8 bytes each way, CE0 low throughout. The control logic raises the
 * chip's own select where its data sheet wants it, so the chips see nothing but their own bytes.
 */
export const OPERATION_BYTES = 8;
/** 256 bytes a transfer: one ioctl, one segment. */
export const OPERATIONS_PER_TRANSFER = 32;

/** Si32xx take two bytes, the Si3050 three; `card` is a register of the card's own control logic. */
export type Wire = 'two-byte' | 'three-byte' | 'card';

export interface Operation {
  readonly wire: Wire;
  /** 0–7; ignored for `card`. */
  readonly position: number;
  /** Chip register; 0x10–0x17 for `card`. */
  readonly register: number;
  /** Value to write; null reads. */
  readonly data: number | null;
}

/** Registers of the card's control logic. */
export const CARD_REGISTER = {
  id: 0x10,
  moduleReset: 0x11,
  interruptLevel: 0x12,
  ringDetectLevel: 0x13,
  relayState: 0x14,
  testPattern: 0x15,
} as const;

const HEADER = 0x80;
const THREE_BYTE = 0x20;
const READ = 0x80;
/** Si3050 DS §5.35: bit 5 always set, bit 6 reads, channel 0 in the low bits. */
const DAA_WRITE = 0x20;
const DAA_READ = 0x60;
const ECHO = 0x5a;
/**
 * Bytes that a chip should not look at. If a corrupted bit makes it look (the framing bit of byte 0), this is
 * a read of register 11 to a ProSLIC and no control byte to a Si3050: out of step, but nothing is written.
 */
const FILLER = 0x8b;

const CRC8_TABLE = Uint8Array.from({ length: 256 }, (_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 0x80 ? (crc << 1) ^ 0x07 : crc << 1;
  return crc & 0xff;
});

/** CRC-8, polynomial 0x07, initial value 0, over `length` bytes. */
export function crc8(bytes: Uint8Array, offset: number, length: number): number {
  let crc = 0;
  for (let index = offset; index < offset + length; index += 1)
    crc = CRC8_TABLE[crc ^ (bytes[index] as number)] as number;
  return crc;
}

/** Writes the 8 bytes of one operation into a transfer. */
export function encodeOperation(operation: Operation, mosi: Uint8Array, offset: number): void {
  const { wire, position, register, data } = operation;
  if (wire === 'three-byte') {
    mosi[offset] = HEADER | THREE_BYTE | position;
    mosi[offset + 1] = data === null ? DAA_READ : DAA_WRITE;
    mosi[offset + 3] = register;
    mosi[offset + 5] = data ?? FILLER;
  } else {
    mosi[offset] = HEADER | (wire === 'card' ? register : position);
    mosi[offset + 1] = (data === null ? READ : 0) | (wire === 'card' ? 0 : register);
    mosi[offset + 3] = data ?? FILLER;
    mosi[offset + 5] = FILLER;
  }
  mosi[offset + 7] = crc8(mosi, offset, 7);
}

/** The value read (0 for a write), or null when the card's answer is not one to this operation. */
export function decodeOperation(
  operation: Operation,
  mosi: Uint8Array,
  miso: Uint8Array,
  offset: number,
): number | null {
  if (miso[offset + 7] !== (ECHO ^ (mosi[offset] as number))) return null;
  // A card that is out leaves MISO floating at 0xFF, which is the right echo of 0xA5: a Si3050 in position 5.
  if (miso[offset + 1] === 0xff) return null;
  if (operation.data !== null) return 0;
  return miso[offset + (operation.wire === 'three-byte' ? 5 : 3)] as number;
}

/**
 * Operations in the wrong framing that bring a chip's byte counter back into step: a ProSLIC counts pairs,
 * so one access of three bytes makes up for another; a Si3050 counts threes, four more bytes make up for two.
 */
export function realignment(wire: Wire, position: number): readonly Operation[] {
  if (wire === 'two-byte') return [{ wire: 'three-byte', position, register: FILLER, data: null }];
  const pair: Operation = { wire: 'two-byte', position, register: FILLER & 0x7f, data: null };
  return [pair, pair];
}

/** Interrupt lines P7…P0 as this operation's answer shows them (1: asserted); a hint, not protected. */
export const attentionOf = (miso: Uint8Array, offset: number): number => miso[offset + 6] as number;
