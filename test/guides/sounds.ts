import { wavOf } from '#runtime/guides/wav.ts';

const RATE = 8_000;

/** A tone as WAV, 16 bit, 8 kHz; dBm0 as on a line (a sine of full scale is 3.14). */
export function toneWav(milliseconds: number, hz = 800, dbm0 = -10): Uint8Array {
  return wavOf({ coding: 'pcm16', rate: RATE, data: bytesOf(tone(milliseconds, hz, dbm0)) });
}

export function silence(milliseconds: number): Int16Array {
  return new Int16Array((milliseconds * RATE) / 1_000);
}

export function tone(milliseconds: number, hz = 800, dbm0 = -10): Int16Array {
  const peak = 32_768 * 10 ** ((dbm0 - 3.14) / 20);
  return Int16Array.from({ length: (milliseconds * RATE) / 1_000 }, (_, i) =>
    Math.round(peak * Math.sin((2 * Math.PI * hz * i) / RATE)),
  );
}

export function bytesOf(...parts: readonly Int16Array[]): Uint8Array {
  return Buffer.concat(
    parts.map(({ buffer, byteOffset, byteLength }) => Buffer.from(buffer, byteOffset, byteLength)),
  );
}
