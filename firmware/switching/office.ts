import type { DialString, PortId } from '#units/ids.ts';
import type { AttendantConsole, AttendantGroup } from './attendant/model.ts';
import type { FeatureCode } from './features/codes/code.ts';

/*
 * What the office is: everything that a technician decides. Checked by `routing/check.ts` before it reaches
 * `step`. What people change by telephone (forwarding, do-not-disturb …) is not here but in `kept.ts`.
 */

export type Language = 'zh-CN' | 'en';
/** Day, night, and two more that an office names as it likes. */
export type Mode = 'day' | 'night' | 'mode1' | 'mode2';
export const MODES: readonly Mode[] = ['day', 'night', 'mode1', 'mode2'];
/** How far a call goes. Each includes those before it. */
export type Reach = 'internal' | 'local' | 'national' | 'international';
export const REACHES: readonly Reach[] = ['internal', 'local', 'national', 'international'];

export interface Extension {
  readonly number: DialString;
  readonly port: PortId;
  /** Further lines of the same telephone (SIP): each takes a call of its own when those before it are in use. */
  readonly appearances: readonly PortId[];
  /** Calls of the telephone at once; with as many a further caller finds it busy. Null: as many as it has lines. */
  readonly callsMax: number | null;
  /** It is told who calls before it rings, by message (SIP), whatever the country sends on loops. */
  readonly callerIdFirst: boolean;
  readonly name: string;
  readonly entity: string;
  readonly classOfService: string;
  readonly pickupGroup: string | null;
  readonly language: Language;
  /** What it may see of other people's numbers. */
  readonly role: string;
  /** Shown outside in place of the exchange line's own; empty: that one. */
  readonly publicNumber: DialString;
  /** Its number is hidden outside unless dialled otherwise. */
  readonly hidden: boolean;
  /** Rings this long before "forward on no answer" takes the call. */
  readonly noAnswerMs: number;
  /** Lifted and left alone it calls this number; 0 ms: at once. */
  readonly hotLine: { readonly number: DialString; readonly afterMs: number } | null;
  /** Calls for this extension (the chief) ring there; only the secretary gets through. */
  readonly secretary: DialString | null;
  /** An amplifier, not a telephone: it answers by itself and only listens. */
  readonly loudspeaker: boolean;
  /** Anybody may log in here with number and PIN (hot desking). */
  readonly hotDesk: boolean;
}

export type AnswerSupervision = 'polarity' | 'ringback' | 'time';

export interface Trunk {
  readonly port: PortId;
  readonly name: string;
  readonly group: string;
  /** The number of this line in the public network; shown in records. */
  readonly number: DialString;
  readonly dialling: 'dtmf' | 'pulse';
  /** What tells that the far end answered. `time` always works as the last resort. */
  readonly answerBy: readonly AnswerSupervision[];
  /** What tells that the far end went away. */
  readonly releaseBy: readonly ('polarity' | 'loop-drop' | 'busy-tone')[];
  /** Inside number that rings for calls that arrive here, when the mode has none of its own. */
  readonly ringIn: DialString;
  readonly ringInByMode: Partial<Readonly<Record<Mode, DialString>>>;
  readonly entity: string;
  /** Answered by a voice guide that asks for an extension (DISA); `ringIn` when nothing is dialled. */
  readonly secondDialling: boolean;
  /**
   * Whose line this is one of, when it speaks in messages (id of a SIP trunk): a caller who is not answered yet can be
   * refused with a cause, and a refusal of the carrier's is one of all its lines. Empty: a wire of its own.
   */
  readonly carrier: string;
  /** Whom the number is for that a caller has dialled, as the carrier says it. None fits: `ringIn`, or the guide. */
  readonly did: readonly DirectDialling[];
}

export interface DirectDialling {
  /** Pattern of the called number, digits only. */
  readonly pattern: string;
  /** Inside number; or so many last digits of the called one are it. */
  readonly to: DialString | { readonly last: number };
  readonly toByMode: Partial<Readonly<Record<Mode, DialString>>>;
}

export interface TrunkGroup {
  readonly id: string;
  /** Which idle trunk is taken: first in order, or the one idle longest. */
  readonly hunt: 'linear' | 'longest-idle';
}

/**
 * One entry of the numbering plan. Pattern letters: digits, `*`, `#` match themselves; `X` 0–9, `Z` 1–9,
 * `N` 2–9; a trailing `.` is one or more further digits (variable length, overlap sending).
 */
export interface PlanEntry {
  readonly pattern: string;
  readonly to: /** An inside number: extension, hunt group, conference room … */
    | { readonly kind: 'extension' }
    /** `strip` digits are taken off the front before dialling out. A second dial tone follows the prefix. */
    | {
        readonly kind: 'trunk-group';
        readonly group: string;
        readonly strip: number;
        readonly secondDialTone: boolean;
      }
    /** What follows the prefix is looked up in `routes`; `strip` is the length of the prefix. */
    | { readonly kind: 'route'; readonly strip: number; readonly secondDialTone: boolean };
}

