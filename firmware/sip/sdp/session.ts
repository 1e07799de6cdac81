import type { Endpoint } from '#ports/sip-transport.ts';
import type { CodecName, Format } from './codecs.ts';
import type { SrtpSuite } from './crypto.ts';
import type { Direction, MediaDescription } from './model.ts';

/** What an office allows towards one peer. */
export interface MediaPolicy {
  /** Most wanted first. */
  readonly codecs: readonly CodecName[];
  /** Whose order decides when the peer offers. */
  readonly order: 'ours' | 'theirs';
  readonly ptimeMs: number;
  /** `always`: no call without encryption; `offered`: when the peer wants it. */
  readonly srtp: 'never' | 'offered' | 'always';
  readonly rtcpMux: boolean;
}

export const USUAL_MEDIA: MediaPolicy = {
  codecs: ['PCMA', 'PCMU', 'G722', 'opus'],
  order: 'ours',
  ptimeMs: 20,
  srtp: 'never',
  rtcpMux: false,
};

/** Our end of the voice, now. */
export interface LocalMedia {
  /** Where RTP is received; `0.0.0.0` or `::`: at the address by which the peer reaches us for SIP. */
  readonly address: string;
  readonly port: number;
  /** What we want: `sendonly` or `inactive` hold the peer. */
  readonly direction: Direction;
  /** What our keys of SRTP are taken from, base64 of 46 bytes or more; the same through the whole call. */
  readonly srtpKey: string;
}

/** What both sides have agreed on; what the media plane is told. */
export interface AgreedAudio {
  /** Where ours goes; host names are the resolver's. */
  readonly remote: Endpoint;
  /** Null: multiplexed with RTP (RFC 5761). */
  readonly remoteRtcp: Endpoint | null;
  /** What we send. */
  readonly codec: CodecName;
  readonly payload: number;
  /** What may come. */
  readonly receive: readonly Format[];
  /** Payload type of key presses (RFC 4733) to and from the peer; null: in the voice, or by INFO. */
  readonly eventPayload: number | null;
  readonly eventReceivePayload: number | null;
  readonly ptimeMs: number;
  /** Ours: `recvonly` or `inactive` when the peer holds us. */
  readonly direction: Direction;
  readonly heldByPeer: boolean;
  readonly srtp: { readonly suite: SrtpSuite; readonly localKey: string; readonly remoteKey: string } | null;
}

/** One call's descriptions so far (RFC 3264 §8): media stay in their places, versions count changes. */
export interface SdpSession {
  readonly id: string;
  readonly version: number;
  /** Our last description without its version; null before the first. */
  readonly said: string | null;
  /** The media lines of the last exchange, ours. */
  readonly media: readonly MediaDescription[];
  /** Payload types that have got a meaning keep it (RFC 3264 §8.3.2). */
  readonly payloads: ReadonlyMap<string, number>;
}

/** `id` is a number as text, below 2^63. */
export const newSdpSession = (id: string): SdpSession => ({
  id,
  version: 0,
  said: null,
  media: [],
  payloads: new Map(),
});

/** Why no description could be agreed on, and what the peer is told. */
export interface MediaFault {
  readonly status: 400 | 488;
  readonly why: string;
}
