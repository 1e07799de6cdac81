import type { Feed } from '#ports/line-card.ts';
import type { Sound } from './sound.ts';

/** What a telephone sees of the line card at the other end of its pair. */
export interface OfficeEnd {
  /** The loop opened or closed for good, or for a moment. */
  loop(closed: boolean): void;
  pulse(digit: string): void;
  sound(sound: Sound): void;
  /** What arrives. */
  hears(): Sound;
}

/** What the line card sees of the telephone. */
export interface TelephoneEnd {
  readonly offHook: boolean;
  ring(on: boolean): void;
  feed(feed: Feed): void;
}

/** What the line card (FXO) sees of the public exchange. */
export interface PublicEnd {
  readonly battery: boolean;
  readonly reversed: boolean;
  /** Loop closed by the office: seized. */
  loop(closed: boolean): void;
  flash(): void;
  digit(digit: string): void;
}

/** What the public exchange sees of the line card. */
export interface TrunkEnd {
  ringing(on: boolean): void;
  polarity(reversed: boolean): void;
  /** The current stopped while the loop was closed, for that long. */
  loopDrop(lengthMs: number): void;
  /** Battery came or went. */
  battery(): void;
  sound(sound: Sound): void;
  hears(): Sound;
  /** Caller ID as a signal on the line. */
  callerId(
    standard: 'bell202' | 'v23' | 'dtmf',
    message: {
      readonly number: string;
      readonly name: string;
      readonly dateTime: string;
      readonly absence: '' | 'P' | 'O';
    },
  ): void;
}
