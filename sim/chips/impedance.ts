import type { Impedance } from '../chip.ts';

/** Trans-hybrid loss that a data sheet promises on a matched line (card-px8 facts: ≥ 30 dB). */
const MATCHED_LOSS_DB = 30;
/** Voice band points at which the mismatch is averaged, Hz. */
const BAND_HZ = [300, 500, 1_000, 2_000, 3_000, 3_400];

const z = (seriesOhms: number, parallelOhms = 0, nanofarads = 0): Impedance => ({
  seriesOhms,
  parallelOhms,
  nanofarads,
});

/** A capacitor in series only (900 Ω + 2.16 µF) is R2 = ∞; large enough to be one at 300 Hz. */
const BLOCKING_OHMS = 1e6;

/** Si3215 register 10, TISS 0–7. */
export const SI3215_TISS: readonly Impedance[] = [
  z(600),
  z(900),
  z(600, BLOCKING_OHMS, 1_000),
  z(900, BLOCKING_OHMS, 2_160),
  z(270, 750, 150),
  z(220, 820, 120),
  z(220, 820, 115),
  z(200, 680, 100),
];

/** Si3050 register 30, ACIM 0–15 with a Si3019; F is the "global" compromise, taken as 600 ∥ nothing. */
export const SI3050_ACIM: readonly Impedance[] = [
  z(600),
  z(900),
  z(270, 750, 150),
  z(220, 820, 120),
  z(370, 620, 310),
  z(320, 1_050, 230),
  z(370, 820, 110),
  z(275, 780, 115),
  z(120, 820, 110),
  z(350, 1_000, 210),
  z(200, 680, 100),
  z(600, BLOCKING_OHMS, 2_160),
  z(900, BLOCKING_OHMS, 1_000),
  z(900, BLOCKING_OHMS, 2_160),
  z(600, BLOCKING_OHMS, 1_000),
  z(600),
];

interface Complex {
  readonly re: number;
  readonly im: number;
}

function at(impedance: Impedance, hz: number): Complex {
  const { seriesOhms, parallelOhms, nanofarads } = impedance;
  if (parallelOhms === 0) return { re: seriesOhms, im: 0 };
  const wrc = 2 * Math.PI * hz * parallelOhms * nanofarads * 1e-9;
  const scale = parallelOhms / (1 + wrc * wrc);
  return { re: seriesOhms + scale, im: -scale * wrc };
}

/** Mean |Za − Zb| / |Za + Zb| over the voice band: 0 matched, 1 open or short. */
export function reflection(a: Impedance, b: Impedance): number {
  let sum = 0;
  for (const hz of BAND_HZ) {
    const za = at(a, hz);
    const zb = at(b, hz);
    sum += Math.hypot(za.re - zb.re, za.im - zb.im) / Math.hypot(za.re + zb.re, za.im + zb.im);
  }
  return sum / BAND_HZ.length;
}

/** Gain of a chip's own voice back to itself: the mismatch, never better than the promised loss. */
export function echoGain(chip: Impedance, line: Impedance): number {
  return Math.max(10 ** (-MATCHED_LOSS_DB / 20), reflection(chip, line));
}
