import { beforeEach, describe, expect, it } from 'vitest';
import { A_LAW, compress } from '#sim/g711.ts';
import { Bench, hostBurst, readCard, seal } from './host.ts';

const FLAG = {
  muLaw: 2,
  first: 4,
  overrun: 8,
  underrun: 16,
  pclkLost: 32,
  relays: 64,
  loopback: 128,
} as const;
const TONE = new Uint8Array(40);
compress(
  A_LAW,
  Float32Array.from({ length: 40 }, (_, i) => 8_000 * Math.sin((Math.PI * i) / 4)),
  1,
  TONE,
);

describe('media bursts of a PX8 card', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
    bench.powerUp();
  });

  it('are 704 bytes with magic, version, sizes and both check sums right', () => {
    bench.stall();
    const miso = new Uint8Array(704);
    bench.card.exchange(hostBurst({}), miso);
    const view = new DataView(miso.buffer);
    expect([...miso.subarray(0, 3)]).toEqual([0x50, 0x58, 1]);
    expect([view.getUint16(12, true), view.getUint16(14, true)]).toEqual([40, 640]);
    const frame = readCard(miso);
    expect(frame.headerGood && frame.good).toBe(true);
    expect(frame.supply).toBe(12_000);
    expect(frame.present).toBe(0xff);
  });

  it('count frames and 125 µs ticks, and tell the first one after power-up', () => {
    const first = bench.frame();
    const second = bench.frame();
    expect(first.flags & FLAG.first).toBe(FLAG.first);
    expect(second.flags & FLAG.first).toBe(0);
    expect(second.seq - first.seq).toBe(1);
    expect(second.tick - first.tick).toBe(40);
  });

  it('give the same frame again when the host asks before there is a new one', () => {
    const first = bench.frame();
    const again = bench.burst(hostBurst({ seq: 1 }));
    expect(again.seq).toBe(first.seq);
    expect(bench.card.frameReady).toBe(false);
  });

  it('carry 40 samples from a slot to the line in its position, two frames later as asked', () => {
    bench.fxsWrite(0, 14, 0x00);
    bench.frames(60);
    for (const [address, value] of [
      [13, 0x4000],
      [14, 0x4000],
    ] as const) {
      bench.fxsWrite(0, 28, value & 0xff);
      bench.fxsWrite(0, 29, value >> 8);
      bench.fxsWrite(0, 30, address);
      bench.frame();
    }
    bench.fxsWrite(0, 8, 0x00);
    bench.fxsWrite(0, 64, 0x01);
    bench.fxsWrite(0, 1, 0x20);
    bench.frames(4);
    const chip = bench.card.chips[0]!;
    const loud = (): boolean => chip.transmit.some((sample) => Math.abs(sample) > 100);
    bench.frame({ code: (slot, sample) => (slot === 0 ? TONE[sample]! : 0xd5) });
    expect(loud()).toBe(false);
    bench.frame();
    expect(loud()).toBe(false);
    bench.frame();
    expect(loud()).toBe(true);
    bench.frame();
    expect(loud()).toBe(false);
  });

  it('carry what a chip hears in the slot that its start count names', () => {
    bench.fxoWrite(6, 6, 0x00);
    bench.frames(4);
    bench.fxoWrite(6, 33, 0x20);
    bench.fxoWrite(6, 34, 9 * 8);
    bench.fxoWrite(6, 5, 0x08);
    bench.card.chips[6]!.receive.fill(8_000);
    const frame = bench.frames(2);
    const code = A_LAW.encode[(8_000 + 32_768) >> 2];
    expect([...new Set(frame.payload.subarray(360, 400))]).toEqual([code]);
    expect([...new Set(frame.payload.subarray(240, 280))]).toEqual([0xd5]);
  });

  it('go garbled when a start count is off by one bit, as on a real highway', () => {
    bench.fxoWrite(6, 33, 0x20);
    bench.fxoWrite(6, 10, 0x01);
    bench.fxoWrite(6, 34, 6 * 8 + 1);
    bench.fxoWrite(6, 36, 6 * 8);
    const frame = bench.frames(6, { code: 0x2a });
    expect(frame.payload[240]).toBe(0x80 | (0x2a >> 1));
  });

  it('return a digital loopback bit for bit, three frames after the host sent it', () => {
    bench.fxoWrite(6, 33, 0x20);
    bench.fxoWrite(6, 10, 0x01);
    bench.fxoWrite(6, 34, 48);
    bench.fxoWrite(6, 36, 48);
    bench.frames(4);
    bench.frame({ code: (slot, sample) => (slot === 6 ? sample * 3 : 0xd5) });
    bench.frame();
    const frame = bench.frame();
    expect([...frame.payload.subarray(240, 280)]).toEqual(Array.from({ length: 40 }, (_, i) => i * 3));
  });

  it('return every slot with the card loopback flag, and say so', () => {
    bench.frames(4, { flags: 0x80 });
    const frame = bench.frames(4, { flags: 0x80, code: (slot) => slot * 16 });
    expect(frame.flags & FLAG.loopback).toBe(FLAG.loopback);
    expect([0, 5, 15].map((slot) => frame.payload[slot * 40])).toEqual([0, 80, 240]);
  });

  it('leave slots idle that the host has not enabled, FF in µ-law', () => {
    bench.fxoWrite(6, 6, 0x00);
    bench.fxoWrite(6, 33, 0x28);
    bench.fxoWrite(6, 34, 48);
    bench.fxoWrite(6, 5, 0x08);
    bench.frames(4, { flags: 2, slotEnable: 0xffbf });
    bench.card.chips[6]!.receive.fill(8_000);
    const off = bench.frame({ flags: 2, slotEnable: 0xffbf });
    expect(off.flags & FLAG.muLaw).toBe(FLAG.muLaw);
    expect([...new Set(off.payload)]).toEqual([0xff]);
    bench.frame({ flags: 2 });
    expect(new Set(bench.frame({ flags: 2 }).payload).size).toBe(2);
  });

  it('carry no voice while PCLK is lost, and say so', () => {
    bench.fxoWrite(6, 33, 0x20);
    bench.fxoWrite(6, 10, 0x01);
    bench.fxoWrite(6, 34, 48);
    bench.fxoWrite(6, 36, 48);
    bench.frames(5, { code: 0x2a });
    bench.card.setPclkLost(true);
    const frame = bench.frame({ code: 0x2a });
    expect(frame.flags & FLAG.pclkLost).toBe(FLAG.pclkLost);
    expect([...new Set(frame.payload)]).toEqual([0xd5]);
  });
});

