import { createRequire } from 'node:module';
import type { SerialPort } from 'serialport';
import type { SmdrLink, SmdrSerial } from '#ports/smdr.ts';
import { fail, ok, type Result } from '#units/result.ts';
import { linkFault } from './socket-sender.ts';

/** Its library and add-on are read for the first printer: few boxes have one. */
const serial = (): typeof import('serialport') => createRequire(import.meta.url)('serialport');

/** A USB adapter that is unplugged comes back under its name. */
const OPEN_AGAIN_MS = 2_000;

/**
 * A serial device. A line counts when it has gone out (tcdrain); with flow control that is when the printer let
 * it. One thread of Node's pool waits for that meanwhile.
 */
export class SerialLink implements SmdrLink {
  readonly #sink: SmdrSerial;
  #port: SerialPort | null = null;
  #up: () => void = () => undefined;
  #again: NodeJS.Timeout | null = null;
  #trouble = 'not open yet';
  #closed = false;

  constructor(sink: SmdrSerial) {
    this.#sink = sink;
    this.#open();
  }

  onUp(listener: () => void): void {
    this.#up = listener;
    if (this.#port?.isOpen) listener();
  }

  send(bytes: Uint8Array): Promise<Result<null>> {
    const { device } = this.#sink;
    const port = this.#port;
    if (!port?.isOpen) return Promise.resolve(fail(linkFault(device, this.#trouble)));
    return new Promise((resolve) => {
      const done = (result: Result<null>): void => {
        port.off('close', closed);
        resolve(result);
      };
      const closed = (): void => done(fail(linkFault(device, 'the device is gone')));
      port.once('close', closed);
      port.write(Buffer.from(bytes), (written) => {
        if (written) return done(fail(linkFault(device, written.message)));
        port.drain((drained) => done(drained ? fail(linkFault(device, drained.message)) : ok(null)));
      });
    });
  }

  close(): Promise<void> {
    this.#closed = true;
    if (this.#again !== null) clearTimeout(this.#again);
    const port = this.#port;
    if (!port?.isOpen) return Promise.resolve();
    return new Promise((resolve) => port.close(() => resolve()));
  }

  #open(): void {
    const { device, baud, dataBits, parity, stopBits, flow } = this.#sink;
    const xon = flow === 'xon-xoff';
    const port = new (serial().SerialPort)({
      ...{ path: device, baudRate: baud, dataBits, parity, stopBits, autoOpen: false },
      ...{ rtscts: flow === 'rts-cts', xon, xoff: xon },
    });
    this.#port = port;
    port.on('error', (error) => {
      this.#trouble = error.message;
    });
    port.once('close', () => this.#later());
    // What a printer says back is thrown away, or it would fill up.
    port.resume();
    port.open((error) => {
      if (error) {
        this.#trouble = error.message;
        this.#later();
      } else if (this.#closed) port.close(() => undefined);
      else this.#up();
    });
  }

  #later(): void {
    if (!this.#closed) this.#again = setTimeout(() => this.#open(), OPEN_AGAIN_MS);
  }
}
