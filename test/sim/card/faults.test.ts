import { beforeEach, describe, expect, it } from 'vitest';
import { BitErrors } from '#sim/card/bit-errors.ts';
import { Bench, hostBurst } from './host.ts';

const RELAYS = 64;

/** A small generator of the test's own; the world brings its seeded one. */
function lcg(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

describe('fail-to-wire relays of a PX8 card', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
    bench.powerUp();
  });

  it('need RELAY_ARM, a request in a good burst, and input power', () => {
    bench.frames(3);
    expect(bench.card.relaysEnergised).toBe(false);
    bench.card.setRelayArm(true);
    const frame = bench.frame();
    expect(bench.card.relaysEnergised).toBe(true);
    expect(frame.flags & RELAYS).toBe(RELAYS);
    expect(frame.events).toContainEqual({ position: 0, kind: 7, tick: 0, value: 1 });
    expect(bench.cpldRead(0x14)).toBe(0x03);
    expect(bench.card.i2cRead(0, 0x20, 0x13, 1)).toEqual(Uint8Array.from([0x03]));
    bench.frames(2, { relays: 0 });
    expect(bench.card.relaysEnergised).toBe(false);
  });

  it('drop 2 s after the last good burst', () => {
    bench.card.setRelayArm(true);
    bench.frames(3);
    bench.stall(400);
    expect(bench.card.relaysEnergised).toBe(true);
    bench.stall(2);
    expect(bench.card.relaysEnergised).toBe(false);
  });

  it('are not kept by bursts with a wrong CRC', () => {
    bench.card.setRelayArm(true);
    bench.frames(3);
    for (let i = 0; i < 402; i++) {
      const bad = hostBurst({ seq: 3 + i });
      bad[700]! ^= 1;
      bench.stall();
      bench.burst(bad);
    }
    expect(bench.card.relaysEnergised).toBe(false);
  });

  it('drop at once when the input power goes, and POWER_FAIL_N tells', () => {
    bench.card.setRelayArm(true);
    bench.frames(3);
    bench.card.setInputPower(false);
    expect(bench.card.relaysEnergised).toBe(false);
    expect(bench.card.powerFailN).toBe(false);
    const frame = bench.frame();
    expect(frame.supply).toBe(0);
    expect(frame.events.map((event) => event.kind)).toEqual([6, 7]);
    bench.card.setInputPower(true);
    bench.frame();
    expect(bench.card.relaysEnergised).toBe(true);
  });
});

