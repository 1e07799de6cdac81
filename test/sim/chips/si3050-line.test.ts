import { beforeEach, describe, expect, it } from 'vitest';
import { A_LAW, compress, expand } from '#sim/g711.ts';
import { decibels, Fxo, line, ringing, STEP_MS, sine } from './pins.ts';

const ON_HOOK = line(48, 0);
const TALK = line(7, 25);

describe('off-hook of a Si3050', () => {
  let fxo: Fxo;
  beforeEach(() => {
    fxo = new Fxo();
    fxo.linkUp();
    fxo.write(33, 0x20);
    fxo.wait(100, ON_HOOK);
  });

  const codes = new Uint8Array(40);
  compress(A_LAW, sine(8_000), 1, codes);
  /** ms from off-hook until voice gets through. */
  const untilVoice = (): number => {
    const out = new Uint8Array(40);
    fxo.write(5, 0x01);
    for (let t = 0; t < 1_000; t += STEP_MS) {
      fxo.chip.highway(codes, out);
      if (fxo.chip.transmit.some((sample) => sample !== 0)) return t;
      fxo.wait(STEP_MS, TALK);
    }
    return Number.NaN;
  };

  it('is an open line on-hook, and takes the loop at once', () => {
    expect(fxo.chip.loopOhms).toBe(Number.POSITIVE_INFINITY);
    fxo.write(5, 0x01);
    expect(fxo.chip.loopOhms).toBeLessThan(1_000);
  });

  it('has valid voice 402.75 ms later as reset', () => {
    const ms = untilVoice();
    expect(ms).toBeGreaterThanOrEqual(402.5);
    expect(ms).toBeLessThan(405);
  });

  it('is ready within 10 ms with FOH 8 ms and both calibrations disabled', () => {
    fxo.write(31, 0x60);
    fxo.write(17, 0x20);
    fxo.write(25, 0x20);
    expect(untilVoice()).toBeLessThanOrEqual(10);
  });

  it('shows the resistor calibration as busy for 17 ms', () => {
    fxo.write(5, 0x01);
    fxo.wait(10, TALK);
    expect(fxo.read(25) & 0x80).toBe(0x80);
    fxo.wait(10, TALK);
    expect(fxo.read(25) & 0x80).toBe(0);
  });

  it.each([
    [0x00, 0x20, 2.5],
    [0x00, 0x28, 3.75],
    [0x40, 0x20, 26.25],
  ])('lets the loop go as fast as OHS and OHS2 say (16 = %i, 31 = %i)', (r16, r31, most) => {
    fxo.write(16, r16);
    fxo.write(31, r31);
    fxo.write(5, 0x01);
    fxo.wait(500, TALK);
    fxo.write(5, 0x00);
    let ms = 0;
    while (fxo.chip.loopOhms !== Number.POSITIVE_INFINITY && ms < 100) {
      fxo.wait(STEP_MS, TALK);
      ms += STEP_MS;
    }
    expect(ms).toBeLessThanOrEqual(most);
    expect(ms).toBeGreaterThan(most - 4);
  });

  it('holds 3.1 to 3.5 V by DCV, never below its minimum current of 10 to 16 mA', () => {
    const ohms = (r26: number, milliamps: number): number => {
      fxo.write(26, r26);
      fxo.write(5, 0x01);
      fxo.wait(STEP_MS, line(7, milliamps));
      return fxo.chip.loopOhms;
    };
    expect(ohms(0x00, 25)).toBeCloseTo(3_100 / 25 + 50, 5);
    expect(ohms(0xc0, 25)).toBeCloseTo(3_500 / 25 + 50, 5);
    expect(ohms(0xc0, 1)).toBeCloseTo(350 + 50, 5);
    expect(ohms(0xf0, 1)).toBeCloseTo(3_500 / 16 + 50, 5);
    expect(ohms(0x01, 25)).toBe(800);
  });

  it('limits to 60 mA with ILIM on a short line', () => {
    fxo.write(26, 0xc2);
    fxo.write(5, 0x01);
    let milliamps = 100;
    for (let step = 0; step < 200; step++) {
      milliamps = (48 / (300 + fxo.chip.loopOhms)) * 1_000;
      fxo.wait(STEP_MS, line(8, milliamps));
    }
    expect(milliamps).toBeGreaterThan(55);
    expect(milliamps).toBeLessThan(62);
  });

  it('shows drop-out while on-hook and when the loop current stops, and tells the latter', () => {
    expect(fxo.read(19) & 2).toBe(2);
    fxo.write(5, 0x01);
    fxo.wait(20, TALK);
    expect(fxo.read(19) & 2).toBe(0);
    fxo.write(4, 0x00);
    fxo.wait(20, line(0, 0));
    expect(fxo.read(19) & 2).toBe(2);
    expect(fxo.read(4) & 0x08).toBe(0x08);
  });

  it('trips an overload protection that was armed before going off-hook, not one armed 25 ms later', () => {
    fxo.write(17, 0x08);
    fxo.write(5, 0x01);
    fxo.wait(20, TALK);
    expect(fxo.read(19) & 1).toBe(1);
    expect(fxo.chip.loopOhms).toBe(800);
    fxo.write(17, 0x00);
    fxo.wait(20, TALK);
    fxo.write(17, 0x08);
    fxo.wait(100, TALK);
    expect(fxo.read(19) & 1).toBe(0);
    fxo.wait(5, line(20, 170));
    expect(fxo.read(19) & 1).toBe(1);
  });

  it('measures loop current in 3.3 mA and 1.1 mA, 0 when on-hook', () => {
    expect([fxo.read(12) & 0x1f, fxo.read(28)]).toEqual([0, 0]);
    fxo.write(5, 0x01);
    fxo.wait(20, line(7, 33.5));
    expect([fxo.read(12) & 0x1f, fxo.read(28)]).toEqual([10, 30]);
    fxo.wait(20, line(7, 150));
    expect(fxo.read(12) & 0x1f).toBe(0x1f);
  });

  it('measures line voltage in volts with sign, 0 within ±3 V unless LVFD', () => {
    expect(fxo.read(29)).toBe(48);
    fxo.wait(10, line(-48, 0));
    expect(fxo.read(29)).toBe(0xd0);
    fxo.wait(10, line(3, 0));
    expect(fxo.read(29)).toBe(0);
    fxo.write(31, 0x21);
    expect(fxo.read(29)).toBe(3);
  });
});

