import { describe, expect, it } from 'vitest';
import { LineCardDrivers } from '#drivers/line-cards.ts';
import { LineWatch } from '#drivers/si3050/line-watch.ts';
import { RingDetect } from '#drivers/si3050/ring-detect.ts';
import type { LineCardEvent } from '#ports/line-card.ts';
import { instant, ms } from '#units/time.ts';
import { bench, china, region } from './office.ts';

const at = (milliseconds: number) => instant(ms(milliseconds));
const registers = (b: ReturnType<typeof bench>, position: number) =>
  b.board.world.cards[0]!.card.chips[position]!.snapshot().direct;

describe('An exchange line brought up', () => {
  it.each([
    ['cn', 0x00, 0xc0, 0x0a, 0xa3, 0x20, 0x00],
    ['us', 0x00, 0xc0, 0x00, 0xa3, 0x28, 0x00],
    ['uk', 0x00, 0xc2, 0x05, 0xab, 0x20, 0x00],
    ['de', 0x00, 0xc2, 0x02, 0xab, 0x20, 0x00],
    ['fr', 0x00, 0xc2, 0x02, 0xab, 0x20, 0x00],
    ['jp', 0x00, 0x90, 0x00, 0xa3, 0x28, 0x00],
    ['au', 0x40, 0x50, 0x03, 0xa3, 0x20, 0x50],
  ] as const)('has the data sheet’s values for %s', (code, r16, r26, r30, r31, r33, r59) => {
    const b = bench({ region: region(code) });
    b.pass(1000);
    const direct = registers(b, 6);
    expect([16, 26, 30, 31, 33, 59].map((n) => direct[n])).toEqual([r16, r26, r30, r31, r33, r59]);
    expect([direct[34], direct[36]]).toEqual([48, 48]);
    // Interrupt out, watchdog armed; on-hook with the monitor on.
    expect(direct[2]! & 0x97).toBe(0x97);
    expect(direct[5]! & 0x09).toBe(0x08);
  });

  it('whose line side does not answer is out of service with one message', () => {
    const b = bench({}, (board) =>
      (board.world.cards[0]!.card.chips[6] as unknown as { setLinkBroken(on: boolean): void }).setLinkBroken(
        true,
      ),
    );
    b.pass(5000);
    expect(b.heard('1/7', 'health')).toMatchObject([
      { health: 'starting' },
      { health: 'fault', fault: { code: 'TR-FXO-001' } },
    ]);
    expect(b.heard('1/8', 'health').at(-1)).toMatchObject({ health: 'in-service' });
  });

  it('that loses its line side in service says so and comes back', () => {
    const b = bench();
    b.pass(2000);
    const chip = b.board.world.cards[0]!.card.chips[6] as unknown as { setLinkBroken(on: boolean): void };
    chip.setLinkBroken(true);
    b.pass(2000);
    expect(b.heard('1/7', 'health').map((event) => event.kind === 'health' && event.fault?.code)).toContain(
      'TR-FXO-003',
    );
    chip.setLinkBroken(false);
    b.pass(70_000);
    expect(b.heard('1/7', 'health').at(-1)).toMatchObject({ health: 'in-service' });
  });
});

