import type { CallId, DialString } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { Mode } from '../office.ts';

/*
 * Operators: their groups and consoles, as the office has them, as commands ask for them, and as a page sees them.
 *
 * A console is a place with a name of its own (话务台号) and a telephone, which is an extension like any other. What
 * its operator does with two parties is what any telephone does (hold, consult, transfer …); what is told here is what
 * only a console has: callers that wait for it in an order, several parties on hold, a look at the wanted extension.
 */

/** What a console tells calls apart by (presentation levels). */
export const ATTENDANT_CALL_KINDS = [
  /** Somebody whom an operator has sent on, parked or camped on, and who was not served. */
  'recall',
  /** For the number of one console. */
  'private',
  /** From an extension. */
  'local',
  /** From outside, for the group's own number. */
  'trunk',
  /** From outside, dialled straight to an extension that did not answer or was busy. */
  'no-answer',
  /** For the operator of an entity. */
  'entity',
  /** Comes back after each conversation, because an operator wanted so. */
  'chained',
  /** Overflowed from another group, or helped out with. */
  'help',
  'other',
] as const;
export type AttendantCallKind = (typeof ATTENDANT_CALL_KINDS)[number];

// ───────────────────────── what the office says ─────────────────────────

/** Calls of some kinds, on one key of the console. A kind that no level names belongs to the last level. */
export interface PresentationLevel {
  /** 1 … 9; unique in its group. */
  readonly key: number;
  readonly name: string;
  readonly kinds: readonly AttendantCallKind[];
  /** Whoever has more is presented first; equal ones in the order in which they came. */
  readonly priority: number;
  readonly urgentPriority: number;
  /** The console shows it at once and is rung for it after this. */
  readonly ringDelayMs: number;
}

/** Where calls for a group go in one mode: the first of up to four that serves, then the overflow number. */
export interface Distribution {
  readonly routings: readonly DialString[];
  readonly overflow: DialString | null;
}

export interface AttendantGroup {
  readonly number: DialString;
  readonly name: string;
  readonly entity: string;
  /** Ids of consoles. */
  readonly consoles: readonly string[];
  /** Every console in service is presented a call, or the one that has been idle longest. */
  readonly hunt: 'all' | 'longest-idle';
  readonly levels: readonly PresentationLevel[];
  /** A call that has waited this long is urgent. */
  readonly urgentAfterMs: number;
  /** Presented this long to a console without an answer, the console is absent. */
  readonly absentAfterMs: number;
  /** With so many calls waiting, further ones overflow to `overflowTo`; null: never. */
  readonly waitingMax: number | null;
  readonly overflowTo: DialString | null;
  /** Groups whose consoles are presented this group's calls too, when these have waited for `helpAfterMs`. */
  readonly helpers: readonly DialString[];
  readonly helpAfterMs: number;
  /** A mode that is missing: its own consoles, no overflow. */
  readonly distribution: Partial<Readonly<Record<Mode, Distribution>>>;
  /** Name of the guide that a waiting caller hears once, before music; empty: ringback. */
  readonly greeting: string;
}

export interface AttendantConsole {
  /** Attendant number. */
  readonly id: string;
  readonly name: string;
  /** Its telephone. */
  readonly extension: DialString;
  /** May set the distribution by hand. */
  readonly mayDistribute: boolean;
  /** May listen, break in, take over and release by force. */
  readonly maySupervise: boolean;
  /** The telephone rings too when a call is presented; otherwise only the page does. */
  readonly telephoneRings: boolean;
}

// ───────────────────────── what a page asks for ─────────────────────────