/** Where a call to a public number may go, in order of preference (time, then cost, then order). */
export interface Route {
  readonly id: string;
  /** Patterns of public numbers, without outside prefix; the most specific route of all wins. */
  readonly patterns: readonly string[];
  readonly choices: readonly RouteChoice[];
}

export interface RouteChoice {
  readonly group: string;
  /** Only while this time table says so; null: always. */
  readonly times: string | null;
  /** Cheaper first; equal ones in order. */
  readonly cost: number;
  /** Digits taken off the front, then put there. */
  readonly strip: number;
  readonly insert: string;
  /**
   * Whose number is shown: the line's own, the extension's public number, none, or a fixed one. `caller`: the
   * extension's, and that of a caller from outside who is sent out again.
   */
  readonly present: 'line' | 'extension' | 'caller' | 'hidden' | { readonly number: DialString };
}

export interface ClassOfService {
  readonly id: string;
  readonly reach: Reach;
  /** Numbers that cost extra. */
  readonly premium: boolean;
  /** Patterns of public numbers, stronger than the reach. `deny` is stronger than `allow`. */
  readonly allow: readonly string[];
  readonly deny: readonly string[];
  readonly trunkCallsMax: number;
  /** Calls abroad, or to numbers that cost extra, that each of its extensions may begin in an hour; null: no limit. */
  readonly dearCallsPerHourMax: number | null;
  readonly accountCode: 'none' | 'optional' | 'required';
  /** A caller from outside may be transferred to the outside. */
  readonly trunkToTrunk: boolean;
  /** May break into calls, listen, whisper. */
  readonly supervise: boolean;
  /** What is left while the lock code is set. */
  readonly lockedReach: Reach;
  /** Features whose codes are refused. */
  readonly without: readonly string[];
}

/** What a public number is; the most specific pattern wins. A number that fits none is `international`. */
export interface NumberClass {
  readonly pattern: string;
  readonly reach: Exclude<Reach, 'internal'>;
  readonly premium: boolean;
}

export type HuntStrategy = 'all' | 'linear' | 'circular' | 'longest-idle' | 'fewest-calls' | 'random';

export interface HuntGroup {
  readonly number: DialString;
  readonly name: string;
  readonly entity: string;
  readonly members: readonly DialString[];
  readonly strategy: HuntStrategy;
  /** Each member rings this long before the next (not for `all`). */
  readonly memberRingMs: number;
  /** Nobody answered for this long, or nobody is there: the call goes on to `overflow`. */
  readonly ringMsMax: number;
  readonly overflow: DialString | null;
}

export interface PagingGroup {
  readonly number: DialString;
  readonly name: string;
  readonly members: readonly DialString[];
}

export interface ConferenceRoom {
  readonly number: DialString;
  readonly name: string;
  /** Nobody hears anybody before this extension is in; null: no chair. */
  readonly chair: DialString | null;
  readonly membersMax: number;
}

/** Rules are tried in order; the first that fits a moment says whether the table is on. */
export interface TimeTable {
  readonly id: string;
  readonly rules: readonly TimeRule[];
}

