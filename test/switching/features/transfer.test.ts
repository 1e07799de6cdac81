import { describe, expect, test } from 'vitest';
import { FULL_SERVICES, fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

const { transferRecallMs, campOnRecallMs } = FULL_SERVICES.timing;

/** 802 has answered an outside caller on L1. */
function answered(): Play {
  const play = new Play(fullOffice({ trunk: { ringIn: '802' } }));
  play.ringsIn('L1');
  play.lift('802');
  return play;
}

/** 802 sends the caller to a number and hangs up. */
function sent(to: string): Play {
  const play = answered();
  play.flash('802');
  play.dial('802', to);
  play.hangUp('802');
  return play;
}

describe('a caller is sent on', () => {
  test('the telephone that rings shows the caller, not who sent him', () => {
    const play = sent('803');
    play.wait(3_000);
    const [shown] = play.all('sendCallerId').filter(({ port }) => port === play.port('803'));
    expect(shown?.callerId.number).toBe('13800138000');
  });

  test('nobody answers, and who sent him is gone too: the operator has him', () => {
    const play = sent('803');
    play.wait(transferRecallMs);
    expect(play.ringing).toEqual(['802']);
    play.wait(transferRecallMs);
    expect(play.ringing).toEqual(['801']);
    play.lift('801');
    expect(play.hears('801')).toBe('L1');
    play.hangUp('801');
    // As it rang in; who had it is in the legs.
    expect(play.lastRecord).toMatchObject({ from: '13800138000', to: '802', toPort: play.port('801') });
  });

  test('who sent him is busy when he comes back: he waits there, then goes to the operator', () => {
    const play = sent('803');
    play.call('802', '804');
    play.lift('804');
    play.wait(transferRecallMs);
    expect(play.ringing).toEqual([]);
    play.wait(campOnRecallMs);
    expect(play.ringing).toEqual(['801']);
  });

  test('who sent him becomes free in time and has him back, whatever he has set', () => {
    const play = sent('803');
    play.code('802', '*56#');
    play.code('802', '*57*805#');
    play.call('802', '804');
    play.wait(transferRecallMs);
    play.hangUp('802');
    expect(play.rings('802')).toBe(true);
  });

  test('to a busy extension: he waits there with music and is put through when it is free', () => {
    const play = answered();
    play.call('803', '804');
    play.lift('804');
    play.flash('802');
    play.dial('802', '803');
    expect(play.hears('802')).toBe('busy');
    play.hangUp('802');
    expect(play.hears('L1')).toBe('music');
    play.hangUp('803');
    expect(play.ringing).toEqual(['803']);
    play.lift('803');
    expect(play.hears('803')).toBe('L1');
    expect(play.lastLegs('803')).toEqual(['origin', 'ring-in', 'transfer']);
  });

  test('to an extension that stays busy: he comes back', () => {
    const play = answered();
    play.call('803', '804');
    play.lift('804');
    play.flash('802');
    play.dial('802', '803');
    play.hangUp('802');
    play.wait(campOnRecallMs);
    expect(play.ringing).toEqual(['802']);
  });

  test('what the called one has set for calls that nobody answers goes before the way back', () => {
    const play = answered();
    play.code('803', '*41*804#');
    play.flash('802');
    play.dial('802', '803');
    play.hangUp('802');
    play.wait(20_000);
    expect(play.ringing).toEqual(['804']);
    play.wait(transferRecallMs);
    expect(play.ringing).toEqual(['802']);
  });

  test('to a group: its members are tried before he comes back', () => {
    const play = sent('863');
    expect(play.ringing).toEqual(['803']);
    play.wait(10_000);
    expect(play.ringing).toEqual(['804']);
  });

  test('into a conference room: he is in, and who brought him is out', () => {
    const play = answered();
    play.call('803', '870');
    play.flash('802');
    play.dial('802', '870');
    expect(play.hears('802')).toBe('803');
    play.hangUp('802');
    expect(play.hears('803')).toBe('L1');
    play.farEndGoes('L1');
    expect(play.hears('803')).toBe('music');
    play.hangUp('803');
    expect(play.allDone).toBe(true);
  });

  test('an emergency call is not put on hold, nor left to the held party by hanging up', () => {
    const play = answered();
    play.flash('802');
    play.dial('802', '110');
    play.tone('L2', 'dial');
    play.wait(6_000);
    play.flash('802');
    expect(play.hears('802')).toBe('L2');
    play.hangUp('802');
    expect(play.seized('L2')).toBe(false);
    expect(play.ringing).toEqual(['802']);
  });
});
