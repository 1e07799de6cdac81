import { describe, expect, it } from 'vitest';
import type { VirtualBoard } from '#boards/sim/virtual.ts';
import { LineCardDrivers } from '#drivers/line-cards.ts';
import { si3215 } from '#drivers/si3215/si3215.ts';
import type { CardBuses } from '#ports/bus.ts';
import type { LineCardEvent } from '#ports/line-card.ts';
import type { Px8Card } from '#sim/card/px8.ts';
import { after, type Duration, ms, sec, us } from '#units/time.ts';
import { bench, china } from './office.ts';

const firstCard = (board: VirtualBoard) => board.world.cards[0]!.card as Px8Card;
const cardOf = (b: ReturnType<typeof bench>) => firstCard(b.board);
const inService = (b: ReturnType<typeof bench>) =>
  b.board.lineCards.ports().filter(({ health }) => health === 'in-service').length;

const replyIn = (b: ReturnType<typeof bench>, wait: Duration, reply: () => void): void => {
  b.board.clock.at(after(b.board.clock.now(), wait), reply);
};

/** A card's buses with another way to its control port. */
const busesOf = (buses: CardBuses, transfer: CardBuses['control']['transfer']): CardBuses => ({
  ...buses,
  i2c: buses.i2c,
  idEeprom: buses.idEeprom,
  resetN: buses.resetN,
  relayArm: buses.relayArm,
  powerFailN: buses.powerFailN,
  control: { transfer },
});

describe('A card with eight lines', () => {
  it('has all of them in service well under two seconds after power-up', () => {
    const b = bench();
    b.pass(1500);
    expect(inService(b)).toBe(8);
    expect(b.alarms()).toEqual([]);
  });

  it('needs at most 32 operations a transfer and never has two transfers under way', () => {
    let open = 0;
    const sizes: number[] = [];
    const b = bench();
    const buses = b.board.world.cards[0]?.buses as CardBuses;
    const watched = busesOf(buses, (mosi, reply) => {
      open += 1;
      sizes.push(mosi.length);
      expect(open).toBe(1);
      buses.control.transfer(mosi, (result) => {
        replyIn(b, us(300), () => {
          open -= 1;
          reply(result);
        });
      });
    });
    b.board.lineCards.stop();
    b.pass(200);
    const slow = new LineCardDrivers({ cards: [watched], clock: b.board.clock, region: china });
    slow.start(() => {});
    b.pass(3000);
    expect(slow.ports().every(({ health }) => health === 'in-service')).toBe(true);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(256);
    expect(sizes.some((size) => size > 8 * 8)).toBe(true);
    slow.stop();
  });

  it('eight modules reset side by side over a bus of any pace: each is held in reset once, by itself', () => {
    const fxo = Array.from({ length: 8 }, () => ({ kind: 'fxo' }) as const);
    for (let seed = 1; seed <= 20; seed += 1) {
      const b = bench({ cards: [fxo], seed });
      b.board.lineCards.stop();
      b.pass(200);
      const buses = b.board.world.cards[0]?.buses as CardBuses;
      const masks: number[] = [0];
      const paced = busesOf(buses, (mosi, reply) => {
        for (let at = 0; at < mosi.length; at += 8)
          if (mosi[at] === 0x91 && mosi[at + 1] === 0) masks.push(mosi[at + 3] as number);
        buses.control.transfer(mosi, (result) => {
          const wait = us(50 + ((seed * 7919 + masks.length * 104_729 + mosi.length * 31) % 900));
          replyIn(b, wait, () => reply(result));
        });
      });
      const drivers = new LineCardDrivers({ cards: [paced], clock: b.board.clock, region: china });
      drivers.start(() => {});
      b.pass(2000);
      expect(drivers.ports().every(({ health }) => health === 'in-service')).toBe(true);
      for (let bit = 1; bit <= 0x80; bit <<= 1) {
        const holds = masks.filter((mask, index) => index > 0 && mask & ~(masks[index - 1] as number) & bit);
        expect(holds, `position ${Math.log2(bit) + 1}, seed ${seed}`).toHaveLength(1);
      }
      drivers.stop();
    }
  });

  it('several cards work side by side, and one that is out leaves the others alone', () => {
    const eight = Array.from({ length: 8 }, () => ({ kind: 'fxs' }) as const);
    const b = bench({ cards: [eight, eight] });
    b.pass(2000);
    expect(inService(b)).toBe(16);
    b.told.length = 0;
    b.board.world.fault('2', 'card-out', true);
    b.pass(1000);
    expect(inService(b)).toBe(8);
    expect(b.alarms()).toEqual(['+TR-CARD-001']);
    b.board.world.phone('1/1').lift();
    b.pass(500);
    expect(b.heard('1/1', 'offHook')).toHaveLength(1);
    b.board.world.fault('2', 'card-out', false);
    b.pass(5000);
    expect(inService(b)).toBe(16);
    expect(b.alarms()).toEqual(['+TR-CARD-001', '-TR-CARD-001']);
  });
});

