import { resolve } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadRegion } from '../../firmware/adapters/region-files.ts';
import { HookMachine } from '../../firmware/drivers/hook.ts';
import { type Instant, instant, ms } from '../../firmware/units/time.ts';

const loaded = loadRegion('cn', [resolve(import.meta.dirname, '../../regions')]);
if (!loaded.ok) throw new Error(loaded.error.what);
/** Pulse break 20–79 ms, flash 80–500 ms, 200 ms between digits. */
const windows = loaded.value.hook;

/** Plays `[closed, ms]` steps and says what came out, with the time of each in ms. */
function play(steps: readonly (readonly [closed: boolean, forMs: number])[], machine = lineAt(0)) {
  const told: string[] = [];
  const times: number[] = [];
  let now = 0;
  const keep = (events: ReturnType<HookMachine['edge']>) => {
    for (const event of events) {
      told.push(event.kind === 'pulseDigit' ? event.digit : event.kind);
      times.push(event.at / 1000);
    }
  };
  for (const [closed, forMs] of steps) {
    keep(machine.edge(closed, instant(now * 1000)));
    for (const end = now + forMs; now < end; now += 1) keep(machine.advance(instant(now * 1000)));
  }
  keep(machine.advance(instant(now * 1000)));
  return { told, times };
}
const lineAt = (now: number) => new HookMachine(windows, instant(now));
const OPEN = false;
const CLOSED = true;
const pulses = (count: number, breakMs = 60, makeMs = 40) =>
  Array.from({ length: count }, () => [[OPEN, breakMs] as const, [CLOSED, makeMs] as const]).flat();

describe('A telephone on the loop', () => {
  it('lifting is off-hook, hanging up is on-hook after the longest flash', () => {
    const { told, times } = play([
      [CLOSED, 3000],
      [OPEN, 2000],
    ]);
    expect(told).toEqual(['offHook', 'onHook']);
    expect(times[1]).toBe(3000 + windows.flashMsMax + 1);
  });

  it.each([1, 2, 5, 9])('a dial turned to %i gives that digit', (digit) => {
    expect(play([[CLOSED, 500], ...pulses(digit), [CLOSED, 500]]).told).toEqual(['offHook', String(digit)]);
  });

  it('ten pulses are a 0, eleven are nothing', () => {
    expect(play([[CLOSED, 500], ...pulses(10), [CLOSED, 500]]).told).toEqual(['offHook', '0']);
    expect(play([[CLOSED, 500], ...pulses(11), [CLOSED, 500]]).told).toEqual(['offHook']);
  });

  it('two digits are told apart by the pause between them', () => {
    const steps = [
      [CLOSED, 500] as const,
      ...pulses(3),
      [CLOSED, 600] as const,
      ...pulses(4),
      [CLOSED, 600] as const,
    ];
    expect(play(steps).told).toEqual(['offHook', '3', '4']);
  });

  it.each([80, 150, 500])('a break of %i ms is a flash', (breakMs) => {
    expect(
      play([
        [CLOSED, 500],
        [OPEN, breakMs],
        [CLOSED, 500],
      ]).told,
    ).toEqual(['offHook', 'flash']);
  });

  it.each([20, 79])('a break of %i ms is a dial pulse', (breakMs) => {
    expect(
      play([
        [CLOSED, 500],
        [OPEN, breakMs],
        [CLOSED, 500],
      ]).told,
    ).toEqual(['offHook', '1']);
  });

  it('a break longer than a flash is hanging up, and lifting again is a new call', () => {
    expect(
      play([
        [CLOSED, 500],
        [OPEN, 502],
        [CLOSED, 500],
      ]).told,
    ).toEqual(['offHook', 'onHook', 'offHook']);
  });

  it('hanging up in the middle of a digit gives no digit', () => {
    expect(play([[CLOSED, 500], ...pulses(3), [OPEN, 2000]]).told).toEqual(['offHook', 'onHook']);
  });

  it('a flash whose switch rattles is one flash and no digit', () => {
    expect(
      play([
        [CLOSED, 500],
        [OPEN, 30],
        [CLOSED, 15],
        [OPEN, 250],
        [CLOSED, 900],
      ]).told,
    ).toEqual(['offHook', 'flash']);
  });

  it('contacts that bounce on each pulse do not change the digit', () => {
    const bouncy = Array.from({ length: 5 }, () => [
      [OPEN, 2] as const,
      [CLOSED, 2] as const,
      [OPEN, 56] as const,
      [CLOSED, 3] as const,
      [OPEN, 2] as const,
      [CLOSED, 35] as const,
    ]).flat();
    expect(play([[CLOSED, 500], ...bouncy, [CLOSED, 500]]).told).toEqual(['offHook', '5']);
  });

  it('while the feed is interrupted the loop says nothing; afterwards it does', () => {
    const machine = lineAt(0);
    expect(play([[CLOSED, 1000]], machine).told).toEqual(['offHook']);
    machine.freeze();
    expect(machine.edge(OPEN, 1_100_000 as Instant)).toEqual([]);
    expect(machine.advance(9_000_000 as Instant)).toEqual([]);
    machine.resume(OPEN, 10_000_000 as Instant);
    expect(machine.advance(10_400_000 as Instant)).toEqual([]);
    expect(machine.advance(11_000_000 as Instant).map((event) => event.kind)).toEqual(['onHook']);
  });

  it('a handset still lifted when the feed comes back stays off-hook without a word', () => {
    const machine = lineAt(0);
    play([[CLOSED, 1000]], machine);
    machine.freeze();
    machine.edge(OPEN, 1_100_000 as Instant);
    machine.resume(CLOSED, 2_000_000 as Instant);
    expect(machine.advance(9_000_000 as Instant)).toEqual([]);
    expect(machine.offHook).toBe(true);
  });
});

