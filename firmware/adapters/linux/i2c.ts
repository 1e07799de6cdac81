import type { BusError, BusReply, I2cBus } from '#ports/bus.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { busError, fromErrno, Lane } from './lane.ts';
import { type I2cDevice, loadPackage, whatOf } from './packages.ts';

const BYTES_MAX = 4096;
/** I2C_SMBUS_BLOCK_MAX: what one "read I²C block" brings. */
const BLOCK_BYTES_MAX = 32;

type Done<T> = (result: Result<T, BusError>) => void;

/**
 * One bus over i2c-bus. Registers with one byte of address are read as SMBus blocks: address and data are one
 * transaction with a repeated start, which no other master or program can come between. Those with two bytes (24C32)
 * are written and then read; the EEPROM keeps the address, and nobody else of this bus asks it.
 */
export class LinuxI2c implements I2cBus {
  readonly #device: I2cDevice;
  readonly #lane = new Lane();

  constructor(device: I2cDevice) {
    this.#device = device;
  }

  read(
    address: number,
    register: number,
    registerBytes: 1 | 2,
    length: number,
    reply: BusReply<Uint8Array>,
  ): void {
    if (length < 1 || length > BYTES_MAX) {
      reply(busError('refused', `${length} bytes are not 1 to ${BYTES_MAX}`));
      return;
    }
    const buffer = Buffer.alloc(length);
    this.#lane.ask<Uint8Array>(
      (done) =>
        registerBytes === 1
          ? this.#readBlocks(address, register, buffer, 0, done)
          : this.#readAfterAddress(address, register, buffer, done),
      reply,
    );
  }

  write(
    address: number,
    register: number,
    registerBytes: 1 | 2,
    data: Uint8Array,
    reply: BusReply<void>,
  ): void {
    if (data.length > BYTES_MAX) {
      reply(busError('refused', `${data.length} bytes are more than ${BYTES_MAX}`));
      return;
    }
    const bytes = Buffer.concat([addressBytes(register, registerBytes), data]);
    this.#lane.ask<void>(
      (done) =>
        this.#device.i2cWrite(address, bytes.length, bytes, (error, written) =>
          done(moved(error, written, bytes.length, undefined)),
        ),
      reply,
    );
  }

  close(): void {
    this.#lane.close();
    this.#device.closeSync();
  }

  #readBlocks(address: number, register: number, buffer: Buffer, at: number, done: Done<Uint8Array>): void {
    const length = Math.min(BLOCK_BYTES_MAX, buffer.length - at);
    const block = Buffer.alloc(length);
    this.#device.readI2cBlock(address, (register + at) & 0xff, length, block, (error, count) => {
      const result = moved(error, count, length, block);
      if (!result.ok) {
        done(result);
        return;
      }
      buffer.set(block, at);
      if (at + length === buffer.length) done(ok(new Uint8Array(buffer)));
      else this.#readBlocks(address, register, buffer, at + length, done);
    });
  }

  #readAfterAddress(address: number, register: number, buffer: Buffer, done: Done<Uint8Array>): void {
    const where = addressBytes(register, 2);
    this.#device.i2cWrite(address, where.length, where, (refused, written) => {
      const pointed = moved(refused, written, where.length, undefined);
      if (!pointed.ok) {
        done(pointed);
        return;
      }
      this.#device.i2cRead(address, buffer.length, buffer, (error, count) =>
        done(moved(error, count, buffer.length, new Uint8Array(buffer))),
      );
    });
  }
}

const addressBytes = (register: number, registerBytes: 1 | 2): Buffer =>
  Buffer.from(registerBytes === 1 ? [register & 0xff] : [(register >> 8) & 0xff, register & 0xff]);

/** The packages' answer: an error, or how many bytes went over the wires. */
function moved<T>(error: Error | null, count: number, wanted: number, value: T): Result<T, BusError> {
  if (error) return fromErrno(error);
  return count === wanted ? ok(value) : busError('io', `${count} of ${wanted} bytes`);
}

const refusal = (bus: number, what: string): Fault => ({
  code: 'TR-BOARD-012',
  where: `/dev/i2c-${bus}`,
  what,
  todo: 'enable both I²C buses in config.txt as docs/px8.md says',
});

export function openLinuxI2c(bus: number): Result<LinuxI2c> {
  const i2c = loadPackage('i2c-bus');
  if (!i2c.ok) return i2c;
  try {
    const device = i2c.value.openSync(bus);
    const { i2c: plain, smbusReadI2cBlock } = device.i2cFuncsSync();
    if (plain && smbusReadI2cBlock) return ok(new LinuxI2c(device));
    device.closeSync();
    return fail(refusal(bus, 'its controller knows no plain I²C'));
  } catch (error) {
    return fail(refusal(bus, whatOf(error)));
  }
}
