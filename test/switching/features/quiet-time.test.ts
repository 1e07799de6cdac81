import { describe, expect, test } from 'vitest';
import { keptOf, subscriberView } from '#switching/exchange.ts';
import type { Command, Reply } from '#switching/model.ts';
import { fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

/*
 * It is 09:30 when a play begins.
 */

const MINUTE = 60_000;
const at = (hours: number, minutes: number): number => hours * 60 + minutes;

function ask(play: Play, command: Command): Reply {
  play.send({ kind: 'command', id: 1, command });
  return play.all('reply').at(-1)!.reply;
}

/** A console sets do-not-disturb of 803. */
const quiet = (play: Play, from: number | null, to: number | null, on = true): Reply =>
  ask(play, { op: 'setDoNotDisturb', device: '803', on, from, to });

/** 801 calls 803 now, and is told or rings. */
function isQuiet(play: Play): boolean {
  play.call('801', '803');
  const told = play.hears('801') === 'do-not-disturb';
  expect(play.rings('803')).toBe(!told);
  play.hangUp('801');
  return told;
}

describe('do-not-disturb from one time to another', () => {
  test('begins and ends by the clock', () => {
    const play = new Play(fullOffice());
    expect(quiet(play, at(10, 0), at(11, 0)).ok).toBe(true);
    expect(isQuiet(play)).toBe(false);
    play.wait(30 * MINUTE);
    expect(isQuiet(play)).toBe(true);
    play.wait(60 * MINUTE);
    expect(isQuiet(play)).toBe(false);
    expect(subscriberView(play.exchange, '803')!.quietTime).toBeNull();
    play.wait(24 * 60 * MINUTE);
    expect(isQuiet(play)).toBe(false);
  });

  test('without a beginning it counts at once', () => {
    const play = new Play(fullOffice());
    quiet(play, null, at(9, 45));
    expect(isQuiet(play)).toBe(true);
    play.wait(15 * MINUTE);
    expect(isQuiet(play)).toBe(false);
  });

  test('without an end it stays until somebody clears it', () => {
    const play = new Play(fullOffice());
    quiet(play, at(9, 45), null);
    play.wait(24 * 60 * MINUTE);
    expect(isQuiet(play)).toBe(true);
    play.code('803', '#56#');
    expect(isQuiet(play)).toBe(false);
  });

  test('an end before the beginning is that of the next day', () => {
    const play = new Play(fullOffice());
    quiet(play, at(22, 0), at(7, 0));
    play.wait(20 * 60 * MINUTE);
    expect(isQuiet(play)).toBe(true);
    play.wait(2 * 60 * MINUTE);
    expect(isQuiet(play)).toBe(false);
  });

  test.each(['*56#', '#56#', '*00#'])('%s at the telephone has the last word', (code) => {
    const play = new Play(fullOffice());
    quiet(play, at(9, 45), at(9, 50));
    play.code('803', code);
    for (let minutes = 0; minutes < 30; minutes += 6) {
      expect(isQuiet(play)).toBe(code === '*56#');
      play.wait(6 * MINUTE);
    }
  });

  test('a console clears it before it has begun', () => {
    const play = new Play(fullOffice());
    quiet(play, at(9, 45), at(10, 45));
    quiet(play, null, null, false);
    play.wait(20 * MINUTE);
    expect(isQuiet(play)).toBe(false);
  });

  test('a wake-up call rings all the same', () => {
    const play = new Play(fullOffice());
    quiet(play, null, at(11, 0));
    ask(play, { op: 'setWakeUp', device: '803', minuteOfDay: at(10, 0), by: 'A' });
    play.wait(30 * MINUTE);
    expect(play.ringing).toEqual(['803']);
  });

  test('nobody has that number, no such time: it is said', () => {
    const play = new Play(fullOffice());
    const wish = { op: 'setDoNotDisturb', device: '899', on: true, from: null, to: null } as const;
    expect(ask(play, wish)).toMatchObject({ why: 'no-such-device' });
    for (const minute of [-1, 1_440, 0.5]) {
      expect(quiet(play, minute, null)).toMatchObject({ why: 'bad-number' });
      expect(quiet(play, null, minute)).toMatchObject({ why: 'bad-number' });
    }
  });
});

describe('the box restarts', () => {
  const restartedAfter = (waitMs: number): Play => {
    const before = new Play(fullOffice());
    quiet(before, at(10, 0), at(11, 0));
    const play = new Play(fullOffice());
    play.wait(waitMs);
    play.send({ kind: 'restore', kept: keptOf(before.exchange) });
    play.wait(1);
    return play;
  };

  test('before, within, and after the quiet time: it is as the clock says', () => {
    expect([10, 40, 100].map((minutes) => isQuiet(restartedAfter(minutes * MINUTE)))).toEqual([
      false,
      true,
      false,
    ]);
  });

  test('and what was planned still comes', () => {
    const play = restartedAfter(10 * MINUTE);
    play.wait(30 * MINUTE);
    expect(isQuiet(play)).toBe(true);
    play.wait(60 * MINUTE);
    expect(isQuiet(play)).toBe(false);
  });
});
