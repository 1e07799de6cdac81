import type { AlertKind, Cause, DiversionReason } from '#switching/model.ts';
import type { Instant } from '#units/time.ts';
import type { LegSecurity } from './packet-legs.ts';
import type { Endpoint } from './sip-transport.ts';

/*
 * SIP as far as ports of the exchange need it; `sip/stack/surface.ts` says the same and more, and the stack fits
 * by its shape.
 */

/** One call leg between the exchange and a telephone or a trunk. Never used twice. */
export type SipLegId = number & { readonly unit: 'leg' };

/** A key of a telephone that was pressed, until it is answered. Never used twice. */
export type SipFeatureAskId = number & { readonly unit: 'featureAsk' };

/** What came of it: it is so now, it may not be, or nobody could say in time. */
export type SipFeatureVerdict = 'done' | 'refused' | 'failed';

/** What a telephone's keys for do-not-disturb and forwarding show. */
export interface SipFeatures {
  readonly doNotDisturb: boolean;
  /** Null: not forwarded. */
  readonly forwardAll: string | null;
  readonly forwardBusy: string | null;
  readonly forwardNoAnswer: string | null;
  /** How often it rings before it is forwarded, 1 to 100. */
  readonly ringCount: number;
}

/** Of the addresses by which a peer and we reach each other: its voice is of the same. */
export type IpFamily = 'ipv4' | 'ipv6';

export interface SipParty {
  /** Digits, perhaps with `+`; or a user name. Empty when nobody knows. */
  readonly number: string;
  /** The same number with `+` (ITU-T E.164), where it is known and may be wanted. */
  readonly e164?: string;
  readonly name: string;
  /** The number is known, yet not to be shown. */
  readonly restricted: boolean;
}

/** Somebody who was called, and whose call was sent on elsewhere. */
export interface SipDiversion extends SipParty {
  readonly why: DiversionReason;
  /** How many diversions it stands for, 1 or more. */
  readonly count: number;
}

/** Our end of the voice. */
export interface SipLocalMedia {
  /** `0.0.0.0` or `::`: the address by which the peer reaches us for SIP. */
  readonly address: string;
  readonly port: number;
  readonly direction: 'sendrecv' | 'sendonly' | 'recvonly' | 'inactive';
  /** What our keys of SRTP are taken from, base64 of 46 bytes or more. */
  readonly srtpKey: string;
}

/** What both sides have agreed on. */
export interface SipAudio {
  readonly remote: Endpoint;
  readonly codec: 'PCMA' | 'PCMU' | 'G722' | 'opus';
  readonly payload: number;
  /** Payload type of key presses (RFC 4733) that may come; null: in the voice, or by INFO. */
  readonly eventReceivePayload: number | null;
  readonly direction: SipLocalMedia['direction'];
  readonly ptimeMs: number;
  /** Keys of SRTP (RFC 4568), for the media plane alone; null: not encrypted. */
  readonly srtp: LegSecurity | null;
}

export type SipPeer =
  | { readonly kind: 'device'; readonly user: string; readonly number: string }
  | { readonly kind: 'trunk'; readonly id: string };

export type SipEvent =
  /** From here on a stack listens that knows of nobody: whatever watchers and keys are to show is told again. */
  | { readonly kind: 'opened' }
  | { readonly kind: 'registered'; readonly user: string; readonly contacts: number }
  | { readonly kind: 'unregistered'; readonly user: string; readonly contacts: number; readonly why: string }
  | {
      readonly kind: 'trunk';
      readonly id: string;
      readonly state: 'down' | 'trying' | 'up' | 'refused';
      readonly why: string;
    }
  | { readonly kind: 'banned'; readonly who: string }
  /** Somebody watches by this package now (RFC 6665), before he is told anything; or nobody does any more. */
  | { readonly kind: 'watched'; readonly event: string; readonly any: boolean }
  /** A telephone's own key: answered with `featureAnswer`. */
  | {
      readonly kind: 'featureWish';
      readonly ask: SipFeatureAskId;
      readonly user: string;
      /** The extension that it is. */
      readonly number: string;
      readonly wish: {
        readonly feature: 'do-not-disturb' | 'forward-all' | 'forward-busy' | 'forward-no-answer';
        readonly on: boolean;
        /** Where to; empty where nothing is forwarded. */
        readonly number: string;
        /** How often it shall ring before it is forwarded on no answer, 0 to 999; null: it does not say. */
        readonly rings: number | null;
      };
    }
  | {
      readonly kind: 'incoming';
      readonly leg: SipLegId;
      readonly from: SipPeer;
      readonly caller: SipParty;
      readonly called: string;
      readonly replaces: SipLegId | null;
      /** Default: IPv4. */
      readonly family?: IpFamily;
      /** Who has sent the call on before, as a carrier says. Default: nobody. */
      readonly diversions?: readonly SipDiversion[];
      /** How many more hops what comes of it may take, 0 to 70. Default: as many as any call. */
      readonly hops?: number;
    }
  | SipLegEvent;

