import { describe, expect, test } from 'vitest';
import { INSIDE, makeOffice, type OfficeWishes, OUTSIDE } from './support/office.ts';
import { Play } from './support/play.ts';

const office = (wishes: OfficeWishes = {}): Play => new Play(makeOffice(wishes));

/** Lets every line that is seized give dial tone, and the digits go out. */
function serve(play: Play, line: string): void {
  play.wait(1_500);
  play.tone(line, 'dial');
  play.wait(1_000);
}

describe('emergency calls', () => {
  for (const digits of ['110', '9110'])
    test(`${digits} reaches the emergency service`, () => {
      const play = office();
      play.call('802', digits);
      serve(play, 'L1');
      expect(play.dialledOn('L1')).toBe('110');
      expect(play.hears('802')).toBe('L1');
      play.polarity('L1', true);
      play.hangUp('802');
      expect(play.lastRecord).toMatchObject({ kind: 'emergency', to: '110', dialled: digits });
    });

  test('its line fails before anybody has answered: it goes over the next one, and nobody dials again', () => {
    const play = office();
    play.call('802', '110');
    serve(play, 'L1');
    expect(play.hears('802')).toBe('L1');
    play.health('L1', false);
    expect(play.hears('802')).toBe('silence');
    serve(play, 'L2');
    expect(play.dialledOn('L2')).toBe('110');
    expect(play.hears('802')).toBe('L2');
    play.polarity('L2', true);
    play.hangUp('802');
    expect(play.lastRecord).toMatchObject({ kind: 'emergency', to: '110' });
    expect(play.records).toHaveLength(1);
  });

  test('its only line fails before anybody has answered: congestion', () => {
    const play = office({ trunks: 1 });
    play.call('802', '110');
    serve(play, 'L1');
    play.health('L1', false);
    expect(play.hears('802')).toBe('congestion');
  });

  test('the current of its line stops before anybody has answered: it goes over the next one', () => {
    const play = office();
    play.call('802', '110');
    serve(play, 'L1');
    play.tone('L1', 'ringback');
    play.send({ kind: 'loopDrop', port: play.port('L1') });
    expect(play.hears('802')).toBe('silence');
    serve(play, 'L2');
    expect([play.dialledOn('L2'), play.hears('802')]).toEqual(['110', 'L2']);
    play.polarity('L2', true);
    play.hangUp('802');
    expect(play.records).toMatchObject([{ kind: 'emergency', to: '110', cause: 16 }]);
  });

  test('the current of its line stops after its ringback: that was the end of the call', () => {
    const play = office({ trunks: 2 });
    play.call('802', '110');
    serve(play, 'L1');
    play.tone('L1', 'ringback');
    play.tone('L1', 'ringback', false);
    play.send({ kind: 'loopDrop', port: play.port('L1') });
    expect([play.seized('L1'), play.seized('L2')]).toEqual([false, false]);
  });

  test('the current of its only line stops: the call is over', () => {
    const play = office({ trunks: 1 });
    play.call('802', '110');
    serve(play, 'L1');
    play.send({ kind: 'loopDrop', port: play.port('L1') });
    expect(play.hears('802')).toBe('busy');
    expect(play.lastRecord).toMatchObject({ kind: 'emergency', to: '110' });
  });

  test('911 is itself, never 9 and 11', () => {
    const play = office({ emergency: ['911'] });
    play.call('801', '911');
    serve(play, 'L1');
    expect(play.dialledOn('L1')).toBe('911');
    const prefixed = office({ emergency: ['911'] });
    prefixed.call('801', '9911');
    serve(prefixed, 'L1');
    expect(prefixed.dialledOn('L1')).toBe('911');
  });

  test('999 where 9 goes outside is called by its first three digits; whoever dials the prefix too calls 999 as well', () => {
    for (const [prefix, number] of [
      ['9', '999'],
      ['0', '000'],
    ] as const) {
      const play = office({
        emergency: [number],
        plan: [INSIDE, { ...OUTSIDE, pattern: `${prefix}.` }],
      });
      play.call('801', prefix + number);
      serve(play, 'L1');
      expect(play.dialledOn('L1')).toBe(number);
      play.polarity('L1', true);
      play.hangUp('801');
      expect(play.records).toMatchObject([{ kind: 'emergency', to: number, dialled: number }]);
    }
  });

  test('9 and a number that only begins like an emergency number is an ordinary call', () => {
    const play = office();
    play.call('801', '9115');
    serve(play, 'L1');
    expect(play.dialledOn('L1')).toBe('115');
    play.hangUp('801');
    expect(play.lastRecord.kind).toBe('outgoing');
  });

  test('it is known before a plan entry that would take the same digits', () => {
    const play = office({ plan: [{ pattern: '1XX', to: { kind: 'extension' } }, INSIDE, OUTSIDE] });
    play.call('801', '110');
    serve(play, 'L1');
    expect(play.dialledOn('L1')).toBe('110');
  });

  test('it goes out with no plan at all', () => {
    const play = office({ plan: [] });
    play.call('801', '119');
    serve(play, 'L1');
    expect(play.dialledOn('L1')).toBe('119');
  });

  test('after 9 with all lines busy there is no congestion until the number cannot be an emergency', () => {
    const play = office({ trunks: 1 });
    play.talkOutside('801', '955', 'L1');
    play.call('802', '9');
    expect(play.hears('802')).toBe('specialDial');
    play.dial('802', '1');
    expect(play.hears('802')).toBe('silence');
    play.dial('802', '3');
    expect(play.hears('802')).toBe('congestion');
    play.hangUp('802');
    play.call('802', '9110');
    expect(play.hears('801')).toBe('congestion');
  });

  test('all lines busy: an outgoing call gives way, its parties hear congestion, its record says why', () => {
    const play = office();
    play.burst('L1');
    play.wait(3_000);
    play.lift('801');
    play.talkOutside('802', '955', 'L2');
    play.call('803', '110');
    expect(play.hears('801')).toBe('L1');
    expect(play.hears('802')).toBe('congestion');
    expect(play.lastRecord).toMatchObject({ kind: 'outgoing', cause: 47, releasedBy: 'exchange' });
    expect(play.rules()).toEqual(expect.arrayContaining(['emergency.preempts', 'emergency.preempted']));
    expect(play.seized('L2')).toBe(false);
    serve(play, 'L2');
    expect(play.dialledOn('L2')).toBe('55110');
    expect(play.hears('803')).toBe('L2');
  });

  test('an outgoing call not yet answered gives way before one in conversation', () => {
    const play = office();
    play.talkOutside('801', '955', 'L1');
    play.call('802', '95551234');
    play.tone('L2', 'dial');
    play.call('803', '110');
    expect(play.hears('801')).toBe('L1');
    expect(play.hears('802')).toBe('congestion');
  });

  test('with only incoming calls, one of them gives way', () => {
    const play = office({ trunks: 1 });
    play.burst('L1');
    play.wait(3_000);
    play.lift('801');
    play.call('802', '110');
    expect(play.hears('801')).toBe('congestion');
    serve(play, 'L1');
    expect(play.hears('802')).toBe('L1');
    expect(play.dialledOn('L1')).toBe('110');
  });

  test('the only line rings: its caller is taken off, and help is called', () => {
    const play = office({ trunks: 1 });
    play.burst('L1');
    play.wait(3_000);
    expect(play.rings('801')).toBe(true);
    play.call('802', '110');
    expect(play.rings('801')).toBe(false);
    expect(play.lastRecord).toMatchObject({ kind: 'incoming', cause: 47 });
    expect(play.seized('L1')).toBe(true);
    play.wait(1_000);
    expect(play.seized('L1')).toBe(false);
    serve(play, 'L1');
    expect(play.hears('802')).toBe('L1');
  });

  test('an emergency call never takes the line of another', () => {
    const play = office({ trunks: 1 });
    play.call('801', '110');
    serve(play, 'L1');
    play.call('802', '119');
    expect(play.hears('802')).toBe('congestion');
    expect(play.hears('801')).toBe('L1');
    expect(play.lastRecord).toMatchObject({ kind: 'emergency', cause: 34 });
    expect([...play.world.alarms]).toEqual(['TR-EMERG-001 exchange lines']);
    play.hangUp('801', '802');
    play.wait(2_000);
    play.call('802', '119');
    expect(play.world.alarms.size).toBe(0);
  });

  describe('a caller is announced before the first ring (NTT, SIN 227)', () => {
    const announced = (wishes: OfficeWishes): Play => {
      const play = office(wishes);
      const callerId = { number: '13800138000', name: '', absence: '' } as const;
      play.send({ kind: 'callerId', port: play.port('L1'), callerId });
      play.call('802', '110');
      return play;
    };

    test('help is called on a line that gives dial tone, not on the one that is about to ring', () => {
      const play = announced({ trunks: 2 });
      expect([play.seized('L1'), play.seized('L2')]).toEqual([false, true]);
      serve(play, 'L2');
      expect([play.dialledOn('L2'), play.hears('802')]).toEqual(['110', 'L2']);
      play.send({ kind: 'ringing', port: play.port('L1'), on: true });
      expect(play.rings('801')).toBe(true);
    });

    test('on the only line: its caller is taken off, and help is called', () => {
      const play = announced({ trunks: 1 });
      expect([play.seized('L1'), play.hears('802')]).toEqual([true, 'silence']);
      play.wait(1_000);
      expect(play.seized('L1')).toBe(false);
      serve(play, 'L1');
      expect([play.dialledOn('L1'), play.hears('802')]).toEqual(['110', 'L1']);
    });
  });

  test('a line in its guard time is waited for', () => {
    const play = office({ trunks: 1 });
    play.talkOutside('801', '955', 'L1');
    play.hangUp('801');
    play.call('802', '110');
    expect(play.rules()).toContain('emergency.waitsForGuard');
    serve(play, 'L1');
    expect(play.hears('802')).toBe('L1');
  });

  test('no dial tone on one line: the other is tried', () => {
    const play = office();
    play.call('801', '110');
    play.wait(3_000);
    expect([play.seized('L1'), play.seized('L2')]).toEqual([false, true]);
    serve(play, 'L2');
    expect(play.hears('801')).toBe('L2');
  });

  test('no dial tone, and the other line in use: it is taken from its call', () => {
    const play = office();
    play.call('801', '110');
    play.talkOutside('802', '955', 'L2');
    play.wait(3_000);
    expect(play.hears('802')).toBe('congestion');
    serve(play, 'L2');
    expect(play.hears('801')).toBe('L2');
  });

  test('a line that falls out of service under the call: the other is tried', () => {
    const play = office();
    play.call('801', '110');
    play.health('L1', false);
    expect(play.seized('L2')).toBe(true);
  });

  test('glare on the only line does not stop it', () => {
    const play = office({ trunks: 1 });
    play.call('802', '110');
    play.send({ kind: 'ringing', port: play.port('L1'), on: true });
    expect(play.hears('802')).toBe('silence');
    serve(play, 'L1');
    expect(play.hears('802')).toBe('L1');
    expect(play.dialledOn('L1')).toBe('110');
  });

  test('a ring in the guard time that it waits for does not stop it either', () => {
    const play = office({ trunks: 1 });
    play.talkOutside('801', '955', 'L1');
    play.call('802', '110');
    expect(play.state('L1')).toBe('guard');
    play.send({ kind: 'ringing', port: play.port('L1'), on: true });
    expect(play.state('L1')).toBe('clearing');
    play.wait(1_000);
    serve(play, 'L1');
    expect(play.dialledOn('L1')).toBe('55110');
  });

  test('even a line that seems to have no battery is tried when there is no other', () => {
    const play = office({ trunks: 1 });
    play.send({ kind: 'battery', port: play.port('L1'), present: false });
    play.call('801', '110');
    expect(play.seized('L1')).toBe(true);
  });

  test('the caller who hangs up while his line is being freed leaves everything quiet', () => {
    const play = office({ trunks: 1 });
    play.burst('L1');
    play.wait(3_000);
    play.call('802', '110');
    play.hangUp('802');
    play.wait(5_000);
    expect(play.allQuiet).toBe(true);
    expect(play.records).toHaveLength(2);
  });
});
