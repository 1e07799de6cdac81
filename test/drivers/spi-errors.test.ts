import { describe, expect, it } from 'vitest';
import { crc8, decodeOperation, encodeOperation } from '#drivers/px8/operation.ts';
import { seededRandom } from '#sim/random.ts';
import { bench } from './office.ts';

describe('Bits corrupted on the control port', () => {
  it.each([1, 2])('one in 10 000 never makes a false hook event, and is an alarm (seed %i)', (seed) => {
    const b = bench();
    b.pass(3000);
    b.board.world.phone('1/2').lift();
    b.pass(1000);
    b.told.length = 0;
    const { faults } = b.board.world.cards[0]!.card;
    faults.setSpiErrors(1e-4, seededRandom(seed));
    b.pass(90_000);
    // A line that went out of service and came back tells a lifted handset anew; others tell nothing.
    const restarted = new Set(
      b.told.flatMap(({ event }) =>
        event.kind === 'health' && event.health !== 'in-service' ? [event.port] : [],
      ),
    );
    const hooks = b.told.flatMap(({ event }) =>
      ['offHook', 'onHook', 'flash', 'pulseDigit', 'ringing', 'loopDrop'].includes(event.kind) &&
      'port' in event
        ? [`${event.kind} ${event.port}`]
        : [],
    );
    expect(hooks.filter((word) => !(word === 'offHook 1/2' && restarted.has('1/2')))).toEqual([]);
    expect(b.alarms()).toContain('+TR-CARD-010');
    expect(b.board.lineCards.statistics[0]?.corrupted).toBeGreaterThan(10);
    faults.setSpiErrors(0, seededRandom(seed));
    b.pass(70_000);
    expect(b.alarms().at(-1)).toBe('-TR-CARD-010');
    expect(b.board.lineCards.ports().every(({ health }) => health === 'in-service')).toBe(true);
  });

  it('a framing bit that is wrong puts a chip out of step; it is brought back without a word', () => {
    const b = bench();
    b.pass(2000);
    b.board.world.phone('1/2').lift();
    b.pass(1000);
    b.told.length = 0;
    const { card } = b.board.world.cards[0]!;
    for (const [wire, position, register] of [
      ['three-byte', 1, 5],
      ['three-byte', 1, 29],
      ['two-byte', 6, 68],
      ['two-byte', 6, 1],
    ] as const) {
      const mosi = new Uint8Array(8);
      encodeOperation({ wire, position, register, data: null }, mosi, 0);
      card.control(mosi);
      b.pass(1000);
    }
    expect(b.told).toEqual([]);
    b.board.world.phone('1/2').hangUp();
    b.board.lineCards.command({ op: 'seize', port: '1/7' });
    b.pass(2000);
    expect(b.heard('1/2', 'onHook')).toHaveLength(1);
    expect(b.board.world.exchangeLine('1/7').seized).toBe(true);
  });

  it('a stray write into a chip’s configuration is found and put right', () => {
    const b = bench();
    b.pass(2000);
    b.told.length = 0;
    const { card } = b.board.world.cards[0]!;
    const good = card.chips[0]!.snapshot().direct;
    for (const [register, data] of [
      [10, 0x08],
      [71, 7],
      [64, 0],
      [9, 0x3f],
    ] as const) {
      const mosi = new Uint8Array(8);
      encodeOperation({ wire: 'two-byte', position: 0, register, data }, mosi, 0);
      card.control(mosi);
    }
    b.pass(5000);
    const after = card.chips[0]!.snapshot().direct;
    for (const register of [1, 9, 10, 64, 71])
      expect([register, after[register]]).toEqual([register, good[register]]);
    expect(b.told).toEqual([]);
  });
});

describe('An operation of the control port', () => {
  it('is eight bytes with the CRC-8 of the first seven', () => {
    const mosi = new Uint8Array(8);
    encodeOperation({ wire: 'three-byte', position: 6, register: 5, data: 9 }, mosi, 0);
    expect([...mosi.subarray(0, 6)]).toEqual([0xa6, 0x20, 0, 5, 0, 9]);
    expect(mosi[7]).toBe(crc8(mosi, 0, 7));
    expect(crc8(new TextEncoder().encode('123456789'), 0, 9)).toBe(0xf4);
  });

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('of position %i is not answered by a floating bus', (position) => {
    for (const wire of ['two-byte', 'three-byte'] as const) {
      const operation = { wire, position, register: 5, data: null };
      const mosi = new Uint8Array(8);
      encodeOperation(operation, mosi, 0);
      expect(decodeOperation(operation, mosi, new Uint8Array(8).fill(0xff), 0)).toBe(null);
      expect(decodeOperation(operation, mosi, new Uint8Array(8), 0)).toBe(null);
    }
  });
});
