import { describe, expect, test } from 'vitest';
import { FULL_SERVICES, fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

const { callBackRingMs, callBackMsMax } = FULL_SERVICES.timing;

/** 802 talks to 803; 801 calls 802 and finds it busy. */
function busy(): Play {
  const play = new Play(fullOffice());
  play.call('802', '803');
  play.lift('803');
  play.call('801', '802');
  expect(play.hears('801')).toBe('busy');
  return play;
}

describe('camp-on: 6 at the busy tone', () => {
  test('waits with music, and rings when the extension is free', () => {
    const play = busy();
    play.dial('801', '6');
    expect(play.hears('801')).toBe('music');
    play.hangUp('802');
    expect(play.ringing).toEqual(['802']);
    expect(play.hears('801')).toBe('ringback');
    play.lift('802');
    expect(play.hears('801')).toBe('802');
    play.hangUp('801', '802', '803');
    expect(play.allDone).toBe(true);
  });

  test('is given up by hanging up', () => {
    const play = busy();
    play.dial('801', '6');
    play.hangUp('801');
    play.hangUp('802', '803');
    expect(play.ringing).toEqual([]);
    expect(play.allDone).toBe(true);
  });

  test('who has waited longest is served first', () => {
    const play = busy();
    play.dial('801', '6');
    play.call('804', '802');
    play.dial('804', '6');
    play.hangUp('802');
    play.lift('802');
    expect(play.hears('802')).toBe('801');
    expect(play.hears('804')).toBe('music');
    play.hangUp('801');
    play.hangUp('802');
    play.lift('802');
    expect(play.hears('802')).toBe('804');
  });

  test('nobody waits for ever', () => {
    const play = busy();
    play.dial('801', '6');
    play.wait(callBackMsMax);
    expect(play.hears('801')).toBe('busy');
  });

  test('a group that is busy is waited for as well', () => {
    const play = new Play(fullOffice());
    play.lift('802', '803', '804');
    play.call('801', '862');
    expect(play.hears('801')).toBe('busy');
    play.dial('801', '6');
    play.hangUp('803');
    expect(play.ringing).toEqual(['803']);
  });

  test('a flash does not put on hold whom one only waits for', () => {
    const play = busy();
    play.dial('801', '6');
    play.flash('801');
    expect(play.hears('801')).toBe('music');
  });
});

describe('call-back: 5 at the busy tone', () => {
  test('rings back when both are free, and then the other', () => {
    const play = busy();
    play.dial('801', '5');
    expect(play.hears('801')).toBe('call-back-set');
    play.hangUp('801', '802');
    expect(play.ringing).toEqual(['801']);
    play.lift('801');
    expect(play.ringing).toEqual(['802']);
    play.lift('802');
    expect(play.hears('801')).toBe('802');
    play.hangUp('801', '802', '803');
    expect(play.allDone).toBe(true);
  });

  test('waits until who asked is free himself', () => {
    const play = busy();
    play.dial('801', '5');
    play.hangUp('802');
    expect(play.ringing).toEqual([]);
    play.hangUp('801');
    expect(play.ringing).toEqual(['801']);
  });

  test('not answered in time it is forgotten', () => {
    const play = busy();
    play.dial('801', '5');
    play.hangUp('801', '802', '803');
    play.wait(callBackRingMs);
    expect(play.ringing).toEqual([]);
    play.code('802', '#56#');
    expect(play.ringing).toEqual([]);
    expect(play.allQuiet).toBe(true);
  });

  test('is kept for a while only', () => {
    const play = busy();
    play.dial('801', '5');
    play.hangUp('801');
    play.wait(callBackMsMax);
    play.hangUp('802');
    expect(play.ringing).toEqual([]);
  });

  test('after no answer: when the other has used his telephone', () => {
    const play = new Play(fullOffice());
    play.call('801', '802');
    play.wait(60_000);
    expect(play.hears('801')).toBe('busy');
    play.dial('801', '5');
    play.hangUp('801');
    expect(play.ringing).toEqual([]);
    play.lift('802');
    play.hangUp('802');
    expect(play.ringing).toEqual(['801']);
  });

  test('by code, after hanging up, for the last number found busy', () => {
    const play = busy();
    play.hangUp('801');
    expect(play.code('801', '*59#')).toBe('call-back-set');
    play.hangUp('802');
    expect(play.ringing).toEqual(['801']);
  });

  test('is cleared by code', () => {
    const play = busy();
    play.dial('801', '5');
    play.hangUp('801');
    expect(play.code('801', '#59#')).toBe('call-back-cleared');
    play.hangUp('802');
    expect(play.ringing).toEqual([]);
  });

  test('a code with nobody to be called back is refused', () => {
    const play = new Play(fullOffice());
    expect(play.code('801', '*59#')).toBe('feature-not-possible');
  });
});
