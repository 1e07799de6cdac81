import { SINE_PEAK_0_DBM0 } from '../two-wire.ts';

/** What the ear calls silence, dBm0. */
export const SILENCE_DBM0 = -90;

/** Peak, in PCM units, of a sine of this level. */
export const sinePeak = (dbm0: number): number => SINE_PEAK_0_DBM0 * 10 ** (dbm0 / 20);

/** Level of a signal with this mean square, dBm0; a sine of 0 dBm0 has half its squared peak. */
export const dbm0OfMeanSquare = (meanSquare: number): number =>
  meanSquare <= 0
    ? SILENCE_DBM0
    : Math.max(SILENCE_DBM0, 10 * Math.log10((2 * meanSquare) / SINE_PEAK_0_DBM0 ** 2));

/** Mean square of a signal of this level. */
export const meanSquareOf = (dbm0: number): number => (SINE_PEAK_0_DBM0 ** 2 / 2) * 10 ** (dbm0 / 10);

export const gainOf = (db: number): number => 10 ** (db / 20);

export function meanSquare(frame: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < frame.length; i++) sum += frame[i]! * frame[i]!;
  return sum / frame.length;
}

/**
 * Nothing but idle code: A-law's quietest codes decode to ±8 (G.711 table 1), twice that with a gain.
 * Looks at a few samples first, so that speech costs next to nothing.
 */
export function isSilent(frame: Float32Array): boolean {
  for (let i = 0; i < frame.length; i++) if (frame[i]! > 20 || frame[i]! < -20) return false;
  return true;
}