export interface TimeRule {
  readonly on: boolean;
  /** 1 Monday … 7 Sunday; ignored when `dates` is given. */
  readonly weekdays: readonly number[];
  /** A list of days: `holidays` or `workdays` of that id; null: every date. */
  readonly dates: { readonly list: string; readonly which: 'holidays' | 'workdays' } | null;
  /** Minutes of the local day; `to` may be 1440, and less than `from` when the rule runs past midnight. */
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** Days that differ from the week: holidays, and weekend days that are worked in their place (调休). */
export interface DayList {
  readonly id: string;
  /** `YYYY-MM-DD` */
  readonly holidays: readonly string[];
  readonly workdays: readonly string[];
}

/** A tenant: own mode schedule, greeting, music, code table. */
export interface Entity {
  readonly id: string;
  readonly name: string;
  /** First table that is on gives the mode; none: day. */
  readonly schedule: readonly { readonly times: string; readonly mode: Mode }[];
  /** Number that `operator` in a plan or code means; by mode. */
  readonly operator: Partial<Readonly<Record<Mode, DialString>>>;
  readonly language: Language;
  /** Names of sounds. */
  readonly greeting: string;
  readonly music: string;
  readonly codes: readonly FeatureCode[];
}

export interface ListedCaller {
  /** Pattern of a caller's number. */
  readonly pattern: string;
  readonly reason: string;
  readonly treat:
    | { readonly kind: 'hang-up' }
    | { readonly kind: 'message'; readonly guide: string }
    | { readonly kind: 'divert'; readonly number: DialString }
    /** White list: goes straight there, past everybody; null: only marked as important. */
    | { readonly kind: 'important'; readonly number: DialString | null };
}

/** How much of a number somebody sees. */
export interface Role {
  readonly id: string;
  readonly sees: 'all' | 'nothing' | { readonly first: number; readonly last: number };
}

export interface SpeedDial {
  readonly code: string;
  readonly name: string;
  /** As dialled by an extension, with outside prefix. */
  readonly number: DialString;
  /** Whoever may use the code may call the number, whatever his class. */
  readonly overridesClass: boolean;
}

/** What a conversation with public numbers of a pattern counts; the most specific pattern wins. */
export interface Charge {
  readonly pattern: string;
  /** One unit for each so many seconds begun. */
  readonly unitSeconds: number;
  /** Units for being answered at all. */
  readonly connectUnits: number;
}

/** How public numbers are dialled in this country, for those that come with `+` (ITU-T E.164). */
export interface PublicDialling {
  /** Country code: `86`. */
  readonly country: string;
  /** Before a number of another place in the country: `0`; empty where there is none. */
  readonly national: string;
  /** Before a foreign number: `00`. */
  readonly international: string;
  /** Patterns of the country's numbers that are dialled without the prefix from everywhere: mobile numbers, services. */
  readonly bare: readonly string[];
}

/** Milliseconds and cadences of the region that the core needs, resolved from `regions/`. */
export interface Timing {
  readonly firstDigitMsMax: number;
  readonly interDigitMsMax: number;
  readonly ringMsMax: number;
  readonly busyMsMax: number;
  readonly howlerMsMax: number;
  readonly answerByTimeMs: number;
  readonly trunkGuardMs: number;
  readonly trunkRingGapMsMax: number;
  readonly dialToneWaitMsMax: number;
}

/** Times of features; settings of the office. */
export interface ServiceTiming {
  /** After a flash in a consultation: wait for 1 … 4 before the profile's own meaning of the bare flash. */
  readonly recallDigitMs: number;
  /** A transferred caller who is not answered returns to who transferred him. */
  readonly transferRecallMs: number;
  readonly campOnRecallMs: number;
  readonly parkRecallMs: number;
  readonly holdRecallMs: number;
  /** A call-back on busy or no answer is forgotten after this. */
  readonly callBackMsMax: number;
  /** A call-back rings this long for who asked. */
  readonly callBackRingMs: number;
  /** A wake-up call rings this long. */
  readonly wakeUpRingMs: number;
  /** From the beginning of one unanswered wake-up call to the next. */
  readonly wakeUpAgainMs: number;
  /** So many of them; then the operators are told. */
  readonly wakeUpAttempts: number;
}

export interface Alerting {
  readonly cadence: readonly { readonly on: boolean; readonly ms: number }[];
  readonly callerId: {
    readonly when: 'before-ring' | 'after-first-ring';
    readonly lineReversal: boolean;
    readonly alertTone: boolean;
    readonly delayMs: number;
  };
}

/** What goes beyond plain calls. `PLAIN_SERVICES` is an office that has none of it. */
export interface Services {
  readonly entities: readonly Entity[];
  readonly classes: readonly ClassOfService[];
  readonly roles: readonly Role[];
  readonly numberClasses: readonly NumberClass[];
  /** Null: not known, and a number with `+` leads nowhere. */
  readonly dialling: PublicDialling | null;
  readonly routes: readonly Route[];
  readonly huntGroups: readonly HuntGroup[];
  readonly pagingGroups: readonly PagingGroup[];
  readonly conferenceRooms: readonly ConferenceRoom[];
  readonly parkSlots: readonly DialString[];
  readonly attendantGroups: readonly AttendantGroup[];
  readonly consoles: readonly AttendantConsole[];
  readonly timeTables: readonly TimeTable[];
  readonly dayLists: readonly DayList[];
  readonly callers: readonly ListedCaller[];
  readonly speedDials: readonly SpeedDial[];
  /** Calls abroad, or to numbers that cost extra, that all extensions may begin in an hour; null: no limit. */
  readonly dearCallsPerHourMax: number | null;
  /** None: nothing is charged. */
  readonly charges: readonly Charge[];
  readonly accountCodes: readonly { readonly code: string; readonly name: string }[];
  /** What a bare flash means while another party waits: change over, or all three together. */
  readonly flash: 'shuttle' | 'conference';
  readonly timing: ServiceTiming;
}

/** The whole configuration of the core. Checked by `routing/check.ts` before it is given to `step`. */
export interface Office {
  readonly extensions: readonly Extension[];
  readonly trunks: readonly Trunk[];
  readonly trunkGroups: readonly TrunkGroup[];
  readonly plan: readonly PlanEntry[];
  /** Matched before the plan, with and without an outside-line prefix. */
  readonly emergency: readonly DialString[];
  readonly services: Services;
  readonly timing: Timing;
  readonly alerting: Alerting;
  /**
   * Local time: minutes ahead of UTC from each moment on (first entry: since ever). The runtime fills in the
   * changes of several years, so that the core knows summer time without knowing zones.
   */
  readonly localTime: readonly { readonly fromEpochMs: number; readonly utcOffsetMinutes: number }[];
}
