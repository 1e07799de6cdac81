import { meanSquareOf } from './level.ts';
import { SAMPLE_RATE } from './oscillator.ts';

/**
 * Speech-like sound for a voice that somebody must recognise: a glottal pulse with wandering pitch
 * through three formants, in syllables and phrases. Four seconds, made once and repeated.
 */
const SECONDS = 4;
const ACTIVE_DBM0 = -16;
/** First three formants of a, e, i, o, u (Peterson and Barney 1952, men), Hz. */
const VOWELS = [
  [730, 1090, 2440],
  [530, 1840, 2480],
  [270, 2290, 3010],
  [570, 840, 2410],
  [300, 870, 2240],
] as const;
const BANDWIDTHS_HZ = [70, 100, 140] as const;
const SYLLABLE_SAMPLES = Math.round(0.19 * SAMPLE_RATE);
/** One period of phrase and breath, in syllables; 0 is a pause. */
const PHRASE = [1, 1, 1, 0, 1, 1, 0, 1, 1, 1, 1, 0, 0, 1, 1, 1, 0, 1, 0, 0, 0];

function resonate(samples: Float32Array, hz: (at: number) => number, bandwidth: number): void {
  const radius = Math.exp((-Math.PI * bandwidth) / SAMPLE_RATE);
  let one = 0;
  let two = 0;
  for (let i = 0; i < samples.length; i++) {
    const turn = 2 * radius * Math.cos((2 * Math.PI * hz(i)) / SAMPLE_RATE);
    const out = samples[i]! * (1 - radius) + turn * one - radius * radius * two;
    two = one;
    one = out;
    samples[i] = out;
  }
}

function synthesise(): Float32Array {
  const samples = new Float32Array(SECONDS * SAMPLE_RATE);
  const syllable = (at: number): number => Math.floor(at / SYLLABLE_SAMPLES);
  let phase = 0;
  for (let i = 0; i < samples.length; i++) {
    phase += (118 + 22 * Math.sin(i / 5200) + 9 * Math.sin(i / 900)) / SAMPLE_RATE;
    if (phase < 1) continue;
    phase -= 1;
    samples[i] = 1;
  }
  for (let formant = 0; formant < 3; formant++) {
    const hz = (at: number): number => VOWELS[(syllable(at) * 3) % VOWELS.length]![formant]!;
    resonate(samples, hz, BANDWIDTHS_HZ[formant]!);
  }
  let energy = 0;
  let active = 0;
  for (let i = 0; i < samples.length; i++) {
    const on = PHRASE[syllable(i) % PHRASE.length]!;
    samples[i]! *= on * Math.sin((Math.PI * (i % SYLLABLE_SAMPLES)) / SYLLABLE_SAMPLES);
    if (on === 1) active += 1;
    energy += samples[i]! ** 2;
  }
  const scale = Math.sqrt((meanSquareOf(ACTIVE_DBM0) * active) / energy);
  return samples.map((sample) => Math.max(-28_000, Math.min(28_000, sample * scale)));
}

let clip: Float32Array | null = null;

/** The clip, 8 kHz; shared, not to be written to. */
export function speechClip(): Float32Array {
  clip ??= synthesise();
  return clip;
}
