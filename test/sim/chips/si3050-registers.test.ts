import { beforeEach, describe, expect, it } from 'vitest';
import { Si3050 } from '#sim/chips/si3050.ts';
import { Fxo, line } from './pins.ts';

describe('a Si3050 on SPI', () => {
  let fxo: Fxo;
  beforeEach(() => {
    fxo = new Fxo();
  });

  it.each([
    [1, 0x00],
    [2, 0x03],
    [3, 0x00],
    [4, 0x00],
    [6, 0x10],
    [10, 0x00],
    [14, 0x00],
    [15, 0x00],
    [16, 0x00],
    [17, 0x00],
    [18, 0x00],
    [22, 0x96],
    [23, 0x2d],
    [24, 0x19],
    [26, 0x00],
    [30, 0x00],
    [31, 0x20],
    [32, 0x03],
    [33, 0x00],
    [38, 0x00],
    [41, 0x00],
  ])('shows register %i as %i after reset, as its data sheet lists it', (register, value) => {
    expect(fxo.read(register)).toBe(value);
  });

  it('reads with 0x60 and writes with 0x20', () => {
    fxo.access(0x20, 30, 0x0a);
    expect(fxo.access(0x60, 30)).toBe(0x0a);
  });

  it('takes the doubled 16-bit words when chip select stays low', () => {
    const { chip } = fxo;
    chip.select();
    for (const byte of [0x20, 30, 0x0a, 0x0a]) chip.byte(byte);
    chip.deselect();
    expect(fxo.read(30)).toBe(0x0a);
  });

  it('answers to channel 0 only, and to a broadcast write whatever the channel', () => {
    fxo.access(0x28, 30, 0x05);
    expect(fxo.read(30)).toBe(0x00);
    fxo.access(0xa8, 30, 0x05);
    expect(fxo.read(30)).toBe(0x05);
    expect(fxo.access(0x68, 30)).toBe(0);
    expect(fxo.access(0xe8, 30)).toBe(0);
  });

  it('ignores a control byte without its fixed bits', () => {
    fxo.access(0x00, 30, 0x05);
    fxo.access(0x30, 30, 0x05);
    expect(fxo.read(30)).toBe(0x00);
  });

  it('is out of step after an access of two bytes, until RESET', () => {
    fxo.byte(0x88);
    fxo.byte(0x00);
    expect(fxo.read(31)).not.toBe(0x20);
    fxo.chip.resetN(false);
    fxo.chip.resetN(true);
    expect(fxo.read(31)).toBe(0x20);
  });

  it('is lost to SPI when SCLK was low as RESET rose, until the next reset', () => {
    fxo.chip.sclkHigh = false;
    fxo.chip.resetN(false);
    fxo.chip.resetN(true);
    expect(fxo.chip.gciMode).toBe(true);
    expect(fxo.read(2)).toBe(0);
    fxo.chip.sclkHigh = true;
    fxo.chip.resetN(false);
    fxo.chip.resetN(true);
    expect(fxo.read(2)).toBe(0x03);
  });

  it('forgets everything on soft reset, whose bit clears itself', () => {
    fxo.write(30, 0x0a);
    fxo.write(1, 0x80);
    expect(fxo.read(1)).toBe(0x80);
    fxo.wait(10);
    expect([fxo.read(1), fxo.read(30)]).toEqual([0x00, 0x00]);
  });

  it('does not let a write set what only the line can', () => {
    fxo.linkUp();
    fxo.write(5, 0xff);
    expect(fxo.read(5) & 0x64).toBe(0);
    fxo.write(19, 0xff);
    expect(fxo.read(19) & 0x05).toBe(0);
  });
});