describe('codec of a Si3050', () => {
  let fxo: Fxo;
  const tone = sine(8_000);
  const codes = new Uint8Array(40);
  compress(A_LAW, tone, 1, codes);
  const out = new Uint8Array(40);
  const heard = (): Float32Array => {
    const samples = new Float32Array(40);
    expand(A_LAW, out, 1, samples);
    return samples;
  };
  beforeEach(() => {
    fxo = new Fxo();
    fxo.linkUp();
    fxo.write(33, 0x20);
    fxo.write(5, 0x01);
    fxo.wait(500, TALK);
    fxo.chip.receive.set(tone);
  });

  it('passes voice both ways at unity', () => {
    fxo.chip.highway(codes, out);
    expect(Math.abs(decibels(fxo.chip.transmit, tone))).toBeLessThan(0.15);
    expect(Math.abs(decibels(heard(), tone))).toBeLessThan(0.15);
  });

  it.each([
    [0x06, 0x00, 6],
    [0x1f, 0x00, -15],
    [0x0f, 0x00, 12],
    [0x03, 0x05, 3.5],
    [0x13, 0x15, -3.5],
  ])('transmits with gain registers %i and %i at %f dB', (coarse, fine, db) => {
    fxo.write(38, coarse);
    fxo.write(40, fine);
    fxo.chip.highway(codes, out);
    expect(Math.abs(decibels(fxo.chip.transmit, tone) - db)).toBeLessThan(0.15);
    expect(Math.abs(decibels(heard(), tone))).toBeLessThan(0.15);
  });

  it('receives with gain registers 39 and 41', () => {
    fxo.write(39, 0x16);
    fxo.write(41, 0x15);
    fxo.chip.highway(codes, out);
    expect(Math.abs(decibels(heard(), tone) + 6.5)).toBeLessThan(0.2);
  });

  it('is mute one way with TXM, the other way with RXM', () => {
    fxo.write(15, 0x80);
    fxo.chip.highway(codes, out);
    expect(fxo.chip.transmit.every((sample) => sample === 0)).toBe(true);
    expect(Math.abs(decibels(heard(), tone))).toBeLessThan(0.15);
    fxo.write(15, 0x08);
    fxo.chip.highway(codes, out);
    expect([...new Set(out)]).toEqual([0xd5]);
  });

  it('hears the line on-hook only with the monitor on, and says nothing', () => {
    fxo.write(5, 0x08);
    fxo.wait(10, ON_HOOK);
    fxo.chip.highway(codes, out);
    expect(Math.abs(decibels(heard(), tone))).toBeLessThan(0.15);
    expect(fxo.chip.transmit.every((sample) => sample === 0)).toBe(true);
    fxo.write(5, 0x00);
    fxo.chip.highway(codes, out);
    expect([...new Set(out)]).toEqual([0xd5]);
  });

  it('shows a ring as a full-scale square wave when the monitor is off', () => {
    fxo.write(5, 0x00);
    fxo.wait(50, ON_HOOK);
    const levels = new Set<number>();
    for (let frame = 0; frame < 16; frame++) {
      fxo.wait(5, ringing(25, 75, 0, 48));
      fxo.chip.highway(codes, out);
      for (const sample of heard()) levels.add(sample);
    }
    expect(levels.has(32_256)).toBe(true);
    expect(levels.has(-32_256)).toBe(true);
  });

  it('returns the highway in digital loopback, the line side off', () => {
    const bare = new Fxo();
    bare.write(33, 0x20);
    bare.write(10, 0x01);
    bare.chip.highway(codes, out);
    expect([...out]).toEqual([...codes]);
  });

  it('hears less than 30 dB of itself on the impedance that ACIM names, more on another', () => {
    const china = { seriesOhms: 200, parallelOhms: 680, nanofarads: 100 };
    fxo.write(30, 0x0a);
    expect(fxo.chip.echoGain(china)).toBeCloseTo(10 ** (-30 / 20), 5);
    fxo.write(30, 0x00);
    expect(fxo.chip.echoGain(china)).toBeGreaterThan(0.1);
  });
});
