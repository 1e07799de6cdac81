import { describe, expect, it } from 'vitest';
import type { Clock } from '#ports/clock.ts';
import { type Duration, ms, after as plus } from '#units/time.ts';

/** A clock under test, and how time is let pass on it (virtual: run; real: wait). */
export interface ClockUnderTest {
  readonly clock: Clock;
  pass(span: Duration): Promise<void> | void;
  close?(): void;
}

/** What every `Clock` promises; run on the virtual and on the real one. */
export function clockContract(name: string, open: () => ClockUnderTest): void {
  describe(`the contract of a clock: ${name}`, () => {
    const withClock = (body: (under: ClockUnderTest) => Promise<void>) => async () => {
      const under = open();
      try {
        await body(under);
      } finally {
        under.close?.();
      }
    };

    it(
      'time never goes backward',
      withClock(async ({ clock, pass }) => {
        const seen = [clock.now()];
        for (let i = 0; i < 3; i++) {
          await pass(ms(3));
          seen.push(clock.now());
        }
        expect(seen).toEqual([...seen].sort((a, b) => a - b));
        expect(seen[3]! - seen[0]!).toBeGreaterThanOrEqual(9_000);
      }),
    );

    it(
      'a wake-up comes once, and not before its instant',
      withClock(async ({ clock, pass }) => {
        const due = plus(clock.now(), ms(5));
        const woken: number[] = [];
        clock.at(due, () => woken.push(clock.now()));
        await pass(ms(30));
        expect(woken).toHaveLength(1);
        expect(woken[0]).toBeGreaterThanOrEqual(due);
      }),
    );

    it(
      'wake-ups come in the order of their instants, and of asking for the same instant',
      withClock(async ({ clock, pass }) => {
        const start = clock.now();
        const order: string[] = [];
        clock.at(plus(start, ms(12)), () => order.push('late'));
        clock.at(plus(start, ms(4)), () => order.push('first'));
        clock.at(plus(start, ms(8)), () => order.push('same 1'));
        clock.at(plus(start, ms(8)), () => order.push('same 2'));
        clock.at(plus(start, ms(8)), () => order.push('same 3'));
        await pass(ms(40));
        expect(order).toEqual(['first', 'same 1', 'same 2', 'same 3', 'late']);
      }),
    );

    it(
      'a past instant wakes as soon as possible, but never from inside the asking',
      withClock(async ({ clock, pass }) => {
        await pass(ms(5));
        let woken = false;
        clock.at(plus(clock.now(), ms(-5)), () => {
          woken = true;
        });
        expect(woken).toBe(false);
        await pass(ms(20));
        expect(woken).toBe(true);
      }),
    );

    it(
      'a cancelled wake-up does not come, and cancelling late or twice is harmless',
      withClock(async ({ clock, pass }) => {
        const woken: string[] = [];
        const cancel = clock.at(plus(clock.now(), ms(5)), () => woken.push('cancelled'));
        const late = clock.at(plus(clock.now(), ms(5)), () => woken.push('kept'));
        cancel();
        cancel();
        await pass(ms(20));
        late();
        expect(woken).toEqual(['kept']);
      }),
    );

    it(
      'a wake-up may ask for the next one',
      withClock(async ({ clock, pass }) => {
        let times = 0;
        const again = (): void => {
          times += 1;
          if (times < 3) clock.at(plus(clock.now(), ms(2)), again);
        };
        clock.at(plus(clock.now(), ms(2)), again);
        await pass(ms(40));
        expect(times).toBe(3);
      }),
    );
  });
}
