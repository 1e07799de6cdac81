import { describe, expect, test } from 'vitest';
import { makeOffice } from './support/office.ts';
import { Play } from './support/play.ts';

const office = (): Play => new Play(makeOffice());

describe('lifting and dialling', () => {
  test('a lifted telephone hears dial tone until the first digit', () => {
    const play = office();
    play.lift('801');
    expect(play.hears('801')).toBe('dial');
    play.dial('801', '8');
    expect(play.hears('801')).toBe('silence');
  });

  test('digits are listened for as long as dialling can go on, and no longer', () => {
    const play = office();
    const slot = play.exchange.ports[0]!.slot;
    expect(play.world.listening.get(slot)).toBeUndefined();
    play.call('801', '80');
    expect(play.world.listening.get(slot)).toBe('dtmf');
    play.dial('801', '2');
    expect(play.world.listening.get(slot)).toBeUndefined();
  });

  test('a digit on a telephone that is not lifted is ignored, and said so', () => {
    const play = office();
    play.dial('801', '8');
    expect(play.rules()).toEqual(['event.ignored']);
    expect(play.allQuiet).toBe(true);
  });

  test('pulse digits dial as well as keys do', () => {
    const play = office();
    play.lift('801');
    play.dial('801', '802', 'pulse');
    expect(play.rings('802')).toBe(true);
  });

  test('nothing dialled: busy tone, howler, then the line is parked until it is hung up', () => {
    const play = office();
    play.lift('801');
    play.wait(9_999);
    expect(play.hears('801')).toBe('dial');
    play.wait(1);
    expect(play.hears('801')).toBe('busy');
    expect(play.lastRecord).toMatchObject({ kind: 'incomplete', cause: 102, releasedBy: 'exchange' });
    play.wait(30_000);
    expect(play.hears('801')).toBe('howler');
    play.wait(30_000);
    expect(play.hears('801')).toBe('silence');
    expect(play.state('801')).toBe('parked');
    play.wait(3_600_000);
    expect(play.state('801')).toBe('parked');
    play.hangUp('801');
    expect(play.allQuiet).toBe(true);
    expect(play.records).toHaveLength(1);
  });

  test('a parked line that is lifted again was hung up unseen: it gets dial tone', () => {
    const play = office();
    play.lift('801');
    play.wait(80_000);
    play.lift('801');
    expect(play.hears('801')).toBe('dial');
  });

  test('a number left unfinished gives vacant tone, and its record says invalid number', () => {
    const play = office();
    play.call('801', '80');
    play.wait(4_000);
    expect(play.hears('801')).toBe('vacant');
    expect(play.lastRecord).toMatchObject({ kind: 'incomplete', cause: 28, dialled: '80' });
  });

  test('a number that nobody has gives vacant tone', () => {
    const play = office();
    play.call('801', '877');
    expect(play.hears('801')).toBe('vacant');
    expect(play.lastRecord).toMatchObject({ cause: 1, to: '877', dialled: '877' });
  });

  test('a digit that no number begins with gives vacant tone at once', () => {
    const play = office();
    play.call('801', '5');
    expect(play.hears('801')).toBe('vacant');
    expect(play.rules()).toContain('plan.vacant');
  });

  test('a key that is no digit (A–D) changes nothing', () => {
    const play = office();
    play.call('801', 'A');
    expect(play.hears('801')).toBe('dial');
  });

  test('a flash that no feature wants is ignored', () => {
    const play = office();
    play.lift('801');
    play.send({ kind: 'flash', port: play.port('801') });
    expect(play.hears('801')).toBe('dial');
  });
});

