import { describe, expect, test } from 'vitest';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import { type Desk, desk, talking } from '../support/desk.ts';

describe('a telephone with two calls', () => {
  function twoCalls(holds = true): Desk {
    const play = talking(desk());
    if (holds) play.hold('802');
    play.call('802b', '807');
    play.lift('807');
    return play;
  }

  test.each([true, false])('joins them and is out of both (it said that it holds the first: %s)', (holds) => {
    const play = twoCalls(holds);
    const asked = { held: play.callOf('802'), active: play.callOf('802b') };
    expect(play.ask({ op: 'transferCall', device: '802', ...asked })).toEqual({ ok: true, call: asked.held });
    expect([play.hears('801'), play.hears('802'), play.hears('802b')]).toEqual(['807', 'busy', 'busy']);
    expect(play.lastLegs('801')).toEqual(['origin', 'dialled', 'transfer']);
    expect(play.goesHome()).toBe(true);
  });

  test('also when it holds both', () => {
    const play = twoCalls();
    play.hold('802b');
    const asked = { held: play.callOf('802'), active: play.callOf('802b') };
    expect(play.ask({ op: 'transferCall', device: '802', ...asked })).toMatchObject({ ok: true });
    expect(play.hears('801')).toBe('807');
    expect(play.goesHome()).toBe(true);
  });

  test('before the second has answered: the first hears ringback, and comes back when nobody does', () => {
    const play = talking(desk());
    play.hold('802');
    play.call('802b', '807');
    const asked = { held: play.callOf('802'), active: play.callOf('802b') };
    expect(play.ask({ op: 'transferCall', device: '802', ...asked })).toMatchObject({ ok: true });
    expect([play.hears('801'), play.ringing]).toEqual(['ringback', ['807']]);
    play.hangUp('802', '802b');
    play.wait(31_000);
    expect(play.ringing).toEqual(['802']);
    expect(play.goesHome()).toBe(true);
  });

  test('completing a transfer needs no names of calls', () => {
    const play = twoCalls();
    expect(play.ask({ op: 'completeTransfer', device: '802' })).toMatchObject({ ok: true });
    expect(play.hears('801')).toBe('807');
    expect(play.goesHome()).toBe(true);
  });

  test('two calls of outside lines are not joined by somebody who may not', () => {
    const play = desk();
    play.ringsIn('L1');
    play.ringsIn('L1');
    play.ask({ op: 'deflect', device: '801', call: play.callOf('L1'), to: '802' });
    play.lift('802');
    play.hold('802');
    play.polarity('L2', false);
    play.call('802b', '95551234#');
    play.tone('L2', 'dial');
    play.wait(5_000);
    play.polarity('L2', true);
    const asked = { held: play.callOf('802'), active: play.callOf('802b') };
    expect(play.ask({ op: 'transferCall', device: '802', ...asked })).toEqual({
      ok: false,
      why: 'not-in-that-state',
    });
    expect(play.hears('L2')).toBe('802b');
    play.hangUp('802', '802b');
    expect(play.goesHome()).toBe(true);
  });

  test('one line has no two calls to join', () => {
    const play = talking(desk());
    const call = play.callOf('802');
    expect(play.ask({ op: 'transferCall', device: '802', held: call, active: call })).toMatchObject({
      ok: false,
    });
    expect(play.goesHome()).toBe(true);
  });
});

