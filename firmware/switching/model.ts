import type { CallId, DialString, PortId, Timeslot } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';

// ───────────────────────── what the office is (configuration) ─────────────────────────

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

export interface Extension {
  readonly number: DialString;
  readonly port: PortId;
  readonly name: string;
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
  /** Extension that rings for calls that arrive here. */
  readonly ringIn: DialString;
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
  readonly to:
    | { readonly kind: 'extension' }
    /** `strip` digits are taken off the front before dialling out. A second dial tone follows the prefix. */
    | {
        readonly kind: 'trunk-group';
        readonly group: string;
        readonly strip: number;
        readonly secondDialTone: boolean;
      };
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

export interface Alerting {
  readonly cadence: readonly { readonly on: boolean; readonly ms: number }[];
  readonly callerId: {
    readonly when: 'before-ring' | 'after-first-ring';
    readonly lineReversal: boolean;
    readonly alertTone: boolean;
    readonly delayMs: number;
  };
}

/** The whole configuration of the core. Checked by `routing/check.ts` before it is given to `step`. */
export interface Office {
  readonly extensions: readonly Extension[];
  readonly trunks: readonly Trunk[];
  readonly trunkGroups: readonly TrunkGroup[];
  readonly plan: readonly PlanEntry[];
  /** Matched before the plan, with and without an outside-line prefix. */
  readonly emergency: readonly DialString[];
  readonly timing: Timing;
  readonly alerting: Alerting;
  /** Minutes that local time is ahead of UTC, for caller ID; records keep UTC. */
  readonly utcOffsetMinutes: number;
}

// ───────────────────────── what happens to the exchange (events) ─────────────────────────

export interface CallerId {
  readonly number: string;
  readonly name: string;
  readonly absence: '' | 'P' | 'O';
}

export type ProgressTone = 'dial' | 'busy' | 'ringback' | 'congestion' | 'sit' | 'cng' | 'ced';

/** Everything that may enter `step`. Anything the present state has no use for is ignored, and said so. */
export type ExchangeEvent =
  | { readonly kind: 'offHook' | 'onHook' | 'flash'; readonly port: PortId }
  | { readonly kind: 'digit'; readonly port: PortId; readonly digit: string; readonly via: 'dtmf' | 'pulse' }
  | { readonly kind: 'ringing'; readonly port: PortId; readonly on: boolean }
  | { readonly kind: 'callerId'; readonly port: PortId; readonly callerId: CallerId }
  | { readonly kind: 'polarity'; readonly port: PortId; readonly reversed: boolean }
  | { readonly kind: 'loopDrop'; readonly port: PortId }
  | { readonly kind: 'battery'; readonly port: PortId; readonly present: boolean }
  | { readonly kind: 'tone'; readonly port: PortId; readonly tone: ProgressTone; readonly on: boolean }
  /** Digits or caller ID that we sent are out. */
  | { readonly kind: 'sent'; readonly port: PortId; readonly id: number }
  | { readonly kind: 'health'; readonly port: PortId; readonly inService: boolean }
  /** The deadline that the last step asked for is reached. */
  | { readonly kind: 'deadline' }
  | { readonly kind: 'configure'; readonly office: Office };

// ───────────────────────── what the exchange wants done (effects) ─────────────────────────

export interface DetectorSet {
  readonly dtmf: boolean;
  readonly progress: boolean;
  readonly fax: boolean;
  readonly callerId: boolean;
}

export type Effect =
  | { readonly kind: 'ringOn' | 'ringOff'; readonly port: PortId }
  | { readonly kind: 'feed'; readonly port: PortId; readonly feed: 'normal' | 'reversed' | 'open' }
  | { readonly kind: 'seize' | 'release' | 'trunkFlash'; readonly port: PortId }
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
      readonly id: number;
    }
  /** Ends caller ID or digits that are still being sent: the call that they belong to has moved on. */
  | { readonly kind: 'stopSend'; readonly slot: Timeslot }
  /** Both directions. */
  | { readonly kind: 'connect' | 'disconnect'; readonly a: Timeslot; readonly b: Timeslot }
  | { readonly kind: 'tone'; readonly slot: Timeslot; readonly tone: ToneName | null }
  | { readonly kind: 'detect'; readonly slot: Timeslot; readonly detectors: DetectorSet }
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

// ───────────────────────── what is kept of a call ─────────────────────────

/** ITU-T Q.850 cause values that this exchange uses. */
export type Cause = 1 | 3 | 16 | 17 | 18 | 19 | 21 | 27 | 28 | 31 | 34 | 38 | 41 | 42 | 44 | 47 | 102;

/** One record per call, written once, when its last connection is gone. Times are core instants (µs). */
export interface CallRecord {
  readonly call: CallId;
  readonly kind: 'internal' | 'outgoing' | 'incoming' | 'emergency' | 'incomplete';
  /** Extension number, or the caller's number on an exchange line (may be empty). */
  readonly from: string;
  readonly fromPort: PortId;
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
}

// ───────────────────────── step ─────────────────────────

/** What outsiders (page, simulator checks) may know of a line or trunk; derived, see `view.ts`. */
export interface PortView {
  readonly port: PortId;
  readonly kind: 'line' | 'trunk';
  readonly number: string;
  readonly name: string;
  readonly state: string;
  readonly call: CallId | null;
  readonly inService: boolean;
}

export interface CallView {
  readonly call: CallId;
  readonly state: string;
  readonly parties: readonly {
    readonly port: PortId;
    readonly state: 'initiated' | 'alerting' | 'connected' | 'failed';
  }[];
  readonly dialled: string;
  readonly startedAt: Instant;
}
