import { describe, expect, test } from 'vitest';
import { fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

const office = (): Play => new Play(fullOffice());

/** Lifts, dials and hangs up: whether a line was taken, or what was said. */
function tries(play: Play, who: string, number: string): string {
  play.call(who, number);
  const heard = play.seized('L1') || play.seized('L2') || play.seized('L3') ? 'line' : play.hears(who);
  play.hangUp(who);
  play.wait(2_000);
  return heard;
}

describe('class of service', () => {
  test('national: local and long distance, nothing abroad', () => {
    const play = office();
    expect(tries(play, '803', '95551234#')).toBe('line');
    expect(tries(play, '803', '901055551234#')).toBe('line');
    expect(tries(play, '803', '90085551234')).toBe('not-permitted');
  });

  test('a number on the class’s list is refused, and no line is taken before that is certain', () => {
    const play = office();
    play.call('801', '9555');
    expect(play.seized('L1')).toBe(false);
    play.dial('801', '9123');
    expect(play.hears('801')).toBe('not-permitted');
    play.hangUp('801');
    expect(tries(play, '801', '95558123#')).toBe('line');
  });

  test('inside only', () => {
    const play = office();
    play.send({
      kind: 'command',
      id: 1,
      command: { op: 'setSubscriber', device: '808', change: { hotLine: 'off' } },
    });
    expect(tries(play, '808', '95551234#')).toBe('not-permitted');
    play.call('808', '801');
    expect(play.ringing).toEqual(['801']);
  });

  test('no more calls to the outside at once than the class permits', () => {
    const play = office();
    play.talkOutside('803', '95551234#', 'L1');
    play.flash('803');
    play.dial('803', '95551235#');
    expect(play.hears('803')).toBe('not-permitted');
    play.flash('803');
    expect(play.hears('803')).toBe('L1');
  });
});

describe('lock', () => {
  /** 802 has set its PIN and locked everything outside. */
  function locked(): Play {
    const play = office();
    expect(play.code('802', '*99*1111#')).toBe('pin-changed');
    expect(play.code('802', '*54*11111#')).toBe('feature-set');
    return play;
  }

  test('calls inside only, and outside again when unlocked with the PIN', () => {
    const play = locked();
    expect(tries(play, '802', '95551234#')).toBe('locked');
    play.call('802', '803');
    expect(play.ringing).toEqual(['803']);
    play.hangUp('802');
    expect(play.code('802', '#54*9999#')).toBe('pin-wrong');
    expect(play.code('802', '#54*1111#')).toBe('feature-cleared');
    expect(tries(play, '802', '95551234#')).toBe('line');
  });

  test('a speed dial of the office does not pass it', () => {
    const play = locked();
    expect(tries(play, '802', '**01')).toBe('locked');
  });

  test('without a PIN there is nothing to lock with; a PIN is changed with the old one only', () => {
    const play = office();
    expect(play.code('802', '*54*11111#')).toBe('pin-wrong');
    play.code('802', '*99*1111#');
    expect(play.code('802', '*99*2222#')).toBe('pin-wrong');
    expect(play.code('802', '*99*1111*2222#')).toBe('pin-changed');
  });

  test.each([['110'], ['9110'], ['*31*110']])('an emergency call (%s) goes out', (number) => {
    const play = locked();
    play.call('802', number);
    play.wait(4_000);
    expect(play.rules()).toContain('emergency.matched');
    expect(play.seized('L1') || play.seized('L2') || play.seized('L3')).toBe(true);
  });

  test('an emergency call goes out in a consultation, and when every line is taken', () => {
    const play = locked();
    play.talkOutside('801', '95551234#', 'L1');
    play.talkOutside('806', '95551234#', 'L2');
    play.ringsIn('L3');
    play.lift('802');
    play.flash('802');
    play.dial('802', '110');
    expect(play.rules()).toContain('emergency.preempts');
  });

  test('nobody may call outside by forwarding from a locked telephone', () => {
    const play = office();
    play.code('802', '*99*1111#');
    play.code('802', '*57*95551234#');
    play.code('802', '*54*11111#');
    play.call('803', '802');
    expect(play.hears('803')).toBe('locked');
  });
});

describe('account code (804 must give one)', () => {
  test('is asked for after the number; the call is charged to it', () => {
    const play = office();
    play.call('804', '95551234#');
    expect(play.hears('804')).toBe('account-code-please');
    play.dial('804', '12345');
    play.tone('L1', 'dial');
    play.wait(5_000);
    expect(play.dialledOn('L1')).toBe('5551234');
    play.hangUp('804');
    expect(play.lastRecord).toMatchObject({ account: '12345', kind: 'outgoing' });
  });

  test('a shorter one is ended with #', () => {
    const play = office();
    play.call('804', '95551234#');
    play.dial('804', '1234#');
    expect(play.seized('L1')).toBe(true);
  });

  test('a wrong one is refused, and so is none', () => {
    const play = office();
    play.call('804', '95551234#');
    play.dial('804', '99#');
    expect(play.hears('804')).toBe('account-code-wrong');
    play.hangUp('804');
    play.call('804', '95551234#');
    play.wait(10_000);
    expect(play.hears('804')).toBe('busy');
    expect(play.seized('L1')).toBe(false);
  });

  test('given by code before the number it is not asked for', () => {
    const play = office();
    play.call('804', '*38*1234#');
    expect(play.hears('804')).toBe('specialDial');
    play.dial('804', '95551234#');
    expect(play.seized('L1')).toBe(true);
    play.hangUp('804');
    expect(play.lastRecord).toMatchObject({ account: '1234', dialled: '95551234#' });
  });

  test('a wrong one by code is said at once', () => {
    expect(office().code('804', '*38*99#')).toBe('account-code-wrong');
  });

  test('calls inside need none', () => {
    const play = office();
    play.call('804', '802');
    expect(play.ringing).toEqual(['802']);
  });
});
