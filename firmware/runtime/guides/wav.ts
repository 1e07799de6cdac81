import { SOUND_BYTES_MAX, SOUND_MS_MAX } from '#ports/guides.ts';
import { fail, ok, type Result } from '#units/result.ts';
import { guideFault } from './faults.ts';

/** What a WAV file says of itself. Formats as in Microsoft's RIFF description (1, 6, 7). */
export interface WavInfo {
  readonly coding: 'pcm16' | 'a-law' | 'u-law';
  readonly rate: 8_000 | 16_000;
  readonly lengthMs: number;
  /** The samples. */
  readonly data: Uint8Array;
}

const EXTENSIBLE = 0xfffe;
const CODINGS: Readonly<Record<string, WavInfo['coding']>> = {
  '1/16': 'pcm16',
  '6/8': 'a-law',
  '7/8': 'u-law',
};
const HEADER_BYTES = 44;

/** Looks at a WAV before it may go on: the media plane takes just these. `where` is what a fault shows. */
export function checkWav(wav: Uint8Array, where: string): Result<WavInfo> {
  if (wav.length > SOUND_BYTES_MAX) {
    return fail(guideFault('tooBig', where, `${wav.length} bytes; ${SOUND_BYTES_MAX} are possible`));
  }
  const { format, data } = chunksOf(wav);
  if (format === null || data === null) return fail(guideFault('notWav', where));
  const tag = format.getUint16(0, true);
  const channels = format.getUint16(2, true);
  const rate = format.getUint32(4, true);
  const bits = format.getUint16(14, true);
  const plain = tag === EXTENSIBLE && format.byteLength >= 26 ? format.getUint16(24, true) : tag;
  const coding = CODINGS[`${plain}/${bits}`];
  if (coding === undefined) return fail(guideFault('format', where, `format ${plain} with ${bits} bits`));
  if (channels !== 1) return fail(guideFault('format', where, `${channels} channels`));
  if (rate !== 8_000 && rate !== 16_000) {
    return fail(guideFault('format', where, `${rate} samples a second`));
  }
  const samples = Math.floor(data.length / (bits / 8));
  if (samples === 0) return fail(guideFault('silent', where));
  const lengthMs = Math.round((samples * 1_000) / rate);
  if (lengthMs > SOUND_MS_MAX) {
    return fail(guideFault('tooLong', where, `${Math.round(lengthMs / 1_000)} s`));
  }
  return ok({ coding, rate, lengthMs, data });
}

function chunksOf(wav: Uint8Array): { format: DataView | null; data: Uint8Array | null } {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  const tagAt = (at: number): string => String.fromCharCode(...wav.subarray(at, at + 4));
  let format: DataView | null = null;
  if (wav.length < 12 || tagAt(0) !== 'RIFF' || tagAt(8) !== 'WAVE') return { format, data: null };
  for (let at = 12; at + 8 <= wav.length; ) {
    const length = view.getUint32(at + 4, true);
    // Writers that stream leave the length of the last chunk too large; what is there counts.
    const body = wav.subarray(at + 8, Math.min(at + 8 + length, wav.length));
    if (tagAt(at) === 'fmt ' && body.length >= 16) {
      format = new DataView(body.buffer, body.byteOffset, body.byteLength);
    }
    if (tagAt(at) === 'data') return { format, data: body };
    at += 8 + length + (length % 2);
  }
  return { format, data: null };
}

const TAGS: Readonly<Record<WavInfo['coding'], readonly [tag: number, bits: number]>> = {
  pcm16: [1, 16],
  'a-law': [6, 8],
  'u-law': [7, 8],
};

/** A mono WAV of such samples. */
export function wavOf({ coding, rate, data }: Omit<WavInfo, 'lengthMs'>): Uint8Array {
  const [tag, bits] = TAGS[coding];
  const wav = new Uint8Array(HEADER_BYTES + data.length);
  const view = new DataView(wav.buffer);
  const name = (at: number, text: string): void => {
    for (let i = 0; i < text.length; i++) wav[at + i] = text.charCodeAt(i);
  };
  name(0, 'RIFF');
  view.setUint32(4, wav.length - 8, true);
  name(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, tag, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, (rate * bits) / 8, true);
  view.setUint16(32, bits / 8, true);
  view.setUint16(34, bits, true);
  name(36, 'data');
  view.setUint32(40, data.length, true);
  wav.set(data, HEADER_BYTES);
  return wav;
}