describe('A card that is not what it should be', () => {
  it.each([
    ['blank', 'TR-CARD-002'],
    ['corrupt', 'TR-CARD-003'],
    ['other-card', 'TR-CARD-004'],
  ] as const)('an ID EEPROM that is %s gives one alarm, and the card is not used', (variant, code) => {
    const b = bench({}, (board) => firstCard(board).devices.setIdEeprom(variant));
    b.pass(12_000);
    expect(b.alarms()).toEqual([`+${code}`]);
    expect(inService(b)).toBe(0);
    expect(cardOf(b).relaysEnergised).toBe(false);
  });

  it('is used as soon as its EEPROM has been written', () => {
    const b = bench({}, (board) => firstCard(board).devices.setIdEeprom('blank'));
    b.pass(2000);
    cardOf(b).devices.setIdEeprom('good');
    b.pass(7000);
    expect(b.alarms()).toEqual(['+TR-CARD-002', '-TR-CARD-002']);
    expect(inService(b)).toBe(8);
  });

  it('a chip of an unknown kind in two positions is a fault of those two; the other six work', () => {
    const b = bench();
    b.board.lineCards.stop();
    b.pass(200);
    const told: LineCardEvent[] = [];
    const buses = b.board.world.cards.map((card) => card.buses);
    const cards = new LineCardDrivers({ cards: buses, clock: b.board.clock, region: china, chips: [si3215] });
    cards.start((event) => told.push(event));
    b.pass(3000);
    const faults = told.flatMap((event) => (event.kind === 'health' && event.fault ? [event] : []));
    expect(faults.map(({ port, fault }) => [port, fault?.code])).toEqual([
      ['1/7', 'TR-CHIP-001'],
      ['1/8', 'TR-CHIP-001'],
    ]);
    expect(cards.ports().filter(({ health }) => health === 'in-service')).toHaveLength(6);
    cards.stop();
  });

  it('an empty socket is no fault, and a module that is put in comes into service by itself', () => {
    const b = bench({ cards: [[{ kind: 'fxs' }, { kind: 'empty' }, { kind: 'fxs' }]] });
    b.pass(2000);
    expect(b.heard('1/2', 'health').map((event) => event.kind === 'health' && event.health)).toEqual([
      'starting',
      'absent',
    ]);
    expect(inService(b)).toBe(2);
    cardOf(b).faults.setModule(1, 'fxs');
    b.pass(3000);
    expect(inService(b)).toBe(3);
    cardOf(b).faults.setModule(1, 'empty');
    b.pass(3000);
    expect(b.heard('1/2', 'health').at(-1)).toMatchObject({ health: 'absent' });
    expect(inService(b)).toBe(2);
  });
});

describe('What a card watches over', () => {
  it('heat, with some degrees between alarm and relief', () => {
    const b = bench();
    b.pass(2000);
    const { temperature } = cardOf(b).devices;
    for (const [celsius, alarms] of [
      [69, []],
      [71, ['+TR-CARD-006']],
      [67, ['+TR-CARD-006']],
      [60, ['+TR-CARD-006', '-TR-CARD-006']],
    ] as const) {
      temperature.celsius = celsius;
      b.pass(3000);
      expect(b.alarms()).toEqual(alarms);
    }
  });

  it('its input power', () => {
    const b = bench();
    b.pass(2000);
    cardOf(b).faults.setInputPower(false);
    b.pass(200);
    expect(b.alarms()).toContain('+TR-CARD-007');
    cardOf(b).faults.setInputPower(true);
    b.pass(10_000);
    expect(b.alarms()).toContain('-TR-CARD-007');
    expect(inService(b)).toBe(8);
  });

  it('relays that do not follow the command, after a patient while', () => {
    const b = bench();
    b.pass(2000);
    expect(cardOf(b).relaysEnergised).toBe(true);
    cardOf(b).setRelayArm(false);
    b.pass(4000);
    expect(b.alarms()).toEqual([]);
    b.pass(4000);
    expect(b.alarms()).toEqual(['+TR-CARD-008']);
    cardOf(b).setRelayArm(true);
    b.pass(2000);
    expect(b.alarms()).toEqual(['+TR-CARD-008', '-TR-CARD-008']);
  });

  it('a stuck interrupt masks its own position within 100 ms and nothing else', () => {
    const b = bench();
    b.pass(2000);
    b.told.length = 0;
    const start = b.board.clock.now();
    b.board.world.fault('1/3', 'stuck-interrupt', true);
    b.pass(1000);
    const health = b.told.find(({ event }) => event.kind === 'health');
    expect(health?.event).toMatchObject({ port: '1/3', health: 'fault', fault: { code: 'TR-CHIP-004' } });
    expect((health?.at ?? 0) - start).toBeLessThanOrEqual(ms(100));
    b.board.world.phone('1/4').lift();
    b.pass(500);
    expect(b.heard('1/4', 'offHook')).toHaveLength(1);
    expect(inService(b)).toBe(7);
    b.board.world.fault('1/3', 'stuck-interrupt', false);
    b.board.run(sec(65));
    expect(inService(b)).toBe(8);
  });

  it('a bus that does not reply at all is a card that does not answer', () => {
    const b = bench();
    b.board.lineCards.stop();
    b.pass(200);
    const told: LineCardEvent[] = [];
    const { buses } = b.board.world.cards[0]!;
    let mute = false;
    const cards = new LineCardDrivers({
      clock: b.board.clock,
      region: china,
      cards: [
        {
          i2c: buses.i2c,
          idEeprom: buses.idEeprom,
          resetN: buses.resetN,
          relayArm: buses.relayArm,
          powerFailN: buses.powerFailN,
          control: { transfer: (mosi, reply) => mute || buses.control.transfer(mosi, reply) },
        },
      ],
    });
    cards.start((event) => told.push(event));
    b.pass(2000);
    mute = true;
    b.pass(1500);
    expect(told.filter((event) => event.kind === 'alarm')).toMatchObject([
      { fault: { code: 'TR-CARD-001' } },
    ]);
    mute = false;
    b.pass(5000);
    expect(cards.ports().every(({ health }) => health === 'in-service')).toBe(true);
    cards.stop();
  });

  it('nothing is left waiting on the clock after stop', () => {
    const b = bench();
    b.pass(2000);
    const before = b.board.clock.waiting;
    b.board.lineCards.stop();
    b.pass(1000);
    // The frame of the world itself.
    expect(before).toBeGreaterThan(1);
    expect(b.board.clock.waiting).toBe(1);
  });
});