describe('a telephone that sends the other party on', () => {
  const sends = (play: Desk, to: string) =>
    play.ask({ op: 'transfer', device: '802', call: play.callOf('802'), to });

  test.each([false, true])('to a park slot, from where anybody fetches him (on hold before: %s)', (holds) => {
    const play = talking(desk());
    if (holds) play.hold('802');
    expect(sends(play, '71')).toMatchObject({ ok: true });
    expect([play.hears('801'), play.hears('802')]).toEqual(['music', 'busy']);
    play.hangUp('802');
    play.call('803', '71');
    expect(play.hears('801')).toBe('803');
    expect(play.goesHome()).toBe(true);
  });

  test('to a park slot that is taken: he stays', () => {
    const play = talking(desk());
    sends(play, '71');
    play.hangUp('802');
    play.call('807', '802');
    play.lift('802');
    expect(sends(play, '71')).toEqual({ ok: false, why: 'not-in-that-state' });
    expect(play.hears('807')).toBe('802');
    expect(play.goesHome()).toBe(true);
  });

  test('to a number outside, as if his own telephone had been forwarded there', () => {
    const play = talking(desk());
    play.polarity('L1', false);
    expect(sends(play, '90215551234')).toMatchObject({ ok: true });
    play.tone('L1', 'dial');
    play.wait(2_000);
    play.polarity('L1', true);
    expect([play.dialledOn('L1'), play.hears('801')]).toEqual(['0215551234', 'L1']);
    expect(play.lastLegs('801')).toEqual(['origin', 'dialled', 'transfer']);
    play.hangUp('801');
    expect(play.goesHome()).toBe(true);
  });

  test('a caller from outside goes outside only by who may connect such callers', () => {
    for (const [classOfService, may] of [
      ['chief', true],
      ['free', false],
    ] as const) {
      const play = desk((number) => (number === '802' ? { classOfService } : {}), { ringIn: '802' });
      play.ringsIn('L3');
      play.lift('802');
      expect(sends(play, '90215551234').ok).toBe(may);
      play.hangUp('802');
      play.farEndGoes('L3');
      expect(play.goesHome()).toBe(true);
    }
  });

  test('to a number that leads nowhere, has not sent him', () => {
    const play = talking(desk());
    play.hold('802');
    expect(sends(play, '*99')).toEqual({ ok: false, why: 'bad-number' });
    const call = play.callOf('801');
    expect(play.ask({ op: 'retrieve', device: '802', call })).toMatchObject({ ok: true });
    expect([play.ringing, play.hears('801'), play.hears('802')]).toEqual([[], '802', '801']);
    play.hangUp('802');
    play.hangUp('801');
    expect(play.goesHome()).toBe(true);
  });

  test('two that send a call to each other as it rings end it', () => {
    const play = desk();
    play.call('801', '802');
    const deflects = (device: string, to: string) =>
      play.ask({ op: 'deflect', device, call: play.callOf('801'), to });
    deflects('802', '803');
    expect(play.ringing).toEqual(['803']);
    deflects('803', '802');
    expect([play.ringing, play.hears('801')]).toEqual([[], 'busy']);
    expect(play.goesHome()).toBe(true);
  });

  test('a call that rings there he may send outside, too', () => {
    const play = desk();
    play.call('801', '802');
    const asked = { device: '802', call: play.callOf('801'), to: '90215551234' };
    expect(play.ask({ op: 'deflect', ...asked })).toMatchObject({ ok: true });
    expect([play.seized('L1'), play.state('801')]).toEqual([true, 'dialingOut']);
    expect(play.goesHome()).toBe(true);
  });
});

describe('taking over a conversation', () => {
  const hall = (number: string) => (['802', '803'].includes(number) ? { pickupGroup: 'hall' } : {});

  test.each(['802b', '803'])('%s, just lifted, takes the place of 802', (taker) => {
    const play = talking(desk(hall));
    const call = play.callOf('802');
    play.lift(taker);
    const device = taker.slice(0, 3);
    expect(play.ask({ op: 'takeOver', device, call, from: '802' })).toEqual({ ok: true, call });
    expect([play.hears('801'), play.hears('802')]).toEqual([taker, 'busy']);
    expect(play.lastLegs('801')).toEqual(['origin', 'dialled', 'pickup']);
    expect(play.goesHome()).toBe(true);
  });

  test('also of one that it keeps on hold', () => {
    const play = talking(desk(hall));
    play.hold('802');
    play.lift('803');
    const asked = { device: '803', call: play.callOf('802'), from: '802' };
    expect(play.ask({ op: 'takeOver', ...asked })).toMatchObject({ ok: true });
    expect([play.hears('801'), play.hears('802')]).toEqual(['803', 'busy']);
    expect(play.goesHome()).toBe(true);
  });

  test('is not for strangers, nor for who has not lifted, nor of a call that rings', () => {
    const play = talking(desk(hall));
    const call = play.callOf('802');
    expect(play.ask({ op: 'takeOver', device: '803', call, from: '802' })).toMatchObject({ ok: false });
    play.lift('804');
    expect(play.ask({ op: 'takeOver', device: '804', call, from: '802' })).toEqual({
      ok: false,
      why: 'not-permitted',
    });
    play.call('807', '802');
    play.lift('803');
    const rings = play.callOf('807');
    expect(play.ask({ op: 'takeOver', device: '803', call: rings, from: '802' })).toMatchObject({
      ok: false,
    });
    expect(play.goesHome()).toBe(true);
  });
});

