import type { Diversion } from '#switching/model.ts';
import type { Timeslot } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import type { CardEdge } from './bus.ts';

/** One step of a tone: no frequency is silence. `ms` 0 lasts for ever (continuous tone). */
export interface ToneStep {
  readonly hz: readonly number[];
  readonly ms: number;
  /** Overrides the tone's level: a howler rises. */
  readonly levelDbm0?: number;
  /** Amplitude modulation, 100 % (Japan's ringback: 15 Hz). */
  readonly modulationHz?: number;
}

/** A tone and its cadence; the steps repeat unless `repeat` is false. Level is per frequency. */
export interface ToneDefinition {
  readonly levelDbm0: number;
  readonly repeat: boolean;
  readonly steps: readonly ToneStep[];
}

export type FskStandard = 'bell202' | 'v23';

/** What a caller-ID sender or receiver says. Times are `MMDDHHMM`. */
export interface CallerIdMessage {
  readonly number: string;
  readonly name: string;
  readonly dateTime: string;
  /** Why a number is missing: `P` private, `O` out of area, empty when it is there. */
  readonly absence: '' | 'P' | 'O';
}

/** What a carrier's line tells beside its caller. */
export interface SaidByCarrier {
  /** The number that he has dialled. */
  readonly called?: string;
  /** Who has sent him on before, the first one first. */
  readonly diversions?: readonly Diversion[];
  /** How far the call may go beyond us, 0 to 70. */
  readonly hops?: number;
}

export type CallerIdFormat =
  /** `offHook`: the telephone is in a conversation; no seizure, a short mark. */
  | {
      readonly signal: 'fsk';
      readonly standard: FskStandard;
      readonly format: 'sdmf' | 'mdmf';
      readonly offHook?: boolean;
    }
  /** `start` and `end` are DTMF letters around the number: `D…C`, `A…#`. */
  | { readonly signal: 'dtmf'; readonly start: string; readonly end: string };

export type CallProgressTone = 'dial' | 'busy' | 'ringback' | 'congestion' | 'sit' | 'cng' | 'ced';

/** Which detectors listen to what arrives from a timeslot. All off costs nothing. */
export interface Detectors {
  readonly dtmf: boolean;
  readonly progress: boolean;
  readonly fax: boolean;
  readonly callerId: FskStandard | 'dtmf' | null;
  /** The signal before call-waiting caller ID (CAS, DT-AS: 2130+2750 Hz); event `alert`. */
  readonly callWaitingAlert?: boolean;
}

/**
 * Commands to the media plane, carried as JSON into Rust (`native/node`). `slot` for tones, digits,
 * caller ID and play means: toward that slot's port. Detectors and record listen to what comes from it.
 * Bounded queue: a command that does not fit is refused with an event `refused`.
 */
