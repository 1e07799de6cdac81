import type { LegAgreement, PacketLegs } from '#ports/packet-legs.ts';
import type { Endpoint } from '#ports/sip-transport.ts';
import type { PortLevelMedia } from '#sim/port-level/media-plane.ts';
import { SILENCE, type Sound } from '#sim/port-level/sound.ts';
import { type Timeslot, timeslot } from '#units/ids.ts';

/** Slots of packet legs; those of cards are far below, those of virtual ports above. */
const FIRST_SLOT = 512;
const FIRST_PORT = 16_384;
const LEGS = 64;

interface Leg {
  agreement: LegAgreement | null;
  /** Sounds of peers, by where they come from. */
  readonly from: Map<string, Sound>;
}

const nameOf = ({ host, port }: Endpoint): string => `${host} ${port}`;

/**
 * Packet legs without packets: a peer is heard when it speaks to the leg's port and the agreement names it, and
 * hears when the agreement sends to it. So a description that is wrong is a voice that is not there.
 */
export class SimulatedLegs implements PacketLegs {
  readonly #media: PortLevelMedia;
  readonly #open = new Map<number, Leg>();
  /** Of each peer, by its own RTP address: what it hears may have changed. */
  readonly ears = new Map<string, () => void>();

  constructor(media: PortLevelMedia) {
    this.#media = media;
  }

  get size(): number {
    return this.#open.size;
  }

  open(): { readonly slot: Timeslot; readonly port: number } | null {
    for (let index = 0; index < LEGS; index++) {
      const slot = timeslot(FIRST_SLOT + index);
      if (this.#open.has(slot)) continue;
      this.#open.set(slot, { agreement: null, from: new Map() });
      const receiver = { digit: () => undefined, callerId: () => undefined };
      this.#media.attach(slot, receiver, () => this.#ear(slot));
      return { slot, port: FIRST_PORT + 2 * index };
    }
    return null;
  }

  set(slot: Timeslot, agreement: LegAgreement): void {
    const leg = this.#open.get(slot);
    if (leg === undefined) throw new Error(`leg ${slot} is not open`);
    leg.agreement = agreement;
    this.#mouth(slot);
    this.#ear(slot);
  }

  close(slot: Timeslot): void {
    this.#ear(slot);
    if (!this.#open.delete(slot)) throw new Error(`leg ${slot} is not open`);
    this.#media.input(slot, SILENCE);
  }

  counters(): null {
    return null;
  }

  // ───── the peers' side ─────

  /** The slot behind a port of ours; null: nothing is open there. */
  slotAt(port: number): Timeslot | null {
    const slot = timeslot(FIRST_SLOT + (port - FIRST_PORT) / 2);
    return this.#open.has(slot) ? slot : null;
  }

  /** What a peer says to a port of ours from now on. */
  says(peer: Endpoint, port: number, sound: Sound): void {
    const slot = this.slotAt(port);
    if (slot === null) return;
    this.#open.get(slot)!.from.set(nameOf(peer), sound);
    this.#mouth(slot);
  }

  /** What comes to a peer from a port of ours. */
  heardAt(peer: Endpoint, port: number): Sound {
    const slot = this.slotAt(port);
    const { agreement } = (slot === null ? undefined : this.#open.get(slot)) ?? { agreement: null };
    const to = agreement?.remote;
    const comes = agreement?.sends === true && to?.address === peer.host && to.port === peer.port;
    return slot !== null && comes ? this.#media.output(slot) : SILENCE;
  }

  #mouth(slot: Timeslot): void {
    const { agreement, from } = this.#open.get(slot)!;
    const remote = agreement?.receives === true ? agreement.remote : null;
    const peer = remote === null ? undefined : { host: remote.address, port: remote.port };
    this.#media.input(slot, (peer === undefined ? undefined : from.get(nameOf(peer))) ?? SILENCE);
  }

  #ear(slot: Timeslot): void {
    const remote = this.#open.get(slot)?.agreement?.remote;
    if (remote != null) this.ears.get(nameOf({ host: remote.address, port: remote.port }))?.();
  }
}
