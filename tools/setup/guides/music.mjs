/*
 * Music on hold: our own piece, so that nobody has to ask for a licence. Plucked strings over eight slow chords;
 * sixteen bars of four beats, exactly one minute. What rings on at the end is heard at the beginning, so that the
 * loop has no seam.
 */
import { normalise, RATE, wavOf } from './samples.mjs';

const BEAT_S = 60 / 64;
const BARS = 16;
const LENGTH = Math.round(BARS * 4 * BEAT_S * RATE);

/** Steps above A3 (220 Hz): bass, and three notes that are picked. */
const CHORDS = [
  [-7, 9, 12, 17],
  [-12, 7, 12, 16],
  [-10, 5, 9, 14],
  [-5, 7, 11, 14],
  [-7, 9, 14, 17],
  [-3, 9, 12, 16],
  [-10, 5, 12, 14],
  [-5, 7, 10, 16],
];
/** Which of the picked notes each half beat of a bar takes. */
const PATTERN = [0, 1, 2, 3, 2, 1, 2, 1];
/** A tune above it, on the first and third beat of every second bar. */
const TUNE = [21, 19, 24, 21, 17, 19, 16, 14];

const hzOf = (step) => 220 * 2 ** (step / 12);

/** A plucked string: each partial fades faster than the one below it; nothing above the telephone band. */
function pluck(into, atS, hz, gain, fadeS) {
  const from = Math.round(atS * RATE);
  const length = Math.round(Math.min(fadeS * 6, 20) * RATE);
  for (let partial = 1; partial <= 5 && partial * hz < 3300; partial++) {
    const weight = gain / partial ** 1.6;
    const fade = (fadeS * RATE) / partial;
    for (let i = 0; i < length; i++) {
      const level = weight * Math.exp(-i / fade) * Math.min(1, i / 40);
      into[(from + i) % into.length] += level * Math.sin((2 * Math.PI * partial * hz * i) / RATE);
    }
  }
}

/** The whole piece as a WAV of 8 kHz. */
export function music() {
  const samples = new Float64Array(LENGTH);
  for (let bar = 0; bar < BARS; bar++) {
    const [bass, ...notes] = CHORDS[bar % CHORDS.length];
    const startS = bar * 4 * BEAT_S;
    pluck(samples, startS, hzOf(bass), 0.8, 1.6);
    PATTERN.forEach((which, half) => {
      const step = which === 0 ? bass + 12 : notes[which - 1];
      pluck(samples, startS + (half * BEAT_S) / 2, hzOf(step), 0.5, 0.7);
    });
    if (bar % 2 === 1) {
      const tune = TUNE[(bar >> 1) % TUNE.length];
      pluck(samples, startS, hzOf(tune), 0.45, 1.1);
      pluck(samples, startS + 2 * BEAT_S, hzOf(tune - 2), 0.35, 1.1);
    }
  }
  return wavOf(normalise(samples));
}

/** The beep after which somebody speaks: 400 ms of 1400 Hz, as answering machines have it, with soft ends. */
export function recordTone() {
  const samples = new Float64Array(0.4 * RATE);
  samples.forEach((_, i) => {
    const edge = Math.min(1, i / 80, (samples.length - 1 - i) / 80);
    samples[i] = 0.5 * edge * Math.sin((2 * Math.PI * 1400 * i) / RATE);
  });
  return wavOf(samples);
}
