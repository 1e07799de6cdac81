import type { CallId, PortId } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { Attended } from './attendant/state.ts';
import type { CallerId, CallRecord, Diversion, LegReason } from './model.ts';
import type { Presented } from './routing/presentation.ts';
import type { RoutedChoice } from './routing/route.ts';
import type { CallIndex, PortIndex } from './state.ts';

/*
 * A call: how far it has come, and who is in it.
 */

/** How far a call has come. */
export type CallPhase =
  | { readonly phase: 'initiated' }
  /** On its way out; `digits` is what the public network is to hear, `complete` when no more will come. */
  | {
      readonly phase: 'outgoing';
      readonly group: string | null;
      readonly strip: number;
      readonly digits: string;
      /** The public number that they stand for, before a route took digits off or put some there. */
      readonly number: string;
      readonly complete: boolean;
      /** Further ways of the route, for when this group has no line. */
      readonly ways: readonly RoutedChoice[];
      /** What the called side is to see of the caller. */
      readonly present: Presented;
      /** Exchange lines that did not serve. */
      readonly tried: readonly PortIndex[];
      /** Who has sent its caller out; missing: the caller has dialled. */
      readonly way?: { readonly how: LegReason; readonly by: string };
      readonly cutThrough: boolean;
    }
  /** For a number that is not free yet, or from outside and the caller's number is awaited. */
  | {
      readonly phase: 'waiting';
      readonly ready: boolean;
      /** How it will come to the number; missing: as its kind says. */
      readonly way?: { readonly how: LegReason; readonly by: string };
    }
  | {
      readonly phase: 'alerting';
      /** Whose telephones ring (or hear a knock) now; they hold their timeslots for this call. */
      readonly targets: readonly PortIndex[];
    }
  /** `targets`: telephones that still ring for it (paging). */
  | { readonly phase: 'connected'; readonly targets?: readonly PortIndex[] }
  /** Left in a park slot; `from` alone is in it. */
  | { readonly phase: 'parked'; readonly slot: string }
  /** `from` itself is rung; when it answers, `dial` is dialled for it. Null: it is woken. */
  | { readonly phase: 'prompting'; readonly dial: string | null };

/** What happens to a call that stays unanswered; given when it begins to ring or to wait. */
export interface Fallback {
  /** Number that takes the call then; null: it is released (from inside) or goes on ringing (from outside). */
  readonly number: string | null;
  readonly how: LegReason;
  readonly by: string;
}

/** How a hunt group's call goes round. */
export interface Hunt {
  readonly group: string;
  /** Members still to be tried, in order. */
  readonly rest: readonly string[];
  readonly overflowAt: Instant;
}

/** A party's time in a call as it goes on; becomes a `Leg` of the record. */
export interface OpenLeg {
  readonly port: PortId;
  /** Name of the exchange line; null for an extension. */
  readonly trunk: string | null;
  readonly number: string;
  readonly how: LegReason;
  readonly by: string;
  readonly sent: string;
  readonly startedAt: Instant;
  readonly alertedAt: Instant | null;
  readonly answeredAt: Instant | null;
  /** Null while the party is in the call. */
  readonly releasedAt: Instant | null;
}

export interface Call extends Attended {
  readonly id: CallId;
  readonly index: CallIndex;
  readonly kind: CallRecord['kind'];
  /** Who began it; when that party has left, one that is still in it. */
  readonly from: PortIndex;
  /** Who called, for the record and for every telephone that rings, unless `shown` says another. */
  readonly caller: CallerId;
  readonly shown: CallerId | null;
  readonly to: PortIndex | null;
  /** Parties beyond the two. */
  readonly more: readonly PortIndex[];
  /** Parties that have put it on hold; they are in another call or none. */
  readonly heldBy: readonly PortIndex[];
  readonly legs: readonly OpenLeg[];
  /** The office's number that a caller from outside has dialled, as a carrier says it; empty: not said. */
  readonly called: string;
  /** The number it is for, as far as known. */
  readonly toNumber: string;
  /** What it was for at first, once somebody has sent its caller elsewhere; for the record. */
  readonly firstTo: string | null;
  readonly dialled: string;
  readonly startedAt: Instant;
  readonly alertedAt: Instant | null;
  readonly answeredAt: Instant | null;
  readonly phase: CallPhase;
  /** When the phase ends by itself; see `due.ts`. */
  readonly deadline: Instant | null;
  readonly fallback: Fallback | null;
  /** Who left the caller to it by transfer, park or camp-on, and has him back; then the operator. Null: nobody. */
  readonly sender: string | null;
  readonly hunt: Hunt | null;
  /** Numbers that this call was sent to so far; a loop of forwarding ends here. */
  readonly visited: readonly string[];
  /** Who has sent its caller on to where he is called now, the first one first; at most five. */
  readonly diversions: readonly Diversion[];
  /** How far it may go beyond this exchange, 0 to 70; null: it begins here. See `hops.ts`. */
  readonly hops: number | null;
  readonly entity: string;
  readonly account: string;
  readonly harassing: boolean;
  /** The caller's number is hidden in this call. */
  readonly hidden: boolean;
  /** By a system speed dial that overrides the class of service. */
  readonly anyClass: boolean;
  /** Of a conference room; null for all other calls. */
  readonly room: string | null;
  /** Nobody but this party is heard (paging); null: everybody. */
  readonly speaker: PortIndex | null;
  readonly supervisor: Supervisor | null;
  /** Switched off for the second in which a telephone is told who knocks. */
  readonly paused: boolean;
  /** Nobody is heard yet: the chair of the conference is not in. */
  readonly silent: boolean;
  /** The exchange itself calls to try an exchange line out, which is `from` and the only party. */
  readonly test: boolean;
}

/** Somebody who hears a conversation from outside of it; `whisper`: the agent alone hears him. */
export interface Supervisor {
  readonly party: PortIndex;
  readonly agent: PortIndex;
  readonly way: 'listen' | 'whisper' | 'barge';
}
