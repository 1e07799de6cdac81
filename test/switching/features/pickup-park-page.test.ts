import { describe, expect, test } from 'vitest';
import { FULL_SERVICES, fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

const office = (): Play => new Play(fullOffice());
const { parkRecallMs, campOnRecallMs, transferRecallMs } = FULL_SERVICES.timing;

describe('pickup', () => {
  test('of the own group', () => {
    const play = office();
    play.call('801', '802');
    play.call('803', '#7');
    expect(play.hears('803')).toBe('801');
    expect(play.rings('802')).toBe(false);
    play.hangUp('803', '801');
    expect(play.allDone).toBe(true);
    expect(play.records[1]?.legs.map(({ number, how, by }) => [number, how, by])).toEqual([
      ['801', 'origin', ''],
      ['802', 'dialled', ''],
      ['803', 'pickup', '802'],
    ]);
  });

  test('of the own group only', () => {
    const play = office();
    play.call('801', '804');
    expect(play.code('803', '#7')).toBe('nothing-to-pick-up');
    expect(play.rings('804')).toBe(true);
  });

  test('from a telephone by its number, whatever its group', () => {
    const play = office();
    play.ringsIn('L1');
    play.call('805', '**801');
    expect(play.hears('805')).toBe('L1');
    play.hangUp('805');
    play.wait(2_000);
    expect(play.allDone).toBe(true);
  });

  test('of a call that hunts: nobody else rings any more', () => {
    const play = office();
    play.call('801', '860');
    expect(play.ringing).toEqual(['802', '803', '804']);
    play.call('805', '**803');
    expect(play.hears('801')).toBe('805');
    expect(play.ringing).toEqual([]);
  });

  test('the oldest call first', () => {
    const play = office();
    play.call('801', '802');
    play.wait(1_000);
    play.call('804', '802');
    play.call('803', '#7');
    expect(play.hears('803')).toBe('801');
  });

  test('with somebody on hold: hanging up afterwards does not connect strangers', () => {
    const play = office();
    play.call('804', '803');
    play.lift('803');
    play.call('801', '802');
    play.flash('803');
    play.dial('803', '#7');
    expect(play.hears('803')).toBe('801');
    play.hangUp('803');
    expect(play.hears('801')).toBe('busy');
    expect(play.ringing).toEqual(['803']);
    expect(play.hears('804')).toBe('ringback');
  });
});

describe('park', () => {
  /** 802 has parked L1 in slot 71. */
  function parked(): Play {
    const play = new Play(fullOffice({ trunk: { ringIn: '802' } }));
    play.ringsIn('L1');
    play.lift('802');
    play.flash('802');
    play.dial('802', '*85');
    return play;
  }

  test('says the slot; the party hears music; any telephone fetches it', () => {
    const play = parked();
    expect(play.hears('802')).toBe('call-parked-at 71');
    expect(play.hears('L1')).toBe('music');
    play.hangUp('802');
    play.call('805', '71');
    expect(play.hears('805')).toBe('L1');
    play.hangUp('805');
    play.wait(2_000);
    expect(play.allDone).toBe(true);
  });

  test('is fetched with the code, too', () => {
    const play = parked();
    play.hangUp('802');
    play.call('805', '#8571');
    expect(play.hears('805')).toBe('L1');
  });

  test('nobody fetches it: it comes back to who parked it, then to the operator', () => {
    const play = parked();
    play.hangUp('802');
    play.wait(parkRecallMs);
    expect(play.ringing).toEqual(['802']);
    expect(play.hears('L1')).toBe('ringback');
    play.wait(transferRecallMs);
    expect(play.ringing).toEqual(['801']);
  });

  test('who parked it is busy then: it waits, and is not dropped', () => {
    const play = parked();
    play.hangUp('802');
    play.call('802', '804');
    play.lift('804');
    play.wait(parkRecallMs);
    expect(play.hears('L1')).toBe('music');
    play.hangUp('802');
    expect(play.ringing).toEqual(['802']);
    play.wait(campOnRecallMs);
    expect(play.ringing).toEqual(['801']);
  });

  test('all slots taken: said, and the party is still there', () => {
    const play = parked();
    play.hangUp('802');
    for (const who of ['803', '804']) {
      play.call(who, '805');
      play.lift(who === '803' ? '806' : '805');
      play.hangUp('805', '806');
    }
    play.hangUp('803', '804');
    play.call('803', '804');
    play.lift('804');
    play.flash('803');
    play.dial('803', '*85');
    expect(play.hears('803')).toBe('call-parked-at 72');
    play.call('805', '807');
    play.lift('807');
    play.flash('807');
    play.dial('807', '*85');
    expect(play.hears('807')).toBe('park-slots-full');
    play.flash('807');
    expect(play.hears('807')).toBe('805');
  });

  test('an empty slot says so', () => {
    const play = office();
    play.call('801', '71');
    expect(play.hears('801')).toBe('nothing-parked');
  });

  test('with nobody on hold there is nothing to park', () => {
    expect(office().code('801', '*85')).toBe('feature-not-possible');
  });

  test('the parked party hangs up: the slot is free', () => {
    const play = parked();
    play.hangUp('802');
    play.farEndGoes('L1');
    expect(play.allDone).toBe(true);
    play.call('801', '71');
    expect(play.hears('801')).toBe('nothing-parked');
  });
});

describe('paging', () => {
  test('all free members ring; who lifts listens and is not heard', () => {
    const play = office();
    play.lift('806');
    play.call('801', '880');
    expect(play.ringing).toEqual(['802', '803']);
    play.lift('802');
    expect(play.hears('802')).toBe('801');
    expect(play.hears('801')).toBe('silence');
    play.lift('803');
    expect(play.hears('803')).toBe('801');
    play.hangUp('801');
    expect(play.hears('802')).toBe('busy');
    play.hangUp('802', '803', '806');
    expect(play.allDone).toBe(true);
  });

  test('a listener who leaves does not end it while others may still come', () => {
    const play = office();
    play.call('801', '880');
    play.lift('802');
    play.hangUp('802');
    expect(play.ringing).toEqual(['803', '806']);
    play.lift('803');
    expect(play.hears('803')).toBe('801');
  });

  test('by the code of paging, and only for groups', () => {
    const play = office();
    play.call('801', '*49880');
    play.wait(4_000);
    expect(play.ringing).toEqual(['802', '803', '806']);
    play.hangUp('801');
    play.call('801', '*49802');
    expect(play.hears('801')).toBe('number-vacant');
  });

  test('nobody listens: it ends', () => {
    const play = office();
    play.call('801', '880');
    play.wait(20_000);
    expect(play.ringing).toEqual([]);
    expect(play.hears('801')).toBe('busy');
  });

  test('a flash means nothing in it', () => {
    const play = office();
    play.call('801', '880');
    play.lift('802');
    play.flash('801', '802');
    expect(play.hears('802')).toBe('801');
  });

  test('a caller from outside cannot page', () => {
    const play = office();
    play.ringsIn('L2');
    play.wait(2_500);
    play.dial('L2', '880');
    expect(play.ringing).toEqual([]);
    expect(play.hears('L2')).toBe('not-permitted dial-extension');
  });
});
