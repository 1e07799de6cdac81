import type { Result } from '#units/result.ts';

/** A cable: RS-232 on the box or a USB adapter. */
export interface SerialSettings {
  /** `/dev/ttyUSB0`, better `/dev/serial/by-id/…`. */
  readonly device: string;
  readonly baud: 300 | 1200 | 2400 | 4800 | 9600 | 19200 | 38400 | 57600 | 115200;
  readonly dataBits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: 1 | 2;
  /**
   * How each end says that it can take no more. With `rts-cts` a printer without paper, or a cable that is pulled, holds up
   * what is sent.
   */
  readonly flow: 'none' | 'rts-cts' | 'xon-xoff';
}

/**
 * Both ways of a cable. Real: a serial device; simulated: `sim/serial-cable.ts`. Never throws; one `send` and one `receive`
 * at a time. A device that goes away is opened again when it is back; that it went is sure to be noticed by a `send` alone,
 * for a cable says nothing of its other end.
 */
export interface SerialLine {
  /**
   * Answers when it has gone out. A fault means that some, all or none of it has. Waits for an other end that is slow, or
   * says that it can take no more, as long as that takes.
   */
  send(bytes: Uint8Array): Promise<Result<null>>;
  /**
   * The next that came, at least a byte; waits for it. A fault when the other end is not there, or goes away. What nobody
   * asks for is left with the kernel beyond a few KiB, whose flow control then holds up the other end.
   */
  receive(): Promise<Result<Uint8Array>>;
  /** Hears each time when the other end is there (again). One listener. */
  onUp(listener: () => void): void;
  close(): Promise<void>;
}
