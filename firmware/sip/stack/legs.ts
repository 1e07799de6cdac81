import type { SipRequest } from '#ports/sip-codec.ts';
import type { SessionId } from '../dialogs/session.ts';
import type { Place } from '../locate/locate.ts';
import { isNowhere } from '../sdp/common.ts';
import type { PendingOffer } from '../sdp/offer.ts';
import {
  type AgreedAudio,
  type LocalMedia,
  type MediaPolicy,
  newSdpSession,
  type SdpSession,
} from '../sdp/session.ts';
import type { TransactionId } from '../transactions/state.ts';
import type { Trunk } from '../trunk/trunk.ts';
import type { InviteWish, LegId } from './surface.ts';

/** One INVITE of ours: to one contact of a device, or to one server of a trunk. */
export interface Attempt {
  readonly session: SessionId;
  /** Null: a device. */
  readonly place: Place | null;
  /** The peer has said something. */
  heard: boolean;
  /** Carried proofs of who we are. */
  readonly proved: boolean;
}

export interface Leg {
  readonly id: LegId;
  readonly role: 'caller' | 'called';
  readonly policy: MediaPolicy;
  readonly trunk: Trunk | null;
  /** Of ours: what was wished; null on legs that came. */
  readonly wish: InviteWish | null;
  /** The INVITE that came. */
  readonly invite: SipRequest | null;
  /** Null until one of the attempts has answered. */
  session: SessionId | null;
  readonly attempts: Map<SessionId, Attempt>;
  /** Servers of the trunk that are still to be tried. */
  placesLeft: readonly Place[];
  /** Final refusals so far, for the best of them to be told. */
  refusals: { readonly status: number; readonly cause: number; readonly words: string }[];
  sdp: SdpSession;
  /** The peer's offer that waits for our answer. */
  theirOffer: Uint8Array | null;
  /** Our offer that waits for theirs. */
  ourOffer: PendingOffer | null;
  local: LocalMedia | null;
  /** Where the peer finds us for SIP, and so for voice that is received at all addresses; null: not known yet. */
  host: string | null;
  agreed: AgreedAudio | null;
  /** The REFER that waits for `referAnswer`. */
  refer: { readonly transaction: TransactionId; readonly request: SipRequest } | null;
}

/** Our end as this peer is told it: "all addresses" is the one that it already speaks to. */
export const toldTo = ({ host }: Leg, local: LocalMedia): LocalMedia =>
  isNowhere(local.address) && host !== null ? { ...local, address: host } : local;

/** The legs, and the way from sessions to them. Nothing remains of a leg that is over. */
export class Legs {
  private readonly legs = new Map<LegId, Leg>();
  private readonly bySession = new Map<SessionId, Leg>();
  private lastId = 0;

  get size(): number {
    return this.legs.size;
  }

  get sessions(): number {
    return this.bySession.size;
  }

  get(id: LegId): Leg | undefined {
    return this.legs.get(id);
  }

  of(session: SessionId): Leg | undefined {
    return this.bySession.get(session);
  }

  add(sdpId: string, parts: Pick<Leg, 'role' | 'policy' | 'trunk' | 'wish' | 'invite'>): Leg {
    this.lastId += 1;
    const leg: Leg = {
      ...parts,
      id: this.lastId as LegId,
      session: null,
      attempts: new Map(),
      placesLeft: [],
      refusals: [],
      sdp: newSdpSession(sdpId),
      theirOffer: null,
      ourOffer: null,
      local: null,
      host: null,
      agreed: null,
      refer: null,
    };
    this.legs.set(leg.id, leg);
    return leg;
  }

  link(leg: Leg, session: SessionId): void {
    this.bySession.set(session, leg);
  }

  unlink(session: SessionId): void {
    this.bySession.delete(session);
  }

  remove(leg: Leg): void {
    this.legs.delete(leg.id);
    if (leg.session !== null) this.bySession.delete(leg.session);
    for (const session of leg.attempts.keys()) this.bySession.delete(session);
  }
}
