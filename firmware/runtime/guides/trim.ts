import { fail, ok, type Result } from '#units/result.ts';
import { guideFault } from './faults.ts';
import { checkWav, type WavInfo, wavOf } from './wav.ts';

/** A key ends a recording: what is heard of it until the detector is sure (ITU-T Q.24) is cut off. */
const KEY_MS = 100;
/** Speech is what comes within that of the loudest 10 ms, but above the noise of a quiet line (−50 dBm0). */
const BELOW_LOUDEST = 10 ** (-30 / 20);
/** 16-bit root mean square of −50 dBm0: a sine of full A-law scale is 3.14 dBm0 (ITU-T G.711). */
const QUIET = (32_768 / Math.SQRT2) * 10 ** ((-50 - 3.14) / 20);
const BEFORE_MS = 60;
const AFTER_MS = 160;
const WINDOW_MS = 10;

/**
 * A recording by telephone (event `recorded`) without the silence before and after it. A recording in which
 * nobody speaks is a fault.
 */
export function trimmed(wav: Uint8Array, where: string): Result<Uint8Array> {
  const checked = checkWav(wav, where);
  if (!checked.ok) return checked;
  const { coding, rate, data } = checked.value;
  const samplesA = rate / 1_000;
  const all = linear(checked.value);
  const samples = all.subarray(0, Math.max(0, all.length - KEY_MS * samplesA));
  const window = WINDOW_MS * samplesA;
  const levels = levelsOf(samples, window);
  const loud = Math.max(QUIET, levels.reduce((most, level) => Math.max(most, level), 0) * BELOW_LOUDEST);
  const first = levels.findIndex((level) => level > loud);
  const last = levels.findLastIndex((level) => level > loud);
  if (first < 0) return fail(guideFault('silent', where));
  const from = Math.max(0, first * window - BEFORE_MS * samplesA);
  const to = Math.min(samples.length, (last + 1) * window + AFTER_MS * samplesA);
  const bytes = coding === 'pcm16' ? 2 : 1;
  return ok(wavOf({ coding, rate, data: data.subarray(from * bytes, to * bytes) }));
}

/** Root mean square of each window. */
function levelsOf(samples: Float32Array, window: number): number[] {
  const levels: number[] = [];
  for (let at = 0; at + window <= samples.length; at += window) {
    let sum = 0;
    for (let i = at; i < at + window; i++) sum += samples[i]! ** 2;
    levels.push(Math.sqrt(sum / window));
  }
  return levels;
}

/** On the 16-bit scale. */
function linear({ coding, data }: WavInfo): Float32Array {
  if (coding !== 'pcm16') return Float32Array.from(data, coding === 'a-law' ? ofALaw : ofMuLaw);
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Float32Array.from({ length: data.length >> 1 }, (_, i) => view.getInt16(2 * i, true));
}

/** Size of what an A-law code stands for (ITU-T G.711 table 1); for a level the sign is no matter. */
function ofALaw(code: number): number {
  const value = code ^ 0x55;
  const segment = (value >> 4) & 7;
  const step = ((value & 15) << 4) + 8;
  return segment === 0 ? step : (step + 0x100) << (segment - 1);
}

/** The same of a µ-law code (ITU-T G.711 table 2). */
function ofMuLaw(code: number): number {
  const value = ~code & 0xff;
  return ((((value & 15) << 3) + 0x84) << ((value >> 4) & 7)) - 0x84;
}