describe('queues of the media MCU', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench([]);
    bench.powerUp();
    bench.frame({ flags: 0x84 });
    bench.frames(6, { flags: 0x80, code: 0x10 });
  });

  it('hold two frames as asked, and play each in order', () => {
    const played: number[] = [];
    for (let i = 0; i < 6; i++) played.push(bench.frame({ flags: 0x80, code: 0x20 + i }).payload[0]!);
    expect(played).toEqual([0x10, 0x10, 0x20, 0x21, 0x22, 0x23]);
    expect(bench.frame().txDepth).toBe(1);
  });

  it('bridge a stall of two frames without anybody noticing', () => {
    bench.stall(2);
    const frame = bench.burst(hostBurst({ seq: 7, flags: 0x80, code: 0x10 }));
    expect(frame.flags & FLAG.underrun).toBe(0);
    expect(frame.rxDepth).toBe(1);
  });

  it('repeat the last frame three times, then fall silent, and say so', () => {
    bench.stall(6);
    const payloads: number[] = [];
    const flags: number[] = [];
    for (let i = 0; i < 6; i++) {
      const frame = bench.burst(hostBurst({ seq: 7 + i, flags: 0x80, code: 0x10 }));
      payloads.push(frame.payload[0]!);
      flags.push(frame.flags & FLAG.underrun);
    }
    expect(payloads).toEqual([0x10, 0x10, 0x10, 0x10, 0x10, 0xd5]);
    expect(flags).toEqual([0, 0, 16, 16, 16, 16]);
  });

  it('bridge a frame with a wrong CRC by the one before, and count it', () => {
    const bad = hostBurst({ seq: 7, flags: 0x80, code: 0x77 });
    bad[100]! ^= 1;
    bench.steps();
    bench.card.runHighway();
    bench.burst(bad);
    const heard: number[] = [];
    let last = readCard(new Uint8Array(704));
    for (let i = 0; i < 4; i++) {
      bench.steps();
      bench.card.runHighway();
      last = bench.burst(hostBurst({ seq: 8 + i, flags: 0x80, code: 0x20 + i }));
      heard.push(last.payload[0]!);
    }
    expect(heard).toEqual([0x10, 0x10, 0x20, 0x21]);
    expect([last.crcErrors, last.lost]).toEqual([1, 0]);
  });

  it('count frames that never came by the jump of the sequence', () => {
    bench.stall();
    bench.burst(hostBurst({ seq: 10, flags: 0x80 }));
    bench.stall();
    expect(bench.burst(hostBurst({ seq: 11, flags: 0x80 })).lost).toBe(3);
  });

  it('play a frame once that came twice', () => {
    bench.stall();
    bench.burst(hostBurst({ seq: 7, flags: 0x80, code: 0x33 }));
    const again = bench.burst(hostBurst({ seq: 7, flags: 0x80, code: 0x33 }));
    expect(again.txDepth).toBe(2);
  });

  it.each([
    ['a wrong header CRC', (bytes: Uint8Array) => void bytes.fill(bytes[16]! ^ 1, 16, 17)],
    ['no magic', (bytes: Uint8Array) => void seal(bytes.fill(0x00, 0, 2))],
    ['another version', (bytes: Uint8Array) => void seal(bytes.fill(9, 2, 3))],
    ['80 samples a slot', (bytes: Uint8Array) => void seal(bytes.fill(80, 12, 13))],
  ])('ignore a burst with %s whole, slot enables and relays and all', (_, spoil) => {
    const burst = hostBurst({ seq: 7, flags: 0x02, slotEnable: 0, relays: 0, code: 0x77 });
    spoil(burst);
    bench.stall();
    bench.burst(burst);
    bench.stall();
    const frame = bench.burst(hostBurst({ seq: 7, flags: 0x80 }));
    expect(frame.crcErrors).toBe(1);
    expect(frame.flags & FLAG.muLaw).toBe(0);
    expect(frame.payload.includes(0x77)).toBe(false);
  });

  it('ignore a burst that is too short, and answer all the same', () => {
    bench.stall();
    const miso = new Uint8Array(704);
    bench.card.exchange(new Uint8Array(100), miso);
    expect(readCard(miso).good).toBe(true);
  });

  it('drop what waits at a resync and fill up again before playing', () => {
    bench.frame({ flags: 0x84, code: 0x44 });
    const heard = [0, 1, 2].map(() => bench.frame({ flags: 0x80, code: 0x55 }).payload[0]);
    expect(heard).toEqual([0xd5, 0x44, 0x55]);
  });

  it('lose the oldest frame and say so when the host sleeps longer than eight', () => {
    bench.stall(12);
    const first = bench.burst(hostBurst({ seq: 7 }));
    expect(first.rxDepth).toBe(7);
    let overrun = 0;
    for (let i = 0; i < 8; i++) overrun |= bench.burst(hostBurst({ seq: 8 + i })).flags & FLAG.overrun;
    expect(overrun).toBe(FLAG.overrun);
  });

  it('do not grow when the host sends twice as much: the oldest frames are lost', () => {
    for (let seq = 7; seq < 47; seq += 2) {
      bench.stall();
      bench.burst(hostBurst({ seq, flags: 0x80 }));
      bench.burst(hostBurst({ seq: seq + 1, flags: 0x80 }));
    }
    const frame = bench.burst(hostBurst({ seq: 47, flags: 0x80 }));
    expect(frame.txDepth).toBeLessThanOrEqual(4);
    expect(frame.lost).toBeGreaterThan(10);
  });

  it('end without complaint when the host said that it drains', () => {
    bench.frames(2, { flags: 0x88 });
    bench.stall(6);
    let underrun = 0;
    for (let i = 0; i < 6; i++) underrun |= bench.burst(hostBurst({ seq: 9 + i, flags: 0x88 })).flags & 16;
    expect(underrun).toBe(0);
  });
});

