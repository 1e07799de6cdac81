import { beforeEach, describe, expect, it } from 'vitest';
import { decodeRing } from '#sim/chips/si3215/ringing.ts';
import { Fxs, line, ringing } from './pins.ts';

const BELL = ringing(25, 46, 6);
const LIFTED = ringing(25, 20, 60);

describe('ring generator of a Si3215', () => {
  it.each([
    [0x7ef0, 0x0160, 20.5, 63.9],
    [0x7e6d, 0x01b9, 25, 65.7],
    [0x7e6c, 0x023a, 25, 84.8],
    [0x7e6d, 0x0247, 25, 86.9],
    [0x7e6d, 0x01b5, 25, 65],
    [0x7e6d, 0x01f8, 25, 75],
    [0x7e6d, 0x023b, 25, 85],
  ])('reads RCO %i with RNGX %i as %f Hz and %f V peak', (rco, rngx, hz, peak) => {
    const setting = decodeRing(rco, rngx, 0, false);
    expect(Math.abs(setting.hz - hz)).toBeLessThan(0.1);
    expect(Math.abs(setting.voltsPeak - peak)).toBeLessThan(0.3);
  });

  it.each([
    [0x7efe, 20],
    [0x7f5b, 16],
  ])('reads RCO %i as %i Hz', (rco, hz) => {
    expect(Math.abs(decodeRing(rco, 1, 0, false).hz - hz)).toBeLessThan(0.1);
  });

  it('adds its offset only with RVO', () => {
    expect(decodeRing(0x7e6d, 0x01b5, 0x2000, false).offsetVolts).toBe(0);
    expect(decodeRing(0x7e6d, 0x01b5, 0x2000, true).offsetVolts).toBe(24);
  });

  it('rings only in state 4, with 46 V from 65 V peak', () => {
    const fxs = new Fxs();
    fxs.powerUp();
    fxs.write(64, 1);
    expect(fxs.chip.ringing).toBeNull();
    fxs.write(64, 4);
    expect(fxs.chip.ringing?.hz).toBeCloseTo(25, 1);
    expect(fxs.chip.ringing?.voltsRms).toBeCloseTo(46, 0);
    expect(fxs.chip.ringDistorted).toBe(false);
    expect(fxs.read(34)).toBe(0xa4);
    fxs.write(64, 2);
    expect(fxs.chip.ringing).toBeNull();
    expect(fxs.read(34)).toBe(0x00);
  });

  it('cuts the sine when VBATH leaves less than peak and 7.5 V, and rings clean again with more', () => {
    const fxs = new Fxs();
    fxs.powerUp();
    fxs.writeIndirect(8, 0x023b);
    fxs.write(64, 4);
    expect(fxs.chip.ringDistorted).toBe(true);
    expect(fxs.chip.ringing!.voltsRms).toBeLessThan(85 * Math.SQRT1_2);
    fxs.write(74, 0x3f);
    fxs.wait(200, BELL);
    expect(fxs.chip.ringDistorted).toBe(false);
    expect(fxs.chip.ringing!.voltsRms).toBeCloseTo(60, 0);
  });

  it('shows the sine on the voltage monitor while it rings', () => {
    const fxs = new Fxs();
    fxs.powerUp();
    fxs.write(64, 4);
    const seen: number[] = [];
    for (let step = 0; step < 32; step++) {
      fxs.wait(1.25, BELL);
      const value = fxs.read(78);
      seen.push((value & 0x40 ? -1 : 1) * (value & 0x3f) * 1.5);
    }
    expect(Math.max(...seen)).toBeGreaterThan(60);
    expect(Math.min(...seen)).toBeLessThan(-60);
  });
});

describe('ring trip of a Si3215', () => {
  let fxs: Fxs;
  beforeEach(() => {
    fxs = new Fxs();
    fxs.powerUp();
    fxs.write(22, 0xff);
    fxs.write(64, 4);
    fxs.wait(200, BELL);
  });

  it('ignores the current of the bell itself', () => {
    expect(fxs.read(68) & 2).toBe(0);
    expect(fxs.read(64)).toBe(0x44);
  });

  it('ends the ringing after its debounce of 12.5 ms, and tells it', () => {
    fxs.wait(11.25, LIFTED);
    expect(fxs.read(64)).toBe(0x44);
    fxs.wait(1.25, LIFTED);
    expect(fxs.read(64)).toBe(0x11);
    expect(fxs.read(68) & 2).toBe(2);
    expect(fxs.read(19)).toBe(0x01);
    fxs.wait(20, line(9, 25));
    expect(fxs.read(68) & 1).toBe(1);
  });

  it('takes its debounce from register 70 and its threshold from indirect 16: 0x3600 is 34 mA', () => {
    fxs.write(70, 0x05);
    fxs.wait(100, ringing(25, 30, 34));
    expect(fxs.read(64)).toBe(0x44);
    fxs.wait(6.25, ringing(25, 30, 35));
    expect(fxs.read(64)).toBe(0x11);
  });

  it('keeps ringing into the lifted telephone when AORD is off, but tells', () => {
    fxs.write(67, 0x1b);
    fxs.wait(50, LIFTED);
    expect(fxs.read(64)).toBe(0x44);
    expect(fxs.read(68) & 2).toBe(2);
  });
});

describe('cadence timers of a Si3215', () => {
  it('ring 1 s and pause 4 s with 0x1F40 and 0x7D00, each end with its interrupt', () => {
    const fxs = new Fxs();
    fxs.powerUp();
    fxs.write(48, 0x40);
    fxs.write(49, 0x1f);
    fxs.write(50, 0x00);
    fxs.write(51, 0x7d);
    fxs.write(34, 0x18);
    fxs.write(21, 0x30);
    fxs.write(64, 4);
    fxs.wait(998.75, BELL);
    expect(fxs.read(64)).toBe(0x44);
    fxs.wait(1.25, BELL);
    expect(fxs.read(64)).toBe(0x24);
    expect(fxs.chip.ringing).toBeNull();
    expect(fxs.read(18)).toBe(0x10);
    fxs.write(18, 0x10);
    fxs.wait(3_998.75, line(48, 0));
    expect(fxs.read(64)).toBe(0x24);
    fxs.wait(1.25, line(48, 0));
    expect(fxs.read(64)).toBe(0x44);
    expect(fxs.read(18)).toBe(0x20);
  });

  it('debounce a lifted handset by register 63 in the pause: 84 steps are 105 ms', () => {
    const fxs = new Fxs();
    fxs.powerUp();
    fxs.write(48, 0x50);
    fxs.write(51, 0x7d);
    fxs.write(34, 0x18);
    fxs.write(64, 4);
    fxs.wait(10, BELL);
    expect(fxs.read(64)).toBe(0x24);
    fxs.wait(103.75, line(9, 25));
    expect(fxs.read(64)).toBe(0x24);
    fxs.wait(1.25, line(9, 25));
    expect(fxs.read(64)).toBe(0x11);
  });

  it('without timers ring as long as state 4 is set', () => {
    const fxs = new Fxs();
    fxs.powerUp();
    fxs.write(64, 4);
    fxs.wait(10_000, BELL);
    expect(fxs.read(64)).toBe(0x44);
  });
});
