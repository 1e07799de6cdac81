import { beforeEach, describe, expect, it } from 'vitest';
import { Fxo, line, ringing, STEP_MS } from './pins.ts';

const ON_HOOK = line(48, 0);
const RING = ringing(25, 75, 0, 48);
const RDTP = 0x20;
const RDTN = 0x40;
const RDT = 0x04;

/** Register 5 in each 1.25 ms while this is at the line. */
function watch(fxo: Fxo, ms: number, state = RING): number[] {
  const seen: number[] = [];
  for (let t = 0; t < ms; t += STEP_MS) {
    fxo.wait(STEP_MS, state);
    seen.push(fxo.read(5));
  }
  return seen;
}

describe('ring detector of a Si3050', () => {
  let fxo: Fxo;
  beforeEach(() => {
    fxo = new Fxo();
    fxo.linkUp();
    fxo.write(5, 0x08);
    fxo.wait(100, ON_HOOK);
    fxo.wait(6_000, ON_HOOK);
    fxo.write(4, 0x00);
  });

  it('shows the half waves at ring frequency in RDTP and RDTN', () => {
    const seen = watch(fxo, 400);
    const rises = (bit: number): number =>
      seen.filter((value, i) => i > 0 && value & bit && !(seen[i - 1]! & bit)).length;
    expect(rises(RDTP)).toBeGreaterThanOrEqual(9);
    expect(rises(RDTP)).toBeLessThanOrEqual(10);
    expect(rises(RDTN)).toBe(10);
    expect(seen.some((value) => (value & RDTP) !== 0 && (value & RDTN) !== 0)).toBe(false);
  });

  it('holds RDT for 5 s after the last ring, and drops it on going off-hook', () => {
    watch(fxo, 1_000);
    fxo.wait(4_900, ON_HOOK);
    expect(fxo.read(5) & RDT).toBe(RDT);
    fxo.wait(200, ON_HOOK);
    expect(fxo.read(5) & RDT).toBe(0);
    watch(fxo, 1_000);
    fxo.write(5, 0x09);
    expect(fxo.read(5) & RDT).toBe(0);
  });

  it.each([
    [0x00, 0x00, 15],
    [0x01, 0x00, 21.5],
    [0x01, 0x10, 45],
  ])('with RT %i and RT2 %i hears rings of %f V, none of less', (rt, rt2, volts) => {
    fxo.write(16, rt);
    fxo.write(17, rt2);
    expect(watch(fxo, 200, ringing(25, volts - 0.5, 0, 48)).every((value) => (value & 0x60) === 0)).toBe(
      true,
    );
    expect(watch(fxo, 200, ringing(25, volts + 0.5, 0, 48)).some((value) => (value & 0x60) !== 0)).toBe(true);
  });

  it('pulls RGDT at the positive half wave, and at both with RFWE', () => {
    const lowSteps = (): number => {
      let low = 0;
      for (let t = 0; t < 400; t += STEP_MS) {
        fxo.wait(STEP_MS, RING);
        if (fxo.chip.ringDetect) low++;
      }
      return low;
    };
    const half = lowSteps();
    fxo.write(18, 0x02);
    const full = lowSteps();
    expect(half).toBeGreaterThan(100);
    expect(full).toBeGreaterThan(half * 1.8);
  });

  it('turns RGDT over with RPOL', () => {
    expect(fxo.chip.ringDetect).toBe(false);
    fxo.write(14, 0x02);
    expect(fxo.chip.ringDetect).toBe(true);
  });

  it('shows a reversal of the line as one pulse of one sign, a ring as both', () => {
    const reversal = watch(fxo, 100, line(-48, 0));
    expect(reversal.some((value) => value & RDTN)).toBe(true);
    expect(reversal.some((value) => value & RDTP)).toBe(false);
    const back = watch(fxo, 100, ON_HOOK);
    expect(back.some((value) => value & RDTP)).toBe(true);
    expect(back.some((value) => value & RDTN)).toBe(false);
  });

  it('tells each ring pulse by interrupt, both ends of it with RDI', () => {
    const interrupts = (ms: number): number => {
      let count = 0;
      for (let t = 0; t < ms; t += STEP_MS) {
        fxo.wait(STEP_MS, RING);
        if (fxo.read(4) & 0x80) count++;
        fxo.write(4, 0x00);
      }
      return count;
    };
    expect(interrupts(400)).toBe(10);
    fxo.write(2, 0x07);
    expect(interrupts(400)).toBe(20);
  });

  it('does not listen off-hook', () => {
    fxo.write(5, 0x09);
    expect(watch(fxo, 400).every((value) => (value & 0x60) === 0)).toBe(true);
  });
});

describe('ring validation of a Si3050', () => {
  let fxo: Fxo;
  beforeEach(() => {
    fxo = new Fxo();
    fxo.linkUp();
    fxo.write(5, 0x08);
    fxo.write(24, 0x99);
    fxo.wait(100, ON_HOOK);
    fxo.write(4, 0x00);
  });

  /** ms from the beginning of the ring until RGDT falls; null within 2 s. */
  const delay = (hz: number): number | null => {
    for (let t = 0; t < 2_000; t += STEP_MS) {
      fxo.wait(STEP_MS, ringing(hz, 75, 0, 48));
      if (fxo.chip.ringDetect) return t;
    }
    return null;
  };

  it('accepts 25 Hz after RCC 512 ms and RDLY 512 ms as reset', () => {
    const ms = delay(25);
    expect(ms).toBeGreaterThan(1_000);
    expect(ms).toBeLessThan(1_120);
    expect(fxo.read(5) & RDT).toBe(RDT);
  });

  it('is quicker with a shorter RCC and no RDLY', () => {
    fxo.write(22, 0x16);
    fxo.write(23, 0x28);
    const ms = delay(25);
    expect(ms).toBeGreaterThan(90);
    expect(ms).toBeLessThan(200);
  });

  it.each([13, 20, 50])('accepts %i Hz', (hz) => {
    expect(delay(hz)).not.toBeNull();
  });

  it.each([7, 100])('refuses %i Hz: RAS and RMX as reset stand for 10 to 62 Hz', (hz) => {
    expect(delay(hz)).toBeNull();
    expect(fxo.read(4) & 0x80).toBe(0);
  });

  it('keeps RGDT low as an envelope, until RTO 640 ms after the last half wave', () => {
    delay(25);
    fxo.wait(300, RING);
    expect(fxo.chip.ringDetect).toBe(true);
    fxo.wait(600, ON_HOOK);
    expect(fxo.chip.ringDetect).toBe(true);
    fxo.wait(100, ON_HOOK);
    expect(fxo.chip.ringDetect).toBe(false);
  });

  it('interrupts once a ring, twice with RDI', () => {
    delay(25);
    expect(fxo.read(4) & 0x80).toBe(0x80);
    fxo.write(4, 0x00);
    fxo.wait(500, RING);
    fxo.wait(1_000, ON_HOOK);
    expect(fxo.read(4) & 0x80).toBe(0);
    fxo.write(2, 0x07);
    delay(25);
    fxo.write(4, 0x00);
    fxo.wait(1_000, ON_HOOK);
    expect(fxo.read(4) & 0x80).toBe(0x80);
  });
});
