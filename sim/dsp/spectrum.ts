import { SAMPLE_RATE } from './oscillator.ts';

/** 100 ms seen through a Hann window, zero-padded: 440 and 480 Hz are still two. */
export const SPECTRUM_SAMPLES = 800;
const POINTS = 1024;
const BIN_HZ = SAMPLE_RATE / POINTS;
const PEAKS_MAX = 4;
/** A weaker line than this below the strongest is not told: ripple, noise, speech behind a tone. */
const PEAK_RANGE = 10 ** (-17 / 10);

export interface Spectrum {
  /** Strongest first. */
  readonly hz: readonly number[];
  /** Share of the energy that lies near those lines; 1 for pure tones, about half for speech. */
  readonly tonal: number;
  /** The level goes up and down by 10 dB and more within the sound. */
  readonly modulated: boolean;
}

const COS = Float64Array.from({ length: POINTS / 2 }, (_, i) => Math.cos((2 * Math.PI * i) / POINTS));
const SIN = Float64Array.from({ length: POINTS / 2 }, (_, i) => Math.sin((2 * Math.PI * i) / POINTS));
const re = new Float64Array(POINTS);
const im = new Float64Array(POINTS);
const power = new Float64Array(POINTS / 2);
const peaks: number[] = [];

/** In place, radix 2, decimation in frequency; output in bit-reversed order is put right at the end. */
function transform(): void {
  for (let half = POINTS / 2, stride = 1; half >= 1; half >>= 1, stride <<= 1) {
    for (let start = 0; start < POINTS; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const a = start + k;
        const b = a + half;
        const dr = re[a]! - re[b]!;
        const di = im[a]! - im[b]!;
        re[a]! += re[b]!;
        im[a]! += im[b]!;
        const cos = COS[k * stride]!;
        const sin = SIN[k * stride]!;
        re[b] = dr * cos + di * sin;
        im[b] = di * cos - dr * sin;
      }
    }
  }
  for (let i = 0, j = 0; i < POINTS; i++) {
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
    let bit = POINTS >> 1;
    for (; bit > 0 && j & bit; bit >>= 1) j ^= bit;
    j |= bit;
  }
}

/**
 * The lines in a sound. `ring` holds the samples in time order, `ring[at]` being the oldest; `count` of the
 * newest are looked at (200 at least, or there is no telling).
 */
export function spectrumOf(ring: Float32Array, at: number, count: number): Spectrum {
  const used = Math.min(count, SPECTRUM_SAMPLES);
  re.fill(0);
  im.fill(0);
  const first = at + ring.length - used;
  for (let i = 0; i < used; i++) {
    const window = 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / used);
    re[i] = ring[(first + i) % ring.length]! * window;
  }
  transform();
  let total = 0;
  for (let i = 0; i < POINTS / 2; i++) {
    power[i] = re[i]! * re[i]! + im[i]! * im[i]!;
    total += power[i]!;
  }
  return { ...peaksOf(total, used), modulated: isModulated(ring, first, used) };
}

const ENVELOPE_SAMPLES = 40;
const MODULATED_RATIO = 10;

/** Only a dip that is followed by a recovery counts: the end of a burst is no modulation. */
function isModulated(ring: Float32Array, first: number, used: number): boolean {
  let most = 0;
  let dip = Number.POSITIVE_INFINITY;
  for (let at = 0; at + ENVELOPE_SAMPLES <= used; at += ENVELOPE_SAMPLES) {
    let energy = 0;
    for (let i = at; i < at + ENVELOPE_SAMPLES; i++) energy += ring[(first + i) % ring.length]! ** 2;
    most = Math.max(most, energy);
    // Nor is its beginning: the first frame is often cut.
    if (energy > dip * MODULATED_RATIO && energy > most / 2) return true;
    if (at > 0) dip = Math.min(dip, energy);
  }
  return false;
}

function peaksOf(total: number, used: number): Omit<Spectrum, 'modulated'> {
  peaks.length = 0;
  for (let i = 2; i < POINTS / 2 - 2; i++) {
    const here = power[i]!;
    if (here > power[i - 1]! && here >= power[i + 1]!) keepPeak(i);
  }
  const floor = peaks.length > 0 ? power[peaks[0]!]! * PEAK_RANGE : 0;
  const lines = peaks.filter((bin) => power[bin]! >= floor);
  // A Hann window spreads a line over ±2 bins of its own length; one more for slow modulation.
  const reach = Math.ceil((2 * POINTS) / used) + 1;
  const hz = lines.map((bin) => Math.round((bin + offset(bin)) * BIN_HZ * 10) / 10);
  let near = 0;
  for (const bin of lines) {
    for (let i = Math.max(0, bin - reach); i <= bin + reach && i < POINTS / 2; i++) {
      near += power[i]!;
      power[i] = 0;
    }
  }
  return { hz, tonal: total > 0 ? near / total : 0 };
}

/** Keeps the strongest few, strongest first. */
function keepPeak(bin: number): void {
  let at = peaks.length;
  while (at > 0 && power[bin]! > power[peaks[at - 1]!]!) at -= 1;
  if (at >= PEAKS_MAX) return;
  peaks.splice(at, 0, bin);
  peaks.length = Math.min(peaks.length, PEAKS_MAX);
}

/** Where between two bins the line is: the parabola through the logarithms of three. */
function offset(bin: number): number {
  const left = Math.log(power[bin - 1]! + 1e-9);
  const mid = Math.log(power[bin]! + 1e-9);
  const right = Math.log(power[bin + 1]! + 1e-9);
  const bend = left - 2 * mid + right;
  return bend === 0 ? 0 : (0.5 * (left - right)) / bend;
}
