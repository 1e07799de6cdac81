import type { SocketKind } from '#sim/card/card.ts';
import { crc8, crc16Ccitt, crc32 } from '#sim/card/crc.ts';
import { Px8Card } from '#sim/card/px8.ts';
import type { LineState } from '#sim/two-wire.ts';

export const QUIET: LineState = { volts: 0, milliamps: 0, ringing: null };
export const SIX_AND_TWO: readonly SocketKind[] = ['fxs', 'fxs', 'fxs', 'fxs', 'fxs', 'fxs', 'fxo', 'fxo'];

export interface HostFrame {
  seq?: number;
  flags?: number;
  slotEnable?: number;
  relays?: number;
  depth?: number;
  /** Sample code of every slot, or by slot and sample. */
  code?: number | ((slot: number, sample: number) => number);
}

export function hostBurst(frame: HostFrame): Uint8Array {
  const bytes = new Uint8Array(704);
  const view = new DataView(bytes.buffer);
  bytes.set([0x50, 0x58, 1, frame.flags ?? 0]);
  view.setUint16(4, frame.seq ?? 0, true);
  view.setUint16(12, 40, true);
  view.setUint16(14, 640, true);
  view.setUint16(16, frame.slotEnable ?? 0xffff, true);
  bytes[18] = frame.relays ?? 0xff;
  view.setUint16(20, frame.depth ?? 2, true);
  const { code = 0xd5 } = frame;
  for (let slot = 0; slot < 16; slot++) {
    for (let sample = 0; sample < 40; sample++) {
      bytes[60 + slot * 40 + sample] = typeof code === 'number' ? code : code(slot, sample);
    }
  }
  return seal(bytes);
}

/** Both check sums anew, after somebody changed a field. */
export function seal(bytes: Uint8Array): Uint8Array {
  const view = new DataView(bytes.buffer);
  view.setUint16(30, crc16Ccitt(bytes, 0, 30), true);
  view.setUint32(700, crc32(bytes, 0, 700), true);
  return bytes;
}

export interface CardFrame {
  readonly flags: number;
  readonly seq: number;
  readonly txPlaying: number;
  readonly tick: number;
  readonly int: number;
  readonly rgdt: number;
  readonly present: number;
  readonly txDepth: number;
  readonly rxDepth: number;
  readonly crcErrors: number;
  readonly lost: number;
  readonly supply: number;
  readonly events: readonly { position: number; kind: number; tick: number; value: number }[];
  readonly payload: Uint8Array;
  readonly headerGood: boolean;
  readonly good: boolean;
}

export function readCard(bytes: Uint8Array): CardFrame {
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const events = Array.from({ length: Math.min(7, bytes[19]!) }, (_, i) => ({
    position: bytes[32 + i * 4]!,
    kind: bytes[33 + i * 4]!,
    tick: bytes[34 + i * 4]!,
    value: bytes[35 + i * 4]!,
  }));
  return {
    flags: bytes[3]!,
    seq: view.getUint16(4, true),
    txPlaying: view.getUint16(6, true),
    tick: view.getUint32(8, true),
    int: bytes[16]!,
    rgdt: bytes[17]!,
    present: bytes[18]!,
    txDepth: view.getUint16(20, true),
    rxDepth: view.getUint16(22, true),
    crcErrors: view.getUint16(24, true),
    lost: view.getUint16(26, true),
    supply: view.getUint16(28, true),
    events,
    payload: bytes.slice(60, 700),
    headerGood:
      bytes[0] === 0x50 && bytes[1] === 0x58 && view.getUint16(30, true) === crc16Ccitt(bytes, 0, 30),
    good: view.getUint32(700, true) === crc32(bytes, 0, 700),
  };
}

/** A card in the hands of somebody with a logic probe: single operations, single bursts. */
export class Bench {
  readonly card: Px8Card;
  lines: LineState[] = Array.from({ length: 8 }, () => QUIET);
  private seq = 0;

  constructor(sockets: readonly SocketKind[] = SIX_AND_TWO) {
    this.card = new Px8Card({ card: 1, sockets });
  }

  operation(bytes: readonly number[], crc?: number): Uint8Array {
    const mosi = new Uint8Array(8);
    mosi.set(bytes);
    mosi[7] = crc ?? crc8(mosi, 0, 7);
    return this.card.control(mosi);
  }

  cpldRead(register: number): number {
    return this.operation([0x80 | register, 0x80])[3]!;
  }

  cpldWrite(register: number, value: number): void {
    this.operation([0x80 | register, 0, 0, value]);
  }

  fxsRead(position: number, register: number): number {
    return this.operation([0x80 | position, 0x80 | register])[3]!;
  }

  fxsWrite(position: number, register: number, value: number): void {
    this.operation([0x80 | position, register, 0, value]);
  }

  fxoRead(position: number, register: number): number {
    return this.operation([0xa0 | position, 0x60, 0, register])[5]!;
  }

  fxoWrite(position: number, register: number, value: number): void {
    this.operation([0xa0 | position, 0x20, 0, register, 0, value]);
  }

  /** As the firmware does it: traffic first, so that SCLK is high when RESET rises. */
  powerUp(): void {
    this.cpldRead(0x10);
    this.card.setResetN(true);
  }

  steps(count = 4): void {
    for (let step = 0; step < count; step++) this.card.advance(step & 3, this.lines);
  }

  burst(mosi: Uint8Array): CardFrame {
    const miso = new Uint8Array(704);
    this.card.exchange(mosi, miso);
    return readCard(miso);
  }

  /** 5 ms with a well-behaved host; its sequence number counts by itself. */
  frame(frame: HostFrame = {}): CardFrame {
    this.steps();
    this.card.runHighway();
    return this.burst(hostBurst({ seq: this.seq++ & 0xffff, ...frame }));
  }

  frames(count: number, frame: HostFrame = {}): CardFrame {
    let last = this.frame(frame);
    for (let i = 1; i < count; i++) last = this.frame(frame);
    return last;
  }

  /** 5 ms in which the host sleeps. */
  stall(count = 1): void {
    for (let i = 0; i < count; i++) {
      this.steps();
      this.card.runHighway();
    }
  }
}
