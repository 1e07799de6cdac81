import { afterEach, expect, test } from 'vitest';
import { openVirtual, type VirtualBoard } from '#boards/sim/virtual.ts';
import { region } from '../drivers/office.ts';

let board: VirtualBoard | null = null;
afterEach(async () => {
  await board?.close();
});

test('a board offers voices over the network on the ports that the office gives, on timeslots after its cards', () => {
  const packets = { legs: 2, portFirst: 42_000, portLast: 42_009, bind: '127.0.0.1' };
  board = openVirtual({ region: region('cn'), packets });
  const legs = [1, 2, 3].map(() => board!.legs!.open('ipv4'));
  expect(legs[2]).toBeNull();
  for (const leg of legs.slice(0, 2)) {
    expect(leg!.port % 2).toBe(0);
    expect(leg!.port).toBeGreaterThanOrEqual(42_000);
    expect(leg!.port).toBeLessThan(42_009);
    expect(leg!.slot).toBeGreaterThanOrEqual(board.world.cards.length * 16);
  }
});

test('one that was not asked for voices over the network has none', () => {
  board = openVirtual({ region: region('cn') });
  expect(board.legs!.open('ipv4')).toBeNull();
});
