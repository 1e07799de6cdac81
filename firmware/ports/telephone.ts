import type { Subscriber } from '#switching/model.ts';
import type { CallId, DialString } from '#units/ids.ts';
import type { LeftMessage, Ticket } from './desk.ts';

/*
 * What the page of a telephone's user works with: one extension, seen whole after each change. Nothing of anybody else
 * is in it but who is in a call with this extension. Times are ms since 1970-01-01 UTC.
 */

/** What operators have written down about a caller. */
export type TelephoneTicket = Pick<
  Ticket,
  'callerNumber' | 'callerName' | 'wanted' | 'reason' | 'notes' | 'operator'
>;

export interface TelephoneCall {
  readonly call: CallId;
  /** CSTA connection state (ECMA-269 §6.1.5) of this extension in the call. */
  readonly state: 'initiated' | 'alerting' | 'connected' | 'held' | 'queued' | 'failed';
  /** False: this extension has made the call. */
  readonly incoming: boolean;
  /** The other party; empty: not known. */
  readonly number: string;
  readonly name: string;
  /** How many more there are in the call, as in a conference. */
  readonly others: number;
  /** The other party is an operator, who has the caller of `ticket` on the line. */
  readonly announced: boolean;
  /** Who has sent on the call that rings here, the last one; missing: nobody, or nobody who may be shown. */
  readonly sentOnBy?: { readonly number: string; readonly name: string };
  /** Null: no operator had this caller. */
  readonly ticket: TelephoneTicket | null;
}

/** A call that is over. */
export interface TelephonePast {
  readonly call: CallId;
  readonly epochMs: number;
  readonly number: string;
  readonly name: string;
  readonly how: 'answered' | 'missed' | 'made';
  /** The number is an extension of the office: it can be called as it stands. */
  readonly inside: boolean;
}

export type TelephoneSettings = Pick<
  Subscriber,
  'forward' | 'doNotDisturb' | 'quietTime' | 'wakeUp' | 'callWaiting' | 'absent'
>;

export interface TelephoneView {
  readonly number: DialString;
  readonly name: string;
  /** Of the switching machine: `idle`, `collecting`, `talking` …; see `switching/view.ts`. */
  readonly state: string;
  readonly inService: boolean;
  /** Ringing ones first; at most 8. */
  readonly calls: readonly TelephoneCall[];
  /** Null: the exchange does not tell it. */
  readonly settings: TelephoneSettings | null;
  /** Not yet read, the newest first; at most 50. */
  readonly messages: readonly LeftMessage[];
  /** Of the calls that the exchange remembers, since it started; the newest first, at most 12. */
  readonly past: readonly TelephonePast[];
}

/** The telephones of the office, each as its own user may see it. */
export interface Telephones {
  /** Looks once; the answer gives the view of any extension as of this moment, null for one that there is not. */
  see(): (number: DialString) => TelephoneView | null;
  /** At most once a turn of the event loop. */
  onChange(changed: () => void): () => void;
}
