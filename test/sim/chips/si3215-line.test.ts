import { beforeEach, describe, expect, it } from 'vitest';
import { Fxs, line, QUIET } from './pins.ts';

const ON_HOOK = line(48, 0);
const OFF_HOOK = line(9, 25);

describe('line feed of a Si3215', () => {
  let fxs: Fxs;
  beforeEach(() => {
    fxs = new Fxs();
    fxs.powerUp();
  });

  it('gives 48 V forward, −48 V reversed and nothing when open', () => {
    const volts = [1, 2, 5, 6, 0, 3, 7].map((feed) => {
      fxs.write(64, feed);
      return fxs.chip.openVolts;
    });
    expect(volts).toEqual([48, 48, -48, -48, 0, 0, 0]);
  });

  it('shows the real state beside the wanted one in register 64', () => {
    fxs.write(64, 5);
    expect(fxs.read(64)).toBe(0x55);
  });

  it('gives no more than its battery has', () => {
    fxs.write(64, 1);
    fxs.write(14, 0x10);
    fxs.chip.setSupply(true, true);
    fxs.wait(500);
    expect(fxs.chip.openVolts).toBe(0);
  });

  it.each([
    [0, 20],
    [1, 23],
    [7, 41],
  ])('limits the loop to 20 mA + 3 mA a step: ILIM %i is %i mA', (ilim, milliamps) => {
    fxs.write(71, ilim);
    expect(fxs.chip.limitMa).toBe(milliamps);
  });

  it('takes its open voltage in steps of 1.5 V', () => {
    fxs.write(72, 0x10);
    fxs.write(64, 1);
    expect(fxs.chip.openVolts).toBe(24);
  });

  it('opens the line by itself on a power alarm, and reads 0 then', () => {
    fxs.write(22, 0xff);
    fxs.write(64, 1);
    fxs.chip.powerAlarm(1);
    expect(fxs.read(64)).toBe(0x00);
    expect(fxs.read(19)).toBe(0x04);
    expect(fxs.chip.interrupt).toBe(true);
  });

  it('keeps feeding on a power alarm when AOPN is off', () => {
    fxs.write(67, 0x1e);
    fxs.write(64, 1);
    fxs.chip.powerAlarm(6);
    expect(fxs.read(64)).toBe(0x11);
  });
});

describe('hook detection of a Si3215', () => {
  let fxs: Fxs;
  beforeEach(() => {
    fxs = new Fxs();
    fxs.powerUp();
    fxs.write(64, 1);
    fxs.wait(50, ON_HOOK);
  });

  it('debounces for 10 steps of 1.25 ms as reset: off-hook after 12.5 ms, not before', () => {
    fxs.wait(11.25, OFF_HOOK);
    expect(fxs.read(68) & 1).toBe(0);
    fxs.wait(1.25, OFF_HOOK);
    expect(fxs.read(68) & 1).toBe(1);
    fxs.wait(11.25, ON_HOOK);
    expect(fxs.read(68) & 1).toBe(1);
    fxs.wait(1.25, ON_HOOK);
    expect(fxs.read(68) & 1).toBe(0);
  });

  it('is not impressed by a contact that bounces faster than the debounce', () => {
    for (let bounce = 0; bounce < 20; bounce++) {
      fxs.wait(10, OFF_HOOK);
      fxs.wait(1.25, ON_HOOK);
    }
    expect(fxs.read(68) & 1).toBe(0);
  });

  it('shows the undebounced comparison in DBIRAW: 0 above the threshold', () => {
    expect(fxs.read(68) & 4).toBe(4);
    fxs.wait(1.25, OFF_HOOK);
    expect(fxs.read(68) & 5).toBe(0);
  });

  it('takes its threshold from indirect register 15 in 1.27 mA: 0x1000 is 10 mA', () => {
    fxs.wait(100, line(40, 10));
    expect(fxs.read(68) & 1).toBe(0);
    fxs.wait(100, line(40, 10.5));
    expect(fxs.read(68) & 1).toBe(1);
  });

  it('uses a lower threshold for on-hook once HYSTEN is set', () => {
    fxs.writeIndirect(66, 0x0800);
    fxs.write(108, 0x01);
    fxs.wait(50, OFF_HOOK);
    fxs.wait(50, line(40, 6));
    expect(fxs.read(68) & 1).toBe(1);
    fxs.write(108, 0x00);
    fxs.wait(50, line(40, 6));
    expect(fxs.read(68) & 1).toBe(0);
  });

  it('interrupts at both transitions if LCI is enabled, until a 1 is written', () => {
    fxs.wait(50, OFF_HOOK);
    expect(fxs.chip.interrupt).toBe(false);
    fxs.wait(50, ON_HOOK);
    fxs.write(22, 0x02);
    fxs.wait(50, OFF_HOOK);
    expect(fxs.chip.interrupt).toBe(true);
    fxs.write(19, 0x01);
    expect(fxs.chip.interrupt).toBe(true);
    fxs.write(19, 0x02);
    expect(fxs.chip.interrupt).toBe(false);
    fxs.wait(50, ON_HOOK);
    expect(fxs.read(19)).toBe(0x02);
  });

  it('goes from on-hook transmission to active by itself, in either polarity', () => {
    fxs.write(64, 2);
    fxs.wait(50, OFF_HOOK);
    expect(fxs.read(64)).toBe(0x11);
    fxs.wait(50, ON_HOOK);
    fxs.write(64, 6);
    fxs.wait(50, line(-9, 25));
    expect(fxs.read(64)).toBe(0x55);
  });

  it('stays in on-hook transmission when AOLD is off', () => {
    fxs.write(67, 0x1d);
    fxs.write(64, 2);
    fxs.wait(50, OFF_HOOK);
    expect(fxs.read(64)).toBe(0x22);
    expect(fxs.read(68) & 1).toBe(1);
  });

  it('has nobody off-hook on an open line', () => {
    fxs.wait(50, OFF_HOOK);
    fxs.write(64, 0);
    fxs.wait(50, QUIET);
    expect(fxs.read(68)).toBe(0);
  });
});
