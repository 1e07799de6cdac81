import type { SipPresence } from '#ports/sip-stack.ts';
import type { Cause } from '#switching/model.ts';
import type { Instant } from '#units/time.ts';
import type { DigestAlgorithm } from '../digest/digest.ts';
import type { WatchedCall } from '../events/dialog-info.ts';
import type { FeatureWish, PhoneFeatures } from '../events/feature-event.ts';
import type { Mailbox } from '../events/message-summary.ts';
import type { Language } from '../events/package.ts';
import type { PackageName } from '../events/packages.ts';
import type { AlertKind, RingStyle } from '../identity/alert-info.ts';
import type { Party } from '../identity/caller.ts';
import type { Diversion } from '../identity/diversion.ts';
import type { UnregisterCause } from '../registrar/registrar.ts';
import type { AgreedAudio, LocalMedia, MediaPolicy } from '../sdp/session.ts';
import type { TrunkSettings, TrunkState } from '../trunk/trunk.ts';

/*
 * All that the exchange and SIP have to say to each other. Wiring it to a switching core, leg by leg:
 *
 *   incoming → (core routes) → `invite` of another leg; its `ringing` → `ring` or `early` here; its `answered` →
 *   `answer` here; `released` of one → `release` of the other. Every leg has a voice of its own at the media plane
 *   (`LocalMedia` in, `AgreedAudio` out): the two voices are connected there, never in SIP.
 */

/** One call leg between the exchange and a device or a trunk. Never used twice. */
export type LegId = number & { readonly unit: 'leg' };

/** A key of a telephone that was pressed, until it is answered. Never used twice. */
export type FeatureAskId = number & { readonly unit: 'featureAsk' };

/** What came of it: it is so now, it may not be, or nobody could say in time. */
export type FeatureVerdict = 'done' | 'refused' | 'failed';

/** A telephone that registers. */
export interface DeviceAccount {
  /** User of registration and digest; mostly the extension's number. */
  readonly user: string;
  /** The extension that it is. */
  readonly number: string;
  readonly name: string;
  /** HA1 by algorithm, in the stack's realm; a missing one may not be used by this telephone. */
  readonly ha1: Partial<Readonly<Record<DigestAlgorithm, string>>>;
  readonly media: MediaPolicy;
  /** How it is told for whom it rings; default: it is not. */
  readonly ringing?: RingStyle;
  /** What its user reads; default: `zh-CN`. */
  readonly language?: Language;
  /** Its password is taken over TLS alone. */
  readonly tlsOnly?: boolean;
}

export interface StackSettings {
  readonly devices: readonly DeviceAccount[];
  readonly trunks: readonly TrunkSettings[];
}

export type PeerRef =
  | { readonly kind: 'device'; readonly user: string; readonly number: string }
  | { readonly kind: 'trunk'; readonly id: string };

export type StackEvent =
  // ── devices and trunks ──
  | {
      readonly kind: 'registered';
      readonly user: string;
      readonly contacts: number;
      readonly userAgent: string;
    }
  /** `contacts`: that still stand. */
  | {
      readonly kind: 'unregistered';
      readonly user: string;
      readonly contacts: number;
      readonly why: UnregisterCause;
    }
  | { readonly kind: 'trunk'; readonly id: string; readonly state: TrunkState; readonly why: string }
  /** An address or an extension that failed too often. */
  | { readonly kind: 'banned'; readonly who: string; readonly until: Instant }
  /** Somebody watches by this package now (RFC 6665), or nobody does any more; nobody does at first. */
  | { readonly kind: 'watched'; readonly event: PackageName; readonly any: boolean }
  /** A telephone's own key for do-not-disturb or forwarding: answer with `featureAnswer`. */
  | {
      readonly kind: 'featureWish';
      readonly ask: FeatureAskId;
      readonly user: string;
      readonly number: string;
      readonly wish: FeatureWish;
    }
  // ── calls ──
  /** Answer with `ring`, `early`, `answer`, `reject`; the caller is told 100 meanwhile. */
  | {
      readonly kind: 'incoming';
      readonly leg: LegId;
      readonly from: PeerRef;
      readonly caller: Party;
      /** What was dialled: digits, or a user name. */
      readonly called: string;
      /** This INVITE wants to take the place of that leg (RFC 3891): answer it, then release that one. */
      readonly replaces: LegId | null;
      /** Of the address by which it came. */
      readonly family: 'ipv4' | 'ipv6';
      /** Who has sent the call on before, as a carrier says; never from a telephone. */
      readonly diversions: readonly Diversion[];
      /** How many more hops what comes of it may take, 0 to 70. */
      readonly hops: number;
    }
  /** A leg that we invited rings; `media`: the peer sends tones or guides of its own. */
  | { readonly kind: 'ringing'; readonly leg: LegId; readonly media: AgreedAudio | null }
  | { readonly kind: 'answered'; readonly leg: LegId; readonly media: AgreedAudio }
  /** Voice has been agreed on or has changed: after `answer` or `early`, and whenever the peer offers anew. */
  | { readonly kind: 'media'; readonly leg: LegId; readonly media: AgreedAudio }
  /** The peer holds us, or takes us back; `media` came before. */
  | { readonly kind: 'hold' | 'resume'; readonly leg: LegId }
  /** The peer will not have what `setMedia` offered; what was agreed before stands. */
  | { readonly kind: 'mediaRefused'; readonly leg: LegId; readonly status: number }
  /** A key, by INFO; those in RTP come from the media plane. */
  | { readonly kind: 'dtmf'; readonly leg: LegId; readonly digit: string; readonly durationMs: number }
  /**
   * The peer wants its other party connected to `to` (RFC 3515); with `replaces`, to that leg's party. Answer with
   * `referAnswer`, then say how it went with `referProgress`.
   */
  | { readonly kind: 'refer'; readonly leg: LegId; readonly to: string; readonly replaces: LegId | null }
  /** A telephone that we invited sends the call elsewhere (302); the leg is released after this. */
  | { readonly kind: 'redirected'; readonly leg: LegId; readonly to: string }
  /** The leg is over; nothing more comes of it. `status`, `words`: SIP's where there were some. */
  | {
      readonly kind: 'released';
      readonly leg: LegId;
      readonly cause: Cause;
      readonly by: 'peer' | 'us' | 'network';
      readonly status: number | null;
      readonly words?: string;
    };

