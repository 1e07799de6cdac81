import { describe, expect, test } from 'vitest';
import { fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

const office = (wishes = {}): Play => new Play(fullOffice(wishes));

describe('black and white lists', () => {
  test('hang up: the line is answered and released, nobody is disturbed', () => {
    const play = office();
    play.ringsIn('L1', '1001');
    expect(play.ringing).toEqual([]);
    play.wait(3_000);
    expect(play.allDone).toBe(true);
    expect(play.lastRecord).toMatchObject({ from: '1001', cause: 21 });
  });

  test('a message: it is played, then the line is released', () => {
    const play = office();
    play.ringsIn('L1', '1002');
    expect(play.hears('L1')).toBe('debt');
    play.wait(5_000);
    expect(play.allDone).toBe(true);
  });

  test('diverted, and an important caller past everybody', () => {
    const play = office();
    play.ringsIn('L1', '1003');
    expect(play.ringing).toEqual(['806']);
    play.wait(7_000);
    play.ringsIn('L1', '1004');
    expect(play.ringing).toEqual(['804']);
  });

  test('an important caller without a number of his own goes where everybody goes', () => {
    const play = office();
    play.ringsIn('L1', '1005');
    expect(play.ringing).toEqual(['801']);
  });

  test('a harassing caller is marked after the call and blocked from then on, until he is unblocked', () => {
    const play = office();
    play.ringsIn('L1', '5559999');
    play.lift('801');
    play.hangUp('801');
    expect(play.code('801', '*39#')).toBe('caller-blocked');
    play.wait(2_000);
    play.ringsIn('L1', '5559999');
    expect(play.ringing).toEqual([]);
    play.wait(3_000);
    play.send({ kind: 'command', id: 1, command: { op: 'unblock', number: '5559999' } });
    play.ringsIn('L1', '5559999');
    expect(play.ringing).toEqual(['801']);
  });

  test('a colleague cannot be marked', () => {
    const play = office();
    play.call('802', '801');
    play.hangUp('802');
    expect(play.code('801', '*39#')).toBe('last-caller-none');
  });
});

describe('day and night', () => {
  test('calls ring where the mode says, by code', () => {
    const play = office();
    play.ringsIn('L1');
    expect(play.ringing).toEqual(['801']);
    play.wait(7_000);
    expect(play.code('805', '*28')).toBe('mode-night');
    play.ringsIn('L1');
    expect(play.ringing).toEqual(['802']);
    play.wait(7_000);
    expect(play.code('805', '*28')).toBe('mode-day');
    expect(play.code('805', '*293')).toBe('mode-one');
    expect(play.code('805', '*290')).toBe('mode-by-schedule');
    expect(play.code('805', '*299')).toBe('feature-not-possible');
  });
});

describe('second dialling (L2)', () => {
  function greeted(): Play {
    const play = office();
    play.ringsIn('L2');
    expect(play.hears('L2')).toBe('greeting dial-extension');
    return play;
  }

  test('the caller dials into the greeting and hears ringing', () => {
    const play = greeted();
    play.dial('L2', '803');
    expect(play.ringing).toEqual(['803']);
    expect(play.hears('L2')).toBe('ringback');
    play.lift('803');
    expect(play.hears('803')).toBe('L2');
    play.farEndGoes('L2');
    play.hangUp('803');
    expect(play.allDone).toBe(true);
  });

  test('nothing is dialled: the number of the line rings', () => {
    const play = greeted();
    play.wait(2_000 + 10_000);
    expect(play.ringing).toEqual(['801']);
  });

  test('a wrong number may be dialled once more; then the number of the line rings', () => {
    const play = greeted();
    play.dial('L2', '4');
    expect(play.hears('L2')).toBe('dialled-wrongly dial-extension');
    play.dial('L2', '4');
    expect(play.ringing).toEqual(['801']);
  });

  test('busy is said, and another number may be dialled', () => {
    const play = greeted();
    play.lift('803');
    play.dial('L2', '803');
    expect(play.hears('L2')).toBe('extension-busy dial-extension');
    play.dial('L2', '804');
    expect(play.ringing).toEqual(['804']);
  });

  test('do not disturb is said', () => {
    const play = office();
    play.code('803', '*56#');
    play.ringsIn('L2');
    play.dial('L2', '803');
    expect(play.hears('L2')).toBe('do-not-disturb dial-extension');
  });

  test('nobody can be reached in the end: the line is released', () => {
    const play = greeted();
    play.lift('801');
    play.dial('L2', '4');
    play.dial('L2', '4');
    play.wait(3_000);
    expect(play.seized('L2')).toBe(false);
  });

  test('neither codes nor public numbers', () => {
    const play = greeted();
    play.dial('L2', '9');
    play.dial('L2', '5551234#');
    expect(play.seized('L1')).toBe(false);
    expect(play.seized('L3')).toBe(false);
  });

  test('into a conference room', () => {
    const play = greeted();
    play.call('801', '870');
    play.dial('L2', '870');
    expect(play.hears('801')).toBe('L2');
    play.farEndGoes('L2');
    play.hangUp('801');
    expect(play.allDone).toBe(true);
  });

  test('the caller is gone while he is greeted', () => {
    const play = greeted();
    play.farEndGoes('L2');
    expect(play.allDone).toBe(true);
  });
});

describe('routes', () => {
  test('with the first way taken the next one is used, with its own digits', () => {
    const play = office();
    play.talkOutside('801', '95551234#', 'L1');
    play.talkOutside('802', '95551234#', 'L2');
    play.call('806', '95551234#');
    expect(play.seized('L3')).toBe(true);
    play.tone('L3', 'dial');
    play.wait(5_000);
    expect(play.dialledOn('L3')).toBe('175551234');
  });

  test('with every way taken the caller hears congestion', () => {
    const play = office();
    for (const [who, line] of [
      ['801', 'L1'],
      ['802', 'L2'],
      ['806', 'L3'],
    ] as const)
      play.talkOutside(who, '95551234#', line);
    play.call('805', '95551234#');
    expect(play.hears('805')).toBe('congestion');
  });
});
