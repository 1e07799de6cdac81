import type { CallId, DialString, PortId, Timeslot } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { AttendedLeg } from './attendant/model.ts';
import type { Command, Reply } from './command.ts';
import type { Kept } from './kept.ts';
import type { Language, Mode, Office } from './office.ts';

export type * from './attendant/model.ts';
export type * from './command.ts';
export type * from './features/codes/code.ts';
export type * from './kept.ts';
export type * from './office.ts';

export type ToneName =
  | 'dial'
  | 'specialDial'
  | 'busy'
  | 'ringback'
  | 'congestion'
  | 'vacant'
  | 'callWaiting'
  | 'howler'
  | 'confirmation'
  | 'conferenceReminder';

// ───────────────────────── what happens to the exchange (events) ─────────────────────────

export interface CallerId {
  readonly number: string;
  readonly name: string;
  readonly absence: '' | 'P' | 'O';
}

/** Why a call went on elsewhere, in words of RFC 5806 §4; `unknown`: it did, and nothing more is known. */
export type DiversionReason =
  | 'unconditional'
  | 'user-busy'
  | 'no-answer'
  | 'unavailable'
  | 'deflection'
  | 'unknown';

/** Somebody who was called, and whose call was sent on elsewhere. */
export interface Diversion {
  /** Of an extension or a group; outside, as it is dialled here. */
  readonly number: string;
  readonly name: string;
  /** As the public network knows it; empty: the exchange line's own. */
  readonly publicNumber: string;
  /** Not to be shown outside. */
  readonly hidden: boolean;
  readonly why: DiversionReason;
  /** How many diversions it stands for, 1 or more. */
  readonly count: number;
  /** Before the call came here, as its carrier says. */
  readonly outside: boolean;
}

export type ProgressTone = 'dial' | 'busy' | 'ringback' | 'congestion' | 'sit' | 'cng' | 'ced';

/** Everything that may enter `step`. Anything the present state has no use for is ignored, and said so. */
export type ExchangeEvent =
  | { readonly kind: 'offHook' | 'onHook' | 'flash'; readonly port: PortId }
  | { readonly kind: 'digit'; readonly port: PortId; readonly digit: string; readonly via: 'dtmf' | 'pulse' }
  /**
   * A telephone that lifts and gives a number at once (en-bloc sending, ITU-T Q.931 §5.1.1). `hops`: how far the call may go
   * beyond this exchange, 0 to 70, where it says so.
   */
  | { readonly kind: 'enBloc'; readonly port: PortId; readonly digits: string; readonly hops?: number }
  | { readonly kind: 'ringing'; readonly port: PortId; readonly on: boolean }
  /** `called`: which number he has dialled, `diversions`: who has sent him on, `hops`, where a carrier says so. */
  | {
      readonly kind: 'callerId';
      readonly port: PortId;
      readonly callerId: CallerId;
      readonly called?: DialString;
      readonly diversions?: readonly Diversion[];
      readonly hops?: number;
    }
  | { readonly kind: 'polarity'; readonly port: PortId; readonly reversed: boolean }
  | { readonly kind: 'loopDrop'; readonly port: PortId }
  /** The far end of a carrier's line says that the call is over, or cannot be. */
  | { readonly kind: 'cleared'; readonly port: PortId; readonly cause: Cause }
  | { readonly kind: 'battery'; readonly port: PortId; readonly present: boolean }
  | { readonly kind: 'tone'; readonly port: PortId; readonly tone: ProgressTone; readonly on: boolean }
  /** Digits or caller ID that we sent are out. */
  | { readonly kind: 'sent'; readonly port: PortId; readonly id: number }
  | { readonly kind: 'health'; readonly port: PortId; readonly inService: boolean }
  /** A telephone with a display puts its present call on hold, or takes it back, by itself. */
  | { readonly kind: 'hold' | 'retrieve'; readonly port: PortId }
  /** A telephone refuses the call that rings at it. */
  | { readonly kind: 'declined'; readonly port: PortId; readonly cause: Cause }
  /** The deadline that the last step asked for is reached. */
  | { readonly kind: 'deadline' }
  | { readonly kind: 'configure'; readonly office: Office }
  /** A guide has been heard to its end. */
  | { readonly kind: 'guideEnded'; readonly port: PortId; readonly id: number }
  /** A guide that was recorded by telephone is on disk, or is not. */
  | {
      readonly kind: 'guideRecorded';
      readonly port: PortId;
      readonly id: number;
      readonly ok: boolean;
    }
  /** What was kept before a restart; comes once, before anything happens. */
  | { readonly kind: 'restore'; readonly kept: readonly Kept[] }
  /** The clock of the box was set: it is this time now, UTC milliseconds since 1970. */
  | { readonly kind: 'timeOfDay'; readonly epochMs: number }
  /** Answered by one effect `reply` of the same id. */
  | { readonly kind: 'command'; readonly id: number; readonly command: Command };

// ───────────────────────── what the exchange wants done (effects) ─────────────────────────

