import { describe, expect, it } from 'vitest';
import { LineCardDrivers } from '#drivers/line-cards.ts';
import type { CardBuses } from '#ports/bus.ts';
import type { LineCardEvent } from '#ports/line-card.ts';
import { portId } from '#units/ids.ts';
import { ms } from '#units/time.ts';
import { bench, china } from './office.ts';

/** Drivers on a card whose bursts tell no edges: nothing but ATTN, if that. */
function withoutBursts(wired: boolean) {
  const b = bench();
  b.board.lineCards.stop();
  b.pass(200);
  const { card, buses } = b.board.world.cards[0]!;
  let transfers = 0;
  const watchers: ((high: boolean) => void)[] = [];
  const { control, i2c, idEeprom, resetN, relayArm, powerFailN } = buses;
  const attentionN = {
    get: () => !card.attention,
    watch: (changed: (high: boolean) => void) => watchers.push(changed),
  };
  const counted: CardBuses['control'] = {
    transfer(mosi, reply) {
      transfers += 1;
      control.transfer(mosi, reply);
    },
  };
  const told: LineCardEvent[] = [];
  const drivers = new LineCardDrivers({
    cards: [{ control: counted, i2c, idEeprom, resetN, relayArm, powerFailN, ...(wired && { attentionN }) }],
    clock: b.board.clock,
    region: china,
  });
  drivers.start((event) => told.push(event));
  b.pass(1500);
  const tell = (high: boolean): void => {
    for (const changed of watchers) changed(high);
  };
  let before = card.attention;
  return {
    told,
    tell,
    transfers: () => transfers,
    lift: () => b.board.world.phone(portId(1, 1)).lift(),
    /** Lets time go by, and tells the edges of ATTN as the pin has them. */
    pass(milliseconds: number): void {
      for (let passed = 0; passed < milliseconds; passed += 1) {
        b.board.run(ms(1));
        if (card.attention !== before) tell(before);
        before = card.attention;
      }
    },
    heard: () => told.some(({ kind }) => kind === 'offHook'),
  };
}

describe('a card whose bursts tell nothing', () => {
  it('with ATTN a lifted handset is heard at once, without it at the next poll', () => {
    const [with_, without] = [withoutBursts(true), withoutBursts(false)];
    const delay = (card: typeof with_): number => {
      card.lift();
      for (let passed = 1; ; passed += 1) {
        card.pass(1);
        if (card.heard() || passed > 1000) return passed;
      }
    };
    const [fast, slow] = [delay(with_), delay(without)];
    expect(slow).toBeLessThan(300);
    expect(fast).toBeLessThan(slow);
  });

  it('an ATTN line that storms costs no more than one look each 5 ms', () => {
    const card = withoutBursts(true);
    card.pass(1000);
    const before = card.transfers();
    card.pass(1000);
    const quiet = card.transfers() - before;
    for (let millisecond = 0; millisecond < 1000; millisecond += 1) {
      for (let edge = 0; edge < 50; edge += 1) card.tell(edge % 2 === 1);
      card.pass(1);
    }
    const stormy = card.transfers() - before - quiet;
    expect(stormy).toBeGreaterThan(quiet);
    // A bus that answers at once has a transfer for each of the eight chips.
    expect(stormy).toBeLessThanOrEqual(quiet + 200 * 8);
  });
});