describe('A seized exchange line', () => {
  it('goes on-hook by itself when the host is dead for 4 s, by the chip’s own watchdog', () => {
    const b = bench();
    b.pass(2000);
    b.board.lineCards.command({ op: 'seize', port: '1/7' });
    b.pass(1000);
    expect(b.board.world.exchangeLine('1/7').seized).toBe(true);
    // The host dies: nobody runs its clock any more, the world goes on.
    for (let frame = 0; frame < 900; frame += 1) b.board.world.frame();
    expect(b.board.world.exchangeLine('1/7').seized).toBe(false);
  });

  it('that was lost while the host stood still is told to be gone, and not taken a second time', () => {
    const b = bench();
    b.board.lineCards.stop();
    b.pass(200);
    const { world, clock } = b.board;
    let stoodStill = 0;
    const told: LineCardEvent[] = [];
    const cards = new LineCardDrivers({
      region: china,
      cards: world.cards.map(({ buses }) => buses),
      clock: {
        now: () => instant(clock.now() + stoodStill),
        at: (when, wake) => clock.at(instant(when - stoodStill), wake),
      },
    });
    cards.start((event) => told.push(event));
    b.pass(2000);
    cards.command({ op: 'seize', port: '1/7' });
    b.pass(1000);
    expect(world.exchangeLine('1/7').seized).toBe(true);
    for (let frame = 0; frame < 900; frame += 1) world.frame();
    stoodStill = 900 * 5000;
    b.pass(1000);
    expect(told.filter((event) => event.kind === 'loopDrop')).toEqual([{ kind: 'loopDrop', port: '1/7' }]);
    expect(world.exchangeLine('1/7').seized).toBe(false);
    cards.command({ op: 'release', port: '1/7' });
    cards.command({ op: 'seize', port: '1/7' });
    b.pass(1000);
    expect(world.exchangeLine('1/7').seized).toBe(true);
    cards.stop();
  });

  it('dials pulses of the country’s length', () => {
    const b = bench({ region: region('uk') });
    b.pass(2000);
    b.board.lineCards.command({ op: 'seize', port: '1/7' });
    b.pass(1000);
    const open: boolean[] = [false];
    b.board.lineCards.command({ op: 'pulseDial', port: '1/7', digits: '3', id: 1 });
    for (let frame = 0; frame < 120; frame += 1) {
      open.push((registers(b, 6)[5]! & 1) === 0);
      b.pass(5);
    }
    const edges = open.filter((now, index) => index > 0 && now !== open[index - 1]).length;
    expect(edges).toBe(6);
    expect(Math.abs(open.filter(Boolean).length * 5 - 3 * 67)).toBeLessThanOrEqual(15);
  });

  it('a release in the middle of dialling ends it at once', () => {
    const b = bench();
    b.pass(2000);
    b.board.lineCards.command({ op: 'seize', port: '1/7' });
    b.pass(1000);
    b.board.lineCards.command({ op: 'pulseDial', port: '1/7', digits: '0000000000', id: 9 });
    b.pass(1200);
    b.board.lineCards.command({ op: 'release', port: '1/7' });
    b.pass(10);
    expect(registers(b, 6)[5]! & 1).toBe(0);
    b.pass(1000);
    expect(b.board.world.exchangeLine('1/7').seized).toBe(false);
    b.board.lineCards.command({ op: 'seize', port: '1/7' });
    b.pass(1500);
    expect(b.board.world.exchangeLine('1/7').seized).toBe(true);
    expect(b.heard('1/7', 'dialled')).toHaveLength(1);
  });

  it('reversal and ringing before the answer are told apart', () => {
    const b = bench({ region: region('uk') });
    b.pass(2000);
    b.told.length = 0;
    b.board.world.exchangeLine('1/7').configure({
      callerId: { signal: 'fsk', standard: 'v23', format: 'mdmf' },
      callerIdWhen: 'before-ring',
    });
    b.board.world.exchangeLine('1/7').callIn({ number: '02079460000', name: '' });
    b.pass(8000);
    const rings = b.heard('1/7', 'ringing');
    expect(rings.length).toBeGreaterThan(2);
    expect(rings[0]).toMatchObject({ on: true });
  });
});

describe('Ring detection', () => {
  it('a ring of cycles is a burst after the debounce, and ends when they end', () => {
    const ring = new RingDetect(100);
    const began = [];
    for (let t = 0; t <= 1000; t += 40) if (ring.cycle(at(t))) began.push(t);
    expect(began).toEqual([120]);
    expect(ring.advance(at(1100))).toBe(false);
    expect(ring.advance(at(1120))).toBe(true);
    expect(ring.advance(at(1130))).toBe(false);
  });

  it('a reversal, a click or dial pulses of a telephone in parallel are no ringing', () => {
    const ring = new RingDetect(100);
    expect(ring.cycle(at(0))).toBe(false);
    ring.advance(at(500));
    for (let t = 1000; t < 2000; t += 100) expect(ring.cycle(at(t))).toBe(false);
  });

  it('the double ring of the UK is two bursts', () => {
    const ring = new RingDetect(100);
    const words = [];
    for (let t = 0; t <= 3000; t += 5) {
      const inBurst = (t < 400 || (t >= 600 && t < 1000)) && t % 40 === 0;
      if (inBurst && ring.cycle(at(t))) words.push('on');
      if (ring.advance(at(t))) words.push('off');
    }
    expect(words).toEqual(['on', 'off', 'on', 'off']);
  });
});

describe('The watch over an exchange line', () => {
  const idle = { volts: 48, current: false };

  it('a single wrong sample is no polarity and no dead line', () => {
    const watch = new LineWatch(350, at(0));
    const told = [];
    for (let t = 0; t < 5000; t += 20) {
      const wrong = t % 200 === 100;
      told.push(...watch.sample(wrong ? { volts: t % 400 === 100 ? -48 : 0, current: false } : idle, at(t)));
    }
    expect(told).toEqual([
      { kind: 'polarity', reversed: false },
      { kind: 'battery', present: true },
    ]);
  });

  it('a break shorter than the country’s loop drop is none', () => {
    const watch = new LineWatch(350, at(0));
    for (let t = 0; t < 1000; t += 20) watch.sample(idle, at(t));
    watch.hook(true, at(1000));
    const told = [];
    for (let t = 1000; t < 6000; t += 20) {
      const open = (t >= 3000 && t < 3320) || t >= 4000;
      told.push(...watch.sample({ volts: 7, current: !open }, at(t)).map(({ kind }) => ({ kind, t })));
    }
    expect(told).toEqual([{ kind: 'loopDrop', t: 4360 }]);
  });

  it('an idle line at half its usual voltage is in use by somebody else', () => {
    const watch = new LineWatch(350, at(0));
    for (let t = 0; t < 1000; t += 20) watch.sample(idle, at(t));
    expect(watch.inUse(9)).toBe(true);
    expect(watch.inUse(45)).toBe(false);
  });
});