describe('faults of a PX8 card', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
    bench.powerUp();
  });

  it('pulled out answers FF everywhere and nothing on I²C; put back it starts as new', () => {
    bench.fxsWrite(0, 71, 0x05);
    bench.card.setRelayArm(true);
    bench.frames(3);
    bench.card.setCardOut(true);
    expect([...new Set(bench.operation([0x80, 0x80]))]).toEqual([0xff]);
    const miso = new Uint8Array(704);
    bench.card.exchange(hostBurst({}), miso);
    expect([...new Set(miso)]).toEqual([0xff]);
    expect(bench.card.i2cRead(1, 0x50, 0, 4)).toBeNull();
    expect([bench.card.present, bench.card.relaysEnergised, bench.card.frameReady]).toEqual([
      false,
      false,
      false,
    ]);
    bench.card.setCardOut(false);
    expect(bench.fxsRead(0, 71)).toBe(0x00);
    expect(bench.fxsRead(0, 8)).toBe(0x02);
    expect(bench.frame().flags & 4).toBe(4);
  });

  it('keep an interrupt low whatever the driver does, and let go again', () => {
    bench.card.setStuckInterrupt(4, true);
    expect(bench.card.attention).toBe(true);
    bench.fxsWrite(4, 19, 0xff);
    expect(bench.frame().int).toBe(0xef);
    bench.card.setStuckInterrupt(4, false);
    expect(bench.frame().int).toBe(0xff);
  });

  it('reset one chip alone, which a driver sees by register 8', () => {
    bench.fxsWrite(1, 8, 0x00);
    bench.fxsWrite(2, 8, 0x00);
    bench.card.resetChip(1);
    expect([bench.fxsRead(1, 8), bench.fxsRead(2, 8)]).toEqual([0x02, 0x00]);
  });

  it('give no battery to one position, and all of it again when healed', () => {
    bench.fxsWrite(0, 14, 0x00);
    bench.fxsWrite(1, 14, 0x00);
    bench.card.setNoBattery(1, true);
    bench.frames(100);
    expect(bench.fxsRead(0, 82)).toBeGreaterThanOrEqual(0xc0);
    expect(bench.fxsRead(1, 82)).toBe(0);
    bench.card.setNoBattery(1, false);
    bench.frames(100);
    expect(bench.fxsRead(1, 82)).toBeGreaterThanOrEqual(0xc0);
  });

  it('stop every converter when the input power goes', () => {
    bench.fxsWrite(0, 14, 0x00);
    bench.frames(100);
    bench.card.setInputPower(false);
    bench.frames(2_000);
    expect(bench.fxsRead(0, 82)).toBeLessThan(0x10);
  });

  it('flip bits on the wire, not in registers: a repeated read tells the truth', () => {
    bench.card.setSpiErrors(0.002, lcg(5));
    const readings = Array.from({ length: 400 }, () => bench.fxsRead(0, 0x0b));
    const wrong = readings.filter((value) => value !== 0x33).length;
    expect(wrong).toBeGreaterThan(5);
    bench.card.setSpiErrors(0, lcg(5));
    bench.cpldWrite(0x11, 0xff);
    bench.cpldWrite(0x11, 0x00);
    expect(bench.fxsRead(0, 0x0b)).toBe(0x33);
  });

  it('spoil bursts both ways, so that each end counts wrong check sums', () => {
    bench.card.setSpiErrors(0.0002, lcg(9));
    let spoilt = 0;
    let last = bench.frame();
    for (let i = 0; i < 200; i++) {
      last = bench.frame();
      if (!last.good) spoilt++;
    }
    bench.card.setSpiErrors(0, lcg(9));
    last = bench.frame();
    expect(last.good).toBe(true);
    expect(spoilt).toBeGreaterThan(40);
    expect(last.crcErrors).toBeGreaterThan(40);
  });

  it('are the same for the same seed', () => {
    const run = (seed: number): string => {
      const other = new Bench();
      other.powerUp();
      other.card.setSpiErrors(0.001, lcg(seed));
      return Array.from({ length: 100 }, () => other.frame().crcErrors).join();
    };
    expect(run(3)).toBe(run(3));
    expect(run(3)).not.toBe(run(4));
  });
});

describe('a host gone mad', () => {
  it('cannot stop the card with random control transfers and bursts', () => {
    const bench = new Bench();
    bench.powerUp();
    const random = lcg(11);
    const noise = (length: number): Uint8Array =>
      Uint8Array.from({ length }, () => Math.floor(random() * 256));
    for (let turn = 0; turn < 2_000; turn++) {
      bench.card.control(noise(Math.floor(random() * 257)));
      bench.card.i2cWrite(Math.floor(random() * 2), 0x20 + turn / 25, turn, noise(turn % 40));
      bench.stall();
      bench.burst(noise(704));
    }
    bench.cpldWrite(0x11, 0xff);
    bench.cpldWrite(0x11, 0x00);
    expect(bench.fxsRead(0, 11)).toBe(0x33);
    expect(bench.fxoRead(7, 2)).toBe(0x03);
    const frame = bench.frame();
    expect(frame.good && frame.headerGood).toBe(true);
    expect(frame.crcErrors).toBe(2_000);
  });
});

describe('bit errors', () => {
  it('come as often as asked', () => {
    const errors = new BitErrors();
    errors.set(0.01, lcg(1));
    let flipped = 0;
    for (let i = 0; i < 1_000; i++) {
      const bytes = new Uint8Array(100);
      errors.apply(bytes);
      for (const byte of bytes) for (let bit = 0; bit < 8; bit++) flipped += (byte >> bit) & 1;
    }
    expect(flipped).toBeGreaterThan(7_500);
    expect(flipped).toBeLessThan(8_500);
  });

  it('flip every bit at odds of 1 and none at 0', () => {
    const errors = new BitErrors();
    const bytes = new Uint8Array(4);
    errors.apply(bytes);
    expect([...bytes]).toEqual([0, 0, 0, 0]);
    errors.set(1, lcg(1));
    errors.apply(bytes);
    expect([...bytes]).toEqual([0xff, 0xff, 0xff, 0xff]);
  });
});