export type MediaCommand =
  /** The region's tones by name, replacing all earlier ones; companding law of every card. */
  | {
      readonly op: 'configure';
      readonly law: 'a' | 'u';
      readonly tones: Readonly<Record<string, ToneDefinition>>;
      readonly dtmf: DtmfLevels;
    }
  /** One direction. A second `connect` of the same pair replaces the gain. */
  | { readonly op: 'connect'; readonly from: Timeslot; readonly to: Timeslot; readonly gainDb: number }
  | { readonly op: 'disconnect'; readonly from: Timeslot; readonly to: Timeslot }
  /**
   * N−1: each member hears all others, but for what the matrix says. The whole conference is given each time:
   * it replaces the one of that id without a click. No members ends it. At most 32 members, 64 conferences.
   * Sums too loud for 16 bits are turned down softly. Supervision of agent A, customer C by supervisor S:
   * listen: members A, C and S muted; whisper: the same with the matrix `[{ from: S, to: A, gainDb: 0 }]`;
   * barge: S not muted. Events `talking` tell who talks.
   */
  | {
      readonly op: 'conference';
      readonly id: number;
      readonly members: readonly ConferenceMember[];
      readonly matrix?: readonly MatrixEntry[];
    }
  /** `null` stops. */
  | { readonly op: 'tone'; readonly slot: Timeslot; readonly tone: string | null }
  /** Digits `0–9 A–D * #`, `,` pauses 1 s; ends with event `sent`. */
  | { readonly op: 'sendDigits'; readonly slot: Timeslot; readonly digits: string; readonly id: number }
  /** Ends with event `sent`. `alert` prefixes the DT-AS/CAS burst (2130+2750 Hz, 100 ms). */
  | {
      readonly op: 'sendCallerId';
      readonly slot: Timeslot;
      readonly format: CallerIdFormat;
      readonly message: CallerIdMessage;
      readonly alert: boolean;
      readonly id: number;
    }
  /**
   * The 80 ms of 2130+2750 Hz that ask a telephone in a conversation whether it can hear caller ID; it
   * answers with digit `D` within 160 ms. Then follows `sendCallerId` with `offHook`. Ends with event `sent`.
   */
  | { readonly op: 'sendAlert'; readonly slot: Timeslot; readonly id: number }
  /** Ends what `sendDigits` and `sendCallerId` still have to send; each ends with its `sent`. */
  | { readonly op: 'stopSend'; readonly slot: Timeslot }
  /**
   * Opens a stream of packets at a timeslot after those of the cards, or closes it (`null`). Legs of 16 kHz hear
   * each other in full, in conferences too; between them and all others lies one filter of 2 ms.
   */
  | { readonly op: 'packets'; readonly slot: Timeslot; readonly stream: PacketStreamSettings | null }
  | { readonly op: 'detect'; readonly slot: Timeslot; readonly detectors: Detectors }
  /**
   * Line echo canceller (ITU-T G.168) of what comes from a slot; everything that listens there hears it
   * cancelled. Off for as long as a modem's tone asks. `bulkDelayFrames`: from a frame handed to the port to
   * the first echo of it, 1–16 frames of 5 ms; default: that of a port on a card.
   */
  | {
      readonly op: 'echo';
      readonly slot: Timeslot;
      readonly on: boolean;
      readonly bulkDelayFrames?: number;
    }
  /**
   * Loads a WAV (bytes as base64) under a name; event `loaded` or `refused`. 8 or 16 kHz mono, 16 bit, A-law or
   * µ-law, half an hour at most. `loudnessDbm0` (−40 … −6): brought to this active speech level (ITU-T P.56),
   * as far as its peaks allow. One copy serves all who listen; who listens to an older one of that name goes on.
   */
  | {
      readonly op: 'loadSound';
      readonly name: string;
      readonly wavBase64: string;
      readonly loudnessDbm0?: number;
    }
  /** From `startMs` on (default 0; counted round when it loops). A loop has no gap. Ends with `played`. */
  | {
      readonly op: 'play';
      readonly slot: Timeslot;
      readonly sound: string;
      readonly loop: boolean;
      readonly gainDb: number;
      readonly startMs?: number;
      readonly id: number;
    }
  | { readonly op: 'stopPlay'; readonly slot: Timeslot }
  /** Records what arrives from a slot, at most `msMax` (600 000 at most); event `recorded` carries the WAV. */
  | { readonly op: 'record'; readonly slot: Timeslot; readonly msMax: number; readonly id: number }
  | { readonly op: 'stopRecord'; readonly slot: Timeslot }
  /**
   * Records what arrives from two slots in step, as a stereo WAV, without touching the call: events `recording`
   * carry it in parts of a second, so that no memory grows with its length. At most `msMax` (86 400 000 at
   * most) and 32 at a time; another one of that id ends the first.
   */
  | {
      readonly op: 'recordCall';
      readonly left: Timeslot;
      readonly right: Timeslot;
      readonly msMax: number;
      readonly id: number;
    }
  | { readonly op: 'stopRecordCall'; readonly id: number }
  /**
   * Quality of what arrives from a slot: `start` measures anew, `now` tells, `end` tells for the last time;
   * event `quality`. A packet leg brings its loss, jitter and delay by itself; `packets` says otherwise.
   */
  | {
      readonly op: 'quality';
      readonly slot: Timeslot;
      readonly report: 'start' | 'now' | 'end';
      readonly packets?: PacketPath;
    };

export interface ConferenceMember {
  readonly slot: Timeslot;
  /** Gain with which the others hear it. */
  readonly gainDb: number;
  /** Gain with which it hears the others; default 0. */
  readonly hearsDb?: number;
  /** Nobody hears it, except where the matrix says so. That it talks is told all the same. */
  readonly muted?: boolean;
}

/** `to` hears `from` with this gain in place of the member's own; `null`: not at all. */
export interface MatrixEntry {
  readonly from: Timeslot;
  readonly to: Timeslot;
  readonly gainDb: number | null;
}

/** A stream of packets as SDP has settled it; the last three at random (RFC 3550 §5.1). */
export interface PacketStreamSettings {
  readonly codec: 'pcma' | 'pcmu' | 'g722' | 'opusNarrow' | 'opusWide';
  /** Payload types of the voice, of telephone events (RFC 4733) and of comfort noise (RFC 3389). */
  readonly voice: number;
  readonly event?: number | null;
  readonly noise?: number | null;
  readonly silenceSuppression?: boolean;
  /** What the jitter buffer aims at; default 10 to 300 ms. */
  readonly delayMsMin?: number;
  readonly delayMsMax?: number;
  readonly ssrc: number;
  readonly firstSequence: number;
  readonly firstTimestamp: number;
}

/** What the packet side of a call knows about the way to this exchange. */
export interface PacketPath {
  /** Share of packets that could not be played, 0 to 1. */
  readonly lossShare: number;
  /** Mean length of losses over that of random ones (ITU-T G.107 §3.5): 1 is random. */
  readonly burstRatio: number;
  readonly jitterMs: number;
  /** One way, jitter buffer included. */
  readonly delayMs: number;
  /** ITU-T G.113 appendix I; G.711 is 0 and 4.3, with concealment 0 and 25.1. */
  readonly codec: { readonly ie: number; readonly bpl: number };
}

