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
}

/**
 * Voice over the network: sockets that belong to the media plane, each bound to a timeslot of its own after those of
 * the cards. No sample and no packet is seen by TypeScript. Symmetric RTP: packets go to where the peer's come from
 * (RFC 4961), and the source is locked with the first good one after an agreement. RTCP goes by itself.
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