describe('extension to extension', () => {
  test('the caller hears ringback while the called telephone rings, then they talk', () => {
    const play = office();
    play.call('801', '802');
    expect(play.hears('801')).toBe('ringback');
    expect(play.rings('802')).toBe(true);
    play.wait(2_500);
    play.lift('802');
    expect(play.hears('801')).toBe('802');
    expect(play.hears('802')).toBe('801');
    expect(play.rings('802')).toBe(false);
  });

  test('the called party hangs up: the caller hears busy at once, the record is written', () => {
    const play = office();
    play.call('801', '802');
    play.wait(2_000);
    play.lift('802');
    play.wait(10_000);
    play.hangUp('802');
    expect(play.hears('801')).toBe('busy');
    const record = play.lastRecord;
    expect(record).toMatchObject({
      kind: 'internal',
      from: '801',
      to: '802',
      cause: 16,
      releasedBy: 'called',
    });
    expect(record.releasedAt - record.answeredAt!).toBe(10_000_000);
    play.hangUp('801');
    expect(play.allQuiet).toBe(true);
    expect(play.records).toHaveLength(1);
  });

  test('the caller hangs up: the called party hears busy at once', () => {
    const play = office();
    play.call('801', '802');
    play.lift('802');
    play.hangUp('801');
    expect(play.hears('802')).toBe('busy');
    expect(play.lastRecord).toMatchObject({ cause: 16, releasedBy: 'caller' });
  });

  test('the caller hangs up while the other rings: the ringing stops, nobody is left', () => {
    const play = office();
    play.call('801', '802');
    play.wait(500);
    play.hangUp('801');
    expect(play.rings('802')).toBe(false);
    expect(play.allQuiet).toBe(true);
    expect(play.lastRecord).toMatchObject({ kind: 'internal', answeredAt: null, releasedBy: 'caller' });
  });

  test('a busy telephone gives busy tone, and the reason is told', () => {
    const play = office();
    play.lift('802');
    play.call('801', '802');
    expect(play.hears('801')).toBe('busy');
    expect(play.lastRecord).toMatchObject({ kind: 'internal', cause: 17, to: '802', toPort: null });
    const busy = play.all('trace').find(({ rule }) => rule === 'extension.busy');
    expect(busy?.facts).toEqual({ number: '802', state: 'dialTone' });
  });

  test('whoever calls himself hears busy', () => {
    const play = office();
    play.call('801', '801');
    expect(play.hears('801')).toBe('busy');
    expect(play.rules()).toContain('extension.self');
  });

  test('nobody answers: after the ringing time the caller hears busy, the record says no answer', () => {
    const play = office();
    play.call('801', '802');
    play.wait(60_000);
    expect(play.hears('801')).toBe('busy');
    expect(play.rings('802')).toBe(false);
    expect(play.state('802')).toBe('idle');
    expect(play.lastRecord).toMatchObject({ cause: 19, releasedBy: 'exchange' });
  });

  test('a telephone out of service gives congestion', () => {
    const play = office();
    play.health('802', false);
    play.call('801', '802');
    expect(play.hears('801')).toBe('congestion');
    expect(play.lastRecord.cause).toBe(27);
  });

  test('a third telephone hears busy while two talk, and they are not disturbed', () => {
    const play = office();
    play.call('801', '802');
    play.lift('802');
    play.call('803', '801');
    expect(play.hears('803')).toBe('busy');
    expect(play.hears('801')).toBe('802');
  });

  test('hanging up at any moment of a call leaves everything quiet and one record', () => {
    for (let moment = 0; moment < 90_000; moment += 730) {
      const play = office();
      play.lift('801');
      play.wait(300);
      play.dial('801', '802');
      play.wait(moment);
      play.hangUp('801');
      play.wait(100_000);
      expect(play.allQuiet, `hung up after ${moment} ms`).toBe(true);
      expect(play.records).toHaveLength(1);
    }
  });
});

describe('races', () => {
  test('two telephones that call each other at the same moment both hear busy', () => {
    const play = office();
    play.lift('801', '802');
    play.dial('801', '80');
    play.dial('802', '80');
    play.dial('801', '2');
    play.dial('802', '1');
    expect([play.hears('801'), play.hears('802')]).toEqual(['busy', 'busy']);
  });

  test('a telephone lifted in the instant in which it begins to ring answers the call', () => {
    const play = office();
    play.call('801', '802');
    play.lift('802');
    expect(play.hears('802')).toBe('801');
  });

  test('a telephone lifted an instant before it would ring is busy and has dial tone', () => {
    const play = office();
    play.call('801', '80');
    play.lift('802');
    play.dial('801', '2');
    expect(play.hears('801')).toBe('busy');
    expect(play.hears('802')).toBe('dial');
  });

  test('answer in the instant of the ringing timeout, either order, leaves one record', () => {
    const play = office();
    play.call('801', '802');
    play.wait(59_999);
    play.lift('802');
    play.wait(10);
    expect(play.hears('802')).toBe('801');
    const late = office();
    late.call('801', '802');
    late.wait(60_000);
    late.lift('802');
    expect(late.hears('802')).toBe('dial');
    expect(late.records).toHaveLength(1);
  });

  test('events told twice change nothing', () => {
    const play = office();
    play.lift('801');
    play.lift('801');
    play.dial('801', '802');
    play.lift('802');
    play.lift('802');
    expect(play.hears('801')).toBe('802');
    play.hangUp('802');
    play.hangUp('802');
    play.hangUp('801');
    expect(play.records).toHaveLength(1);
    expect(play.allQuiet).toBe(true);
  });

  test('early and late deadline events are harmless', () => {
    const play = office();
    play.call('801', '802');
    const { exchange } = play;
    play.send({ kind: 'deadline' });
    expect(play.exchange).toBe(exchange);
  });
});