/** What happens on a leg that is known. */
export type SipLegEvent =
  | { readonly kind: 'ringing'; readonly leg: SipLegId; readonly media: SipAudio | null }
  | { readonly kind: 'answered' | 'media'; readonly leg: SipLegId; readonly media: SipAudio }
  | { readonly kind: 'hold' | 'resume'; readonly leg: SipLegId }
  | { readonly kind: 'mediaRefused'; readonly leg: SipLegId; readonly status: number }
  | { readonly kind: 'dtmf'; readonly leg: SipLegId; readonly digit: string; readonly durationMs: number }
  | {
      readonly kind: 'refer';
      readonly leg: SipLegId;
      readonly to: string;
      readonly replaces: SipLegId | null;
    }
  | { readonly kind: 'redirected'; readonly leg: SipLegId; readonly to: string }
  | {
      readonly kind: 'released';
      readonly leg: SipLegId;
      readonly cause: Cause;
      readonly by: 'peer' | 'us' | 'network';
      readonly status: number | null;
      /** A refusal in the peer's own words, 80 letters at most. */
      readonly words?: string;
    };

export interface SipInviteWish {
  readonly to:
    | { readonly kind: 'device'; readonly user: string }
    | { readonly kind: 'trunk'; readonly id: string; readonly number: string };
  readonly caller: SipParty;
  readonly local: SipLocalMedia;
  /** The telephone is asked to answer by itself. */
  readonly autoAnswer?: boolean;
  /** For whom it rings; missing: nothing is said of it. */
  readonly alert?: AlertKind;
  /** Who has sent the call on, who was called first standing first; an empty number is the trunk's own. */
  readonly diversions?: readonly SipDiversion[];
  /** How many more hops it may take (Max-Forwards), 0 to 70; missing: it begins here. */
  readonly hops?: number;
}

/** What a busy-lamp key is told of a call (RFC 4235). */
export interface SipWatchedCall {
  /** Stable while the call lasts. */
  readonly id: string;
  /** `initiator`: the watched extension called. */
  readonly direction: 'initiator' | 'recipient';
  readonly state: 'trying' | 'early' | 'confirmed' | 'terminated';
  /** Who is at the other end; empty where the watcher may not know. */
  readonly remoteNumber: string;
  readonly remoteName: string;
}

/** Whether somebody can be reached, as colleagues see it (RFC 3856); who is at the other end is no part of it. */
export type SipPresence =
  | 'free'
  | 'on-the-phone'
  | 'do-not-disturb'
  | 'absent'
  | 'forwarded'
  /** No telephone of that number can be called. */
  | 'out-of-service';

/** A wish that a leg's state does not allow (any more) does nothing. */
export interface SipCalls {
  /** In which network a peer is called. */
  familyOf(to: SipInviteWish['to'], now: Instant): IpFamily;
  invite(
    wish: SipInviteWish,
    now: Instant,
  ): { readonly leg: SipLegId } | { readonly refused: 'notRegistered' | 'trunkDown' | 'noRoom' };
  /** 180. */
  ring(leg: SipLegId, now: Instant): void;
  /** 183 with voice. False: its offer cannot be met, and the leg is refused. */
  early(leg: SipLegId, local: SipLocalMedia, now: Instant): boolean;
  /** 200. False as above. */
  answer(leg: SipLegId, local: SipLocalMedia, now: Instant): boolean;
  /** `cause`: ITU-T Q.850. */
  release(leg: SipLegId, cause: number, now: Instant): void;
  referAnswer(leg: SipLegId, accepted: boolean, now: Instant): void;
  /** SIP status of the call that was asked for; a final one ends the telling (RFC 3515 §2.4.5). */
  referProgress(leg: SipLegId, status: number, now: Instant): void;
  /** All calls of an extension, for whoever watches it. */
  setCalls(number: string, calls: readonly SipWatchedCall[], now: Instant): void;
  /** How an extension stands, for whoever watches it; of whom nothing is said is out of service. */
  setPresence(number: string, presence: SipPresence, now: Instant): void;
  /** What the keys of a user's telephones show; said before `featureAnswer`, no old state is seen. */
  setFeatures(user: string, features: SipFeatures, now: Instant): void;
  featureAnswer(ask: SipFeatureAskId, verdict: SipFeatureVerdict, now: Instant): void;
}

/** Asks something of SIP, now. Events come one at a time, perhaps before `do` returns, never from inside `ask`. */
export interface SipSide {
  do<T>(ask: (stack: SipCalls, now: Instant) => T): T;
}