export interface DetectorSet {
  readonly dtmf: boolean;
  readonly progress: boolean;
  readonly fax: boolean;
  readonly callerId: boolean;
}

export type Effect =
  /** `answers`: a telephone that can is to answer by itself. */
  | { readonly kind: 'ringOn'; readonly port: PortId; readonly answers?: true }
  | { readonly kind: 'ringOff'; readonly port: PortId }
  | { readonly kind: 'feed'; readonly port: PortId; readonly feed: 'normal' | 'reversed' | 'open' }
  | { readonly kind: 'seize' | 'release' | 'trunkFlash'; readonly port: PortId }
  /** A carrier's line turns away a caller whom nobody has answered. */
  | { readonly kind: 'refuse'; readonly port: PortId; readonly cause: Cause }
  /** Who the called side of a carrier's line is to see, before the digits. Empty: the line's own number. */
  | {
      readonly kind: 'present';
      readonly port: PortId;
      readonly number: DialString;
      /** The same number with `+` (ITU-T E.164): of a caller who is sent out again, where it is known. */
      readonly e164?: DialString;
      readonly hidden: boolean;
      /** Who has sent the call on, the first one first; missing: nobody. */
      readonly diversions?: readonly Diversion[];
      /** How far it may go from here; missing: it begins here. */
      readonly hops?: number;
    }
  | {
      readonly kind: 'dial';
      readonly port: PortId;
      readonly digits: string;
      readonly via: 'dtmf' | 'pulse';
      readonly id: number;
    }
  | {
      readonly kind: 'sendCallerId';
      readonly port: PortId;
      readonly callerId: CallerId;
      readonly dateTime: string;
      /** The telephone is in a conversation (call waiting). */
      readonly offHook: boolean;
      readonly id: number;
    }
  /** Ends caller ID or digits that are still being sent: the call that they belong to has moved on. */
  | { readonly kind: 'stopSend'; readonly slot: Timeslot }
  /** Both directions. */
  | { readonly kind: 'connect' | 'disconnect'; readonly a: Timeslot; readonly b: Timeslot }
  | { readonly kind: 'tone'; readonly slot: Timeslot; readonly tone: ToneName | null }
  | { readonly kind: 'detect'; readonly slot: Timeslot; readonly detectors: DetectorSet }
  /**
   * Everybody hears everybody else but who is muted. The whole conference each time; no members ends it.
   * `id` is the place of its call.
   */
  | {
      readonly kind: 'conference';
      readonly id: number;
      readonly members: readonly ConferenceMember[];
    }
  /** Spoken toward a port, one after the other; event `guideEnded` unless it loops. Replaces the one before. */
  | {
      readonly kind: 'guide';
      readonly slot: Timeslot;
      readonly port: PortId;
      readonly say: readonly Phrase[];
      readonly language: Language;
      readonly loop: boolean;
      readonly id: number;
    }
  | { readonly kind: 'guideOff'; readonly slot: Timeslot }
  /** Records what comes from a port in place of a guide, until `recordGuideEnd`; event `guideRecorded`. */
  | {
      readonly kind: 'recordGuide';
      readonly slot: Timeslot;
      readonly port: PortId;
      readonly text: string;
      readonly language: Language;
      readonly id: number;
    }
  | { readonly kind: 'recordGuideEnd'; readonly slot: Timeslot }
  /** The sound in which an extension hears its caller wait, and the number of that caller after it. */
  | { readonly kind: 'callWaitingAlert'; readonly port: PortId; readonly id: number }
  | { readonly kind: 'keep'; readonly kept: Kept }
  | { readonly kind: 'reply'; readonly id: number; readonly reply: Reply }
  | { readonly kind: 'record'; readonly record: CallRecord }
  | { readonly kind: 'alarm'; readonly code: string; readonly where: string; readonly raised: boolean }
  /** Why something was done or refused; `rule` is a catalogue key, `facts` fill its places. */
  | {
      readonly kind: 'trace';
      readonly call: CallId | null;
      readonly port: PortId | null;
      readonly rule: string;
      readonly facts: Readonly<Record<string, string | number>>;
    };

/** A part of what a voice guide says; the catalogue of guides turns it into sounds of a language. */
export type Phrase =
  /** A text of the catalogue. */
  | { readonly text: string }
  /** A telephone number, digit by digit. */
  | { readonly digits: DialString }
  /** A count: "three". */
  | { readonly number: number }
  /** Minutes of the local day. */
  | { readonly timeMinutes: number }
  /** `YYYY-MM-DD` */
  | { readonly date: string }
  /** A recorded sound by its name: music, an office's greeting. */
  | { readonly sound: string };

export interface ConferenceMember {
  readonly slot: Timeslot;
  /** Nobody hears it, or only one does (whisper). */
  readonly muted: boolean;
  readonly heardBy: Timeslot | null;
}

// ───────────────────────── what is kept of a call ─────────────────────────

/** ITU-T Q.850 cause values that this exchange uses. */
export type Cause = 1 | 3 | 16 | 17 | 18 | 19 | 21 | 25 | 27 | 28 | 31 | 34 | 38 | 41 | 42 | 44 | 47 | 102;

