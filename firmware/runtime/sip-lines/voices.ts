import { isIP } from 'node:net';
import type { LegCounters, PacketLegs } from '#ports/packet-legs.ts';
import type { IpFamily, SipAudio, SipLocalMedia } from '#ports/sip-stack.ts';
import { type PortId, portParts, type Timeslot, timeslotOf } from '#units/ids.ts';

/** Cards from here on are made of SIP; those of the box are far below. */
export const FIRST_VIRTUAL_CARD = 100;
const FIRST_VIRTUAL_SLOT = timeslotOf(`${FIRST_VIRTUAL_CARD}/1`);

export const isVirtual = (port: PortId): boolean => portParts(port).card >= FIRST_VIRTUAL_CARD;
export const isVirtualSlot = (slot: Timeslot): boolean => slot >= FIRST_VIRTUAL_SLOT;

export interface VoicesOptions {
  readonly legs: PacketLegs;
  /** Where RTP reaches us; `0.0.0.0`: at the address that each peer speaks to. */
  readonly address: string;
  /** Bytes that nobody can guess (RFC 3550 §5.1, RFC 4568 §6.1). */
  readonly random: (bytes: number) => Uint8Array;
}

interface Voice {
  readonly family: IpFamily;
  readonly slot: Timeslot;
  readonly local: SipLocalMedia;
  readonly ssrc: number;
  readonly firstSequence: number;
  readonly firstTimestamp: number;
}

/** Key and salt of the longest suite of SRTP. */
const SECRET_BYTES = 46;
/** By what `isIP` says of a host; a name is of no family. */
const FAMILIES: Readonly<Record<number, IpFamily>> = { 4: 'ipv4', 6: 'ipv6' };
/** How a peer was once told to hold (RFC 3264 §8.4), whatever its family. */
const NOWHERE: ReadonlySet<string> = new Set(['0.0.0.0', '::']);

const CODECS = { PCMA: 'pcma', PCMU: 'pcmu', G722: 'g722', opus: 'opusNarrow' } as const;

/**
 * The voices of virtual ports. The core counts a port's timeslot by its card and position, as for any port; a packet
 * leg has another one, and only while it is open. Which of the two belong together is known here and nowhere else.
 */
export class Voices {
  readonly #options: VoicesOptions;
  readonly #open = new Map<PortId, Voice>();
  readonly #legOf = new Map<Timeslot, Timeslot>();
  /** Also of a leg that is closed, until its slot serves another port: what it last told may still be on its way. */
  readonly #virtualOf = new Map<Timeslot, Timeslot>();
  /** Agreements by which the peer should be heard now. */
  readonly #expected = new Map<PortId, SipAudio>();

  constructor(options: VoicesOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#open.size;
  }

  isOpen(port: PortId): boolean {
    return this.#open.has(port);
  }

  /** Our end of the port's voice, opened when it is not yet, in its peer's network; null: no leg is free there. */
  open(port: PortId, family: IpFamily = 'ipv4'): SipLocalMedia | null {
    const known = this.#open.get(port);
    if (known !== undefined) return known.local;
    const { legs, address } = this.#options;
    const opened = legs.open(family);
    if (opened === null) return null;
    const srtpKey = Buffer.from(this.#options.random(SECRET_BYTES)).toString('base64');
    const local: SipLocalMedia = { address, port: opened.port, direction: 'sendrecv', srtpKey };
    this.#open.set(port, {
      ...{ family, slot: opened.slot, local, ssrc: this.#number(4) },
      // Far from going round, so that whoever misses the first packets is in no doubt how often they did (RFC 3711 §3.3.1).
      ...{ firstSequence: this.#number(2) & 0x7fff, firstTimestamp: this.#number(4) },
    });
    this.#legOf.set(timeslotOf(port), opened.slot);
    this.#virtualOf.set(opened.slot, timeslotOf(port));
    return local;
  }

  /** False: this voice cannot be had (the peer is in another network than our leg). */
  agree(port: PortId, audio: SipAudio): boolean {
    const voice = this.#open.get(port);
    if (voice === undefined) return false;
    const { host, port: remotePort } = audio.remote;
    const family = FAMILIES[isIP(host)] ?? null;
    if (family !== null && family !== voice.family && !NOWHERE.has(host)) return false;
    const { slot, ssrc, firstSequence, firstTimestamp } = voice;
    const { direction, codec, payload, eventReceivePayload, ptimeMs, srtp } = audio;
    const receives = direction === 'sendrecv' || direction === 'recvonly';
    if (receives) this.#expected.set(port, audio);
    else this.#expected.delete(port);
    this.#options.legs.set(slot, {
      // A name would have to be looked up; the peer's packets tell where it is (RFC 4961).
      remote: family !== voice.family ? null : { address: host, port: remotePort },
      stream: {
        ...{ codec: CODECS[codec], voice: payload, event: eventReceivePayload },
        ...{ ssrc, firstSequence, firstTimestamp },
      },
      sends: direction === 'sendrecv' || direction === 'sendonly',
      ...{ receives, ptimeMs, srtp },
    });
    return true;
  }

  close(port: PortId): void {
    const voice = this.#open.get(port);
    if (voice === undefined) return;
    this.#open.delete(port);
    this.#expected.delete(port);
    this.#legOf.delete(timeslotOf(port));
    this.#options.legs.close(voice.slot);
  }

  /** What has come of the port's peer since its voice was opened; null: it is not open, or nobody counts. */
  countersOf(port: PortId): LegCounters | null {
    const voice = this.#open.get(port);
    return voice === undefined ? null : this.#options.legs.counters(voice.slot);
  }

  /** The agreement by which the peer should be heard now; null: it need not be, as on hold. */
  expectedAt(port: PortId): SipAudio | null {
    return this.#expected.get(port) ?? null;
  }

  /** The media plane's slot for one of the core; null: a virtual port without a voice. */
  outward(slot: Timeslot): Timeslot | null {
    return isVirtualSlot(slot) ? (this.#legOf.get(slot) ?? null) : slot;
  }

  /** The core's slot for one of the media plane. */
  inward(slot: Timeslot): Timeslot {
    return this.#virtualOf.get(slot) ?? slot;
  }

  #number(bytes: number): number {
    return this.#options.random(bytes).reduce((sum, byte) => sum * 256 + byte, 0);
  }
}
