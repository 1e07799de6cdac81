/**
 * What a data sheet calls undefined: the same garbage each time for the same seed, so that a failing run
 * can be repeated, and never the lucky zero that a fresh typed array would give.
 */
export function garbage16(seed: number, index: number): number {
  let x = Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(index + 1, 0xc2b2_ae35);
  x ^= x >>> 15;
  x = Math.imul(x, 0x2c1b_3c6d);
  x ^= x >>> 12;
  x = Math.imul(x, 0x297a_2d39);
  x ^= x >>> 15;
  return x & 0xffff;
}
