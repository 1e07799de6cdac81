import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { modeViews, subscriberView } from '#switching/exchange.ts';
import { instant } from '#units/time.ts';
import { fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

/*
 * It is 09:30 when a play begins.
 */

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const clock = (hours: number, minutes = 0): number => hours * 60 + minutes;

/** The clock of the box is set forward, or back. */
function setBy(play: Play, stepMs: number): void {
  const { wall } = play.exchange;
  const epochMs = wall.epochMs + Math.floor((play.now - wall.at) / 1_000) + stepMs;
  play.send({ kind: 'timeOfDay', epochMs });
}

function ordered(minuteOfDay: number): Play {
  const play = new Play(fullOffice());
  play.send({ kind: 'command', id: 1, command: { op: 'setWakeUp', device: '803', minuteOfDay, by: 'A' } });
  return play;
}

/** How often 803 is rung from now on, while somebody lifts at the first ring. */
function woken(play: Play, forMs: number): number {
  let times = 0;
  for (let passed = 0; passed < forMs; passed += MINUTE) {
    play.wait(MINUTE);
    if (!play.ringing.includes('803')) continue;
    times += 1;
    play.lift('803');
    play.wait(play.speakingMs);
    play.hangUp('803');
  }
  return times;
}

describe('the clock of the box is set while a wake-up call is ordered', () => {
  test('a little: the telephone rings when the clock shows the time', () => {
    const play = ordered(clock(9, 45));
    setBy(play, 5 * MINUTE);
    play.wait(9 * MINUTE);
    expect(play.ringing).toEqual([]);
    play.wait(MINUTE);
    expect(play.ringing).toEqual(['803']);
  });

  test('an hour forward, past the time: it rings at once, and once', () => {
    const play = ordered(clock(9, 45));
    setBy(play, HOUR);
    expect(woken(play, DAY)).toBe(1);
  });

  test('an hour back after it has rung: it does not ring again', () => {
    const play = ordered(clock(9, 45));
    expect(woken(play, 20 * MINUTE)).toBe(1);
    setBy(play, -HOUR);
    expect(woken(play, DAY)).toBe(0);
  });

  test('an hour back while it rings unheard: the next attempt comes as soon as it would have', () => {
    const play = ordered(clock(9, 45));
    play.wait(15 * MINUTE);
    expect(play.ringing).toEqual(['803']);
    const due = subscriberView(play.exchange, '803')!.wakeUp!.dueEpochMs!;
    setBy(play, -HOUR);
    expect(subscriberView(play.exchange, '803')!.wakeUp!.dueEpochMs).toBe(due - HOUR);
  });

  test('from 1970 to today: it rings when the clock next shows the time', () => {
    const play = ordered(clock(7));
    setBy(play, 20_000 * DAY + 11 * HOUR);
    expect(woken(play, 10 * HOUR)).toBe(0);
    expect(woken(play, HOUR)).toBe(1);
  });

  test('by anything, at any moment, again and again: one order rings once', () => {
    const step = fc.record({
      waitMinutes: fc.integer({ min: 0, max: 90 }),
      stepMs: fc.oneof(
        fc.integer({ min: -2 * HOUR, max: 2 * HOUR }),
        fc.integer({ min: -400 * DAY, max: 400 * DAY }),
      ),
    });
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1_439 }),
        fc.array(step, { maxLength: 4 }),
        (minuteOfDay, steps) => {
          const play = ordered(minuteOfDay);
          let times = 0;
          for (const { waitMinutes, stepMs } of steps) {
            times += woken(play, waitMinutes * MINUTE);
            setBy(play, stepMs);
          }
          expect(times + woken(play, 2 * DAY + 3 * HOUR)).toBe(1);
        },
      ),
      { numRuns: 60 },
    );
  });
});

describe('the clock of the box is set', () => {
  test('a quiet time that was set by a clock of 1970 begins and ends by the clock of today', () => {
    const play = new Play(fullOffice());
    const command = {
      op: 'setDoNotDisturb',
      device: '803',
      on: true,
      from: clock(22),
      to: clock(6),
    } as const;
    play.send({ kind: 'command', id: 1, command });
    const isQuiet = () => subscriberView(play.exchange, '803')!.doNotDisturb;
    setBy(play, 20_000 * DAY + 8 * HOUR);
    play.wait(4 * HOUR);
    expect(isQuiet()).toBe(false);
    play.wait(HOUR);
    expect(isQuiet()).toBe(true);
    play.wait(8 * HOUR);
    expect(isQuiet()).toBe(false);
  });

  test('who talks goes on talking, and the record has the length that it had', () => {
    const play = new Play(fullOffice());
    play.call('803', '804');
    play.lift('804');
    play.wait(30_000);
    setBy(play, HOUR);
    play.wait(30_000);
    play.hangUp('804');
    play.hangUp('803');
    const [record] = play.records;
    expect(record!.releasedAt - record!.answeredAt!).toBeGreaterThanOrEqual(60_000_000);
    expect(record!.releasedAt - record!.answeredAt!).toBeLessThan(63_000_000);
  });

  test('the modes of the office are those of the time that it is', () => {
    const night = {
      on: true,
      weekdays: [1, 2, 3, 4, 5, 6, 7],
      dates: null,
      fromMinute: clock(20),
      toMinute: clock(6),
    };
    const office = fullOffice();
    const { entities } = office.services;
    const services = {
      ...office.services,
      timeTables: [{ id: 'nights', rules: [night] }],
      entities: [{ ...entities[0]!, schedule: [{ times: 'nights', mode: 'night' }] as const }],
    };
    const play = new Play({ ...office, services });
    const mode = () => modeViews(play.exchange, instant(play.now))[0]!.mode;
    expect(mode()).toBe('day');
    setBy(play, 13 * HOUR);
    expect(mode()).toBe('night');
  });
});