describe('link between Si3050 and Si3019', () => {
  it('comes up within 10 ms of register 6 = 0: FDT, line side 3, system revision 5', () => {
    const fxo = new Fxo();
    expect(fxo.read(11)).toBe(0x05);
    expect(fxo.read(12) & 0x40).toBe(0);
    fxo.write(6, 0x00);
    fxo.wait(10);
    expect(fxo.read(11)).toBe(0x35);
    expect(fxo.read(12) & 0x40).toBe(0x40);
    expect(fxo.read(13) & 0x40).toBe(0x40);
  });

  it('stays down with PDL or PDN', () => {
    for (const power of [0x10, 0x08]) {
      const fxo = new Fxo();
      fxo.write(6, power);
      fxo.wait(100);
      expect(fxo.read(12) & 0x40).toBe(0);
    }
  });

  it('shows nothing to be trusted while it is down', () => {
    const fxo = new Fxo();
    fxo.wait(10, line(48, 0));
    const readings = Array.from({ length: 8 }, () => fxo.read(29));
    expect(new Set(readings).size).toBeGreaterThan(1);
  });

  it('raises FDT when it breaks, goes on-hook, and comes back when it heals', () => {
    const fxo = new Fxo();
    fxo.linkUp();
    fxo.write(3, 0x20);
    fxo.write(2, 0x83);
    fxo.write(5, 0x01);
    fxo.wait(500, line(9, 25));
    fxo.write(4, 0x00);
    expect(fxo.chip.interrupt).toBe(false);
    fxo.chip.setLinkBroken(true);
    fxo.wait(5, line(9, 25));
    expect(fxo.read(4) & 0x20).toBe(0x20);
    expect(fxo.chip.interrupt).toBe(true);
    expect(fxo.chip.loopOhms).toBe(Number.POSITIVE_INFINITY);
    fxo.chip.setLinkBroken(false);
    fxo.wait(20, line(48, 0));
    expect(fxo.read(12) & 0x40).toBe(0x40);
  });
});

describe('interrupts of a Si3050', () => {
  it('reach the pin only through mask and INTE, and are cleared by writing 0', () => {
    const fxo = new Fxo();
    fxo.linkUp();
    fxo.wait(10, line(48, 0));
    fxo.write(4, 0x00);
    fxo.wait(10, line(-48, 0));
    expect(fxo.read(4)).toBe(0x01);
    expect(fxo.chip.interrupt).toBe(false);
    fxo.write(3, 0x01);
    expect(fxo.chip.interrupt).toBe(false);
    fxo.write(2, 0x83);
    expect(fxo.chip.interrupt).toBe(true);
    fxo.write(4, 0xff);
    expect(fxo.chip.interrupt).toBe(true);
    fxo.write(4, 0xfe);
    expect(fxo.read(4)).toBe(0x00);
    expect(fxo.chip.interrupt).toBe(false);
  });

  it('turn the pin over with INTP', () => {
    const fxo = new Fxo();
    fxo.write(2, 0xc3);
    expect(fxo.chip.interrupt).toBe(true);
  });
});

describe('watchdog of a Si3050', () => {
  const talk = (): Fxo => {
    const fxo = new Fxo();
    fxo.linkUp();
    fxo.write(2, 0x13);
    fxo.write(5, 0x01);
    return fxo;
  };

  it('goes on-hook after 4 s without a register access, not before', () => {
    const fxo = talk();
    fxo.wait(3_998, line(9, 25));
    expect(fxo.chip.loopOhms).toBeLessThan(1_000);
    fxo.wait(10, line(9, 25));
    expect(fxo.chip.loopOhms).toBe(Number.POSITIVE_INFINITY);
    expect(fxo.read(5) & 1).toBe(0);
  });

  it('is content with any access, read or write', () => {
    const fxo = talk();
    for (let second = 0; second < 20; second++) {
      fxo.wait(3_000, line(9, 25));
      fxo.read(5);
    }
    expect(fxo.chip.loopOhms).toBeLessThan(1_000);
  });

  it('is switched off by the RESET pin only', () => {
    const fxo = talk();
    fxo.write(2, 0x03);
    expect(fxo.read(2)).toBe(0x13);
    fxo.write(1, 0x80);
    fxo.wait(10);
    expect(fxo.read(2)).toBe(0x13);
    fxo.chip.resetN(false);
    fxo.chip.resetN(true);
    expect(fxo.read(2)).toBe(0x03);
  });

  it('never bites a chip on which it was not enabled', () => {
    const fxo = new Fxo();
    fxo.linkUp();
    fxo.write(5, 0x01);
    fxo.wait(20_000, line(9, 25));
    expect(fxo.chip.loopOhms).toBeLessThan(1_000);
  });
});

describe('two Si3050 of the same seed', () => {
  it('are the same, garbage included', () => {
    const readings = (seed: number): number[] => {
      const fxo = new Fxo(new Si3050({ seed }));
      return Array.from({ length: 8 }, () => fxo.read(29));
    };
    expect(readings(4)).toEqual(readings(4));
    expect(readings(4)).not.toEqual(readings(5));
  });
});
