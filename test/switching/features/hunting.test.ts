import { describe, expect, test } from 'vitest';
import { fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

const office = (): Play => new Play(fullOffice());

/** Who rings first for each of some calls, each answered by whom it rings at. */
function served(play: Play, group: string, calls: number): string[] {
  return Array.from({ length: calls }, () => {
    play.call('801', group);
    const [first] = play.ringing;
    if (first === undefined) return 'nobody';
    play.lift(first);
    play.wait(1_000);
    play.hangUp('801', first);
    play.wait(1_000);
    return first;
  });
}

describe('a hunt group', () => {
  test('all together: the first to lift has the call', () => {
    const play = office();
    play.call('801', '860');
    expect(play.ringing).toEqual(['802', '803', '804']);
    play.lift('804');
    expect(play.hears('801')).toBe('804');
    expect(play.ringing).toEqual([]);
  });

  test('linear: always from the first', () => {
    expect(served(office(), '861', 3)).toEqual(['802', '802', '802']);
  });

  test('circular: each in turn', () => {
    expect(served(office(), '862', 4)).toEqual(['802', '803', '804', '802']);
  });

  test('longest idle', () => {
    const play = office();
    play.lift('802');
    play.wait(1_000);
    play.hangUp('802');
    expect(served(play, '863', 4)).toEqual(['803', '804', '802', '803']);
  });

  test('fewest calls', () => {
    const play = office();
    play.call('805', '802');
    play.lift('802');
    play.hangUp('805', '802');
    expect(served(play, '864', 2)).toEqual(['803', '804']);
  });

  test('by chance: everybody has some of many', () => {
    const play = office();
    expect(new Set(served(play, '865', 40))).toEqual(new Set(['802', '803', '804']));
  });

  test('who does not answer is followed by the next, the last by the overflow', () => {
    const play = office();
    play.call('801', '861');
    for (const expected of [['802'], ['803'], ['804']]) {
      expect(play.ringing).toEqual(expected);
      play.wait(10_000);
    }
    expect(play.ringing).toEqual(['804']);
    play.wait(10_000);
    expect(play.ringing).toEqual(['807']);
  });

  test('passes by who is busy, forwarded, absent or not to be disturbed', () => {
    const play = office();
    play.code('802', '*56#');
    play.code('803', '*57*805#');
    play.call('801', '860');
    expect(play.ringing).toEqual(['804']);
    play.hangUp('801');
    play.code('804', '*50#');
    play.call('801', '861');
    expect(play.ringing).toEqual(['807']);
  });

  test('with nobody there and no overflow: busy inside; from outside it is waited for', () => {
    const play = new Play(fullOffice({ trunk: { ringIn: '862', secondDialling: false } }));
    play.lift('802', '803', '804');
    play.call('801', '862');
    expect(play.hears('801')).toBe('busy');
    play.hangUp('801');
    play.burst('L1');
    play.wait(3_000);
    play.burst('L1');
    expect(play.ringing).toEqual([]);
    play.hangUp('803');
    expect(play.ringing).toEqual(['803']);
  });

  test('leaves the forwarding of its members alone', () => {
    const play = office();
    play.code('802', '*41*805#');
    play.code('802', '*40*805#');
    play.lift('802');
    play.call('801', '861');
    expect(play.ringing).toEqual(['803']);
  });

  test('the telephone of a member lost while it rings: the next one rings', () => {
    const play = office();
    play.call('801', '861');
    play.health('802', false);
    expect(play.ringing).toEqual(['803']);
  });
});
