import { describe, expect, test } from 'vitest';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import { desk, talking } from '../support/desk.ts';

describe('a telephone with several lines', () => {
  test('a second caller rings at its next line, and both conversations are kept apart', () => {
    const play = talking(desk());
    play.call('807', '802');
    expect(play.ringing).toEqual(['802b']);
    expect(play.hears('807')).toBe('ringback');
    play.lift('802b');
    expect([play.hears('801'), play.hears('807')]).toEqual(['802', '802b']);
    expect(play.goesHome()).toBe(true);
    expect(play.records.map(({ to }) => to)).toEqual(['802', '802']);
  });

  test('it is busy when every line is in use, and when as many calls as it may have are', () => {
    const play = talking(desk());
    play.lift('802b', '802c');
    play.call('807', '802');
    expect(play.hears('807')).toBe('busy');
    const two = talking(desk((number) => (number === '802' ? { callsMax: 2 } : {})));
    two.lift('802c');
    two.call('807', '802');
    expect(two.hears('807')).toBe('busy');
    two.hangUp('802c');
    two.hangUp('807');
    two.call('807', '802');
    expect(two.ringing).toEqual(['802b']);
    expect(play.goesHome()).toBe(true);
    expect(two.goesHome()).toBe(true);
  });

  test('what its user has set is for the number: forwarding, do-not-disturb, forward on busy', () => {
    const play = talking(desk());
    play.set('802', { forward: { ...FRESH_SUBSCRIBER.forward, all: '805', busy: null } });
    play.call('807', '802');
    expect(play.ringing).toEqual(['806']);
    play.hangUp('807');
    play.set('802', { doNotDisturb: true });
    play.call('807', '802');
    expect(play.hears('807')).toBe('do-not-disturb');
    play.hangUp('807');
    play.set('802', { forward: { ...FRESH_SUBSCRIBER.forward, busy: '806' } });
    play.call('807', '802');
    expect(play.ringing).toEqual(['802b']);
    play.lift('802c');
    play.call('808', '1');
    play.hangUp('808', '807');
    play.lift('802b');
    play.call('807', '802');
    expect(play.ringing).toEqual(['806']);
    expect(play.goesHome()).toBe(true);
  });

  test('it does not knock: call waiting is its next line', () => {
    const play = talking(desk());
    play.set('802', { callWaiting: true });
    play.lift('802b', '802c');
    play.call('807', '802');
    expect([play.hears('802'), play.hears('807')]).toEqual(['801', 'busy']);
    expect(play.goesHome()).toBe(true);
  });

  test('who waits for it by camp-on or call-back is served when any line is free', () => {
    const play = talking(desk());
    play.lift('802b', '802c');
    play.call('807', '802');
    play.dial('807', '6');
    expect(play.hears('807')).toBe('music');
    play.hangUp('802c');
    expect(play.ringing).toEqual(['802c']);
    play.hangUp('807');
    play.lift('802c');
    play.call('807', '802');
    play.dial('807', '5');
    play.hangUp('807');
    play.hangUp('802b');
    expect(play.ringing).toEqual(['807']);
    expect(play.goesHome()).toBe(true);
  });

  test('it cannot call itself, at whichever line', () => {
    const play = desk();
    play.call('802b', '802');
    expect(play.hears('802b')).toBe('busy');
    expect(play.goesHome()).toBe(true);
  });

  test('a hunt group passes by a telephone that is in use, and rings one line of the others', () => {
    const play = talking(desk());
    play.call('807', '860');
    expect(play.ringing).toEqual(['803', '804']);
    expect(play.goesHome()).toBe(true);
  });

  test('of members at one telephone (hot desk) it rings once', () => {
    const play = desk((number) => (number === '803' ? { hotDesk: true } : {}));
    play.set('802', { at: '803' });
    play.call('807', '860');
    expect(play.ringing).toEqual(['803', '804']);
    expect(play.goesHome()).toBe(true);
  });

  test('a page, and a call-back for itself, wait until nothing is going on at it', () => {
    const play = talking(desk());
    play.call('807', '880');
    expect(play.ringing).toEqual(['803', '806']);
    play.hangUp('807');
    expect(play.goesHome()).toBe(true);
  });

  test('its group may pick up a call that rings at any of its lines, but not one that it makes itself', () => {
    const play = talking(desk());
    play.call('807', '802');
    play.call('803', '**802');
    expect(play.hears('807')).toBe('803');
    play.hangUp('807', '803');
    play.call('802b', '803');
    play.call('802c', '*57#');
    play.hangUp('802c');
    play.call('802c', '#7');
    expect(play.hears('802b')).toBe('ringback');
    expect(play.goesHome()).toBe(true);
  });

  test('one line out of service leaves the others; all of them: the telephone is', () => {
    const play = desk();
    play.health('802', false);
    play.call('807', '802');
    expect(play.ringing).toEqual(['802b']);
    play.hangUp('807');
    play.health('802b', false);
    play.health('802c', false);
    play.call('807', '802');
    expect(play.hears('807')).toBe('congestion');
    expect(play.goesHome()).toBe(true);
  });

  test('a supervisor hears the line that talks', () => {
    const play = desk();
    play.call('807', '802');
    play.health('802', false);
    play.call('807', '802');
    play.hangUp('807');
    play.call('807', '802');
    play.lift('802b');
    play.call('801', '*33802');
    expect(play.hears('801')).toBe('802b + 807');
    expect(play.goesHome()).toBe(true);
  });

  test('lines that come and go with the office keep the calls that they are in', () => {
    const play = talking(desk());
    play.call('807', '802');
    play.lift('802b');
    const before = play.exchange.office;
    const without = before.extensions.map((one) => ({ ...one, appearances: [] }));
    play.send({ kind: 'configure', office: { ...before, extensions: without } });
    expect([play.hears('801'), play.hears('807')]).toEqual(['802', '802b']);
    play.hangUp('802b');
    expect(play.state('802b')).toBe('outOfService');
    play.call('808', '802');
    play.hangUp('808');
    play.hangUp('807');
    play.send({ kind: 'configure', office: before });
    expect(play.state('802b')).toBe('idle');
    play.call('807', '802');
    expect(play.ringing).toEqual(['802b']);
    expect(play.goesHome()).toBe(true);
  });
});