export const LEG_REASONS = [
  'origin',
  'dialled',
  'ring-in',
  'hunt',
  'forward-all',
  'forward-busy',
  'forward-no-answer',
  'forward-offline',
  'secretary',
  'diverted',
  'pickup',
  'transfer',
  'recall',
  'call-back',
  'conference',
  'unpark',
  'page',
  'supervise',
  /** By an operators' group: its telephones, or where its table leads. */
  'attendant',
  /** An operator took the place of a party. */
  'intercept',
  /** It is woken by the exchange. */
  'wake-up',
  /** The line over which the exchange itself calls, to try it out. */
  'test-call',
] as const;
/** How a party came into a call. */
export type LegReason = (typeof LEG_REASONS)[number];

/** One party's time in a call. Times are core instants (µs). */
export interface Leg {
  readonly port: PortId;
  /** Extension number; on an exchange line the far end's number, as far as known. */
  readonly number: string;
  readonly how: LegReason;
  /** Number of who brought it in by forwarding, transfer, pickup …; empty when nobody did. */
  readonly by: string;
  /** Name of the exchange line; null for an extension. */
  readonly trunk: string | null;
  /** Digits sent on the exchange line; empty otherwise. */
  readonly sent: string;
  readonly startedAt: Instant;
  readonly alertedAt: Instant | null;
  readonly answeredAt: Instant | null;
  readonly releasedAt: Instant;
}

/**
 * One record per call, written once, when its last connection is gone. Times are core instants (µs).
 * A consultation that ends in a transfer has its own record, with `joined`; the conversation that comes of it
 * goes on in the call that was held, whose legs tell who was in it and when.
 */
export interface CallRecord {
  readonly call: CallId;
  /** `feature`: a code was dialled, or a wake-up call; `incomplete`: nothing was reached. */
  readonly kind: 'internal' | 'outgoing' | 'incoming' | 'emergency' | 'incomplete' | 'feature';
  /** Extension number, or the caller's number on an exchange line (may be empty). */
  readonly from: string;
  readonly fromPort: PortId;
  /** As first dialled or rung in; who answered is in the legs. */
  readonly to: string;
  readonly toPort: PortId | null;
  /** All digits as dialled. */
  readonly dialled: string;
  readonly startedAt: Instant;
  readonly alertedAt: Instant | null;
  readonly answeredAt: Instant | null;
  readonly releasedAt: Instant;
  readonly cause: Cause;
  /** Who ended it. */
  readonly releasedBy: 'caller' | 'called' | 'exchange';
  readonly entity: string;
  readonly legs: readonly Leg[];
  /** With which operators it was, in order; empty: none. */
  readonly attended: readonly AttendedLeg[];
  /** Account code that was dialled for it. */
  readonly account: string;
  /** The call that this one became part of by a transfer or conference. */
  readonly joined: CallId | null;
  /** Marked as harassing by who received it. */
  readonly harassing: boolean;
  /** Who had sent it on before it came here, as its carrier said, the first one first; missing: nobody. */
  readonly sentOn?: readonly Pick<Diversion, 'number' | 'why'>[];
}

// ───────────────────────── step ─────────────────────────

/**
 * For whom a telephone rings: somebody inside or outside, an operator, its own user (a call that comes back to him, or that
 * he has asked for), or to wake him.
 */
export type AlertKind = 'inside' | 'outside' | 'operator' | 'recall' | 'wake-up';

/** What outsiders (page, simulator checks) may know of a line or trunk; derived, see `view.ts`. */
export interface PortView {
  readonly port: PortId;
  readonly kind: 'line' | 'trunk';
  readonly number: string;
  readonly name: string;
  readonly state: string;
  readonly call: CallId | null;
  /** Its call is for help. */
  readonly emergency: boolean;
  readonly inService: boolean;
  /** Null: it does not ring. */
  readonly alert: AlertKind | null;
  /** Who has sent the call on for which it rings, the first one first; empty: nobody. */
  readonly diversions: readonly Diversion[];
  /** How far the call for which it rings may go from here; missing: it begins here. */
  readonly hops?: number;
}

/** The mode of an entity now; by hand, or by its schedule. */
export interface ModeView {
  readonly entity: string;
  readonly mode: Mode;
  readonly byHand: boolean;
}

export interface CallView {
  readonly call: CallId;
  readonly state: string;
  readonly parties: readonly {
    readonly port: PortId;
    /** CSTA connection states (ECMA-269 §6.1.5); `initiated` until somebody is reached. */
    readonly state: 'initiated' | 'alerting' | 'connected' | 'held' | 'queued' | 'failed';
    readonly number: string;
  }[];
  readonly kind: CallRecord['kind'];
  readonly from: string;
  readonly to: string;
  readonly dialled: string;
  readonly startedAt: Instant;
  readonly answeredAt: Instant | null;
  /** Who has sent it on to whom it rings for now, the first one first; missing: nobody. */
  readonly diversions?: readonly Diversion[];
}
