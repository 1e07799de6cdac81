import { describe, expect, test } from 'vitest';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import { makeOffice } from '../support/office.ts';
import { Play } from '../support/play.ts';

/** 801 and 802 talk; 802 wants to hear of further callers. */
function talking(): Play {
  const play = new Play(makeOffice({ extensions: 4 }));
  const value = { ...FRESH_SUBSCRIBER, callWaiting: true };
  play.send({ kind: 'restore', kept: [{ what: 'subscriber', key: '802', value }] });
  play.call('801', '802');
  play.lift('802');
  return play;
}

describe('call waiting', () => {
  test('a second caller hears ringing, the called one a beep in the conversation', () => {
    const play = talking();
    play.call('803', '802');
    expect(play.hears('803')).toBe('ringback');
    expect(play.hears('802')).toBe('801 + callWaiting');
  });

  test('a telephone that can show a number is told who knocks, and hears nobody meanwhile', () => {
    const play = talking();
    play.call('803', '802');
    play.wait(500);
    const [alert] = play.all('callWaitingAlert');
    expect(alert?.port).toBe(play.port('802'));
    expect(play.hears('801')).toBe('silence');
    play.send({ kind: 'digit', port: play.port('802'), digit: 'D', via: 'dtmf' });
    expect(play.all('sendCallerId').at(-1)).toMatchObject({ offHook: true, callerId: { number: '803' } });
    play.wait(400);
    expect(play.hears('802')).toBe('801 + callWaiting');
  });

  test('a plain telephone does not answer the signal: the conversation goes on after half a second', () => {
    const play = talking();
    play.call('803', '802');
    play.wait(900);
    expect(play.hears('801')).toBe('802');
    expect(play.all('sendCallerId').some(({ offHook }) => offHook)).toBe(false);
  });

  test('a caller who gives up while his number is being told leaves the two alone', () => {
    const play = talking();
    play.call('803', '802');
    play.wait(600);
    play.hangUp('803');
    expect(play.hears('802')).toBe('801');
  });

  test('a flash takes the second caller and holds the first; another flash changes over', () => {
    const play = talking();
    play.call('803', '802');
    play.wait(1_000);
    play.flash('802');
    expect([play.hears('802'), play.hears('801')]).toEqual(['803', 'music']);
    play.flash('802');
    play.wait(2_000);
    expect([play.hears('802'), play.hears('803')]).toEqual(['801', 'music']);
  });

  test('hung up while somebody knocks: the telephone rings for him', () => {
    const play = talking();
    play.call('803', '802');
    play.wait(1_000);
    play.hangUp('802', '801');
    expect(play.rings('802')).toBe(true);
    play.lift('802');
    expect(play.hears('802')).toBe('803');
    play.hangUp('802', '803');
    expect(play.allQuiet).toBe(true);
  });

  test('the other party hangs up while somebody knocks: a flash takes the one who knocks', () => {
    const play = talking();
    play.call('803', '802');
    play.wait(1_000);
    play.hangUp('801');
    expect(play.hears('802')).toBe('busy');
    play.flash('802');
    expect(play.hears('802')).toBe('803');
  });

  test('a third caller finds the telephone busy', () => {
    const play = talking();
    play.call('803', '802');
    play.call('804', '802');
    expect(play.hears('804')).toBe('busy');
  });

  test('nobody takes the knock: the caller is told so after the usual time', () => {
    const play = talking();
    play.call('803', '802');
    play.wait(60_000);
    expect(play.hears('803')).toBe('busy');
    expect(play.hears('802')).toBe('801');
    expect(play.lastRecord).toMatchObject({ from: '803', to: '802', cause: 19 });
  });
});