describe('a telephone that holds by itself', () => {
  test('the other party hears music, and is back when it takes the call back', () => {
    const play = talking(desk());
    play.hold('802');
    expect([play.hears('801'), play.hears('802'), play.state('802')]).toEqual([
      'music',
      'silence',
      'holding',
    ]);
    play.retrieve('802');
    expect([play.hears('801'), play.hears('802')]).toEqual(['802', '801']);
    expect(play.goesHome()).toBe(true);
  });

  test('its held call goes on beside another at the next line, and hanging one up leaves the other', () => {
    const play = talking(desk());
    play.hold('802');
    play.call('802b', '807');
    play.lift('807');
    expect([play.hears('801'), play.hears('807')]).toEqual(['music', '802b']);
    play.hold('802b');
    play.retrieve('802');
    expect([play.hears('801'), play.hears('807')]).toEqual(['802', 'music']);
    play.hangUp('802b');
    expect([play.hears('801'), play.hears('807')]).toEqual(['802', 'busy']);
    expect(play.goesHome()).toBe(true);
  });

  test('when the party on hold hangs up, its line hears so', () => {
    const play = talking(desk());
    play.hold('802');
    play.hangUp('801');
    expect(play.hears('802')).toBe('busy');
    expect(play.goesHome()).toBe(true);
  });

  test('an emergency call is not put on hold', () => {
    const play = desk();
    play.polarity('L1', false);
    play.call('802', '110');
    play.tone('L1', 'dial');
    play.wait(5_000);
    play.polarity('L1', true);
    play.hold('802');
    expect(play.hears('802')).toBe('L1');
    play.hangUp('802');
    expect(play.goesHome()).toBe(true);
  });

  test('lost while it holds: the party on hold is released', () => {
    const play = talking(desk());
    play.hold('802');
    play.health('802', false);
    expect(play.hears('801')).toBe('congestion');
    expect(play.goesHome()).toBe(true);
  });

  test('what it keeps on hold at one line it may park from another', () => {
    const play = talking(desk());
    play.hold('802');
    play.call('802b', '#85');
    play.code('802b', '*85');
    expect(play.goesHome()).toBe(true);
  });
});
