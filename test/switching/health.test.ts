import { describe, expect, test } from 'vitest';
import { createExchange, type Exchange, step } from '#switching/exchange.ts';
import { instant } from '#units/time.ts';
import { makeOffice } from './support/office.ts';
import { EPOCH_MS, Play } from './support/play.ts';

const office = (): Play => new Play(makeOffice());

describe('ports out of service', () => {
  test('before a port has reported itself it is out of service, without an alarm', () => {
    const { exchange, effects, deadline } = createExchange(makeOffice(), instant(0), EPOCH_MS);
    expect(effects).toEqual([]);
    expect(deadline).toBeNull();
    expect(exchange.ports.every(({ state }) => state.state === 'outOfService')).toBe(true);
  });

  test('a line lost in conversation: the other hears congestion, cause 27, alarm until it is back', () => {
    const play = office();
    play.call('801', '802');
    play.lift('802');
    play.health('802', false);
    expect(play.hears('801')).toBe('congestion');
    expect(play.lastRecord).toMatchObject({ cause: 27, releasedBy: 'exchange' });
    expect([...play.world.alarms]).toEqual([`TR-PORT-001 port ${play.port('802')}`]);
    play.health('802', true);
    expect(play.world.alarms.size).toBe(0);
  });

  test('a line lost while it rings: the caller hears congestion', () => {
    const play = office();
    play.call('801', '802');
    play.health('802', false);
    expect(play.hears('801')).toBe('congestion');
    expect(play.rings('802')).toBe(false);
    play.health('802', true);
    expect(play.state('802')).toBe('idle');
  });

  test('back in service with the handset lifted: dial tone, for somebody holds it', () => {
    const play = office();
    play.lift('801');
    play.health('801', false);
    play.health('801', true);
    expect(play.state('801')).toBe('idle');
    play.lift('801');
    expect(play.hears('801')).toBe('dial');
  });

  test('hung up unseen during the outage: the line is free when it is back', () => {
    const play = office();
    play.lift('801');
    play.health('801', false);
    play.health('801', true);
    expect(play.state('801')).toBe('idle');
    expect(play.allQuiet).toBe(true);
  });

  test('hung up during the outage: idle when it is back', () => {
    const play = office();
    play.lift('801');
    play.health('801', false);
    play.hangUp('801');
    play.health('801', true);
    expect(play.state('801')).toBe('idle');
    expect(play.allQuiet).toBe(true);
  });

  test('an exchange line lost in conversation: inside hears congestion, cause 38', () => {
    const play = office();
    play.talkOutside('801', '955', 'L1');
    play.health('L1', false);
    expect(play.hears('801')).toBe('congestion');
    expect(play.lastRecord.cause).toBe(38);
    expect(play.seized('L1')).toBe(false);
  });

  test('an exchange line lost while it is dialled on: the call goes over the next one', () => {
    const play = office();
    play.call('801', '95551234#');
    play.tone('L1', 'dial');
    play.health('L1', false);
    play.tone('L2', 'dial');
    play.wait(1_000);
    expect(play.dialledOn('L2')).toBe('5551234');
    expect(play.hears('801')).toBe('L2');
  });

  test('an exchange line lost while it rings: nobody goes on ringing inside', () => {
    const play = office();
    play.burst('L1');
    play.wait(3_000);
    play.health('L1', false);
    expect(play.state('801')).toBe('idle');
    expect(play.lastRecord).toMatchObject({ kind: 'incoming', cause: 38 });
  });

  test('told twice, it is one alarm and one record', () => {
    const play = office();
    play.lift('801');
    play.health('801', false);
    play.health('801', false);
    expect(play.all('alarm')).toHaveLength(1);
    expect(play.records).toHaveLength(1);
  });

  test('a port that no entry of the office uses is ignored, and said so', () => {
    const play = office();
    play.send({ kind: 'offHook', port: '9/8' });
    expect(play.rules()).toEqual(['event.unknownPort']);
  });
});

describe('a broken assumption', () => {
  /** The same exchange with one port's state replaced by an impossible one. */
  function damaged(play: Play, party: string, state: object): Exchange {
    const port = play.port(party);
    const ports = play.exchange.ports.map((each) =>
      each.port === port ? { ...each, state: { ...each.state, ...state } } : each,
    );
    return { ...play.exchange, ports } as Exchange;
  }

  test('clears the call concerned, with a record of cause 41 and an alarm; other calls go on', () => {
    const play = new Play(makeOffice({ extensions: 4 }));
    play.call('801', '802');
    play.lift('802');
    play.call('803', '804');
    // 803 rings out, but its callee's caller claims to have flashed in a conversation.
    const broken = damaged(play, '803', { state: 'recalled', deadline: null });
    const { exchange, effects } = step(broken, { kind: 'offHook', port: play.port('804') }, play.now);
    expect(effects.find(({ kind }) => kind === 'alarm')).toMatchObject({ code: 'TR-CORE-001', raised: true });
    expect(effects.find(({ kind }) => kind === 'record')).toMatchObject({
      record: { cause: 41, releasedBy: 'exchange', from: '803' },
    });
    expect(effects.filter(({ kind }) => kind === 'ringOff')).toHaveLength(1);
    const why = effects.find((effect) => effect.kind === 'trace' && effect.rule === 'core.assertion');
    expect(JSON.stringify(why)).toContain('was ringing out but is recalled');
    const states = exchange.ports.slice(0, 4).map(({ state }) => state.state);
    expect(states).toEqual(['talking', 'talking', 'parked', 'idle']);
    expect(exchange.calls.filter((call) => call !== null)).toHaveLength(1);
  });

  test('a port that names a call that does not exist is put to rest', () => {
    const play = office();
    const broken = damaged(play, '801', { state: 'dialTone', call: 7, deadline: play.now });
    const { exchange, effects } = step(broken, { kind: 'onHook', port: play.port('801') }, play.now);
    expect(exchange.ports[0]?.state.state).toBe('parked');
    expect(effects.some(({ kind }) => kind === 'record')).toBe(false);
    const again = step(exchange, { kind: 'onHook', port: play.port('801') }, play.now);
    expect(again.exchange.ports[0]?.state.state).toBe('idle');
  });

  test('on an exchange line it is released and rests', () => {
    const play = office();
    play.talkOutside('801', '955', 'L1');
    const broken = damaged(play, 'L1', { state: 'dialling', taken: 0, sending: 5, deadline: play.now });
    const event = { kind: 'sent', port: play.port('L1'), id: 5 } as const;
    const { exchange, effects } = step(broken, event, play.now);
    expect(effects).toContainEqual({ kind: 'release', port: play.port('L1') });
    expect(exchange.ports.map(({ state }) => state.state)).toEqual([
      'parked',
      'idle',
      'idle',
      'guard',
      'idle',
    ]);
  });
});
