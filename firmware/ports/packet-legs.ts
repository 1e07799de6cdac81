import type { Timeslot } from '#units/ids.ts';
import type { PacketStreamSettings } from './media.ts';

/** What was agreed on for a leg (SDP offer and answer). */
export interface LegAgreement {
  /** Where the peer wants its packets; an address, never a name. Null: not known yet. */
  readonly remote: { readonly address: string; readonly port: number } | null;
  readonly stream: PacketStreamSettings;
  /** Our voice goes out; off while the peer holds us. */
  readonly sends: boolean;
  /** The peer's voice comes in. */
  readonly receives: boolean;
  /** Length of packets that was agreed on, 10–60 ms; 20 without. */
  readonly ptimeMs?: number;
  /** Null or missing: in clear. */
  readonly srtp?: LegSecurity | null;
}

/**
 * Keys of SRTP (RFC 4568): key and salt, one after the other, as base64. They belong in no log and no trace. Other keys
 * may come with each agreement; our packets' numbers go on.
 */
export interface LegSecurity {
  readonly suite:
    | 'AES_CM_128_HMAC_SHA1_80'
    | 'AES_CM_128_HMAC_SHA1_32'
    | 'AES_256_CM_HMAC_SHA1_80'
    | 'AES_256_CM_HMAC_SHA1_32'
    | 'AEAD_AES_128_GCM'
    | 'AEAD_AES_256_GCM';
  /** What we seal with, and what the peer does. */
  readonly localKey: string;
  readonly remoteKey: string;
}

/** Counters of one leg since it was opened; each way a packet can be lost has its own. */
export interface LegCounters {
  readonly sent: number;
  readonly received: number;
  /** From an address that is not the peer's, after its source was locked. */
  readonly strangers: number;
  /** Not RTP, of an unknown payload type, too short, too long. */
  readonly malformed: number;
  readonly sendFailed: number;
  /** Under SRTP: forged, damaged, of another key, or come before. Nothing else happens because of them. */
  readonly unauthentic: number;
  /** Of `sent`: came from another leg and were passed on as they were. */
  readonly relayed: number;
}

/**
 * Voice over the network: sockets that belong to the media plane, each bound to a timeslot of its own after those of
 * the cards. No sample and no packet is seen by TypeScript. Symmetric RTP: packets go to where the peer's come from
 * (RFC 4961), and the source is locked with the first good one after an agreement. RTCP goes by itself.
 *
 * Two legs of one codec that hear each other at 0 dB, and that nothing else listens to or plays into, pass their packets
 * on as they come, without decoding; the plane sees that by itself, and changes over in mid-call unheard.
 */
export interface PacketLegs {
  /** The next free leg and its even UDP port (RTCP on the odd one after it); null: none is free. */
  open(family: 'ipv4' | 'ipv6'): { readonly slot: Timeslot; readonly port: number } | null;
  /** An agreement, or another one: the source may change with it. */
  set(slot: Timeslot, agreement: LegAgreement): void;
  /** The slot and the port are free again a moment later. */
  close(slot: Timeslot): void;
  counters(slot: Timeslot): LegCounters | null;
}
