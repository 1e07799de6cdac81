import { beforeEach, describe, expect, it } from 'vitest';
import { Fxs } from './pins.ts';

describe('a ProSLIC Si3215 on SPI', () => {
  let fxs: Fxs;
  beforeEach(() => {
    fxs = new Fxs();
  });

  it.each([
    [1, 0x88],
    [2, 0x00],
    [5, 0x00],
    [8, 0x02],
    [9, 0x00],
    [10, 0x08],
    [11, 0x33],
    [14, 0x10],
    [15, 0x00],
    [34, 0x00],
    [63, 0x54],
    [64, 0x00],
    [65, 0x61],
    [66, 0x03],
    [67, 0x1f],
    [68, 0x00],
    [69, 0x0a],
    [70, 0x0a],
    [71, 0x00],
    [72, 0x20],
    [73, 0x02],
    [74, 0x32],
    [75, 0x10],
    [92, 0xff],
    [93, 0x14],
    [96, 0x1f],
    [97, 0x1f],
    [98, 0x10],
    [99, 0x10],
    [100, 0x11],
    [101, 0x11],
    [102, 0x08],
    [103, 0x88],
    [107, 0x08],
    [108, 0x00],
  ])('shows register %i as %i after reset, as its data sheet lists it', (register, value) => {
    expect(fxs.read(register)).toBe(value);
  });

  it('passes the probe of the known drivers: revision, family bit, loopback, line open, hybrid', () => {
    const revision = fxs.read(0) & 0x0f;
    expect(revision).toBeGreaterThanOrEqual(2);
    expect(revision).toBeLessThan(0x0f);
    expect(fxs.read(0) & 0x30).toBe(0);
    expect(fxs.read(1) & 0x80).toBe(0x80);
    expect([fxs.read(8), fxs.read(64), fxs.read(11)]).toEqual([0x02, 0x00, 0x33]);
  });

  it('keeps the revision it was made with', () => {
    expect(new Fxs({ revision: 3 }).read(0) & 0x0f).toBe(3);
  });

  it('does not let a write change what is read-only', () => {
    fxs.write(0, 0x4f);
    expect(fxs.read(0)).toBe(0x47);
    fxs.write(1, 0x20);
    expect(fxs.read(1)).toBe(0xa0);
    fxs.write(6, 0xff);
    expect(fxs.read(6)).toBe(0x80);
    fxs.write(78, 0xff);
    expect(fxs.read(78)).toBe(0);
    fxs.write(68, 0xff);
    expect(fxs.read(68)).toBe(0);
  });

  it('holds bit 6 of the DC-DC period at 1', () => {
    fxs.write(92, 0x00);
    expect(fxs.read(92)).toBe(0x40);
  });

  it('takes the two bytes of an access with chip select high between them', () => {
    fxs.byte(0x80 | 11);
    expect(fxs.byte(0xff)).toBe(0x33);
  });

  it('is out of step after an odd number of bytes, and in step again after another odd number', () => {
    fxs.byte(0x80 | 11);
    expect(fxs.read(8)).not.toBe(0x02);
    fxs.byte(0);
    expect(fxs.read(8)).toBe(0x02);
  });

  it('wants a select byte before each access once SPIDC is set, and listens for bit 0', () => {
    fxs.write(0, 0x80);
    fxs.byte(0x01);
    expect(fxs.read(11)).toBe(0x33);
    fxs.byte(0x02);
    expect(fxs.read(11)).toBe(0);
  });

  it('does not answer while RESET is low, and has forgotten everything after it', () => {
    fxs.write(8, 0x00);
    fxs.write(71, 0x05);
    fxs.chip.resetN(false);
    expect(fxs.read(11)).toBe(0);
    fxs.chip.resetN(true);
    expect(fxs.read(8)).toBe(0x02);
    expect(fxs.read(71)).toBe(0);
  });
});

describe('indirect registers of a Si3215', () => {
  it('are written through 28, 29, 30 and read back through 30 alone', () => {
    const fxs = new Fxs();
    fxs.writeIndirect(15, 0x1000);
    fxs.writeIndirect(16, 0x3600);
    expect(fxs.readIndirect(15)).toBe(0x1000);
    expect(fxs.readIndirect(16)).toBe(0x3600);
  });

  it('are pending for one period of 16 kHz: IAS is 1 until then', () => {
    const fxs = new Fxs();
    fxs.write(30, 7);
    expect(fxs.read(31)).toBe(1);
    fxs.settle();
    expect(fxs.read(31)).toBe(0);
  });

  it('lose an access that is overtaken by the next before it was done', () => {
    const fxs = new Fxs();
    fxs.writeIndirect(20, 0x1111);
    fxs.write(28, 0x34);
    fxs.write(29, 0x12);
    fxs.write(30, 20);
    fxs.write(30, 21);
    fxs.settle();
    expect(fxs.readIndirect(20)).toBe(0x1111);
  });

  it('hold garbage after reset, the same for the same chip, never all zero', () => {
    const values = (seed: number): number[] => {
      const fxs = new Fxs({ seed });
      return [0, 7, 13, 15, 16].map((address) => fxs.readIndirect(address));
    };
    expect(values(1)).toEqual(values(1));
    expect(values(1)).not.toEqual(values(2));
    expect(values(1).some((value) => value !== 0)).toBe(true);
  });

  it('tell the end of an access by the IND interrupt, if it is enabled', () => {
    const fxs = new Fxs();
    fxs.readIndirect(7);
    expect(fxs.read(20)).toBe(0);
    fxs.write(23, 0x02);
    fxs.readIndirect(7);
    expect(fxs.read(20)).toBe(0x02);
    expect(fxs.chip.interrupt).toBe(true);
    fxs.write(20, 0x02);
    expect(fxs.chip.interrupt).toBe(false);
  });
});
