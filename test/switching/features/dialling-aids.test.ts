import { describe, expect, test } from 'vitest';
import { fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

const office = (): Play => new Play(fullOffice());

/** Everything that the public network heard on the first line after a call was dialled. */
function dialled(play: Play, line = 'L1'): string {
  play.tone(line, 'dial');
  play.wait(5_000);
  return play.dialledOn(line);
}

describe('numbers that the exchange keeps', () => {
  test('the last number is dialled again', () => {
    const play = office();
    play.call('802', '804');
    play.hangUp('802');
    play.call('802', '*60');
    expect(play.ringing).toEqual(['804']);
  });

  test('so is one outside', () => {
    const play = office();
    play.call('802', '95551234#');
    play.hangUp('802');
    play.wait(2_000);
    play.call('802', '*60');
    expect(dialled(play)).toBe('5551234');
  });

  test('with nothing dialled yet it is refused', () => {
    expect(office().code('802', '*60')).toBe('feature-not-possible');
  });

  test('the last caller inside is called', () => {
    const play = office();
    play.call('804', '802');
    play.hangUp('804');
    play.call('802', '*69');
    expect(play.ringing).toEqual(['804']);
  });

  test('the last caller outside is called over an outside line', () => {
    const play = office();
    play.ringsIn('L1', '5551234');
    play.wait(7_000);
    expect(play.ringing).toEqual([]);
    play.call('801', '*69');
    expect(dialled(play)).toBe('5551234');
  });

  test('a speed dial of the office, and one of the own, which comes first', () => {
    const play = office();
    play.call('801', '**02');
    play.wait(4_000);
    expect(play.ringing).toEqual(['802']);
    play.hangUp('801');
    expect(play.code('801', '*51*02*804#')).toBe('number-stored');
    play.call('801', '**02');
    play.wait(4_000);
    expect(play.ringing).toEqual(['804']);
  });

  test('a speed dial that nobody has stored is vacant', () => {
    const play = office();
    play.call('801', '**77');
    expect(play.hears('801')).toBe('number-vacant');
  });

  test('one that overrides the class of service reaches what the caller may not dial', () => {
    const play = office();
    play.call('803', '90085551234');
    expect(play.hears('803')).toBe('not-permitted');
    play.hangUp('803');
    play.call('803', '**01');
    expect(dialled(play)).toBe('0085551234');
  });
});

describe('hot line', () => {
  test('at once', () => {
    const play = office();
    play.lift('808');
    expect(play.ringing).toEqual(['803']);
  });

  test('after a while, when nothing is dialled', () => {
    const play = office();
    play.lift('807');
    expect(play.hears('807')).toBe('dial');
    play.wait(5_000);
    expect(play.ringing).toEqual(['802']);
    play.hangUp('807');
    play.call('807', '804');
    expect(play.ringing).toEqual(['804']);
  });

  test('by code, and off by code', () => {
    const play = office();
    expect(play.code('801', '*52*804#')).toBe('feature-set');
    play.lift('801');
    play.wait(5_000);
    expect(play.ringing).toEqual(['804']);
    play.hangUp('801');
    expect(play.code('801', '#52#')).toBe('feature-cleared');
    play.lift('801');
    play.wait(5_000);
    expect(play.ringing).toEqual([]);
  });

  test('is not dialled in a consultation', () => {
    const play = office();
    play.call('804', '807');
    play.lift('807');
    play.flash('807');
    play.wait(6_000);
    expect(play.hears('807')).toBe('specialDial');
  });
});

describe('other codes', () => {
  test('the operator of the hour', () => {
    const play = office();
    play.call('802', '0');
    play.wait(4_000);
    expect(play.ringing).toEqual(['801']);
    play.hangUp('802');
    expect(play.code('801', '*292')).toBe('mode-night');
    play.call('805', '0');
    play.wait(4_000);
    expect(play.ringing).toEqual(['802', '803', '804']);
  });

  test('a hidden number: the call goes out, its caller is not shown', () => {
    const play = office();
    play.call('801', '*31*95551234#');
    expect(dialled(play)).toBe('5551234');
  });

  test('an emergency number behind the code that hides is an emergency', () => {
    const play = office();
    play.call('801', '*31*110');
    play.wait(4_000);
    expect(play.rules()).toContain('emergency.matched');
  });

  test('everything at once is cleared', () => {
    const play = office();
    play.code('802', '*56#');
    play.code('802', '*40*804#');
    expect(play.code('802', '*00#')).toBe('feature-cleared');
    play.call('801', '802');
    expect(play.ringing).toEqual(['802']);
  });

  test('a code that the class does not have is refused', () => {
    const play = office();
    play.code('801', '#52#');
    play.lift('808');
    play.hangUp('808');
    play.send({
      kind: 'command',
      id: 1,
      command: { op: 'setSubscriber', device: '808', change: { hotLine: 'off' } },
    });
    expect(play.code('808', '*57*802#')).toBe('not-permitted');
  });
});
