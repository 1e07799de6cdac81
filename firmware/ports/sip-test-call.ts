/*
 * A test call of a SIP trunk, as whoever has asked for it sees it grow: whether calls go out over exactly this trunk,
 * and whether voices come back.
 */

/** What can be done about a call that did not work; `none`: it did, or nobody knows better. */
export const SIP_TEST_ADVICE = [
  'none',
  'account',
  'number',
  'network',
  'codecs',
  'limit',
  'money',
  'carrier',
  'moved',
  'silence',
  'keys',
] as const;
export type SipTestAdvice = (typeof SIP_TEST_ADVICE)[number];

export const SIP_TEST_STATES = ['trying', 'sent', 'ringing', 'early', 'talking', 'over'] as const;
/** `early`: an announcement before the answer (183 with voice). */
export type SipTestState = (typeof SIP_TEST_STATES)[number];

export const SIP_TEST_ENDS = [
  /** It was answered, and ended by itself or by the far side. */
  'worked',
  /** Whoever was called is busy or does not want it: the way there works. */
  'busy',
  'unanswered',
  'refused',
  /** The carrier has said nothing, or nobody hears it. */
  'noWord',
  'notSent',
  'noVoice',
  /** It was answered, and then nothing more came. */
  'lost',
  'hungUp',
  /** The line was wanted for a call for help, or by somebody who called in. */
  'gaveWay',
] as const;
export type SipTestEnd = (typeof SIP_TEST_ENDS)[number];

/** What has been heard of the far side: since the answer, or before it of an announcement. */
export interface SipTestHeard {
  readonly packets: number;
  /** 0 … 1; null: not measured yet. */
  readonly lossShare: number | null;
  /** Active speech level; null: packets of silence, or not measured yet. */
  readonly levelDbm0: number | null;
}

/** Times in ms since it was asked for; null: it has not come to that. */
export interface SipTestView {
  readonly trunk: string;
  /** As it was typed. */
  readonly number: string;
  readonly state: SipTestState;
  readonly ageMs: number;
  /** What the carrier was given to dial; null: nothing was sent. */
  readonly sent: string | null;
  /** Some route of the office leads this number over this trunk. False: a telephone's call would not go this way. */
  readonly routed: boolean;
  /** Who it was told that calls; empty: the trunk's own account. Null: nothing was sent, or the number is hidden. */
  readonly caller: string | null;
  readonly sentMs: number | null;
  readonly ringingMs: number | null;
  readonly earlyMs: number | null;
  readonly answeredMs: number | null;
  readonly endedMs: number | null;
  readonly codec: 'PCMA' | 'PCMU' | 'G722' | 'opus' | null;
  /** Null: no voice was agreed on. */
  readonly encrypted: boolean | null;
  /** Null: no voice was agreed on, or nobody counts. */
  readonly heard: SipTestHeard | null;
  /** Null: it still goes on. */
  readonly end: SipTestEnd | null;
  /** SIP's word for a refusal, and the carrier's own (in its language, 80 letters at most). */
  readonly status: number | null;
  readonly words: string;
  readonly advice: SipTestAdvice;
}

/** Why no test call was begun. */
export type SipTestRefusal =
  | 'no-such-trunk'
  | 'trunk-down'
  /** All its calls are taken. */
  | 'no-line-free'
  | 'under-way'
  | 'emergency'
  | 'bad-number';

export interface SipTestCalls {
  /**
   * Calls `number`, dialled as at an extension, over a trunk and no other. Speaks to whoever answers, and ends by
   * itself: after a minute of ringing or a quarter of one of talk. Answers within a second.
   */
  begin(
    trunk: string,
    number: string,
  ): Promise<{ readonly ok: true } | { readonly ok: false; why: SipTestRefusal }>;
  /** The trunk's last test call, for some minutes after its end; null: there is none. */
  view(trunk: string): SipTestView | null;
  /** False: none is under way. */
  hangUp(trunk: string): boolean;
}
