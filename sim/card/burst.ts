import { crc16Ccitt, crc32 } from './crc.ts';

/** Media burst of the 5 ms variant: 16 slots × 40 companded bytes (card-px8 facts, "Media burst"). */
export const BURST_BYTES = 704;
export const SLOTS = 16;
export const SAMPLES = 40;
export const PAYLOAD_BYTES = SLOTS * SAMPLES;
export const EVENTS_MAX = 7;

const OFFSET = {
  magic: 0,
  version: 2,
  flags: 3,
  seq: 4,
  otherSeq: 6,
  tick: 8,
  samples: 12,
  payloadBytes: 14,
  headerCrc: 30,
  events: 32,
  payload: 60,
  crc: 700,
} as const;
const MAGIC = 0x5850;
const VERSION = 1;

export const HOST_FLAG = { linear: 0x01, muLaw: 0x02, resync: 0x04, draining: 0x08, loopback: 0x80 } as const;
export const CARD_FLAG = {
  muLaw: 0x02,
  first: 0x04,
  overrun: 0x08,
  underrun: 0x10,
  pclkLost: 0x20,
  relays: 0x40,
  loopback: 0x80,
} as const;

export const EVENT = {
  intFell: 1,
  intRose: 2,
  ringFell: 3,
  ringRose: 4,
  module: 5,
  power: 6,
  relay: 7,
} as const;

const put16 = (bytes: Uint8Array, at: number, value: number): void => {
  bytes[at] = value & 0xff;
  bytes[at + 1] = (value >> 8) & 0xff;
};
const get16 = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8);
const put32 = (bytes: Uint8Array, at: number, value: number): void => {
  put16(bytes, at, value & 0xffff);
  put16(bytes, at + 2, value >>> 16);
};
const get32 = (bytes: Uint8Array, at: number): number =>
  (get16(bytes, at) | (get16(bytes, at + 2) << 16)) >>> 0;

/** One frame toward the host, as it waits in the card. */
export class RxFrame {
  readonly payload: Uint8Array = new Uint8Array(PAYLOAD_BYTES);
  /** The payload's slots, each a view. */
  readonly slots: readonly Uint8Array[] = slotsOf(this.payload);
  readonly events: Uint8Array = new Uint8Array(EVENTS_MAX * 4);
  eventCount = 0;
  flags = 0;
  seq = 0;
  txSeqPlaying = 0;
  tick = 0;
  intLevels = 0xff;
  ringLevels = 0xff;
  present = 0;
}

/** Counters that are true at the moment of the burst, not of the frame. */
export interface CardCounters {
  readonly txDepth: number;
  readonly rxDepth: number;
  readonly crcErrors: number;
  readonly lostTx: number;
  readonly supplyMillivolts: number;
}

/** Views on the 16 slots of a payload. */
export function slotsOf(payload: Uint8Array): readonly Uint8Array[] {
  return Array.from({ length: SLOTS }, (_, slot) => payload.subarray(slot * SAMPLES, (slot + 1) * SAMPLES));
}

export function encodeCardBurst(frame: RxFrame, counters: CardCounters, out: Uint8Array): void {
  put16(out, OFFSET.magic, MAGIC);
  out[OFFSET.version] = VERSION;
  out[OFFSET.flags] = frame.flags;
  put16(out, OFFSET.seq, frame.seq);
  put16(out, OFFSET.otherSeq, frame.txSeqPlaying);
  put32(out, OFFSET.tick, frame.tick);
  put16(out, OFFSET.samples, SAMPLES);
  put16(out, OFFSET.payloadBytes, PAYLOAD_BYTES);
  out[16] = frame.intLevels;
  out[17] = frame.ringLevels;
  out[18] = frame.present;
  out[19] = frame.eventCount;
  put16(out, 20, counters.txDepth);
  put16(out, 22, counters.rxDepth);
  put16(out, 24, counters.crcErrors);
  put16(out, 26, counters.lostTx);
  put16(out, 28, counters.supplyMillivolts);
  put16(out, OFFSET.headerCrc, crc16Ccitt(out, 0, OFFSET.headerCrc));
  out.set(frame.events, OFFSET.events);
  out.set(frame.payload, OFFSET.payload);
  put32(out, OFFSET.crc, crc32(out, 0, OFFSET.crc));
}

/** What the card takes from a host burst; filled anew for each. */
export class HostBurst {
  /** Magic, version, sizes and CRC-16 are right. */
  headerGood = false;
  /** … and the CRC-32 too. */
  payloadGood = false;
  flags = 0;
  seq = 0;
  slotEnable = 0;
  relayRequest = 0;
  desiredDepth = 0;

  read(bytes: Uint8Array): void {
    this.payloadGood = false;
    this.headerGood =
      bytes.length >= BURST_BYTES &&
      get16(bytes, OFFSET.magic) === MAGIC &&
      bytes[OFFSET.version] === VERSION &&
      get16(bytes, OFFSET.headerCrc) === crc16Ccitt(bytes, 0, OFFSET.headerCrc) &&
      get16(bytes, OFFSET.samples) === SAMPLES &&
      get16(bytes, OFFSET.payloadBytes) === PAYLOAD_BYTES;
    if (!this.headerGood) return;
    this.flags = bytes[OFFSET.flags]!;
    this.seq = get16(bytes, OFFSET.seq);
    this.slotEnable = get16(bytes, 16);
    this.relayRequest = bytes[18]!;
    this.desiredDepth = get16(bytes, 20);
    this.payloadGood = get32(bytes, OFFSET.crc) === crc32(bytes, 0, OFFSET.crc);
  }
}

/** Where the samples of a burst begin. */
export const PAYLOAD_OFFSET: number = OFFSET.payload;
