import { beforeEach, describe, expect, it } from 'vitest';
import { A_LAW, compress, expand, MU_LAW } from '#sim/g711.ts';
import { decibels, Fxs, sine } from './pins.ts';

const TONE = sine(8_000);
const encoded = (law: typeof A_LAW): Uint8Array => {
  const codes = new Uint8Array(40);
  compress(law, TONE, 1, codes);
  return codes;
};

describe('codec of a Si3215', () => {
  let fxs: Fxs;
  const toHighway = new Uint8Array(40);
  const heard = (law = A_LAW): Float32Array => {
    const samples = new Float32Array(40);
    expand(law, toHighway, 1, samples);
    return samples;
  };
  beforeEach(() => {
    fxs = new Fxs();
    fxs.powerUp();
    fxs.write(1, 0x20);
    fxs.write(64, 1);
    fxs.chip.receive.fill(0);
  });

  it('passes A-law with register 1 = 0x20 both ways at unity', () => {
    fxs.chip.receive.set(TONE);
    fxs.chip.highway(encoded(A_LAW), toHighway);
    expect(Math.abs(decibels(fxs.chip.transmit, TONE))).toBeLessThan(0.15);
    expect(Math.abs(decibels(heard(), TONE))).toBeLessThan(0.15);
  });

  it('passes µ-law with register 1 = 0x28', () => {
    fxs.write(1, 0x28);
    fxs.chip.receive.set(TONE);
    fxs.chip.highway(encoded(MU_LAW), toHighway);
    expect(Math.abs(decibels(fxs.chip.transmit, TONE))).toBeLessThan(0.15);
    expect(Math.abs(decibels(heard(MU_LAW), TONE))).toBeLessThan(0.15);
  });

  it('is silent both ways while PCM is off', () => {
    fxs.write(1, 0x00);
    fxs.chip.receive.set(TONE);
    fxs.chip.highway(encoded(A_LAW), toHighway);
    expect(fxs.chip.transmit.every((sample) => sample === 0)).toBe(true);
    expect([...new Set(toHighway)]).toEqual([0xd5]);
  });

  it.each([
    [0x00, 0, 0],
    [0x05, -3.5, -3.5],
    [0x0a, 3.5, 3.5],
    [0x04, -3.5, 0],
    [0x02, 0, 3.5],
  ])('takes analog gains from register 9 = %i: %f dB to the highway, %f dB to the line', (gain, tx, rx) => {
    fxs.write(9, gain);
    fxs.chip.receive.set(TONE);
    fxs.chip.highway(encoded(A_LAW), toHighway);
    expect(Math.abs(decibels(heard(), TONE) - tx)).toBeLessThan(0.15);
    expect(Math.abs(decibels(fxs.chip.transmit, TONE) - rx)).toBeLessThan(0.15);
  });

  it.each([0x0c, 0x20])('is mute toward the highway with register 9 = %i', (gain) => {
    fxs.write(9, gain);
    fxs.chip.receive.set(TONE);
    fxs.chip.highway(null, toHighway);
    expect([...new Set(toHighway)]).toEqual([0xd5]);
  });

  it.each([0x03, 0x10])('is mute toward the line with register 9 = %i', (gain) => {
    fxs.chip.highway(encoded(A_LAW), toHighway);
    fxs.write(9, gain);
    fxs.chip.highway(encoded(A_LAW), toHighway);
    expect(fxs.chip.transmit.every((sample) => sample === 0)).toBe(true);
  });

  it('takes digital gains from indirect 13 and 14, 0x4000 unity', () => {
    fxs.writeIndirect(13, 0x2000);
    fxs.writeIndirect(14, 0x1000);
    fxs.chip.receive.set(TONE);
    fxs.chip.highway(encoded(A_LAW), toHighway);
    expect(Math.abs(decibels(fxs.chip.transmit, TONE) + 6.02)).toBeLessThan(0.15);
    expect(Math.abs(decibels(heard(), TONE) + 12.04)).toBeLessThan(0.2);
  });

  it('returns the highway bit for bit in digital loopback, as it does after reset', () => {
    const codes = Uint8Array.from({ length: 40 }, (_, i) => i * 5);
    fxs.write(8, 0x02);
    fxs.chip.highway(codes, toHighway);
    expect([...toHighway]).toEqual([...codes]);
  });

  it('lets voice through in active and on-hook transmission, not when ringing or open', () => {
    const loud = [1, 2, 5, 6, 0, 3, 4, 7].map((feed) => {
      fxs.write(64, feed);
      fxs.chip.highway(encoded(A_LAW), toHighway);
      return fxs.chip.transmit.some((sample) => sample !== 0);
    });
    expect(loud).toEqual([true, true, true, true, false, false, false, false]);
  });

  it('has no voice without battery', () => {
    fxs.chip.brownOut();
    fxs.write(1, 0x20);
    fxs.write(64, 1);
    fxs.chip.highway(encoded(A_LAW), toHighway);
    expect(fxs.chip.transmit.every((sample) => sample === 0)).toBe(true);
  });

  it('sounds 450 Hz from oscillator 1 with 0x7817, toward the line only', () => {
    fxs.writeIndirect(0, 0x7817);
    fxs.writeIndirect(1, 0x0080);
    fxs.write(32, 0x06);
    const frames: number[] = [];
    for (let frame = 0; frame < 8; frame++) {
      fxs.chip.highway(null, toHighway);
      frames.push(...fxs.chip.transmit);
    }
    const crossings = frames.flatMap((sample, i) => (i > 0 && sample >= 0 && frames[i - 1]! < 0 ? [i] : []));
    const hz = (8_000 * (crossings.length - 1)) / (crossings.at(-1)! - crossings[0]!);
    expect(Math.abs(hz - 450)).toBeLessThan(2);
    expect([...new Set(toHighway)]).toEqual([0xd5]);
    expect(fxs.read(32) & 0x80).toBe(0x80);
  });

  it('hears less than 30 dB of itself on the impedance that TISS names, more on another', () => {
    const china = { seriesOhms: 200, parallelOhms: 680, nanofarads: 100 };
    fxs.write(10, 0x0f);
    expect(fxs.chip.echoGain(china)).toBeCloseTo(10 ** (-30 / 20), 5);
    fxs.write(10, 0x08);
    expect(fxs.chip.echoGain(china)).toBeGreaterThan(0.1);
    expect(fxs.chip.echoGain({ seriesOhms: 600, parallelOhms: 0, nanofarads: 0 })).toBeLessThan(0.04);
  });
});
