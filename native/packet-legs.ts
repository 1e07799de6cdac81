import type { MediaEvent } from '#ports/media.ts';
import type { LegAgreement, LegCounters, PacketLegs } from '#ports/packet-legs.ts';
import type { Timeslot } from '#units/ids.ts';
import type { NativePlane } from './addon.ts';

/** Which packet legs a plane has. */
export interface PacketLegOptions {
  /** How many at a time, 0–1024; 32 are a full 8-card box with a trunk beside it. 0 costs nothing. */
  readonly legs: number;
  /** UDP ports for voice and its reports, both ends included; each leg takes an even one and the one after it. */
  readonly portFirst: number;
  readonly portLast: number;
  /** The address to be reached at, which also settles the family; null: all of them, of both families. */
  readonly bind: string | null;
}

/** Sockets that the media thread serves by itself; only what people decide passes here. */
export class NativePacketLegs implements PacketLegs {
  readonly #native: NativePlane;
  readonly #refuse: (refused: MediaEvent) => void;

  /** `refuse` is told of an agreement that the plane cannot keep: an event `refused` with op `leg` or `packets`. */
  constructor(native: NativePlane, refuse: (refused: MediaEvent) => void) {
    this.#native = native;
    this.#refuse = refuse;
  }

  open(family: 'ipv4' | 'ipv6'): { readonly slot: Timeslot; readonly port: number } | null {
    const opened = this.#native.openLeg(family);
    return opened === null ? null : JSON.parse(opened);
  }

  set(slot: Timeslot, agreement: LegAgreement): void {
    const refused = this.#native.setLeg(slot, JSON.stringify(agreement));
    if (refused !== null) this.#refuse(JSON.parse(refused));
  }

  close(slot: Timeslot): void {
    this.#native.closeLeg(slot);
  }

  counters(slot: Timeslot): LegCounters | null {
    const counters = this.#native.legCounters(slot);
    return counters === null ? null : JSON.parse(counters);
  }
}
