import { describe, expect, test } from 'vitest';
import { fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

describe('a conference by the telephone', () => {
  /** 801 talks with 802 and 803. */
  function three(): Play {
    const play = new Play(fullOffice());
    play.call('801', '802');
    play.lift('802');
    play.flash('801');
    play.dial('801', '803');
    play.lift('803');
    play.flash('801');
    play.dial('801', '3');
    return play;
  }

  test('of three goes on between two when one leaves', () => {
    const play = three();
    play.hangUp('803');
    expect(play.hears('801')).toBe('802');
    play.hangUp('801', '802');
    expect(play.allDone).toBe(true);
  });

  test('is left by who has put it on hold and hangs up', () => {
    const play = three();
    play.flash('801');
    expect(play.hears('802')).toBe('803');
    play.hangUp('801');
    expect(play.ringing).toEqual([]);
    expect(play.hears('802')).toBe('803');
    play.hangUp('802', '803');
    expect(play.allDone).toBe(true);
  });

  test('of which only outside lines would be left is over', () => {
    const play = new Play(fullOffice({ trunk: { ringIn: '802', secondDialling: false } }));
    play.ringsIn('L1');
    play.lift('802');
    play.flash('802');
    play.dial('802', '95551234#');
    play.tone('L2', 'dial');
    play.wait(5_000);
    play.polarity('L2', false);
    play.polarity('L2', true);
    play.flash('802');
    play.dial('802', '3');
    expect(play.hears('802')).toBe('L1 + L2');
    play.hangUp('802');
    play.wait(2_000);
    expect(play.allDone).toBe(true);
  });
});

describe('a conference room', () => {
  test('takes whoever dials it, as many as it has places', () => {
    const play = new Play(fullOffice());
    play.call('801', '870');
    expect(play.hears('801')).toBe('music');
    play.call('802', '870');
    play.call('803', '870');
    expect(play.hears('803')).toBe('801 + 802');
    play.call('804', '870');
    expect(play.hears('804')).toBe('conference-full');
    play.hangUp('801', '802', '804');
    expect(play.hears('803')).toBe('music');
    play.hangUp('803');
    expect(play.allDone).toBe(true);
  });

  test('with a chair: music until the chair is in', () => {
    const play = new Play(fullOffice());
    play.call('801', '871');
    play.call('802', '871');
    expect([play.hears('801'), play.hears('802')]).toEqual(['music', 'music']);
    play.call('804', '871');
    expect(play.hears('801')).toBe('802 + 804');
    play.hangUp('804');
    expect([play.hears('801'), play.hears('802')]).toEqual(['music', 'music']);
    play.call('804', '871');
    expect(play.hears('802')).toBe('801 + 804');
    play.hangUp('801', '802', '804');
    expect(play.allDone).toBe(true);
  });

  test('nobody waits for the chair for ever', () => {
    const play = new Play(fullOffice());
    play.call('801', '871');
    play.wait(15 * 60_000);
    expect(play.hears('801')).toBe('busy');
  });

  test('an outside line alone in it is let go in the end', () => {
    const play = new Play(fullOffice({ trunk: { ringIn: '870', secondDialling: false, releaseBy: [] } }));
    play.ringsIn('L1');
    expect(play.seized('L1')).toBe(true);
    play.wait(15 * 60_000 + 2_000);
    expect(play.allDone).toBe(true);
  });

  test('one who is in consults outside and brings him along', () => {
    const play = new Play(fullOffice());
    play.call('801', '870');
    play.call('802', '870');
    play.flash('801');
    expect(play.hears('802')).toBe('music');
    play.dial('801', '803');
    play.lift('803');
    play.flash('801');
    play.dial('801', '3');
    expect(play.hears('802')).toBe('801 + 803');
  });

  test('hanging up with the room on hold leaves it', () => {
    const play = new Play(fullOffice());
    play.call('801', '870');
    play.call('802', '870');
    play.flash('801');
    play.hangUp('801');
    expect(play.ringing).toEqual([]);
    expect(play.hears('802')).toBe('music');
  });
});
