import { createRequire } from 'node:module';
import type { SerialPort } from 'serialport';
import type { SerialLine, SerialSettings } from '#ports/serial.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';

/** Its library and add-on are read for the first cable: few boxes have one. */
const serial = (): typeof import('serialport') => createRequire(import.meta.url)('serialport');

/** A USB adapter that is unplugged comes back under its name. */
const OPEN_AGAIN_MS = 2_000;
/** Read ahead of whoever asks; the rest stays with the kernel, which has 4 KiB of its own (n_tty). */
const AHEAD_BYTES = 4_096;

export interface SerialOptions {
  /** `ignored`: what comes in is read and thrown away, or it would fill up. */
  readonly incoming: 'kept' | 'ignored';
  /** In the words of whoever has the cable. */
  fault(what: string): Fault;
}

/**
 * A serial device. What is sent counts when it has gone out (tcdrain); with flow control that is when the other end let
 * it. One thread of Node's pool waits for that meanwhile.
 */
export class SerialDevice implements SerialLine {
  readonly #settings: SerialSettings;
  readonly #options: SerialOptions;
  #port: SerialPort | null = null;
  #up: () => void = () => undefined;
  #again: NodeJS.Timeout | null = null;
  #trouble = 'not open yet';
  #closed = false;

  constructor(settings: SerialSettings, options: SerialOptions) {
    this.#settings = settings;
    this.#options = options;
    this.#open();
  }

  onUp(listener: () => void): void {
    this.#up = listener;
    if (this.#port?.isOpen) listener();
  }

  send(bytes: Uint8Array): Promise<Result<null>> {
    const port = this.#port;
    if (!port?.isOpen) return Promise.resolve(this.#fail(this.#trouble));
    return new Promise((resolve) => {
      const done = (result: Result<null>): void => {
        port.off('close', closed);
        resolve(result);
      };
      const closed = (): void => done(this.#gone());
      port.once('close', closed);
      port.write(Buffer.from(bytes), (written) => {
        if (written) return done(this.#fail(written.message));
        port.drain((drained) => done(drained ? this.#fail(drained.message) : ok(null)));
      });
    });
  }

  async receive(): Promise<Result<Uint8Array>> {
    const port = this.#port;
    if (this.#options.incoming === 'ignored') return this.#fail('what comes in is thrown away');
    for (;;) {
      const bytes = port?.read() as Buffer | null | undefined;
      if (bytes != null) return ok(new Uint8Array(bytes));
      if (!port?.isOpen) return this.#fail(this.#trouble);
      if (!(await readable(port))) return this.#gone();
    }
  }

  close(): Promise<void> {
    this.#closed = true;
    if (this.#again !== null) clearTimeout(this.#again);
    const port = this.#port;
    if (!port?.isOpen) return Promise.resolve();
    return new Promise((resolve) => port.close(() => resolve()));
  }

  #fail = (what: string): Result<never> => fail(this.#options.fault(what));
  #gone = (): Result<never> => this.#fail('the device is gone');

  #open(): void {
    const { device, baud, dataBits, parity, stopBits, flow } = this.#settings;
    const xon = flow === 'xon-xoff';
    const port = new (serial().SerialPort)({
      ...{ path: device, baudRate: baud, dataBits, parity, stopBits, autoOpen: false },
      ...{ rtscts: flow === 'rts-cts', xon, xoff: xon, highWaterMark: AHEAD_BYTES },
    });
    this.#port = port;
    port.on('error', (error) => {
      this.#trouble = error.message;
    });
    port.once('close', () => this.#later());
    if (this.#options.incoming === 'ignored') port.resume();
    port.open((error) => {
      if (error) {
        this.#trouble = error.message;
        this.#later();
      } else if (this.#closed) port.close(() => undefined);
      else {
        pollBothWays(port);
        this.#up();
      }
    });
  }

  #later(): void {
    if (!this.#closed) this.#again = setTimeout(() => this.#open(), OPEN_AGAIN_MS);
  }
}

const READABLE = 1;
const WRITABLE = 2;
interface Poller {
  poll(events?: number): void;
  listenerCount(event: 'readable' | 'writable'): number;
}

/**
 * The library's poller asks the kernel for what it was asked last, and forgets what it waits for already (bindings-cpp 13,
 * `Poller::poll`): who waits to write would not hear XON once somebody waits to read, and the other way round.
 */
function pollBothWays(port: SerialPort): void {
  const { poller } = port.port as unknown as { readonly poller?: Poller };
  if (poller === undefined) return;
  const poll = poller.poll.bind(poller);
  poller.poll = (events = 0) => {
    const reads = poller.listenerCount('readable') > 0 ? READABLE : 0;
    const writes = poller.listenerCount('writable') > 0 ? WRITABLE : 0;
    poll(events | reads | writes);
  };
}

/** Whether something came before the device went away. */
function readable(port: SerialPort): Promise<boolean> {
  return new Promise((resolve) => {
    const done = (came: boolean): void => {
      port.off('readable', here).off('close', gone);
      resolve(came);
    };
    const here = (): void => done(true);
    const gone = (): void => done(false);
    port.once('readable', here).once('close', gone);
  });
}
