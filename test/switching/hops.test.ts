import { describe, expect, test } from 'vitest';
import { portViews } from '#switching/exchange.ts';
import { fullOffice } from './support/full-office.ts';
import { Play } from './support/play.ts';

/** L1 and L2 are calls of a carrier. */
function office(): Play {
  const plain = fullOffice({ trunk: { answerBy: ['polarity'] } });
  return new Play({ ...plain, trunks: plain.trunks.map((trunk) => ({ ...trunk, carrier: 'voip' })) });
}

/** A call comes in at L1 that may go so far. */
function comesIn(play: Play, hops?: number): void {
  const callerId = { number: '13800138000', name: '', absence: '' } as const;
  play.send({ kind: 'callerId', port: play.port('L1'), callerId, ...(hops !== undefined && { hops }) });
  play.burst('L1');
}

const toldToCarrier = (play: Play) => play.all('present').at(-1)?.hops;
const toldTo = (play: Play, number: string) =>
  portViews(play.exchange).find((view) => view.number === number)?.hops;

describe('how far a call may still go', () => {
  test('is told to the carrier over which it goes out again, and begins anew with a call of our own', () => {
    for (const [hops, told] of [
      [0, 0],
      [41, 41],
      [undefined, undefined],
    ] as const) {
      const play = office();
      play.code('801', '*57*95551234#');
      comesIn(play, hops);
      play.tone('L2', 'dial');
      expect(play.all('present')).toHaveLength(1);
      expect(toldToCarrier(play)).toBe(told);
    }
  });

  test('is told to the telephone that rings for it, as long as it rings', () => {
    const play = office();
    comesIn(play, 41);
    expect(toldTo(play, '801')).toBe(41);
    play.lift('801');
    expect(toldTo(play, '801')).toBeUndefined();
    play.hangUp('801');
    play.call('802', '801');
    expect(toldTo(play, '801')).toBeUndefined();
  });

  test('as a telephone says that calls is told where its call goes', () => {
    const play = office();
    play.send({ kind: 'enBloc', port: play.port('802'), digits: '803', hops: 5 });
    expect(toldTo(play, '803')).toBe(5);
    play.hangUp('802');
    play.send({ kind: 'enBloc', port: play.port('802'), digits: '95551234#', hops: 4 });
    play.tone('L1', 'dial');
    expect(toldToCarrier(play)).toBe(4);
  });

  test('of a telephone that is only lifted by the number it gives is not that of the call it answers', () => {
    const play = office();
    play.code('803', '*41*804#');
    comesIn(play, 41);
    play.send({ kind: 'enBloc', port: play.port('801'), digits: '803', hops: 0 });
    play.flash('801');
    play.dial('801', '803');
    play.hangUp('801');
    expect(toldTo(play, '803')).toBe(41);
  });

  test('stays with a caller who is handed on while the third party rings', () => {
    const play = office();
    play.code('803', '*57*804#');
    comesIn(play, 41);
    play.lift('801');
    play.flash('801');
    play.dial('801', '803');
    expect(toldTo(play, '804')).toBeUndefined();
    play.hangUp('801');
    expect(toldTo(play, '804')).toBe(41);
  });
});