describe('edges in the media burst', () => {
  it('tell position, kind, level and the 1.25 ms in which INT fell and rose', () => {
    const bench = new Bench();
    bench.powerUp();
    bench.fxsWrite(3, 23, 0x02);
    bench.steps(2);
    bench.fxsWrite(3, 30, 7);
    bench.card.advance(2, bench.lines);
    bench.card.advance(3, bench.lines);
    bench.card.runHighway();
    const fell = bench.burst(hostBurst({ seq: 0 }));
    expect(fell.events).toEqual([{ position: 3, kind: 1, tick: 20, value: 0 }]);
    expect(fell.int).toBe(0xf7);
    bench.fxsWrite(3, 20, 0x02);
    const rose = bench.frame();
    expect(rose.events).toEqual([{ position: 3, kind: 2, tick: 0, value: 1 }]);
    expect(rose.int).toBe(0xff);
  });

  it('tell RGDT of a ringing exchange line', () => {
    const bench = new Bench();
    bench.powerUp();
    bench.fxoWrite(6, 6, 0x00);
    bench.frames(4);
    bench.lines[6] = { volts: 48, milliamps: 0, ringing: { hz: 25, voltsRms: 75 } };
    const kinds = Array.from({ length: 16 }, () => bench.frame().events).flat();
    expect(kinds.every((event) => event.position === 6 && event.tick < 40 && event.tick % 10 === 0)).toBe(
      true,
    );
    expect(kinds.filter((event) => event.kind === 3).length).toBe(2);
    expect(kinds.filter((event) => event.kind === 4).length).toBe(2);
  });

  it('are seven at most a frame; the levels tell the rest', () => {
    const bench = new Bench(['fxs', 'fxs', 'fxs', 'fxs', 'fxs', 'fxs', 'fxs', 'fxs']);
    bench.powerUp();
    for (let position = 0; position < 8; position++) {
      bench.fxsWrite(position, 23, 0x02);
      bench.fxsWrite(position, 30, 7);
    }
    const frame = bench.frame();
    expect(frame.events.length).toBe(7);
    expect(frame.int).toBe(0x00);
  });

  it('tell a module that goes and comes', () => {
    const bench = new Bench();
    bench.powerUp();
    bench.frame();
    bench.card.setModule(2, 'empty');
    const gone = bench.frame();
    expect(gone.events).toEqual([{ position: 2, kind: 5, tick: 0, value: 0 }]);
    expect(gone.present).toBe(0xfb);
    bench.card.setModule(2, 'fxo');
    expect(bench.frame().events).toEqual([{ position: 2, kind: 5, tick: 0, value: 1 }]);
    expect(bench.fxoRead(2, 2)).toBe(0x03);
  });
});
