import { describe, expect, it } from 'vitest';
import { A_LAW, compress, expand, MU_LAW } from '#sim/g711.ts';

describe('companding after ITU-T G.711', () => {
  it('decodes the ends and the middle of both laws to the values of the Recommendation', () => {
    // Table 1a: 4032/4096 is the largest A-law value; table 2a: 8031/8159 the largest µ-law one.
    expect(A_LAW.decode[0xaa]).toBe(4032 * 8);
    expect(A_LAW.decode[0x2a]).toBe(-4032 * 8);
    expect(A_LAW.decode[0xd5]).toBe(8);
    expect(A_LAW.decode[0x55]).toBe(-8);
    expect(MU_LAW.decode[0x80]).toBe(8031 * 4);
    expect(MU_LAW.decode[0x00]).toBe(-8031 * 4);
    expect(MU_LAW.decode[0xff]).toBe(0);
  });

  it.each([
    ['A-law', A_LAW],
    ['µ-law', MU_LAW],
  ] as const)('gives every %s code back when its own value is encoded', (_, law) => {
    const codes = Uint8Array.from({ length: 256 }, (__, code) => code);
    const back = new Uint8Array(256);
    compress(law, law.decode, 1, back);
    // By value: µ-law has a zero of each sign.
    const values = Array.from(back, (code) => law.decode[code]! + 0);
    expect(values).toEqual(Array.from(codes, (code) => law.decode[code]! + 0));
  });

  it('is quiet as D5 in A-law and FF in µ-law', () => {
    const codes = new Uint8Array(2);
    compress(A_LAW, new Float32Array(2), 1, codes);
    expect([...codes]).toEqual([0xd5, 0xd5]);
    compress(MU_LAW, new Float32Array(2), 1, codes);
    expect([...codes]).toEqual([0xff, 0xff]);
  });

  it('reproduces the 1 kHz sine of G.711 table 5 at 0 dBm0', () => {
    // A-law: 34 21 21 34 B4 A1 A1 B4; a sine that just reaches ±32 768 is +3.14 dBm0 (§4).
    const samples = new Float32Array(8);
    expand(A_LAW, Uint8Array.from([0x34, 0x21, 0x21, 0x34, 0xb4, 0xa1, 0xa1, 0xb4]), 1, samples);
    const rms = Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / samples.length);
    const dbm0 = 20 * Math.log10((rms * Math.SQRT2) / 32_768) + 3.14;
    expect(Math.abs(dbm0)).toBeLessThan(0.02);
  });

  it('clips what is too loud and never wraps', () => {
    const codes = new Uint8Array(2);
    compress(A_LAW, Float32Array.from([90_000, -90_000]), 1, codes);
    expect([...codes]).toEqual([0xaa, 0x2a]);
  });
});
