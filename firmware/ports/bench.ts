/**
 * What the bench page and the simulator say to each other, over the simulator's own WebSocket (text
 * messages: JSON of these types). Audio goes as binary messages, see `AUDIO_HEADER_BYTES`.
 */

/** `phone:1/3`, a second one in parallel `phone:1/3b`; exchange line `line:1/7`. */
export type BenchDevice = `phone:${string}` | `line:${string}`;

export type VoiceSource = 'none' | 'microphone' | 'tone1k' | 'speech';

export const BENCH_FAULTS = [
  'card-out',
  'spi-errors',
  'stuck-interrupt',
  'chip-reset',
  'no-battery',
  'hook-bounce',
] as const;
export type BenchFault = (typeof BENCH_FAULTS)[number];

export type BenchCommand =
  | { readonly op: 'lift' | 'hangUp' | 'flash'; readonly device: BenchDevice }
  /** DTMF sounds while the key is down. */
  | { readonly op: 'key'; readonly device: BenchDevice; readonly key: string; readonly down: boolean }
  /** Pulse dialling on an old telephone. */
  | { readonly op: 'pulse'; readonly device: BenchDevice; readonly digit: string }
  /** Dials by itself, in the phone's dialling mode. */
  | {
      readonly op: 'dial';
      readonly device: BenchDevice;
      readonly digits: string;
      readonly via: 'dtmf' | 'pulse';
    }
  | { readonly op: 'voice'; readonly device: BenchDevice; readonly source: VoiceSource }
  /** Sends the device's earpiece audio to this page. */
  | { readonly op: 'listen'; readonly device: BenchDevice; readonly on: boolean }
  /** A caller in the public network rings this exchange line. */
  | { readonly op: 'callIn'; readonly device: BenchDevice; readonly number: string; readonly name: string }
  /** The far end of a call that the office made: answers, hangs up, is busy. */
  | { readonly op: 'farAnswer' | 'farHangUp' | 'farBusy'; readonly device: BenchDevice }
  /** Port `1/3`, or a card `1` for `card-out`. */
  | { readonly op: 'fault'; readonly target: string; readonly fault: BenchFault; readonly on: boolean }
  | { readonly op: 'registers'; readonly port: string };

export interface BenchPhone {
  readonly device: BenchDevice;
  readonly port: string;
  readonly offHook: boolean;
  /** Bell is sounding now; `ringHz` is what the ringer hears. */
  readonly ringing: boolean;
  readonly ringHz: number;
  /** Last caller ID that the display decoded. */
  readonly display: { readonly number: string; readonly name: string; readonly dateTime: string } | null;
  /** Tone heard in the earpiece, as the ear names it: strongest frequencies, level. */
  readonly hears: { readonly hz: readonly number[]; readonly dbm0: number };
  readonly volts: number;
  readonly milliamps: number;
  readonly voice: VoiceSource;
}

export type ExchangeLineState =
  | 'idle'
  | 'dial-tone'
  | 'collecting'
  | 'ringing-out'
  | 'talking'
  | 'ringing-in'
  | 'busy'
  | 'dead';

export interface BenchLine {
  readonly device: BenchDevice;
  readonly port: string;
  readonly state: ExchangeLineState;
  /** What the public exchange heard dialled. */
  readonly dialled: string;
  readonly caller: { readonly number: string; readonly name: string } | null;
  readonly hears: { readonly hz: readonly number[]; readonly dbm0: number };
  readonly volts: number;
  readonly milliamps: number;
  readonly voice: VoiceSource;
}

export type BenchMessage =
  /** All devices; sent on connect and at each change, at most 20 a second. */
  | {
      readonly kind: 'state';
      readonly phones: readonly BenchPhone[];
      readonly lines: readonly BenchLine[];
      readonly faults: readonly { readonly target: string; readonly fault: BenchFault }[];
    }
  | {
      readonly kind: 'registers';
      readonly port: string;
      readonly chip: string;
      readonly direct: readonly number[];
      readonly indirect: readonly number[];
    }
  | { readonly kind: 'refused'; readonly code: string; readonly what: string };

/**
 * Binary message, both ways: byte 0 is the length of the device name, then the name in ASCII, then
 * 16-bit little-endian samples, 8 kHz mono, 160 (20 ms) a message. Toward the simulator it is the
 * microphone of a device whose voice source is `microphone`.
 */
export const AUDIO_SAMPLES_PER_MESSAGE = 160;