describe('Whatever the contacts do', () => {
  const bounce = fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 30 });
  const toggling = (lengths: readonly number[], first: boolean) =>
    lengths.map((length, index) => [index % 2 === 0 ? first : !first, length] as const);

  it('a handset that rattles for up to 200 ms as it is lifted dials nothing', () => {
    fc.assert(
      fc.property(bounce, (lengths) => {
        let total = 0;
        const rattle = lengths.filter((length) => {
          total += length;
          return total <= 200;
        });
        const { told } = play([...toggling(rattle, CLOSED), [CLOSED, 3000]]);
        expect(told).toEqual(['offHook']);
      }),
    );
  });

  it('breaks shorter than a pulse dial nothing, however many', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 1, max: 19 }), fc.integer({ min: 9, max: 400 })), {
          maxLength: 60,
        }),
        (glitches) => {
          const steps = glitches.flatMap(([open, closed]) => [
            [OPEN, open] as const,
            [CLOSED, closed] as const,
          ]);
          expect(play([[CLOSED, 500], ...steps, [CLOSED, 1000]]).told).toEqual(['offHook']);
        },
      ),
    );
  });

  it('a line left open longer than a flash always ends on-hook, and events alternate', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 60 }), (lengths) => {
        const { told, times } = play([...toggling(lengths, CLOSED), [OPEN, windows.flashMsMax + 10]]);
        const hooks = told.filter((word) => word === 'offHook' || word === 'onHook');
        expect(hooks.every((word, index) => word === (index % 2 === 0 ? 'offHook' : 'onHook'))).toBe(true);
        expect(hooks.length % 2).toBe(0);
        expect([...times].sort((a, b) => a - b)).toEqual(times);
        expect(told[0] ?? 'offHook').toBe('offHook');
      }),
    );
  });

  it('edges told late, but with their own times, decide the same', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 700 }), { maxLength: 40 }), (lengths) => {
        const steps = [...toggling(lengths, CLOSED), [OPEN, 2000] as const];
        const prompt = play(steps).told;
        const machine = lineAt(0);
        const late: string[] = [];
        let now = 0;
        for (const [closed, forMs] of steps) {
          for (const event of machine.edge(closed, ms(now) as number as Instant))
            late.push(event.kind === 'pulseDigit' ? event.digit : event.kind);
          now += forMs;
        }
        for (const event of machine.advance(ms(now + 1000) as number as Instant))
          late.push(event.kind === 'pulseDigit' ? event.digit : event.kind);
        expect(late).toEqual(prompt);
      }),
    );
  });
});
