import { describe, expect, test } from 'vitest';
import { keptOf, step, subscriberView } from '#switching/exchange.ts';
import { PROFILES } from '#switching/features/codes/profiles.ts';
import type { Command, Reply } from '#switching/model.ts';
import { instant, ms } from '#units/time.ts';
import { FULL_SERVICES, fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

/*
 * It is 09:30 when a play begins.
 */

const { wakeUpRingMs, wakeUpAgainMs, wakeUpAttempts } = FULL_SERVICES.timing;
const MINUTE = 60_000;
const AT_0945 = 9 * 60 + 45;
const TOLD = 'TR-WAKE-001 extension 803';

function ask(play: Play, command: Command): Reply {
  play.send({ kind: 'command', id: 1, command });
  return play.all('reply').at(-1)!.reply;
}

/** An operator has ordered that 803 is woken at 09:45; it is that time now. */
function due(): Play {
  const play = new Play(fullOffice());
  ask(play, { op: 'setWakeUp', device: '803', minuteOfDay: AT_0945, by: 'A' });
  play.wait(15 * MINUTE);
  return play;
}

const wakeUp = (play: Play, number = '803') => subscriberView(play.exchange, number)!.wakeUp;

/** The exchange is restarted, and comes back after a while with what was kept. */
function restartedAfter(play: Play, waitMs: number): Play {
  const again = new Play(fullOffice());
  again.wait(play.now / 1_000 + waitMs);
  again.send({ kind: 'restore', kept: keptOf(play.exchange) });
  return again;
}

describe('a guest orders a wake-up call by telephone', () => {
  test('is told the time, rung at that time, greeted, and let go', () => {
    const play = new Play(fullOffice());
    expect(play.code('803', '*55*0945#')).toBe(`wake-up-set-for ${AT_0945}`);
    play.wait(15 * MINUTE);
    expect(play.ringing).toEqual(['803']);
    play.lift('803');
    expect(play.hears('803')).toBe(`wake-up-call ${AT_0945}`);
    play.wait(play.speakingMs);
    play.hangUp('803');
    expect(wakeUp(play)).toBeNull();
    play.wait(24 * 60 * MINUTE);
    expect(play.ringing).toEqual([]);
    expect(play.allDone).toBe(true);
  });

  test('a time that is over today is meant for tomorrow', () => {
    const play = new Play(fullOffice());
    play.code('803', '*55*0920#');
    play.wait(23 * 60 * MINUTE);
    expect(play.ringing).toEqual([]);
    play.wait(50 * MINUTE);
    expect(play.ringing).toEqual(['803']);
  });

  test('the last one that was ordered counts', () => {
    const play = new Play(fullOffice());
    play.code('803', '*55*0945#');
    play.code('803', '*55*1000#');
    play.wait(20 * MINUTE);
    expect(play.ringing).toEqual([]);
    play.wait(10 * MINUTE);
    expect(play.ringing).toEqual(['803']);
  });

  test.each(['*55*2400#', '*55*0960#'])('%s is no time of day', (code) => {
    const play = new Play(fullOffice());
    expect(play.code('803', code)).toBe('feature-not-possible');
    expect(wakeUp(play)).toBeNull();
  });

  test('clears it again', () => {
    const play = new Play(fullOffice());
    play.code('803', '*55*0945#');
    expect(play.code('803', '#55#')).toBe('wake-up-cleared');
    play.wait(20 * MINUTE);
    expect(play.ringing).toEqual([]);
  });
});

describe('where the code has no place for the time (North America)', () => {
  const american = () =>
    new Play(
      fullOffice({
        services: { entities: [{ ...FULL_SERVICES.entities[0]!, codes: PROFILES.na }] },
      }),
    );

  test('the guest is asked for it, and the fourth digit is the last', () => {
    const play = american();
    play.call('803', '*68');
    expect(play.hears('803')).toBe('wake-up-time-please');
    play.dial('803', '0945');
    expect(play.hears('803')).toBe(`wake-up-set-for ${AT_0945}`);
    play.hangUp('803');
    play.wait(15 * MINUTE);
    expect(play.ringing).toEqual(['803']);
  });

  test('# instead clears it; nothing at all, or no time of day, is refused', () => {
    const play = american();
    ask(play, { op: 'setWakeUp', device: '803', minuteOfDay: AT_0945, by: 'A' });
    for (const [digits, waits] of [
      ['', 10_000],
      ['2', 4_000],
      ['2561', 0],
    ] as const) {
      play.call('803', '*68');
      play.dial('803', digits);
      play.wait(waits);
      expect(play.hears('803')).toBe('feature-not-possible');
      play.hangUp('803');
    }
    expect(wakeUp(play)).not.toBeNull();
    play.call('803', '*68');
    play.dial('803', '#');
    expect(play.hears('803')).toBe('wake-up-cleared');
    expect(wakeUp(play)).toBeNull();
  });
});

describe('an operator orders one', () => {
  test('it is on record who did', () => {
    const play = new Play(fullOffice());
    expect(ask(play, { op: 'setWakeUp', device: '803', minuteOfDay: AT_0945, by: 'A' }).ok).toBe(true);
    expect(wakeUp(play)).toMatchObject({ minuteOfDay: AT_0945, by: 'A', attempts: 0 });
    expect(ask(play, { op: 'clearWakeUp', device: '803', by: 'A' }).ok).toBe(true);
    expect(wakeUp(play)).toBeNull();
  });

  test('nobody has that number, no such time, nothing to clear: it is said', () => {
    const play = new Play(fullOffice());
    const why = (command: Command) => ask(play, command);
    expect(why({ op: 'setWakeUp', device: '899', minuteOfDay: 1, by: 'A' })).toMatchObject({
      why: 'no-such-device',
    });
    for (const minuteOfDay of [-1, 1_440, 0.5, Number.NaN])
      expect(why({ op: 'setWakeUp', device: '803', minuteOfDay, by: 'A' })).toMatchObject({
        why: 'bad-number',
      });
    expect(why({ op: 'clearWakeUp', device: '803', by: 'A' })).toMatchObject({ why: 'not-in-that-state' });
  });
});

describe('whoever sleeps on', () => {
  test('is rung for a minute, once more after five minutes, and then the operators are told', () => {
    const play = due();
    expect(play.ringing).toEqual(['803']);
    play.wait(wakeUpRingMs);
    expect(play.ringing).toEqual([]);
    play.wait(wakeUpAgainMs - wakeUpRingMs);
    expect(play.ringing).toEqual(['803']);
    expect([...play.world.alarms]).toEqual([]);
    play.wait(wakeUpRingMs);
    expect(play.ringing).toEqual([]);
    expect([...play.world.alarms]).toEqual([TOLD]);
    play.wait(60 * MINUTE);
    expect(play.records).toHaveLength(wakeUpAttempts);
    expect(play.allDone).toBe(true);
  });

  test('each attempt is on record', () => {
    const play = due();
    play.wait(wakeUpAgainMs);
    play.lift('803');
    play.hangUp('803');
    const legs = [{ number: '803', how: 'wake-up' }];
    expect(play.records).toMatchObject([
      { kind: 'feature', to: '803', cause: 19, answeredAt: null, legs },
      { kind: 'feature', to: '803', cause: 16, answeredAt: expect.any(Number), legs },
    ]);
    expect([...play.world.alarms]).toEqual([]);
  });

  test('lifts at last: the operators need not go', () => {
    const play = due();
    play.wait(wakeUpAgainMs + wakeUpRingMs);
    play.lift('803');
    expect([...play.world.alarms]).toEqual([]);
    expect(wakeUp(play)).toBeNull();
  });

  test('answers an operator who calls at last: nobody need go either', () => {
    const play = due();
    play.wait(wakeUpAgainMs + wakeUpRingMs);
    play.call('801', '803');
    play.lift('803');
    expect([...play.world.alarms]).toEqual([]);
    expect(play.hears('803')).toBe('801');
  });

  test('one that is ordered while the telephone rings for another still comes', () => {
    const play = due();
    ask(play, { op: 'setWakeUp', device: '803', minuteOfDay: 10 * 60, by: 'A' });
    play.lift('803');
    play.hangUp('803');
    play.wait(15 * MINUTE);
    expect(play.ringing).toEqual(['803']);
  });

  test('is left in peace when an operator clears it while the telephone rings', () => {
    const play = due();
    ask(play, { op: 'clearWakeUp', device: '803', by: 'A' });
    expect(play.ringing).toEqual([]);
    play.wait(60 * MINUTE);
    expect([...play.world.alarms]).toEqual([]);
    expect(play.allDone).toBe(true);
  });

  test('an operator has gone to see, and clears it', () => {
    const play = due();
    play.wait(wakeUpAgainMs + wakeUpRingMs);
    expect(wakeUp(play)).toMatchObject({ dueEpochMs: null, attempts: wakeUpAttempts });
    ask(play, { op: 'clearWakeUp', device: '803', by: 'A' });
    expect([...play.world.alarms]).toEqual([]);
  });

  test('ordering it anew settles the alarm too', () => {
    const play = due();
    play.wait(wakeUpAgainMs + wakeUpRingMs);
    ask(play, { op: 'setWakeUp', device: '803', minuteOfDay: 10 * 60, by: 'A' });
    expect([...play.world.alarms]).toEqual([]);
  });
});

describe('what stands in the way', () => {
  test.each(['*56#', '*50#', '*57*804#'])('%s does not: it rings all the same', (code) => {
    const play = new Play(fullOffice());
    play.code('803', code);
    play.code('803', '*55*0945#');
    play.wait(15 * MINUTE);
    expect(play.ringing).toEqual(['803']);
  });

  test('who talks is rung as soon as he has hung up', () => {
    const play = new Play(fullOffice());
    play.code('803', '*55*0945#');
    play.wait(14 * MINUTE);
    play.call('803', '804');
    play.lift('804');
    play.wait(2 * MINUTE);
    expect(play.hears('803')).toBe('804');
    play.hangUp('803', '804');
    play.wait(15_000);
    expect(play.ringing).toEqual(['803']);
  });

  test('who talks for longer is not woken any more, and the operators know', () => {
    const play = new Play(fullOffice());
    play.code('803', '*55*0945#');
    play.wait(14 * MINUTE);
    play.call('803', '804');
    play.lift('804');
    play.wait(7 * MINUTE);
    expect([...play.world.alarms]).toEqual([TOLD]);
    play.hangUp('803', '804');
    play.wait(MINUTE);
    expect(play.ringing).toEqual([]);
  });

  test('one who waits does not keep the next from being woken in time', () => {
    const play = new Play(fullOffice());
    play.wait(5_000);
    for (const device of ['803', '804'])
      ask(play, { op: 'setWakeUp', device, minuteOfDay: AT_0945, by: 'A' });
    ask(play, { op: 'setWakeUp', device: '805', minuteOfDay: AT_0945 + 1, by: 'A' });
    play.call('803', '804');
    play.lift('804');
    play.wait(16 * MINUTE - 5_000);
    expect(play.ringing).toEqual(['805']);
  });

  test('the telephone falls out of service while it rings: it is tried again, and then told', () => {
    const play = due();
    play.health('803', false);
    play.wait(wakeUpAgainMs + 6 * MINUTE);
    expect([...play.world.alarms]).toContain(TOLD);
    expect(play.allDone).toBe(true);
  });
});

describe('the box restarts', () => {
  test('and is back in time: the telephone rings at its time', () => {
    const before = new Play(fullOffice());
    before.code('803', '*55*0945#');
    const play = restartedAfter(before, 0);
    play.wait(15 * MINUTE);
    expect(play.ringing).toEqual(['803']);
  });

  test('and is back within five minutes: the guest is woken late', () => {
    const before = new Play(fullOffice());
    before.code('803', '*55*0945#');
    const play = restartedAfter(before, 18 * MINUTE);
    play.wait(15_000);
    expect(play.ringing).toEqual(['803']);
  });

  test('and was away for longer: the operators are told at once', () => {
    const before = new Play(fullOffice());
    before.code('803', '*55*0945#');
    const play = restartedAfter(before, 30 * MINUTE);
    play.wait(1);
    expect(play.ringing).toEqual([]);
    expect([...play.world.alarms]).toEqual([TOLD]);
  });

  test('whom nobody has woken before is still to be looked after', () => {
    const before = due();
    before.wait(wakeUpAgainMs + wakeUpRingMs);
    expect([...restartedAfter(before, MINUTE).world.alarms]).toEqual([TOLD]);
  });
});

test('an extension that has left the office is not woken', () => {
  const play = new Play(fullOffice());
  play.code('808', '*55*0945#');
  ask(play, { op: 'setWakeUp', device: '808', minuteOfDay: AT_0945, by: 'A' });
  const office = fullOffice();
  play.send({
    kind: 'configure',
    office: { ...office, extensions: office.extensions.filter(({ number }) => number !== '808') },
  });
  play.wait(60 * MINUTE);
  expect([...play.world.alarms]).toEqual([]);
  expect(step(play.exchange, { kind: 'deadline' }, instant(play.now + ms(1))).deadline).toBeNull();
});
