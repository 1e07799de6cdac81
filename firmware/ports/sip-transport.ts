import type { Fault } from '#units/result.ts';

/*
 * Where SIP bytes come from and go to. Below this line are sockets, or a simulated network; above it everything
 * is pure. What a stream's bytes mean, and who has sent too many of them, is decided above (`sip/edge/`).
 */

export type SipTransport = 'UDP' | 'TCP' | 'TLS' | 'WSS';

/** An address and a port; IPv6 without brackets. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

/**
 * Where messages come from and answers go: a UDP socket and a peer, or one connection. `local` is where we listen,
 * also of a connection that we opened: it is what the peer is told (Via, Contact).
 */
export interface Flow {
  readonly transport: SipTransport;
  readonly local: Endpoint;
  readonly remote: Endpoint;
  /** Whose certificate is wanted where we open a TLS connection (RFC 5922 §7); not set on those that came. */
  readonly serverName?: string;
}

export interface Listener {
  readonly transport: 'UDP' | 'TCP' | 'TLS';
  /** As bound: port 0 has become a real one. */
  readonly local: Endpoint;
}

export type NetworkEvent =
  | { readonly kind: 'datagram'; readonly flow: Flow; readonly bytes: Uint8Array }
  /** A connection that can be used: theirs, or ours that `send` has opened. */
  | { readonly kind: 'opened'; readonly flow: Flow; readonly by: 'peer' | 'us' }
  | { readonly kind: 'bytes'; readonly flow: Flow; readonly bytes: Uint8Array }
  /** Also of a connection that could never be opened. Comes once for each, whoever ended it. */
  | { readonly kind: 'closed'; readonly flow: Flow; readonly why: string };

/** What sockets did that no event tells; counts since the start. */
export interface NetworkCounts {
  readonly connections: number;
  /** Connections turned away at the door: too many in all, or from one address. */
  readonly turnedAway: number;
  /** Handshakes that were none, or too slow. */
  readonly handshakesFailed: number;
  readonly datagramsUnsent: number;
}

/**
 * Sockets, whole or pretended. Nothing here throws for what the world does; what cannot be sent is lost, as
 * datagrams are, or its connection is `closed`.
 */
export interface SipNetwork {
  readonly listeners: readonly Listener[];
  readonly counts: NetworkCounts;
  /** Events come one at a time, never from inside `send` or `close`. One listener; the last one counts. */
  hear(listen: (event: NetworkEvent) => void): void;
  /**
   * Sends a datagram, or writes to the flow's connection; opens it first when there is none. What waits for a slow
   * peer is bounded: beyond it the connection is closed.
   */
  send(flow: Flow, bytes: Uint8Array): void;
  /** Ends the flow's connection once what was written is out; nothing more is heard of it but `closed`. */
  close(flow: Flow): void;
  /** Reads no more from a connection until told to: its peer waits. */
  pause(flow: Flow, paused: boolean): void;
  /** Ends everything, listeners too; nothing is heard afterwards. */
  stop(): Promise<void>;
}

/** Limits that hold before a byte is read. */
export interface DoorLimits {
  readonly connections: number;
  readonly connectionsPerSource: number;
  /** Bytes that may wait for a peer that reads slowly. */
  readonly unsentBytesMax: number;
  readonly handshakeMsMax: number;
  readonly connectMsMax: number;
}

export const DOOR_LIMITS: DoorLimits = {
  connections: 2_048,
  connectionsPerSource: 128,
  unsentBytesMax: 524_288,
  handshakeMsMax: 5_000,
  connectMsMax: 4_000,
};

/** A listener that could not be opened, with its reason for a person. */
export interface ListenFault {
  readonly wanted: Listener;
  readonly fault: Fault;
}
