/** What is in a piece of telephone audio: level and strongest frequencies. 8 kHz, 16 bit. */

const SAMPLE_HZ = 8_000;
/** Peak of a sine at 0 dBm0 in 16-bit linear G.711 terms. */
export const PEAK_0_DBM0 = 22_460;
export const SILENCE_DBM0 = -90;

const hann = (i: number, length: number): number => 0.5 - 0.5 * Math.cos((2 * Math.PI * (i + 0.5)) / length);

const peakToDbm0 = (peak: number): number =>
  peak <= 0 ? SILENCE_DBM0 : Math.max(SILENCE_DBM0, 20 * Math.log10(peak / PEAK_0_DBM0));

/** Level of everything in the samples, as that of a sine of the same power. */
export function levelDbm0(samples: ArrayLike<number>): number {
  if (samples.length === 0) return SILENCE_DBM0;
  let sum = 0;
  for (let i = 0; i < samples.length; i += 1) sum += samples[i]! ** 2;
  return peakToDbm0(Math.sqrt((2 * sum) / samples.length));
}

/** Level of one frequency (one bin of a windowed transform at exactly `hz`). */
export function levelAtDbm0(samples: ArrayLike<number>, hz: number): number {
  let re = 0;
  let im = 0;
  let gain = 0;
  for (let i = 0; i < samples.length; i += 1) {
    const window = hann(i, samples.length);
    const angle = (2 * Math.PI * hz * i) / SAMPLE_HZ;
    re += samples[i]! * window * Math.cos(angle);
    im += samples[i]! * window * Math.sin(angle);
    gain += window;
  }
  return gain === 0 ? SILENCE_DBM0 : peakToDbm0((2 * Math.hypot(re, im)) / gain);
}

/** In place, length a power of two. */
function transform(re: Float64Array, im: Float64Array): void {
  const n = re.length;
  for (let i = 1, j = 0; i < n; i += 1) {
    let bit = n >> 1;
    for (; (j & bit) !== 0; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j]!, re[i]!];
      [im[i], im[j]] = [im[j]!, im[i]!];
    }
  }
  for (let size = 2; size <= n; size *= 2) {
    const half = size / 2;
    for (let k = 0; k < half; k += 1) {
      const angle = (-2 * Math.PI * k) / size;
      const c = Math.cos(angle);
      const s = Math.sin(angle);
      for (let i = k; i < n; i += size) {
        const j = i + half;
        const xr = re[j]! * c - im[j]! * s;
        const xi = re[j]! * s + im[j]! * c;
        re[j] = re[i]! - xr;
        im[j] = im[i]! - xi;
        re[i]! += xr;
        im[i]! += xi;
      }
    }
  }
}

export interface Peak {
  readonly hz: number;
  readonly dbm0: number;
}

/** Strongest frequencies, at most `most`, none weaker than the strongest by more than 18 dB. */
export function strongest(samples: ArrayLike<number>, most: number): Peak[] {
  const n = 2 ** Math.floor(Math.log2(Math.max(2, samples.length)));
  const re = new Float64Array(n);
  const im = new Float64Array(n);
  for (let i = 0; i < n; i += 1) re[i] = samples[samples.length - n + i]! * hann(i, n);
  transform(re, im);
  const power = (k: number) => Math.log(re[k]! ** 2 + im[k]! ** 2 + 1e-9);
  const peaks: Peak[] = [];
  for (let k = 2; k < n / 2 - 1; k += 1) {
    const [below, here, above] = [power(k - 1), power(k), power(k + 1)];
    if (here < below || here <= above) continue;
    const shift = (0.5 * (below - above)) / (below - 2 * here + above);
    const hz = ((k + shift) * SAMPLE_HZ) / n;
    const peak = (4 * Math.exp((here - 0.25 * (below - above) * shift) / 2)) / n;
    peaks.push({ hz, dbm0: peakToDbm0(peak) });
  }
  peaks.sort((a, b) => b.dbm0 - a.dbm0);
  const floor = Math.max(SILENCE_DBM0 + 30, (peaks[0]?.dbm0 ?? 0) - 18);
  return peaks.filter(({ dbm0 }) => dbm0 > floor).slice(0, most);
}
