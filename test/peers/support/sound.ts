import { readFileSync } from 'node:fs';

const RATE = 8_000;
/** A tenth of a second: tones are told apart by 10 Hz. */
const WINDOW = 800;
const HEADER_BYTES = 44;

/** Mono, 16 bit, 8 kHz, as baresip plays and records it. */
export function waveOf(samples: Int16Array): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('RIFF', 0);
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8);
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(RATE * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36);
  header.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([header, Buffer.from(samples.buffer)]);
}

export const sine = (hz: number, seconds: number): Int16Array =>
  Int16Array.from({ length: seconds * RATE }, (_, n) => 9_000 * Math.sin((2 * Math.PI * hz * n) / RATE));

/** A file that is still being written has no length in its header: what follows it counts. */
export function samplesOf(path: string): Int16Array {
  const bytes = readFileSync(path).subarray(HEADER_BYTES);
  return Int16Array.from({ length: Math.floor(bytes.length / 2) }, (_, n) => bytes.readInt16LE(2 * n));
}

/** How much of the power of a piece of sound is at a frequency, 0 to 1 (Goertzel); 0 for silence. */
export function shareOf(hz: number, samples: Int16Array): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / RATE);
  let [before, last, power] = [0, 0, 0];
  for (const sample of samples) {
    [before, last] = [last, sample + turn * last - before];
    power += sample * sample;
  }
  if (power < samples.length * 100) return 0;
  const found = last * last + before * before - turn * last * before;
  return (2 * found) / (samples.length * power);
}

/** Seconds of a recording that are nothing but this tone. */
export function secondsOf(hz: number, samples: Int16Array): number {
  let windows = 0;
  for (let from = 0; from + WINDOW <= samples.length; from += WINDOW)
    if (shareOf(hz, samples.subarray(from, from + WINDOW)) > 0.9) windows++;
  return (windows * WINDOW) / RATE;
}

/** The two tones of a key (ITU-T Q.23) for 40 ms, and little else. */
export function hasKey([row, column]: readonly [row: number, column: number], samples: Int16Array): boolean {
  const window = 320;
  for (let from = 0; from + window <= samples.length; from += window / 2) {
    const piece = samples.subarray(from, from + window);
    const shares = [shareOf(row, piece), shareOf(column, piece)];
    if (shares.every((share) => share > 0.2) && shares[0]! + shares[1]! > 0.8) return true;
  }
  return false;
}