export interface InviteWish {
  readonly to:
    | { readonly kind: 'device'; readonly user: string }
    | { readonly kind: 'trunk'; readonly id: string; readonly number: string };
  readonly caller: Party;
  readonly local: LocalMedia;
  /** The telephone is asked to answer by itself: paging, click to call. */
  readonly autoAnswer?: boolean;
  /** For whom it rings; missing: nothing is said of it. */
  readonly alert?: AlertKind;
  /** Who has sent the call on, who was called first standing first. */
  readonly diversions?: readonly Diversion[];
  /** How many more hops it may take, 0 to 70; missing: it begins here. */
  readonly hops?: number;
}

/** Why an `invite` could not even be begun. */
export type InviteRefusal = 'notRegistered' | 'trunkDown' | 'noRoom';

/**
 * What the exchange may ask. A wish that a leg's state does not allow (any more) does nothing: the event that
 * overtook it is on its way.
 */
export interface StackCommands {
  /** In which network a peer is called first: what `local` of the wish is to be of. */
  familyOf(to: InviteWish['to'], now: Instant): 'ipv4' | 'ipv6';
  /** Rings all contacts of a device at once, or the servers of a trunk one after the other. */
  invite(wish: InviteWish, now: Instant): { readonly leg: LegId } | { readonly refused: InviteRefusal };
  /** 180. */
  ring(leg: LegId, now: Instant): void;
  /** 183 with voice: the caller hears what the exchange sends. False: its offer cannot be met (the leg is refused). */
  early(leg: LegId, local: LocalMedia, now: Instant): boolean;
  /** 200. False as above. `media` tells what was agreed. */
  answer(leg: LegId, local: LocalMedia, now: Instant): boolean;
  /** Ends a leg in whatever state: refusal, CANCEL or BYE, with the cause in Reason where it has a place. */
  release(leg: LegId, cause: number, now: Instant): void;
  /** 302 to an INVITE that has come. */
  redirect(leg: LegId, to: string, now: Instant): void;
  /** Offers anew: hold (`sendonly`, `inactive`), resume, another address. */
  setMedia(leg: LegId, local: LocalMedia, now: Instant): void;
  /** A key by INFO, for peers that know no other way. */
  sendDtmf(leg: LegId, digit: string, now: Instant): void;
  referAnswer(leg: LegId, accepted: boolean, now: Instant): void;
  /** 100 while it is tried, then the final status; the last ends the subscription. */
  referProgress(leg: LegId, status: number, now: Instant): void;
  /** What watchers of an extension are told. */
  setCalls(number: string, calls: readonly WatchedCall[], now: Instant): void;
  setPresence(number: string, presence: SipPresence, now: Instant): void;
  setMailbox(number: string, mailbox: Mailbox, now: Instant): void;
  /** What the keys of a user's telephones show; said before `featureAnswer`, the telephone sees no old state. */
  setFeatures(user: string, features: PhoneFeatures, now: Instant): void;
  featureAnswer(ask: FeatureAskId, verdict: FeatureVerdict, now: Instant): void;
}
