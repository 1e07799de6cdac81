import { crc8 } from './crc.ts';
import { POSITIONS, type Sockets } from './sockets.ts';

export const OPERATION_BYTES = 8;
/** At 8 MHz a byte takes 1 µs; between two transfers CE0 is high for about 20 µs (raspberry-pi facts). */
const OPERATION_US = 8;
const TRANSFER_GAP_US = 20;

const HEADER_MASK = 0xc0;
const HEADER = 0x80;
const THREE_BYTE = 0x20;
const TARGET = 0x1f;
const CPLD_FIRST = 0x10;
const CPLD_LAST = 0x17;
const BROADCAST = 0x1f;
const READ = 0x80;
const ECHO = 0x5a;

export const CPLD = {
  id: 0x10,
  resetMask: 0x11,
  intLevels: 0x12,
  ringLevels: 0x13,
  relays: 0x14,
  testPattern: 0x15,
} as const;
/** Identity nibble 8, version 1. */
export const CPLD_ID = 0x81;
const TEST_PATTERN_AT_POWER_UP = 0xa5;

/**
 * Control CPLD: 8-byte operations on CE0 (card-px8 facts, "Control port").
 *
 * Byte 0 shows the first byte of the operation before; byte 6 a bit per position whose INT is low; byte 7
 * 0x5A ^ byte 0. Chips get their bytes at 1, 3 and 5 as they come, so nothing can be taken back when the
 * CRC of byte 7 is wrong: nothing is dropped, wrong CRCs are only counted. Registers of the CPLD itself:
 * byte 1 bit 7 reads, byte 3 is the data. A broadcast reaches the chip of every socket, of either type.
 */
export class ControlCpld {
  private readonly sockets: Sockets;
  private readonly relays: () => number;
  private readonly resetMaskWritten: (mask: number) => void;
  private previous = 0;
  private testPattern = TEST_PATTERN_AT_POWER_UP;
  resetMask = 0;
  /** Operations whose byte 7 did not fit bytes 0–6. */
  crcErrors = 0;

  constructor(sockets: Sockets, relays: () => number, resetMaskWritten: (mask: number) => void) {
    this.sockets = sockets;
    this.relays = relays;
    this.resetMaskWritten = resetMaskWritten;
  }

  powerUp(): void {
    this.previous = 0;
    this.testPattern = TEST_PATTERN_AT_POWER_UP;
    this.resetMask = 0;
  }

  transfer(mosi: Uint8Array, miso: Uint8Array): void {
    this.sockets.clock.micros += TRANSFER_GAP_US;
    for (let offset = 0; offset < mosi.length; offset += OPERATION_BYTES) {
      this.operation(mosi, miso, offset);
      this.sockets.clock.micros += OPERATION_US;
    }
  }

  /** A rising CE0 ends an operation wherever it is; what came until then has happened. */
  private operation(mosi: Uint8Array, miso: Uint8Array, offset: number): void {
    const length = Math.min(OPERATION_BYTES, mosi.length - offset);
    const first = mosi[offset]!;
    miso[offset] = this.previous;
    this.previous = first;
    const target = first & TARGET;
    if ((first & HEADER_MASK) === HEADER) {
      if (target < POSITIONS) this.chip(target, first, mosi, miso, offset, length);
      else if (target === BROADCAST) this.broadcast(first, mosi, offset, length);
      else if (target >= CPLD_FIRST && target <= CPLD_LAST && length > 3) {
        miso[offset + 3] = this.register(target, mosi[offset + 1]!, mosi[offset + 3]!);
      }
    }
    if (length > 6) {
      this.sockets.samplePins();
      miso[offset + 6] = ~this.sockets.intLevels & 0xff;
    }
    if (length > 7) {
      miso[offset + 7] = ECHO ^ first;
      if (crc8(mosi, offset, offset + 7) !== mosi[offset + 7]) this.crcErrors++;
    }
  }

  /** The chip's select falls with bytes 1, 3 (and 5), and rises in the pad byte after each. */
  private chip(
    position: number,
    first: number,
    mosi: Uint8Array,
    miso: Uint8Array | null,
    offset: number,
    length: number,
  ): void {
    const chip = this.sockets.chips[position];
    if (chip === null || chip === undefined) return;
    const last = Math.min(first & THREE_BYTE ? 5 : 3, length - 1);
    for (let index = 1; index <= last; index += 2) {
      chip.select();
      const answer = chip.byte(mosi[offset + index]!);
      chip.deselect();
      if (miso !== null && index > 1) miso[offset + index] = answer;
    }
  }

  private broadcast(first: number, mosi: Uint8Array, offset: number, length: number): void {
    for (let position = 0; position < POSITIONS; position++) {
      this.chip(position, first, mosi, null, offset, length);
    }
  }

  private register(register: number, command: number, data: number): number {
    if ((command & READ) === 0) {
      if (register === CPLD.testPattern) this.testPattern = data;
      else if (register === CPLD.resetMask) {
        this.resetMask = data;
        this.resetMaskWritten(data);
      }
      return 0;
    }
    this.sockets.samplePins();
    switch (register) {
      case CPLD.id:
        return CPLD_ID;
      case CPLD.resetMask:
        return this.resetMask;
      case CPLD.intLevels:
        return this.sockets.intLevels;
      case CPLD.ringLevels:
        return this.sockets.ringLevels;
      case CPLD.relays:
        return this.relays();
      case CPLD.testPattern:
        return this.testPattern;
      default:
        return 0;
    }
  }
}
