import type { CallId, PortId } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { Mode } from '../office.ts';
import type { AttendantCallKind, AttendantCommand, AttendedLeg, CardView, ConsoleView } from './model.ts';

/*
 * What the exchange remembers of operators. A waiting caller is remembered in his call (`Call.stay`), so that the
 * queue ends with the call whatever ends it; who is presented what follows from it, see `present.ts`.
 */

/** A call is presented to a console. */
export interface Presentation {
  readonly console: string;
  /** When the console, being idle, had it first; null while it is busy. */
  readonly since: Instant | null;
}

/** The time of a call with an operators' group: waiting, then with an operator. */
export interface Stay {
  readonly group: string;
  readonly kind: AttendantCallKind;
  /** As dialled or rung in; on a recall who did not serve. */
  readonly to: string;
  readonly queuedAt: Instant;
  readonly urgent: boolean;
  /** Presented to this console alone, while it is in service; null as the end: for ever. */
  readonly own: { readonly console: string; readonly until: Instant | null } | null;
  /** How the group stood when the call came here; when that changes, the call is looked at again. */
  readonly mode: Mode;
  readonly served: boolean;
  /** What a party that waits hears in place of an operator. */
  readonly hears: 'music' | 'ringback';
  readonly presented: readonly Presentation[];
  /** A console has answered, and its telephone, which is on-hook, rings now. */
  readonly claim: { readonly console: string; readonly until: Instant } | null;
  /** Who has answered; null: it waits. */
  readonly console: string | null;
  readonly answeredAt: Instant | null;
}

/** Who is called into a conference by a console. */
export interface Called {
  readonly number: string;
  readonly state: ConsoleView['called'][number]['state'];
  /** For a roll-call: when it is let go. */
  readonly until: Instant | null;
}

/** The destination came to nothing; it can be rung again, or waited for. */
export type Failed = Pick<CardView, 'number' | 'state' | 'call' | 'since' | 'outside'>;

/** A console at which an operator is logged in. */
export interface Desk {
  readonly plugged: boolean;
  readonly absent: boolean;
  readonly touchedAt: Instant;
  /** Null while it is busy. */
  readonly idleSince: Instant | null;
  /** What its conversation is about; its telephone is in one of them and holds the other. */
  readonly source: CallId | null;
  readonly destination: CallId | null;
  /** Number that was called last for a destination. */
  readonly calling: string;
  readonly failed: Failed | null;
  readonly reserved: { readonly number: string; readonly until: Instant } | null;
  /** Done as soon as its telephone, which rings for it, is lifted. */
  readonly pending: AttendantCommand | null;
  /** Extension for which the destination is called; it is called itself when that has answered. */
  readonly callFor: { readonly number: string; readonly called: boolean } | null;
  readonly called: {
    readonly call: CallId;
    readonly rollCall: boolean;
    readonly numbers: readonly Called[];
    /** When to look at it again; null: only when something happens. */
    readonly until: Instant | null;
  } | null;
}

export interface Attendants {
  /** By id of console; missing: nobody is logged in. */
  readonly desks: ReadonlyMap<string, Desk>;
  /** When a desk wants to be looked at by itself. */
  readonly deadline: Instant | null;
}

export const NO_ATTENDANTS: Attendants = { desks: new Map(), deadline: null };

/** A call that comes back to its operator when the party it was sent to has left. */
export interface Chained {
  readonly port: PortId;
  readonly console: string;
}

/** What a call carries of operators. */
export interface Attended {
  readonly stay: Stay | null;
  /** Stays that are over. */
  readonly attended: readonly AttendedLeg[];
  readonly chained: Chained | null;
  /** A console that has called several parties into it. */
  readonly calledBy: string | null;
}

export const UNATTENDED: Attended = { stay: null, attended: [], chained: null, calledBy: null };
