import { describe, expect, test } from 'vitest';
import { callViews, portViews } from '#switching/exchange.ts';
import { makeOffice } from './support/office.ts';
import { Play } from './support/play.ts';

/** What people and makers see of it: every port and call, what each hears, and why. */
function seen(play: Play) {
  return {
    ports: portViews(play.exchange),
    calls: callViews(play.exchange),
    heard: ['801', '802', 'L1', 'L2'].map((party) => play.hears(party)),
    why: play.effects.flatMap((effect) => (effect.kind === 'trace' ? [effect.rule] : [])),
  };
}

describe('a telephone that gives its number with the lifting', () => {
  test.each([
    ['a colleague', '802'],
    ['nothing yet', ''],
    ['the beginning of a number', '80'],
    ['an exchange line', '9'],
    ['a number outside', '95551234'],
    ['a number outside that is ended', '95551234#'],
    ['help', '110'],
    ['a number that nobody has', '7999'],
    ['more than the number', '80255'],
    ['what is no digit', '8x02'],
  ])('is where pressed keys would have brought it: %s', (_, digits) => {
    const [atOnce, byKeys] = [new Play(makeOffice()), new Play(makeOffice())];
    atOnce.send({ kind: 'enBloc', port: atOnce.port('801'), digits });
    byKeys.lift('801');
    for (const digit of digits) byKeys.send({ kind: 'digit', port: byKeys.port('801'), digit, via: 'dtmf' });
    expect(seen(atOnce)).toEqual(seen(byKeys));
    for (const play of [atOnce, byKeys]) play.wait(60_000);
    expect(seen(atOnce)).toEqual(seen(byKeys));
  });

  test('is not played the dial tone that it does not wait for', () => {
    const play = new Play(makeOffice());
    play.send({ kind: 'enBloc', port: play.port('801'), digits: '802' });
    expect(play.effects.filter(({ kind }) => kind === 'tone')).toEqual([
      expect.objectContaining({ tone: 'ringback' }),
    ]);
  });

  test('answers the call that rings at it, and its number is none', () => {
    const play = new Play(makeOffice());
    play.call('802', '801');
    play.send({ kind: 'enBloc', port: play.port('801'), digits: '803' });
    expect(play.hears('801')).toBe('802');
    expect(play.hears('803')).toBe('silence');
  });
});
