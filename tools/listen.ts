/**
 * `npm run listen -- FOLDER [SPEECH.wav]`: what loss, jitter and echo sound like, before and after, as pairs of
 * WAV files with their figures. Speech: the WAV given, else espeak-ng's, else a synthetic talker.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const LISTEN = resolve(import.meta.dirname, '../native/target/release/tipring-listen');
const RATE = 8000;
const TEXT =
  'This is the exchange. Please listen to how a call sounds when packets are lost, when they come late, and when ' +
  'the line returns an echo. The birch canoe slid on the smooth planks. Glue the sheet to the dark blue ' +
  'background. It is easy to tell the depth of a well. These days a chicken leg is a rare dish.';

interface Pcm {
  readonly rate: number;
  readonly samples: Int16Array;
}

/** Mono 16-bit PCM out of a WAV as espeak-ng writes it. */
function readWav(bytes: Buffer): Pcm {
  const data = bytes.indexOf('data', 12, 'latin1') + 8;
  const samples = Int16Array.from({ length: (bytes.length - data) >> 1 }, (_, n) =>
    bytes.readInt16LE(data + 2 * n),
  );
  return { rate: bytes.readUInt32LE(24), samples };
}

/** Any rate to 8 kHz, by a windowed sinc that ends at 3.6 kHz. */
function toLineRate({ rate, samples }: Pcm): Int16Array {
  const cut = 3600 / rate;
  const reach = Math.ceil(16 / cut);
  const sinc = (x: number): number => (x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x));
  return Int16Array.from({ length: Math.floor((samples.length * RATE) / rate) }, (_, n) => {
    const centre = (n * rate) / RATE;
    let sum = 0;
    for (let at = Math.ceil(centre - reach); at <= centre + reach; at++) {
      const x = at - centre;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / reach);
      sum += (samples[at] ?? 0) * 2 * cut * sinc(2 * cut * x) * window;
    }
    return Math.max(-32768, Math.min(32767, Math.round(sum)));
  });
}

function writeWav(path: string, samples: Int16Array): void {
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + samples.byteLength, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(RATE, 24);
  header.writeUInt32LE(2 * RATE, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(samples.byteLength, 40);
  writeFileSync(path, Buffer.concat([header, Buffer.from(samples.buffer)]));
}

/** Path of speech at 8 kHz, or nothing when espeak-ng is not here. */
function spoken(folder: string): string | undefined {
  const { status, stdout } = spawnSync('espeak-ng', ['-s', '150', '--stdout', TEXT], {
    maxBuffer: 1 << 26,
  });
  if (status !== 0) return undefined;
  const path = join(folder, 'speech.wav');
  writeWav(path, toLineRate(readWav(stdout)));
  return path;
}

function main([folder, given]: readonly string[]): number {
  if (folder === undefined) {
    process.stderr.write('npm run listen -- FOLDER [SPEECH.wav]\n');
    return 2;
  }
  mkdirSync(folder, { recursive: true });
  const speech = given ?? spoken(folder);
  const words = speech === undefined ? [folder] : [folder, speech];
  const { status, stdout, stderr, error } = spawnSync(LISTEN, words, { encoding: 'utf8' });
  if (status !== 0) {
    process.stderr.write(error === undefined ? stderr : `${error.message}\n`);
    return 1;
  }
  process.stdout.write(`${JSON.stringify(JSON.parse(stdout), null, 2)}\n`);
  return 0;
}

process.exitCode = main(process.argv.slice(2));
