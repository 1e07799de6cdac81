/** Sounds as arrays of numbers, −1 … 1. What telephones hear is 8000 samples a second. */
export const RATE = 8000;
/** A little below the end of the scale: the media plane brings speech to its level. */
const PEAK = 0.84;
/** Half the length of the low-pass, in samples of the result. */
const TAPS = 24;
/** Share of the new band that is kept; what is above 3.8 kHz does not pass a telephone line anyway. */
const BAND = 0.95;
/** Speech begins and ends where 10 ms are louder than this share of the loudest 10 ms. */
const QUIET = 0.02;
const WINDOW = RATE / 100;

/** 16-bit mono WAV as `espeak-ng --stdout` writes it: its lengths are not known yet, so the data goes on to the end. */
export function readWav(bytes) {
  const at = bytes.indexOf('data');
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || at < 0) throw new Error('no WAV');
  const samples = new Float64Array((bytes.length - at - 8) >> 1);
  for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(at + 8 + 2 * i) / 32768;
  return { rate: bytes.readUInt32LE(24), samples };
}

/** 16-bit mono WAV at 8 kHz. */
export function wavOf(samples) {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0, 'latin1');
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8, 'latin1');
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(RATE, 24);
  bytes.writeUInt32LE(2 * RATE, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36, 'latin1');
  bytes.writeUInt32LE(2 * samples.length, 40);
  samples.forEach((sample, i) => {
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32767), 44 + 2 * i);
  });
  return bytes;
}

/** Down to 8 kHz: a windowed sinc (Hann) that cuts at the new band; one table for each place between two samples. */
export function resample({ rate, samples }) {
  const step = rate / RATE;
  const half = Math.ceil(TAPS * step);
  const tables = new Map();
  const result = new Float64Array(Math.floor(samples.length / step));
  for (let i = 0; i < result.length; i++) {
    // Where it stands between two samples, exactly: the rates are whole numbers.
    const between = (i * rate) % RATE;
    const centre = (i * rate - between) / RATE;
    const table = tables.get(between) ?? lowPass(between / RATE, step, half);
    tables.set(between, table);
    const first = Math.max(0, half - centre);
    const last = Math.min(table.length, samples.length - centre + half);
    let sum = 0;
    for (let tap = first; tap < last; tap++) sum += table[tap] * samples[centre - half + tap];
    result[i] = sum;
  }
  return result;
}

function lowPass(between, step, half) {
  return Float64Array.from({ length: 2 * half + 1 }, (_, tap) => {
    const distance = tap - half - between;
    const x = (distance / step) * BAND;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    const window = 0.5 + 0.5 * Math.cos((Math.PI * distance) / (half + 1));
    return (sinc * window * BAND) / step;
  });
}

/** Without the silence around it, and with so much of it (ms) put there again. */
export function trim(samples, beforeMs, afterMs) {
  const levels = [];
  for (let at = 0; at + WINDOW <= samples.length; at += WINDOW) {
    levels.push(Math.hypot(...samples.subarray(at, at + WINDOW)));
  }
  const loud = Math.max(...levels) * QUIET;
  const first = levels.findIndex((level) => level > loud);
  const last = levels.findLastIndex((level) => level > loud);
  const speech = samples.subarray(first * WINDOW, (last + 1) * WINDOW);
  const result = new Float64Array((beforeMs * RATE) / 1000 + speech.length + (afterMs * RATE) / 1000);
  result.set(speech, (beforeMs * RATE) / 1000);
  return result;
}

/** As loud as it can be without clipping. */
export function normalise(samples) {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak === 0 ? samples : samples.map((sample) => (sample * PEAK) / peak);
}
