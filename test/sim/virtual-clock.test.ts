import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import { instant, ms } from '#units/time.ts';
import { clockContract } from '../contracts/clock.ts';

clockContract('virtual', () => {
  const clock = new VirtualClock();
  return { clock, pass: (span) => clock.runFor(span) };
});

describe('virtual time', () => {
  it('shows each wake-up its own instant, to the microsecond', () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    for (const at of [700, 3, 41_000]) clock.at(instant(at), () => seen.push(clock.now()));
    clock.advanceTo(instant(41_000));
    expect(seen).toEqual([3, 700, 41_000]);
  });

  it('wakes exactly those that were not cancelled, sorted, whatever the mix', () => {
    const asked = fc.array(fc.record({ at: fc.nat(50), cancel: fc.boolean() }), { maxLength: 300 });
    fc.assert(
      fc.property(asked, (entries) => {
        const clock = new VirtualClock();
        const woken: number[] = [];
        const cancels = entries.map(({ at }, index) => clock.at(instant(at), () => woken.push(index)));
        entries.forEach(({ cancel }, index) => {
          if (cancel) cancels[index]!();
        });
        clock.runFor(ms(1));
        const expected = entries
          .map(({ at, cancel }, index) => ({ at, cancel, index }))
          .filter(({ cancel }) => !cancel)
          .sort((a, b) => a.at - b.at || a.index - b.index);
        expect(woken).toEqual(expected.map(({ index }) => index));
        expect(clock.waiting).toBe(0);
      }),
      { numRuns: 200 },
    );
  });

  it('refuses to be advanced from inside a wake-up, and goes on working', () => {
    const clock = new VirtualClock();
    let refused = '';
    clock.at(instant(1), () => {
      try {
        clock.runFor(ms(1));
      } catch (error) {
        refused = (error as Error).message;
      }
    });
    clock.runFor(ms(1));
    expect(refused).toContain('inside a wake-up');
    expect(clock.now()).toBe(1000);
  });

  it('carries a time of day that can be set without moving the timers', () => {
    const clock = new VirtualClock();
    const wall = new VirtualWallClock(clock, Date.UTC(2025, 2, 4, 5, 6), 480);
    clock.runFor(ms(61_000));
    expect(new Date(wall.epochMs()).toISOString()).toBe('2025-03-04T05:07:01.000Z');
    wall.jump(-3_600_000);
    expect(new Date(wall.epochMs()).toISOString()).toBe('2025-03-04T04:07:01.000Z');
    expect(wall.offsetMinutes()).toBe(480);
    expect(clock.now()).toBe(61_000_000);
  });
});
