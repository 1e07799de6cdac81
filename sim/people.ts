/**
 * What people do with telephones and lines, in their words: the scripting contract of every simulation.
 * `sim/telephone/` and `sim/exchange-line/` speak it over real audio and register-level chips;
 * `sim/port-level/` speaks it for volume. Scenario tests and the simulation's subscribers run on both.
 */
import type { ExchangeLineState, VoiceSource } from '#ports/bench.ts';
import type { Cancel } from '#ports/clock.ts';
import type { PortId } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';

/**
 * What an ear calls a sound. Tones go by the names of `TONE_NAMES` in ports/region.ts; where a country
 * gives two of them the same sound (Japan: busy and congestion) the ear says `busy`.
 */
export type HeardTone =
  | 'silence'
  | 'dial'
  | 'specialDial'
  | 'busy'
  | 'ringback'
  | 'congestion'
  | 'vacant'
  | 'callWaiting'
  | 'howler'
  | 'conferenceReminder'
  | 'confirmation'
  /** A single key of a keypad, or dialling heard through. */
  | 'dtmf'
  /** The 1 kHz test tone of `say('tone1k')`. */
  | 'testTone'
  | 'voice'
  /** Something steady that no name fits (yet): a tone whose cadence is still open. */
  | 'unknown';

export interface Heard {
  readonly tone: HeardTone;
  /** The strongest frequencies now (or of the last burst of a cadence), Hz, at most three; measured. */
  readonly hz: readonly number[];
  /** Level of the sound (of the burst, for a cadence), dBm0; −90 is silence. */
  readonly dbm0: number;
}

/** One time that the bell sounded. */
export interface RingBurst {
  readonly start: Instant;
  /** So far, while it still sounds. */
  readonly lengthMs: number;
  readonly hz: number;
  readonly voltsRms: number;
}

export interface CallerDisplay {
  readonly number: string;
  readonly name: string;
  /** `MMDDHHMM`, empty when the signal does not carry it (SDMF has it, DTMF has not). */
  readonly dateTime: string;
  /** Why there is no number: `P` private, `O` out of area. */
  readonly absence: '' | 'P' | 'O';
}

export type DialMode = 'dtmf' | 'pulse';

export interface DialOptions {
  /** Default: the telephone's own mode, `dtmf`. */
  readonly via?: DialMode;
  /** DTMF: tone and pause. Default 70 and 70 ms. */
  readonly onMs?: number;
  readonly offMs?: number;
  /** Pulse: default 10 a second, 60 ms break / 40 ms make, 700 ms between digits. */
  readonly breakMs?: number;
  readonly makeMs?: number;
  readonly interDigitMs?: number;
}

/** A telephone on an extension line. Every action works at once; what takes time goes on by itself. */
export interface TelephoneSet {
  readonly port: PortId;
  /** How long its key for it opens the loop, as exchanges of the country want it. */
  readonly flashMs: number;
  lift(): void;
  /** Stops dialling and whatever key is down; a voice goes on when the handset is lifted again. */
  hangUp(): void;
  /** Opens the loop for a moment; default `flashMs`. Ignored on-hook. */
  flash(breakMs?: number): void;
  /** A key of its own for hold, on telephones that have one: holds the other party, or takes it back. */
  hold?(on: boolean): void;
  /** It holds its party by that key. */
  readonly holding?: boolean;
  /** A key of its own by which the other party is sent on to a number; taken back when that cannot be. */
  sendOn?(number: string): void;
  /** `0–9 * # A–D`, and `,` for a pause of 1 s. Queued behind what is being dialled; ignored on-hook. */
  dial(digits: string, options?: DialOptions): void;
  /** Holds a key down: DTMF until `release`, or another key. */
  press(key: string): void;
  release(): void;
  /** What the person (or a test set) says into the handset from now on. */
  say(voice: VoiceSource): void;
  readonly voice: VoiceSource;
  readonly offHook: boolean;
  readonly dialling: boolean;
  /** The bell sounds now. */
  readonly ringing: boolean;
  /** Bursts since the bell last began after a rest of 10 s, at most the last 64; newest last. */
  readonly rings: readonly RingBurst[];
  /** What the display shows; cleared when a new ringing begins without caller ID, kept until then. */
  readonly display: CallerDisplay | null;
  /** In the earpiece; silence on-hook. */
  readonly hears: Heard;
  /** Called after something above changed by itself (not for level changes only); at most once a frame. */
  watch(changed: () => void): Cancel;
}

/** How a public exchange shows that the far end has hung up. */
export type ReleaseSignal = 'busy-tone' | 'polarity' | 'loop-drop' | 'none';

export interface ExchangeLineSettings {
  /** Answer of the far end: polarity reverses (and stays so while connected), or only the ringback ends. */
  readonly answer: 'polarity' | 'voice';
  readonly release: ReleaseSignal;
  /** From seizure to dial tone. Infinity: it never comes. */
  readonly dialToneDelayMs: number;
  /** Caller ID on incoming calls; null sends none. */
  readonly callerId:
    | { readonly signal: 'fsk'; readonly standard: 'bell202' | 'v23'; readonly format: 'sdmf' | 'mdmf' }
    | { readonly signal: 'dtmf'; readonly start: string; readonly end: string }
    /** What some other exchange sent, 8 kHz on the scale of `two-wire.ts`; number and name are in it. */
    | { readonly signal: 'recorded'; readonly samples: Int16Array }
    | null;
  readonly callerIdWhen: 'before-ring' | 'after-first-ring';
  /** Length of a loop drop (K-break), ms. */
  readonly loopDropMs: number;
  /** This long without a digit, the dialled number is complete and the far end is called. */
  readonly dialledCompleteMs: number;
  /** Numbers at which an operator answers by itself, after one ringback. */
  readonly emergency: readonly string[];
  /** Rings in at the very moment when the office seizes the line (once per `callIn` while idle). */
  readonly glare: boolean;
}

/** Why a call that the office made does not get through. */
export type FarRefusal = 'busy' | 'congestion' | 'vacant';

/** A line of the public exchange: what happens at its far side. */
export interface ExchangeLine {
  readonly port: PortId;
  readonly settings: ExchangeLineSettings;
  configure(settings: Partial<ExchangeLineSettings>): void;
  /**
   * Somebody calls this line; rings until answered, given up, or `giveUp`. False when the line is taken or
   * dead. With `glare` set it waits, and rings in exactly when the office seizes.
   */
  callIn(caller: { readonly number: string; readonly name: string }): boolean;
  /** The caller hangs up before the office answers. */
  giveUp(): void;
  /** The far telephone that the office called answers. Ignored unless it rings. */
  farAnswers(): void;
  /** The far party of a conversation hangs up; shown as `settings.release` says. */
  farHangsUp(): void;
  /** The call that the office dials (or has just dialled) meets this instead of ringback. */
  farBusy(why?: FarRefusal): void;
  /** Takes battery away and gives it back. */
  dead(on: boolean): void;
  /** What the far party says from now on. */
  say(voice: VoiceSource): void;
  readonly voice: VoiceSource;
  readonly state: ExchangeLineState;
  /** The office holds the line: loop current flows. */
  readonly seized: boolean;
  /** The far and the office's side can talk. */
  readonly answered: boolean;
  /** Digits heard since the last seizure, DTMF and pulses; kept after the release until the next one. */
  readonly dialled: string;
  readonly caller: { readonly number: string; readonly name: string } | null;
  /** What arrives from the office. */
  readonly hears: Heard;
  watch(changed: () => void): Cancel;
}
