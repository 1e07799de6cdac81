/** A session description (RFC 8866) as far as telephony needs it. Lists of pairs: a peer chooses the names. */

export interface Attribute {
  readonly name: string;
  /** Null without `:`. */
  readonly value: string | null;
}

/** `o=`; numbers stay texts, for they may have 64 bits. */
export interface Origin {
  readonly user: string;
  readonly sessionId: string;
  readonly version: string;
  /** IPv6 without brackets, or a host name. */
  readonly address: string;
}

export interface MediaDescription {
  /** `audio`, `video`, `image` … */
  readonly kind: string;
  /** 0: rejected, or not wanted. */
  readonly port: number;
  /** `RTP/AVP`, `RTP/SAVP` … */
  readonly protocol: string;
  /** Never empty. */
  readonly formats: readonly string[];
  /** `c=` of this medium; null: that of the session. */
  readonly address: string | null;
  readonly attributes: readonly Attribute[];
}

export interface SessionDescription {
  readonly origin: Origin;
  readonly address: string | null;
  /** Value of the first `t=`; an answer repeats it (RFC 3264 §6). */
  readonly timing: string;
  readonly attributes: readonly Attribute[];
  readonly media: readonly MediaDescription[];
}

export const SDP_LIMITS = {
  bytes: 49_152,
  lines: 8_192,
  lineBytes: 4_096,
  media: 2_048,
  formats: 128,
  /** Of one medium, or of the session. */
  attributes: 512,
} as const;

export type Direction = 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
export const DIRECTIONS: readonly Direction[] = ['sendrecv', 'sendonly', 'recvonly', 'inactive'];

const sends = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'sendonly';
const receives = (direction: Direction): boolean => direction === 'sendrecv' || direction === 'recvonly';
const directionOf = (send: boolean, receive: boolean): Direction =>
  send ? (receive ? 'sendrecv' : 'sendonly') : receive ? 'recvonly' : 'inactive';

/** What the other side sees of it. */
export const reversed = (direction: Direction): Direction =>
  directionOf(receives(direction), sends(direction));

/** What both allow, seen from one side (RFC 3264 §6.1). */
export const narrowed = (a: Direction, b: Direction): Direction =>
  directionOf(sends(a) && sends(b), receives(a) && receives(b));

export const attributeOf = (attributes: readonly Attribute[], name: string): string | null | undefined =>
  attributes.find((attribute) => attribute.name === name)?.value;

export const has = (attributes: readonly Attribute[], name: string): boolean =>
  attributes.some((attribute) => attribute.name === name);
