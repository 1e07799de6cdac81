import { loadPackage, type SpiDevice } from '#adapters/linux/packages.ts';
import { assert } from '#units/result.ts';

const BURST_BYTES = 704;

/** The media burst by hand, over spi-device: what it carries does not matter. */
export class SpiBurst {
  readonly #device: SpiDevice;

  constructor() {
    const spi = loadPackage('spi-device');
    assert(spi.ok, spi.ok ? '' : spi.error.what);
    this.#device = spi.value.openSync(0, 1, { mode: spi.value.MODE3, maxSpeedHz: 8_000_000 });
  }

  exchange(): void {
    const sendBuffer = Buffer.alloc(BURST_BYTES);
    const receiveBuffer = Buffer.alloc(BURST_BYTES);
    const message = [{ byteLength: BURST_BYTES, sendBuffer, receiveBuffer, speedHz: 8_000_000 }];
    this.#device.transfer(message, (error) => {
      if (error !== null) throw error;
    });
  }

  close(): void {
    this.#device.closeSync();
  }
}
