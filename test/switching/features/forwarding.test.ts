import { describe, expect, test } from 'vitest';
import { fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

const office = (wishes = {}): Play => new Play(fullOffice(wishes));

describe('call forwarding', () => {
  test('all calls, until it is cleared; a special dial tone reminds', () => {
    const play = office();
    expect(play.code('802', '*57*803#')).toBe('forwarding-to 803');
    play.call('801', '802');
    expect(play.ringing).toEqual(['803']);
    play.hangUp('801');
    play.lift('802');
    expect(play.hears('802')).toBe('specialDial');
    play.hangUp('802');
    expect(play.code('802', '#57#')).toBe('feature-cleared');
    play.call('801', '802');
    expect(play.ringing).toEqual(['802']);
  });

  test('a number that leads nowhere, or one’s own, is refused', () => {
    const play = office();
    expect(play.code('802', '*57*877#')).toBe('forwarding-to 877');
    play.call('801', '802');
    expect(play.hears('801')).toBe('vacant');
    play.hangUp('801');
    expect(play.code('803', '*57*803#')).toBe('number-vacant');
    expect(play.code('803', '*57*2#')).toBe('number-vacant');
  });

  test('on busy, on no answer, and out of service', () => {
    const play = office();
    play.code('802', '*40*803#');
    play.code('802', '*41*804#');
    play.code('802', '*62*805#');
    play.call('801', '802');
    play.wait(20_000);
    expect(play.ringing).toEqual(['804']);
    play.hangUp('801');
    play.lift('802');
    play.call('801', '802');
    expect(play.ringing).toEqual(['803']);
    play.hangUp('801', '802');
    play.health('802', false);
    play.call('801', '802');
    expect(play.ringing).toEqual(['806']);
  });

  test('goes on from one to the next, each leg with its reason', () => {
    const play = office();
    play.code('802', '*57*803#');
    play.code('803', '*40*804#');
    play.lift('803');
    play.call('801', '802');
    play.lift('804');
    play.hangUp('801', '804');
    const record = play.records.find(({ to }) => to === '802');
    expect(record?.legs.at(-1)).toMatchObject({ number: '804', how: 'forward-busy', by: '803' });
  });

  test('in a circle: the caller hears busy, and nothing goes round for ever', () => {
    const play = office();
    play.code('802', '*57*803#');
    play.code('803', '*57*802#');
    play.call('801', '802');
    expect(play.hears('801')).toBe('busy');
    expect(play.rules()).toContain('divert.loop');
  });

  test('who gets the calls of another can still call him', () => {
    const play = office();
    play.code('802', '*57*803#');
    play.call('803', '802');
    expect(play.ringing).toEqual(['802']);
  });

  test('to a public number: a line is taken as if the called one had dialled', () => {
    const play = office();
    play.code('801', '*57*95551234#');
    play.call('802', '801');
    play.tone('L1', 'dial');
    play.wait(5_000);
    expect(play.dialledOn('L1')).toBe('5551234');
    play.polarity('L1', false);
    play.polarity('L1', true);
    expect(play.hears('802')).toBe('L1');
    play.hangUp('802');
    play.wait(2_000);
    expect(play.allDone).toBe(true);
  });

  test('a caller from outside goes out again, and both lines are released by their far ends', () => {
    const play = office();
    play.code('801', '*57*95551234#');
    play.ringsIn('L1');
    play.tone('L2', 'dial');
    play.wait(5_000);
    expect(play.dialledOn('L2')).toBe('5551234');
    play.polarity('L2', false);
    play.polarity('L2', true);
    expect(play.hears('L1')).toBe('L2');
    play.farEndGoes('L2');
    expect(play.allDone).toBe(true);
  });

  test('not out again on a line that never tells that its caller has gone', () => {
    const play = office({ trunk: { releaseBy: [] } });
    play.code('801', '*57*95551234#');
    play.ringsIn('L1');
    expect(play.seized('L2')).toBe(false);
    play.wait(7_000);
    expect(play.allDone).toBe(true);
  });

  test('not to where the called one may not call himself', () => {
    const play = office();
    play.code('803', '*57*90085551234#');
    play.call('801', '803');
    expect(play.hears('801')).toBe('not-permitted');
  });

  test('follow me: set where one is, with the PIN of one’s own extension', () => {
    const play = office();
    play.code('802', '*99*1111#');
    expect(play.code('804', '*23*802*9999#')).toBe('pin-wrong');
    expect(play.code('804', '*23*802*1111#')).toBe('forwarding-to 804');
    play.call('801', '802');
    expect(play.ringing).toEqual(['804']);
    play.hangUp('801');
    play.code('802', '#23#');
    play.call('801', '802');
    expect(play.ringing).toEqual(['802']);
  });

  test('survives a restart', () => {
    const before = office();
    before.code('802', '*57*803#');
    const kept = before.all('keep').map((effect) => effect.kept);
    const after = office();
    after.send({ kind: 'restore', kept });
    after.call('801', '802');
    expect(after.ringing).toEqual(['803']);
  });
});

describe('who does not want to be called', () => {
  test('do not disturb: the caller is told, the telephone is quiet and can call', () => {
    const play = office();
    expect(play.code('802', '*56#')).toBe('feature-set');
    play.call('801', '802');
    expect(play.hears('801')).toBe('do-not-disturb');
    play.hangUp('801');
    play.call('802', '803');
    expect(play.ringing).toEqual(['803']);
    play.hangUp('802');
    play.code('802', '#56#');
    play.call('801', '802');
    expect(play.ringing).toEqual(['802']);
  });

  test('the message of an absent user', () => {
    const play = office();
    play.code('802', '*50#');
    play.call('801', '802');
    expect(play.hears('801')).toBe('absent');
    play.wait(2_000);
    expect(play.hears('801')).toBe('congestion');
  });

  test('a call-back that one has asked for oneself rings in spite of it', () => {
    const play = office();
    play.lift('803');
    play.call('802', '803');
    play.dial('802', '5');
    play.hangUp('802');
    play.code('802', '*56#');
    play.hangUp('803');
    expect(play.ringing).toEqual(['802']);
  });
});

describe('chief (805) and secretary (806)', () => {
  test('calls for the chief ring at the secretary', () => {
    const play = office();
    play.call('801', '805');
    expect(play.ringing).toEqual(['806']);
    expect(play.lastLegs('801')).toEqual(['origin', 'secretary']);
  });

  test('the secretary gets through, and so do those whom she sends', () => {
    const play = office();
    play.call('801', '805');
    play.lift('806');
    play.flash('806');
    play.dial('806', '805');
    expect(play.ringing).toEqual(['805']);
    play.hangUp('806');
    play.lift('805');
    expect(play.hears('805')).toBe('801');
  });

  test('the secretary gets through do-not-disturb; nobody else does', () => {
    const play = office();
    play.code('805', '*56#');
    play.call('806', '805');
    expect(play.ringing).toEqual(['805']);
  });

  test('while the secretary takes no calls the chief’s own telephone rings', () => {
    const play = office();
    play.code('806', '*56#');
    play.call('801', '805');
    expect(play.ringing).toEqual(['805']);
    play.hangUp('801');
    play.code('806', '#56#');
    play.health('806', false);
    play.call('801', '805');
    expect(play.ringing).toEqual(['805']);
  });
});

describe('hot desk (806)', () => {
  /** 802 has logged in at 806. */
  function loggedIn(): Play {
    const play = office();
    play.code('802', '*99*1111#');
    expect(play.code('806', '*11*802*1111#')).toBe('logged-in');
    return play;
  }

  test('calls for the user ring there, and what is dialled there is his', () => {
    const play = loggedIn();
    play.call('801', '802');
    expect(play.ringing).toEqual(['806']);
    play.hangUp('801');
    play.call('806', '803');
    play.wait(3_000);
    const shown = play.all('sendCallerId').at(-1);
    expect(shown?.callerId.number).toBe('802');
    play.hangUp('806');
    expect(play.lastRecord.from).toBe('802');
  });

  test('his own settings count there', () => {
    const play = loggedIn();
    play.code('806', '*40*804#');
    play.lift('806');
    play.call('801', '802');
    expect(play.ringing).toEqual(['804']);
    play.hangUp('801');
    play.call('801', '806');
    expect(play.hears('801')).toBe('busy');
  });

  test('a wrong PIN, or a telephone that is no hot desk, is refused', () => {
    const play = office();
    expect(play.code('806', '*11*802*1111#')).toBe('pin-wrong');
    expect(play.code('801', '*11*802*1111#')).toBe('feature-not-possible');
  });

  test('the next user logs the one before out', () => {
    const play = loggedIn();
    play.code('803', '*99*2222#');
    play.code('806', '*11*803*2222#');
    play.call('801', '802');
    expect(play.ringing).toEqual(['802']);
  });

  test('logging out', () => {
    const play = loggedIn();
    expect(play.code('806', '#11#')).toBe('logged-out');
    play.call('801', '802');
    expect(play.ringing).toEqual(['802']);
  });
});
