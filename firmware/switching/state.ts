import type { CallId, PortId, Timeslot } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { Ringer } from './alerting.ts';
import type { CallerId, CallRecord, Cause, Extension, Office, ToneName, Trunk } from './model.ts';
import type { OfficeTables } from './tables.ts';

/** Place of a port in `ExchangeState.ports`; stable between two `configure` events. */
export type PortIndex = number;
/** Place of a live call in `ExchangeState.calls`; reused after the call has ended. */
export type CallIndex = number;

/** A call that has ended while this telephone still listens to the tone that says so. */
export interface EndedCall {
  readonly call: CallId;
  readonly dialled: string;
  readonly startedAt: Instant;
  readonly cause: Cause;
}

/** An extension line. `deadline` is when the state ends by itself; null when only the world can end it. */
export type LineState =
  | { readonly state: 'idle'; readonly deadline: null }
  | { readonly state: 'dialTone'; readonly call: CallIndex; readonly deadline: Instant }
  | {
      readonly state: 'collecting';
      readonly call: CallIndex;
      /** The second dial tone, heard between an outside-line prefix and the next digit. */
      readonly tone: 'specialDial' | null;
      readonly deadline: Instant;
    }
  /** The called extension rings; this one hears ringback. */
  | { readonly state: 'ringingOut'; readonly call: CallIndex; readonly deadline: Instant }
  /** An exchange line is being seized or dialled on; silence. A deadline waits for further digits. */
  | { readonly state: 'dialingOut'; readonly call: CallIndex; readonly deadline: Instant | null }
  /** Cut through to the exchange line: hears what the public network says. */
  | { readonly state: 'awaitingAnswer'; readonly call: CallIndex; readonly deadline: null }
  | {
      readonly state: 'alerting';
      readonly call: CallIndex;
      readonly ringer: Ringer;
      readonly deadline: Instant;
    }
  | { readonly state: 'talking'; readonly call: CallIndex; readonly deadline: null }
  | {
      readonly state: 'hearsTone';
      readonly tone: ToneName;
      readonly ended: EndedCall;
      readonly deadline: Instant;
    }
  | { readonly state: 'howler'; readonly deadline: Instant }
  /** Line lockout: off-hook, silent, nothing spent on it until it goes on-hook. */
  | { readonly state: 'parked'; readonly deadline: null }
  | {
      readonly state: 'outOfService';
      readonly offHook: boolean;
      /** An alarm was raised for it; not while a position is only starting. */
      readonly alarmed: boolean;
      readonly deadline: null;
    };

/** An exchange line, seen from the office. */
export type TrunkState =
  | { readonly state: 'idle'; readonly since: Instant; readonly deadline: null }
  /** Caller ID arrived before the first ring. */
  | { readonly state: 'announced'; readonly callerId: CallerId; readonly deadline: Instant }
  /** On-hook after a release, until the public exchange has surely seen it. `next` is an emergency call. */
  | { readonly state: 'guard'; readonly next: CallIndex | null; readonly deadline: Instant }
  /** Off-hook only to get rid of an unanswered caller, because an emergency call needs the line. */
  | { readonly state: 'clearing'; readonly next: CallIndex; readonly deadline: Instant }
  /** Off-hook, waiting for the public exchange's dial tone. */
  | { readonly state: 'seizing'; readonly call: CallIndex; readonly deadline: Instant }
  | {
      readonly state: 'dialling';
      readonly call: CallIndex;
      /** Digits of the call that were handed to the line so far. */
      readonly taken: number;
      /** What is being sent now; null while the caller has not dialled further. */
      readonly sending: number | null;
      readonly deadline: Instant | null;
    }
  | {
      readonly state: 'awaitingAnswer';
      readonly call: CallIndex;
      readonly ringback: 'not heard' | 'heard' | 'ended';
      /** Answer by time; null while ringback is heard: then nobody has answered. */
      readonly deadline: Instant | null;
    }
  | {
      readonly state: 'talking';
      readonly call: CallIndex;
      readonly direction: 'out' | 'in';
      readonly answeredBy: 'polarity' | 'ringback' | 'time' | 'inside';
      readonly deadline: null;
    }
  /** Rings; waiting for the caller's number before anybody inside is disturbed. */
  | { readonly state: 'ringingIn'; readonly call: CallIndex; readonly deadline: Instant }
  /** Rings, and is offered to its destination (or waits for it to be free). */
  | { readonly state: 'offered'; readonly call: CallIndex; readonly deadline: Instant }
  /** Glare: we went off-hook into a ring. The caller hears our ringback while the destination rings. */
  | { readonly state: 'caught'; readonly call: CallIndex; readonly deadline: Instant }
  /** No battery. */
  | { readonly state: 'dead'; readonly deadline: null }
  | { readonly state: 'outOfService'; readonly alarmed: boolean; readonly deadline: null };

