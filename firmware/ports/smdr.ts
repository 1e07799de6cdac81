import type { Result } from '#units/result.ts';
import type { SerialSettings } from './serial.ts';

/*
 * Call records for printers, hotel and billing systems (SMDR, station message detail recording): a sink takes one
 * line per call, in a layout that the system at the other end already reads.
 */

export const SMDR_LAYOUTS = ['panasonic-a', 'mitel', 'phonesuite', 'csv'] as const;
export type SmdrLayoutName = (typeof SMDR_LAYOUTS)[number];

interface SmdrSinkCommon {
  /** Unique; the place up to which it has been served is kept under it. */
  readonly name: string;
  readonly layout: SmdrLayoutName;
  /** Also calls between extensions; otherwise only those that used an exchange line. */
  readonly internal: boolean;
  /** Records that may wait for it, 1–1 000 000; the oldest beyond that are left out, with an alarm. */
  readonly backlogMax: number;
}

/** Somebody connects to us: a printer server, a billing system. The newest connection is the one served. */
export interface SmdrTcpListen extends SmdrSinkCommon {
  readonly kind: 'tcp-listen';
  readonly port: number;
  /** Own address to listen on; `0.0.0.0` or `::` for all. */
  readonly address: string;
  /** Addresses that may connect; empty: any. */
  readonly from: readonly string[];
}

/** We connect to somebody, and again when it goes away. */
export interface SmdrTcpConnect extends SmdrSinkCommon {
  readonly kind: 'tcp-connect';
  readonly host: string;
  readonly port: number;
}

/** A cable. With `rts-cts` a printer without paper, or a cable that is pulled, holds the records up. */
export interface SmdrSerial extends SmdrSinkCommon, SerialSettings {
  readonly kind: 'serial';
}

export type SmdrSink = SmdrTcpListen | SmdrTcpConnect | SmdrSerial;

/** The way to the other end. Never throws; one `send` at a time. */
export interface SmdrLink {
  /**
   * Answers when the other end has all of it: acknowledged by its TCP, or gone out on the cable. A fault means
   * that it may have some, all or none of it. Waits for a reader that is slow, as long as that takes.
   */
  send(bytes: Uint8Array): Promise<Result<null>>;
  /** Hears each time when the other end is there (again). One listener. */
  onUp(listener: () => void): void;
  close(): Promise<void>;
}
