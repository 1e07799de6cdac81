import type { DialString } from '#units/ids.ts';
import type { Mode, Reach } from './office.ts';

/*
 * What people set by telephone, console or page while the exchange runs, and what must outlive a restart.
 * The core holds it and says each change as an effect `keep`; the runtime stores it and gives it back at the
 * start.
 */

/** A wake-up call that was ordered for an extension. */
export interface WakeUp {
  /** The time that was asked for: minutes of the local day, 0–1439. */
  readonly minuteOfDay: number;
  /** Who ordered it: an extension, or who uses the API. */
  readonly by: string;
  /** When the telephone rings next, ms since 1970 UTC; null: nobody has answered, and the operators were told. */
  readonly dueEpochMs: number | null;
  /** How often it has rung in vain. */
  readonly attempts: number;
}

/** A time of the local clock, and the moment that was meant by it. */
export interface ClockTime {
  /** 0–1439 */
  readonly minuteOfDay: number;
  /** Since 1970, UTC. */
  readonly epochMs: number;
}

/** Do-not-disturb that begins or ends by the clock; it is over when it has ended. */
export interface QuietTime {
  /** Null: it has begun. */
  readonly from: ClockTime | null;
  /** Null: until somebody clears it. */
  readonly to: ClockTime | null;
}

/** What an extension has set. */
export interface Subscriber {
  readonly forward: {
    readonly all: DialString | null;
    readonly busy: DialString | null;
    readonly noAnswer: DialString | null;
    readonly offline: DialString | null;
  };
  /**
   * How long it rings before "forward on no answer" takes the call, as its telephone has said; null: as the office says.
   * Gone with that forward.
   */
  readonly noAnswerMs: number | null;
  /** Now. */
  readonly doNotDisturb: boolean;
  /** What the clock will make of it; any other change of do-not-disturb ends that. */
  readonly quietTime: QuietTime | null;
  readonly absent: boolean;
  readonly callWaiting: boolean;
  readonly hiddenNumber: boolean;
  readonly speedDials: Readonly<Record<string, DialString>>;
  /** Over the office's own setting; `null` as there, `off` none. */
  readonly hotLine: { readonly number: DialString; readonly afterMs: number } | 'off' | null;
  /** What the lock leaves; null: not locked. */
  readonly locked: Reach | null;
  /** PIN of lock and hot desking; empty: none set yet. */
  readonly pin: string;
  /** Extension at whose telephone this one is logged in; null: at its own. */
  readonly at: DialString | null;
  readonly wakeUp: WakeUp | null;
  readonly lastDialled: DialString;
  readonly lastCaller: DialString;
}

export const FRESH_SUBSCRIBER: Subscriber = {
  forward: { all: null, busy: null, noAnswer: null, offline: null },
  noAnswerMs: null,
  doNotDisturb: false,
  quietTime: null,
  absent: false,
  callWaiting: false,
  hiddenNumber: false,
  speedDials: {},
  hotLine: null,
  locked: null,
  pin: '',
  at: null,
  wakeUp: null,
  lastDialled: '',
  lastCaller: '',
};

/** One thing to keep; the newest of a key counts, `null` forgets it. */
export type Kept =
  | { readonly what: 'subscriber'; readonly key: DialString; readonly value: Subscriber | null }
  /** The mode that somebody set by hand for an entity; null: by schedule. */
  | { readonly what: 'mode'; readonly key: string; readonly value: Mode | null }
  /** The distribution that an operator set by hand for a group; null: as the group stands. */
  | { readonly what: 'distribution'; readonly key: DialString; readonly value: Mode | null }
  /** A caller marked as harassing: blocked like a black-listed one. */
  | {
      readonly what: 'harassing';
      readonly key: DialString;
      readonly value: { readonly by: DialString; readonly epochMs: number } | null;
    };