describe('a telephone that refuses a call', () => {
  test('its caller hears so at once, and may ask to be called back', () => {
    const play = desk();
    play.call('801', '802');
    play.declines('802');
    expect([play.hears('801'), play.ringing]).toEqual(['busy', []]);
    expect(play.lastRecord).toMatchObject({ cause: 17 });
    play.hangUp('801');
    play.wait(10_000);
    expect(play.ringing).toEqual([]);
    expect(play.goesHome()).toBe(true);
  });

  test('forward on busy, else on no answer, takes the call; out of reach: forward offline', () => {
    const forward = { ...FRESH_SUBSCRIBER.forward, noAnswer: '806' };
    const play = desk();
    play.set('802', { forward: { ...forward, busy: '807', offline: '808' } });
    play.call('801', '802');
    play.declines('802', 21);
    expect(play.ringing).toEqual(['807']);
    play.hangUp('801');
    play.call('801', '802');
    play.declines('802', 18);
    expect(play.ringing).toEqual(['808']);
    play.hangUp('801');
    play.set('802', { forward });
    play.call('801', '802');
    play.declines('802');
    expect(play.ringing).toEqual(['806']);
    expect(play.goesHome()).toBe(true);
  });

  test('two who refuse, and are sent to each other, end it', () => {
    const play = desk();
    for (const [number, noAnswer] of [
      ['802', '803'],
      ['803', '802'],
    ] as const)
      play.set(number, { forward: { ...FRESH_SUBSCRIBER.forward, noAnswer } });
    play.call('801', '802');
    play.declines('802');
    expect(play.ringing).toEqual(['803']);
    play.declines('803');
    expect([play.ringing, play.hears('801')]).toEqual([[], 'busy']);
    expect(play.goesHome()).toBe(true);
  });

  test('a group goes on to its next member, and who rings together goes on ringing', () => {
    const play = desk();
    play.call('801', '861');
    expect(play.ringing).toEqual(['802']);
    play.declines('802');
    expect(play.ringing).toEqual(['803']);
    play.hangUp('801');
    play.call('801', '860');
    play.declines('803');
    expect(play.ringing).toEqual(['802', '804']);
    expect(play.goesHome()).toBe(true);
  });

  test('a transferred caller goes back to who sent him', () => {
    const play = desk();
    play.call('801', '807');
    play.lift('807');
    play.flash('807');
    play.dial('807', '802');
    play.hangUp('807');
    play.declines('802');
    expect(play.ringing).toEqual(['807']);
    expect(play.goesHome()).toBe(true);
  });

  test('a caller from outside is not offered to it again and again, but when it is free the next time', () => {
    const play = desk(undefined, { ringIn: '862', ringInByMode: {} });
    play.ringsIn('L1');
    for (const member of ['802', '803', '804']) {
      expect(play.ringing).toEqual([member]);
      play.declines(member);
    }
    expect(play.ringing).toEqual([]);
    play.burst('L1');
    expect(play.ringing).toEqual([]);
    play.call('803', '1');
    play.hangUp('803');
    expect(play.ringing).not.toEqual([]);
    expect(play.goesHome()).toBe(true);
  });

  test('its own call-back refused is over', () => {
    const play = desk();
    play.ask({ op: 'makeCall', device: '802', to: '801' });
    play.declines('802', 21);
    expect(play.lastRecord).toMatchObject({ from: '802', cause: 21 });
    expect(play.goesHome()).toBe(true);
  });

  test('pages and calls that its user asked for ask it to answer by itself; others ring', () => {
    const play = desk();
    play.call('801', '880');
    play.wait(10);
    play.hangUp('801');
    play.ask({ op: 'makeCall', device: '804', to: '801' });
    play.wait(10);
    play.call('801', '807');
    const asked = play.all('ringOn').map(({ port: at, answers }) => [play.nameOf(at), answers ?? false]);
    expect(asked).toEqual([
      ...[
        ['802', true],
        ['803', true],
        ['806', true],
      ],
      ...[
        ['804', true],
        ['807', false],
      ],
    ]);
    expect(play.goesHome()).toBe(true);
  });
});