interface PortBase {
  readonly index: PortIndex;
  readonly port: PortId;
  readonly slot: Timeslot;
}

export interface LinePort extends PortBase {
  readonly kind: 'line';
  readonly config: Extension;
  readonly state: LineState;
}

/** What an exchange line has shown of itself, whatever it is used for. */
export interface TrunkCondition {
  readonly battery: boolean;
  /** Polarity last reported. */
  readonly reversed: boolean | null;
  /** Polarity when nobody has answered: as first seen, and as it stood at the last seizure. */
  readonly idleReversed: boolean | null;
  /** It gave no dial tone at the last seizure. */
  readonly silent: boolean;
}

export interface TrunkPort extends PortBase {
  readonly kind: 'trunk';
  readonly config: Trunk;
  readonly condition: TrunkCondition;
  readonly state: TrunkState;
}

export type Port = LinePort | TrunkPort;

/** How far a call has come. */
export type CallPhase =
  | { readonly phase: 'initiated' }
  /** On its way out; `digits` is what the public network is to hear, `complete` when no more will come. */
  | {
      readonly phase: 'outgoing';
      readonly group: string | null;
      readonly strip: number;
      readonly digits: string;
      readonly complete: boolean;
      /** Exchange lines that did not serve. */
      readonly tried: readonly PortIndex[];
      readonly cutThrough: boolean;
    }
  /** From outside, for an extension that is not free yet, or whose caller's number is awaited. */
  | { readonly phase: 'waiting'; readonly ready: boolean }
  | { readonly phase: 'alerting' }
  | { readonly phase: 'connected' };

export interface Call {
  readonly id: CallId;
  readonly index: CallIndex;
  readonly kind: CallRecord['kind'];
  readonly from: PortIndex;
  readonly caller: CallerId;
  readonly to: PortIndex | null;
  /** The number it is for, as far as known. */
  readonly toNumber: string;
  readonly dialled: string;
  readonly startedAt: Instant;
  readonly alertedAt: Instant | null;
  readonly answeredAt: Instant | null;
  readonly phase: CallPhase;
}

/** The whole state of the exchange. Plain data; `step` makes a new one and never writes to an old one. */
export interface ExchangeState {
  readonly office: Office;
  /** Derived from `office` alone (and from ports that are still busy after they left it). */
  readonly tables: OfficeTables;
  /** What the time of day was at one instant. */
  readonly wall: { readonly at: Instant; readonly epochMs: number };
  readonly ports: readonly Port[];
  /** Each port's deadline once more, Infinity for none: one flat scan finds the earliest. */
  readonly deadlines: readonly number[];
  readonly calls: readonly (Call | null)[];
  /** Which call holds the timeslot of each port. */
  readonly holders: readonly (CallId | null)[];
  readonly nextCall: number;
  readonly nextSend: number;
  /** Health of positions that no office entry uses, for the day one does. */
  readonly spare: ReadonlyMap<PortId, boolean>;
}
