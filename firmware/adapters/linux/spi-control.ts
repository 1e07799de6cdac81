import type { BusReply, ControlBus } from '#ports/bus.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { busError, fromErrno, Lane } from './lane.ts';
import { loadPackage, type SpiDevice, whatOf } from './packages.ts';

const OPERATION_BYTES = 8;
const TRANSFER_BYTES_MAX = 256;

/** Where a card's control port is: `/dev/spidev<bus>.<select>`. */
export interface ControlWiring {
  readonly bus: number;
  readonly select: number;
  /** SCLK asked for, at most 8 MHz: the card's logic raises a chip's select within one byte. */
  readonly clockHz: number;
}

/** The control port over spi-device: one message of one segment a transfer, so that CE0 stays low throughout. */
export class SpiControl implements ControlBus {
  readonly #device: SpiDevice;
  readonly #clockHz: number;
  readonly #lane = new Lane();

  constructor(device: SpiDevice, clockHz: number) {
    this.#device = device;
    this.#clockHz = clockHz;
  }

  transfer(mosi: Uint8Array, reply: BusReply<Uint8Array>): void {
    const { length } = mosi;
    if (length === 0 || length % OPERATION_BYTES !== 0 || length > TRANSFER_BYTES_MAX) {
      reply(busError('refused', `a transfer of ${length} bytes is not 1 to 32 operations of 8`));
      return;
    }
    const sendBuffer = Buffer.from(mosi);
    const receiveBuffer = Buffer.alloc(length);
    const message = [{ byteLength: length, sendBuffer, receiveBuffer, speedHz: this.#clockHz }];
    this.#lane.ask<Uint8Array>(
      (done) =>
        this.#device.transfer(message, (error) =>
          done(error === null ? ok(new Uint8Array(receiveBuffer)) : fromErrno(error)),
        ),
      reply,
    );
  }

  close(): void {
    this.#lane.close();
    this.#device.closeSync();
  }
}

const refusal = ({ bus, select }: ControlWiring, what: string): Fault => ({
  code: 'TR-BOARD-011',
  where: `/dev/spidev${bus}.${select}`,
  what,
  todo: 'enable SPI and the overlay px8 in config.txt as docs/px8.md says, and see that no other program has them',
});

/** Mode 3 on both selects of the card: SCLK idles high (card-px8, 40-pin header). */
export function openSpiControl(wiring: ControlWiring): Result<SpiControl> {
  const spi = loadPackage('spi-device');
  if (!spi.ok) return spi;
  const { bus, select, clockHz } = wiring;
  try {
    const device = spi.value.openSync(bus, select, { mode: spi.value.MODE3, maxSpeedHz: clockHz });
    return ok(new SpiControl(device, clockHz));
  } catch (error) {
    return fail(refusal(wiring, whatOf(error)));
  }
}
