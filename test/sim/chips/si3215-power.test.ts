import { beforeEach, describe, expect, it } from 'vitest';
import { Fxs, line } from './pins.ts';

const VBAT = 82;

describe('battery of a Si3215', () => {
  let fxs: Fxs;
  beforeEach(() => {
    fxs = new Fxs();
  });

  it('is off after reset and comes up to 72 V within 500 ms of switching the converter on', () => {
    fxs.wait(100);
    expect(fxs.read(VBAT)).toBe(0);
    fxs.write(14, 0x00);
    fxs.wait(20);
    expect(fxs.read(VBAT)).toBeGreaterThan(0);
    expect(fxs.read(VBAT)).toBeLessThan(0xc0);
    fxs.wait(480);
    expect(fxs.read(VBAT)).toBeGreaterThanOrEqual(0xc0);
  });

  it('follows VBATH: 63 steps of 1.5 V are 94.5 V, at 0.376 V a step of the monitor', () => {
    fxs.write(74, 0x3f);
    fxs.write(14, 0x00);
    fxs.wait(500);
    expect(fxs.read(VBAT)).toBe(Math.round(94.5 / 0.376));
  });

  it('falls slowly when the converter is off and nothing leaks', () => {
    fxs.write(14, 0x00);
    fxs.wait(500);
    fxs.write(14, 0x10);
    fxs.wait(500);
    expect(fxs.read(VBAT)).toBeGreaterThan(0x06);
    expect(fxs.read(VBAT)).toBeLessThan(0xc0);
  });

  it('is below 6 steps within 500 ms when the line feed leaks', () => {
    fxs.chip.setSupply(true, true);
    fxs.write(14, 0x00);
    fxs.wait(500);
    expect(fxs.read(VBAT)).toBeGreaterThanOrEqual(0xc0);
    fxs.write(14, 0x10);
    fxs.wait(500);
    expect(fxs.read(VBAT)).toBeLessThan(0x06);
  });

  it('stays away without input power, and without PCLK', () => {
    fxs.chip.setSupply(false, false);
    fxs.write(14, 0x00);
    fxs.wait(500);
    expect(fxs.read(VBAT)).toBe(0);
    fxs.chip.setSupply(true, false);
    fxs.chip.setClocked(false);
    fxs.wait(500);
    expect(fxs.read(VBAT)).toBe(0);
  });
});

describe('calibration of a Si3215', () => {
  it('clears register 96 by itself within 600 ms', () => {
    const fxs = new Fxs();
    fxs.write(14, 0x00);
    fxs.wait(200);
    fxs.write(97, 0x1f);
    fxs.write(96, 0x5f);
    fxs.wait(100);
    expect(fxs.read(96)).toBe(0x5f);
    fxs.wait(500);
    expect([fxs.read(96), fxs.read(97)]).toEqual([0, 0]);
  });

  it('is quicker with CALSP, which lets the battery settle 30 ms instead of 300 ms', () => {
    const fxs = new Fxs();
    fxs.write(14, 0x00);
    fxs.wait(200);
    fxs.write(96, 0x7f);
    fxs.wait(300);
    expect(fxs.read(96)).toBe(0);
  });

  it('never ends while the battery is not up', () => {
    const fxs = new Fxs();
    fxs.write(96, 0x5f);
    fxs.wait(2_000);
    expect(fxs.read(96)).toBe(0x5f);
  });

  it('of the DC-DC converter clears 93.7 and leaves 2…0x0D in register 107', () => {
    const fxs = new Fxs();
    fxs.write(14, 0x00);
    fxs.wait(200);
    fxs.write(93, 0x99);
    expect(fxs.read(93) & 0x80).toBe(0x80);
    fxs.wait(100);
    expect(fxs.read(93)).toBe(0x19);
    expect(fxs.read(107)).toBeGreaterThanOrEqual(2);
    expect(fxs.read(107)).toBeLessThanOrEqual(0x0d);
  });

  it('by hand ends where the mismatch current of Q5 and Q6 is gone', () => {
    const fxs = new Fxs();
    fxs.write(14, 0x00);
    fxs.wait(200);
    for (const [trim, monitor] of [
      [98, 88],
      [99, 89],
    ] as const) {
      let step = 0x1f;
      fxs.write(trim, step);
      expect(fxs.read(monitor)).toBeGreaterThan(0);
      while (step > 0 && fxs.read(monitor) > 0) fxs.write(trim, --step);
      expect(step).toBeGreaterThan(0);
    }
  });
});

describe('monitors of a Si3215', () => {
  let fxs: Fxs;
  beforeEach(() => {
    fxs = new Fxs();
    fxs.powerUp();
  });

  it('show loop voltage in 1.5 V and loop current in 1.25 mA, with the sign of the polarity', () => {
    fxs.write(64, 1);
    fxs.wait(10, line(48, 0));
    expect([fxs.read(78), fxs.read(79)]).toEqual([32, 0]);
    fxs.wait(10, line(9, 25));
    expect([fxs.read(78), fxs.read(79)]).toEqual([6, 20]);
    fxs.write(64, 5);
    fxs.wait(10, line(-9, 25));
    expect([fxs.read(78), fxs.read(79)]).toEqual([0x46, 0x40 | 20]);
  });

  it('show TIP near ground and RING near the battery, in 0.376 V, and change them with the polarity', () => {
    fxs.write(64, 1);
    fxs.wait(10, line(48, 0));
    expect([fxs.read(80), fxs.read(81)]).toEqual([Math.round(3 / 0.376), Math.round(51 / 0.376)]);
    fxs.write(64, 5);
    fxs.wait(10, line(-48, 0));
    expect([fxs.read(80), fxs.read(81)]).toEqual([Math.round(51 / 0.376), Math.round(3 / 0.376)]);
  });

  it('show the loop current in Q1 and Q6 forward, in Q2 and Q5 reversed', () => {
    fxs.write(64, 1);
    fxs.wait(10, line(9, 25));
    expect([fxs.read(84), fxs.read(85), fxs.read(88), fxs.read(89)]).toEqual([78, 0, 0, 79]);
    fxs.write(64, 5);
    fxs.wait(10, line(-9, 25));
    expect([fxs.read(84), fxs.read(85), fxs.read(88), fxs.read(89)]).toEqual([0, 78, 79, 0]);
  });
});