/** The record of one leg; levels are `null` when there was nothing to measure. */
export interface CallQuality {
  readonly ms: number;
  /** Active speech level (ITU-T P.56), and the share of the time with speech. */
  readonly levelDbm0: number | null;
  readonly activity: number;
  readonly noiseDbm0: number | null;
  readonly peakDbm0: number | null;
  readonly clippedShare: number;
  readonly lossShare: number;
  readonly burstRatio: number;
  readonly jitterMs: number;
  readonly delayMs: number;
  /** Of the line, and what the canceller adds; `null` without one. */
  readonly echoReturnLossDb: number | null;
  readonly echoEnhancementDb: number | null;
  /** E-model (ITU-T G.107): rating 0 … 93.2, and the mean opinion score that it stands for. */
  readonly r: number;
  readonly mos: number;
}

export interface DtmfLevels {
  readonly lowDbm0: number;
  readonly highDbm0: number;
  readonly onMs: number;
  readonly offMs: number;
}

export type MediaEvent =
  /** `passed`: whoever the slot talks to has it already, for its packets are passed on as they come. */
  | { readonly kind: 'dtmf'; readonly slot: Timeslot; readonly digit: string; readonly passed?: boolean }
  /** `on` false: the tone is gone. Cadenced tones are told once they are recognised. */
  | {
      readonly kind: 'progress';
      readonly slot: Timeslot;
      readonly tone: CallProgressTone;
      readonly on: boolean;
    }
  /** `called`: the number that he has dialled, where the far end says so by message. */
  | ({
      readonly kind: 'callerId';
      readonly slot: Timeslot;
      readonly message: CallerIdMessage;
    } & SaidByCarrier)
  /** What a canceller knows of its line: each second of far-end talk, on a change of state, and at its end. */
  | {
      readonly kind: 'echo';
      readonly slot: Timeslot;
      /** Echo return loss of the line, and what the filter adds to it (the suppressor not counted), dB. */
      readonly erlDb: number;
      readonly erleDb: number;
      /** Both together have reached 30 dB. */
      readonly converged: boolean;
      /** A modem has switched it off: 2100 Hz with phase reversals. */
      readonly disabled: boolean;
    }
  /** A member of a conference begins to talk (after 30 ms) or has ended (400 ms after the last word). */
  | { readonly kind: 'talking'; readonly slot: Timeslot; readonly on: boolean }
  /** The signal before call-waiting caller ID has ended. Digit `D` within 100 ms asks for the message. */
  | { readonly kind: 'alert'; readonly slot: Timeslot }
  | { readonly kind: 'sent' | 'played'; readonly slot: Timeslot; readonly id: number }
  | { readonly kind: 'recorded'; readonly slot: Timeslot; readonly id: number; readonly wavBase64: string }
  /**
   * Bytes of the file of `recordCall` and where they belong in it. The file can be read at any time; the last
   * part brings its final header. `lostMs`: what both legs lost because nobody took the parts for 8 s.
   */
  | {
      readonly kind: 'recording';
      readonly id: number;
      readonly at: number;
      readonly bytesBase64: string;
      readonly last: boolean;
      readonly lostMs: number;
    }
  | {
      readonly kind: 'quality';
      readonly slot: Timeslot;
      readonly last: boolean;
      readonly quality: CallQuality;
    }
  /** `levelDbm0`: active speech level as it will be played (`null`: silence), after `gainDb`. */
  | {
      readonly kind: 'loaded';
      readonly name: string;
      readonly lengthMs: number;
      readonly levelDbm0: number | null;
      readonly gainDb: number;
    }
  | { readonly kind: 'refused'; readonly op: string; readonly code: string; readonly what: string }
  /** A packet leg hears its peer (again), or has had neither voice nor a report of it for ten seconds though it should. */
  | { readonly kind: 'leg'; readonly slot: Timeslot; readonly heard: boolean }
  /** From the burst header, for the drivers. */
  | { readonly kind: 'edge'; readonly edge: CardEdge }
  /** The burst to a card works (`up`) or has failed for 3 frames. */
  | { readonly kind: 'card'; readonly card: number; readonly up: boolean };

/** Counters since start; each way a frame can be lost has its own. */
export interface MediaStatistics {
  readonly frames: number;
  readonly crcErrors: number;
  readonly headerErrors: number;
  readonly sequenceGaps: number;
  readonly repeated: number;
  readonly underruns: number;
  readonly overruns: number;
  /** Queue of frames in the card waiting to be played, last seen. */
  readonly cardQueueDepth: number;
  /** Worst time from frame-ready to the burst done, since the last look; µs. */
  readonly frameUsMax: number;
  /** Connections (one-way) and conference members now switched; a leak shows here. */
  readonly paths: number;
}

/** Real and simulated boards: Rust (`native/`). Port-level simulation: `sim/port-level/`. */
export interface MediaPlane {
  start(listener: (event: MediaEvent, at: Instant) => void): void;
  command(command: MediaCommand): void;
  statistics(): MediaStatistics;
  stop(): void;
}
