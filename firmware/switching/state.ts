import type { CallId, PortId, Timeslot } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { Ringer } from './alerting.ts';
import type { Attendants } from './attendant/state.ts';
import type { Call } from './call-state.ts';
import type { Deadlines } from './deadlines.ts';
import type { GuideText } from './guide-texts.ts';
import type { Subscriber } from './kept.ts';
import type {
  AlertKind,
  CallerId,
  Cause,
  Diversion,
  Extension,
  Language,
  Mode,
  Office,
  Phrase,
  ToneName,
  Trunk,
} from './model.ts';
import type { OfficeTables } from './tables.ts';
import type { Holders } from './timeslots.ts';

export type * from './call-state.ts';

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

/**
 * What a party in a call hears: the others, or something in their place. `supervised`: the others, while its keys are
 * for the exchange.
 */
export type Hears = 'party' | 'music' | 'ringback' | 'supervised';

/** A voice guide while it is heard; another `id` is another guide. */
export interface Guide {
  readonly say: readonly Phrase[];
  readonly language: Language;
  readonly id: number;
}

/** What the exchange wants to be told by digits, after a guide; `#` or a pause ends them. */
export type Question =
  | { readonly ask: 'account'; readonly dialled: string }
  /** Four digits of a time; nothing but `#` clears. */
  | { readonly ask: 'wake-up' }
  | { readonly ask: 'pin'; readonly then: 'unlock' | 'hot-desk-in'; readonly number: string };

/** What a caller may still do about a called party that is busy or does not answer. */
export interface BusyChoices {
  readonly number: string;
  readonly why: 'busy' | 'no-answer';
}

