import { beforeEach, describe, expect, it } from 'vitest';
import { crc8, crc16Arc, crc16Ccitt, crc32 } from '#sim/card/crc.ts';
import { Bench } from './host.ts';

describe('check sums of the card', () => {
  it('give the published values over "123456789"', () => {
    const digits = new TextEncoder().encode('123456789');
    expect(crc8(digits, 0, 9)).toBe(0xf4);
    expect(crc16Ccitt(digits, 0, 9)).toBe(0x29b1);
    expect(crc16Arc(digits, 0, 9)).toBe(0xbb3d);
    expect(crc32(digits, 0, 9)).toBe(0xcbf43926);
  });
});

describe('control port of a PX8 card', () => {
  let bench: Bench;
  beforeEach(() => {
    bench = new Bench();
    bench.powerUp();
  });

  it('takes two bytes to a Si3215 at MOSI 1 and 3, and shows its data at MISO 3', () => {
    expect(bench.fxsRead(0, 11)).toBe(0x33);
    bench.fxsWrite(0, 71, 0x05);
    expect(bench.fxsRead(0, 71)).toBe(0x05);
    expect(bench.fxsRead(1, 71)).toBe(0x00);
  });

  it('takes three bytes to a Si3050 at MOSI 1, 3 and 5, and shows its data at MISO 5', () => {
    expect(bench.fxoRead(6, 2)).toBe(0x03);
    bench.fxoWrite(7, 30, 0x0a);
    expect(bench.fxoRead(7, 30)).toBe(0x0a);
    expect(bench.fxoRead(6, 30)).toBe(0x00);
  });

  it('answers 0x5A ^ byte 0 at the end, and the byte 0 of the operation before at the beginning', () => {
    bench.operation([0x83, 0x80]);
    const miso = bench.operation([0xa6, 0x60, 0, 2]);
    expect(miso[0]).toBe(0x83);
    expect(miso[7]).toBe(0x5a ^ 0xa6);
  });

  it('carries 32 operations in one transfer, in order', () => {
    const mosi = new Uint8Array(256);
    for (let op = 0; op < 32; op++) {
      mosi.set([0x80 | (op % 6), 0x80 | 11], op * 8);
      mosi[op * 8 + 7] = crc8(mosi, op * 8, op * 8 + 7);
    }
    const miso = bench.card.control(mosi);
    expect(miso.length).toBe(256);
    for (let op = 0; op < 32; op++) expect(miso[op * 8 + 3]).toBe(0x33);
  });

  it('drops nothing when the CRC is wrong: the chip had its bytes before; it is only counted', () => {
    bench.operation([0x80, 71, 0, 0x03], 0x00);
    expect(bench.fxsRead(0, 71)).toBe(0x03);
    expect(bench.card.controlCrcErrors).toBe(1);
  });

  it('has identity, test pattern, interrupt, ring-detect and relay registers of its own', () => {
    expect(bench.cpldRead(0x10)).not.toBe(0x00);
    expect(bench.cpldRead(0x10)).not.toBe(0xff);
    bench.cpldWrite(0x15, 0x3c);
    expect(bench.cpldRead(0x15)).toBe(0x3c);
    expect(bench.cpldRead(0x12)).toBe(0xff);
    expect(bench.cpldRead(0x13)).toBe(0xff);
    expect(bench.cpldRead(0x14)).toBe(0x00);
  });

  it('holds one module in reset by its mask bit, and no other', () => {
    bench.fxsWrite(2, 71, 0x05);
    bench.fxsWrite(3, 71, 0x05);
    bench.cpldWrite(0x11, 0x04);
    expect(bench.fxsRead(2, 11)).toBe(0x00);
    bench.cpldWrite(0x11, 0x00);
    expect(bench.fxsRead(2, 71)).toBe(0x00);
    expect(bench.fxsRead(3, 71)).toBe(0x05);
  });

  it('brings a Si3050 that was probed with two bytes back in step by its mask bit', () => {
    bench.operation([0x86, 0x80 | 11]);
    expect(bench.fxoRead(6, 31)).not.toBe(0x20);
    bench.cpldWrite(0x11, 0x40);
    bench.cpldWrite(0x11, 0x00);
    expect(bench.fxoRead(6, 31)).toBe(0x20);
  });

  it('keeps its chips in reset until CARD_RESET_N rises', () => {
    const fresh = new Bench();
    expect(fresh.fxsRead(0, 11)).toBe(0x00);
    fresh.card.setResetN(true);
    expect(fresh.fxsRead(0, 11)).toBe(0x33);
  });

  it('loses its Si3050 to the GCI strap when reset rises before any SPI traffic', () => {
    const fresh = new Bench();
    fresh.card.setResetN(true);
    expect(fresh.fxoRead(6, 2)).toBe(0x00);
    fresh.card.setResetN(false);
    fresh.card.setResetN(true);
    expect(fresh.fxoRead(6, 2)).toBe(0x03);
  });

  it('writes to every socket with the broadcast address', () => {
    const all = new Bench(['fxs', 'fxs', 'fxs', 'empty', 'fxs']);
    all.powerUp();
    all.operation([0x9f, 71, 0, 0x04]);
    expect([0, 1, 2, 4].map((position) => all.fxsRead(position, 71))).toEqual([4, 4, 4, 4]);
  });

  it('shows nothing from an empty socket and goes on', () => {
    const one = new Bench(['fxs']);
    one.powerUp();
    expect(one.operation([0x85, 0x80 | 11])[3]).toBe(0x00);
    expect(one.fxsRead(0, 11)).toBe(0x33);
  });

  it('ignores an operation that does not begin with 1 0, and addresses that nobody has', () => {
    bench.operation([0x00, 71, 0, 0x07]);
    bench.operation([0xc0, 71, 0, 0x07]);
    bench.operation([0x88, 71, 0, 0x07]);
    expect(bench.fxsRead(0, 71)).toBe(0x00);
  });

  it('survives a transfer that ends in the middle of an operation', () => {
    expect(bench.card.control(Uint8Array.from([0x90, 0x80, 0])).length).toBe(3);
    expect(bench.card.control(new Uint8Array(0)).length).toBe(0);
    expect(bench.fxsRead(0, 11)).toBe(0x33);
  });

  it('tells in byte 6 and on ATTN which position waits, until its interrupt is cleared', () => {
    bench.fxsWrite(1, 23, 0x02);
    bench.fxsWrite(1, 30, 7);
    bench.steps(1);
    expect(bench.card.attention).toBe(true);
    expect(bench.operation([0x90, 0x80])[6]).toBe(0x02);
    expect(bench.cpldRead(0x12)).toBe(0xfd);
    bench.fxsWrite(1, 20, 0x02);
    expect(bench.card.attention).toBe(false);
  });

  it('makes an indirect access wait for about eight operations of bus time', () => {
    bench.fxsWrite(0, 30, 7);
    expect(bench.fxsRead(0, 31)).toBe(1);
    for (let op = 0; op < 8; op++) bench.cpldRead(0x10);
    expect(bench.fxsRead(0, 31)).toBe(0);
  });
});