export type AttendantCommand =
  /** An operator sits down, or leaves; held calls of one who leaves go back to the group. */
  | { readonly op: 'consoleIn' | 'consoleOut'; readonly console: string }
  /** The handset is taken away, or nobody is to be presented here; the calls under way stay. */
  | { readonly op: 'consolePlug'; readonly console: string; readonly plugged: boolean }
  /** Any key: an absent console is in service again. */
  | { readonly op: 'consoleTouch'; readonly console: string }
  /** Null: the one presented first. An off-hook telephone talks at once; one on-hook is rung and talks when lifted. */
  | { readonly op: 'consoleAnswer'; readonly console: string; readonly call: CallId | null }
  /** The conversation under way is put into the console's hold area, or taken back from it (null: the last). */
  | { readonly op: 'consoleHold'; readonly console: string }
  | { readonly op: 'consoleRetrieve'; readonly console: string; readonly call: CallId | null }
  /** Source on hold, destination called; with no source a call of the operator's own. */
  | { readonly op: 'consoleCall'; readonly console: string; readonly to: DialString }
  /** The destination is given up; the operator is back with the source. */
  | { readonly op: 'consoleCancel'; readonly console: string }
  /** Source and destination are together, whatever state the destination is in: rings, talks, or is busy (camp-on). */
  | { readonly op: 'consoleTransfer'; readonly console: string }
  /** Source goes to `to` without being announced. */
  | { readonly op: 'consoleSend'; readonly console: string; readonly to: DialString }
  | { readonly op: 'consoleToggle' | 'consoleConference' | 'consoleSplit'; readonly console: string }
  /** The operator leaves: with two parties those stay together, with one it is released. */
  | { readonly op: 'consoleRelease'; readonly console: string }
  /** A free extension is kept for this console for a short time; null lets it go. */
  | { readonly op: 'consoleReserve'; readonly console: string; readonly number: DialString | null }
  /** The wanted extension, which did not answer or has hung up, is rung once more. */
  | { readonly op: 'consoleRingAgain'; readonly console: string }
  | { readonly op: 'consoleCampOn'; readonly console: string }
  | { readonly op: 'consolePark'; readonly console: string; readonly slot: DialString | null }
  | {
      readonly op: 'consoleIntrude';
      readonly console: string;
      readonly number: DialString;
      /** `intercept`: takes the other party of `number` to the console. */
      readonly how: 'listen' | 'whisper' | 'barge' | 'intercept';
    }
  | { readonly op: 'consoleForceRelease'; readonly console: string; readonly number: DialString }
  /** Operator-dialled: `to` is called, and then `from`, which asked for it; both are together when both are there. */
  | {
      readonly op: 'consoleCallFor';
      readonly console: string;
      readonly from: DialString;
      readonly to: DialString;
    }
  /** All are called into a conference with the console; `rollCall`: each is let go after it has answered. */
  | {
      readonly op: 'consoleGroupCall';
      readonly console: string;
      readonly numbers: readonly DialString[];
      readonly rollCall: boolean;
    }
  /** The source comes back after each conversation. */
  | { readonly op: 'consoleChain'; readonly console: string; readonly on: boolean }
  /** The caller of the source is a nuisance: logged and blocked. */
  | { readonly op: 'consoleHarassing'; readonly console: string }
  /** Null: as the group's state has it. */
  | {
      readonly op: 'consoleDistribute';
      readonly console: string;
      readonly group: DialString;
      readonly mode: Mode | null;
    };

// ───────────────────────── what a page sees ─────────────────────────

export type ConsoleState = 'out' | 'idle' | 'busy' | 'unplugged' | 'absent';

export interface WaitingView {
  readonly call: CallId;
  readonly group: DialString;
  readonly kind: AttendantCallKind;
  /** `key` of its level. */
  readonly level: number;
  readonly urgent: boolean;
  readonly important: boolean;
  /** Number and name of who waits; empty: unknown. */
  readonly from: string;
  readonly name: string;
  /** As dialled or rung in; on a recall the extension that did not serve. */
  readonly to: string;
  /** Who has sent it on to operators; missing: nobody, or nobody who may be shown. */
  readonly sentOnBy?: { readonly number: string; readonly name: string };
  readonly since: Instant;
  /** Ids of consoles that it is presented to. */
  readonly presentedTo: readonly string[];
}

export interface GroupView {
  readonly group: DialString;
  readonly state: 'in-service' | 'unplugged' | 'absent';
  readonly mode: Mode;
  readonly byHand: boolean;
  readonly overflows: boolean;
}

/** One party of a console's conversation. */
export interface CardView {
  readonly call: CallId;
  readonly number: string;
  readonly name: string;
  readonly state: 'dialling' | 'alerting' | 'connected' | 'held' | 'busy' | 'no-answer' | 'failed';
  readonly outside: boolean;
  readonly since: Instant;
}

export interface ConsoleView {
  readonly console: string;
  readonly state: ConsoleState;
  /** On-hook, off-hook and ready to talk at once, or out of service. */
  readonly telephone: 'on-hook' | 'off-hook' | 'out';
  readonly source: CardView | null;
  readonly destination: CardView | null;
  readonly conference: boolean;
  /** In the console's hold area, the oldest first. */
  readonly held: readonly CardView[];
  readonly reserved: DialString | null;
  readonly chained: boolean;
  /** Of a group call or roll-call; empty otherwise. */
  readonly called: readonly {
    readonly number: DialString;
    readonly state: 'alerting' | 'answered' | 'busy' | 'no-answer' | 'released';
  }[];
}

export interface AttendantView {
  readonly groups: readonly GroupView[];
  readonly consoles: readonly ConsoleView[];
  /** In order of presentation. */
  readonly waiting: readonly WaitingView[];
}

/** One stay of a call with an operators' group, in the record of the call. */
export interface AttendedLeg {
  readonly group: DialString;
  readonly kind: AttendantCallKind;
  readonly queuedAt: Instant;
  /** Who answered; null: nobody. */
  readonly console: string | null;
  readonly answeredAt: Instant | null;
  readonly leftAt: Instant;
  /** How it left the group. */
  readonly outcome: 'served' | 'abandoned' | 'overflowed' | 'night' | 'released';
}