/** An extension line. `deadline` is when the state ends by itself; null when only the world can end it. */
export type LineState =
  | { readonly state: 'idle'; readonly deadline: null }
  | {
      readonly state: 'dialTone';
      readonly call: CallIndex;
      /** `specialDial` in a consultation, or when something is set that a caller should remember. */
      readonly tone: 'dial' | 'specialDial';
      readonly deadline: Instant;
    }
  | {
      readonly state: 'collecting';
      readonly call: CallIndex;
      /** The second dial tone, heard between an outside-line prefix and the next digit. */
      readonly tone: 'specialDial' | null;
      readonly deadline: Instant;
    }
  /** The called extension rings; this one hears ringback. */
  | { readonly state: 'ringingOut'; readonly call: CallIndex; readonly deadline: null }
  /** An exchange line is being seized or dialled on; silence. A deadline waits for further digits. */
  | { readonly state: 'dialingOut'; readonly call: CallIndex; readonly deadline: Instant | null }
  /** Cut through to the exchange line: hears what the public network says. */
  | { readonly state: 'awaitingAnswer'; readonly call: CallIndex; readonly deadline: null }
  | {
      readonly state: 'alerting';
      readonly call: CallIndex;
      readonly ringer: Ringer;
      /** A telephone that can, answers by itself: a page, a call that its user has asked for. */
      readonly answers: boolean;
      readonly alert: AlertKind;
      readonly deadline: Instant;
    }
  | {
      readonly state: 'talking';
      readonly call: CallIndex;
      readonly hears: Hears;
      /** Heard first, in place of music. */
      readonly guide?: Guide | null;
      /** Next step of a knock. */
      readonly deadline: Instant | null;
    }
  /** It has put its call on hold by itself and says so (SIP re-INVITE): hears nothing, and keeps its line. */
  | { readonly state: 'holding'; readonly deadline: null }
  /** An operator's telephone off-hook between two calls: silent, for as long as its console is in service. */
  | { readonly state: 'attending'; readonly deadline: null }
  /** A flash while another party is held: a digit says what is meant; both parties wait. */
  | { readonly state: 'recalled'; readonly active: CallIndex; readonly deadline: Instant }
  /** The exchange asks for digits. */
  | {
      readonly state: 'asked';
      readonly call: CallIndex;
      readonly question: Question;
      readonly digits: string;
      readonly guide: Guide | null;
      readonly deadline: Instant;
    }
  /** A voice guide is recorded: the telephone is told to speak, speaks, waits until it is saved. */
  | {
      readonly state: 'recordingGuide';
      readonly call: CallIndex;
      readonly text: GuideText;
      readonly language: Language;
      /** Of the recording. */
      readonly id: number;
      readonly phase: 'told' | 'spoken' | 'saved';
      readonly guide: Guide | null;
      readonly deadline: Instant;
    }
  | {
      readonly state: 'hearsTone';
      readonly tone: ToneName;
      /** Spoken first; then the tone. */
      readonly guide: Guide | null;
      readonly ended: EndedCall;
      /** The called party is busy or silent: a digit asks for camp-on or a call-back. */
      readonly choices: BusyChoices | null;
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
  | {
      readonly state: 'announced';
      readonly callerId: CallerId;
      readonly called: string;
      readonly diversions: readonly Diversion[];
      readonly hops: number | null;
      readonly deadline: Instant;
    }
  /** On-hook after a release, until the public exchange has surely seen it. `next` is an emergency call. */
  | { readonly state: 'guard'; readonly next: CallIndex | null; readonly deadline: Instant }
  /** Off-hook only to get rid of an unanswered caller, because an emergency call needs the line. */
  | { readonly state: 'clearing'; readonly next: CallIndex | null; readonly deadline: Instant }
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
      readonly hears: Hears;
      /** Heard first, in place of music. */
      readonly guide?: Guide | null;
      readonly deadline: null;
    }
  /** Answered by a voice guide: a message and no more, or the caller may dial an inside number (DISA). */
  | {
      readonly state: 'asked';
      readonly call: CallIndex;
      readonly purpose: 'message' | 'dial';
      readonly digits: string;
      readonly guide: Guide | null;
      readonly deadline: Instant;
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

export interface PortBase {
  readonly index: PortIndex;
  readonly port: PortId;
  readonly slot: Timeslot;
}

export interface LinePort extends PortBase {
  readonly kind: 'line';
  readonly config: Extension;
  readonly state: LineState;
  /** Calls that this telephone keeps on hold, the newest last. */
  readonly held: readonly CallIndex[];
  /** A call that knocks while it talks (call waiting). */
  readonly knock: Knock | null;
  /** When it was last put down, and how many calls it has answered; hunting goes by them. */
  readonly idleSince: Instant;
  readonly answered: number;
  /** Whom its user last found busy or silent, kept at the telephone's first line; a code asks for a call-back. */
  readonly found: BusyChoices | null;
  /** Its present call and the held one belong together: one is a consultation about the other. */
  readonly consults: boolean;
  /** Hears just now that it keeps somebody on hold too long. */
  readonly reminded: boolean;
}

/** Call waiting: what is shown to a telephone that is in a conversation. */
export interface Knock {
  readonly call: CallIndex;
  /**
   * The first beep, then the signal that asks whether the telephone can show a number (CAS), then the number, then
   * beeps until somebody does something.
   */
  readonly phase: 'tone' | 'alert' | 'number' | 'quiet';
  /** What is being sent now. */
  readonly id: number | null;
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

/** A call-back that somebody waits for: when `number` becomes free, `who` is rung. */
export interface CallBack {
  readonly who: string;
  readonly number: string;
  /** On no answer: only after `number` has been used and is free again. */
  readonly armed: boolean;
  readonly until: Instant;
}

export interface DearCalls {
  readonly begunAt: readonly Instant[];
  /** One more was refused, and nobody has been let through since. */
  readonly alarmed: boolean;
}

/** What people have set by telephone or page, and who waits for whom. */
export interface People {
  /** By number; missing: nothing set. */
  readonly subscribers: ReadonlyMap<string, Subscriber>;
  /** Modes set by hand, by entity. */
  readonly modes: ReadonlyMap<string, Mode>;
  /** When the clock is to do something next: a wake-up call, a quiet time; null: nothing is set. */
  readonly clockAt: Instant | null;
  /** Callers marked as harassing. */
  readonly harassing: ReadonlyMap<string, { readonly by: string; readonly epochMs: number }>;
  readonly callBacks: readonly CallBack[];
  /** Last member served, by hunt group. */
  readonly lastServed: ReadonlyMap<string, string>;
  /** Dear calls begun in the last hour, by extension; of all together under no number (`features/dear-calls.ts`). */
  readonly dearCalls: ReadonlyMap<string, DearCalls>;
  /** Operators who are logged in. */
  readonly attendants: Attendants;
  /** Distribution of operators' groups set by hand, by number. */
  readonly distributions: ReadonlyMap<string, Mode>;
}

/** The whole state of the exchange. Plain data; `step` makes a new one and never writes to an old one. */
export interface ExchangeState extends People {
  readonly office: Office;
  /** Derived from `office` alone (and from ports that are still busy after they left it). */
  readonly tables: OfficeTables;
  /** What the time of day was at one instant. */
  readonly wall: { readonly at: Instant; readonly epochMs: number };
  readonly ports: readonly Port[];
  /** Places of ports that the step which made this state has written to. */
  readonly touched: readonly PortIndex[];
  /** Each port's deadline once more: the earliest is found without a look at every port. */
  readonly deadlines: Deadlines;
  readonly calls: readonly (Call | null)[];
  /** Each call's deadline once more, Infinity for none. */
  readonly callDeadlines: readonly number[];
  /** Which call holds the timeslot of each port. */
  readonly holders: Holders;
  readonly nextCall: number;
  readonly nextSend: number;
  /** Health of positions that no office entry uses, for the day one does. */
  readonly spare: ReadonlyMap<PortId, boolean>;
}
