import { describe, expect, test } from 'vitest';
import { makeOffice, type OfficeWishes } from './support/office.ts';
import { Play } from './support/play.ts';

const office = (wishes: OfficeWishes = {}): Play => new Play(makeOffice(wishes));

/** A caller who shows his number after the first ring. */
function ring(play: Play, line = 'L1', number = '13800138000'): void {
  play.burst(line);
  play.wait(500);
  play.showNumber(line, number, 'Li');
}

/** Goes on ringing, 1 s on and 4 s off. */
function ringOn(play: Play, line: string, milliseconds: number): void {
  for (let passed = 0; passed < milliseconds; passed += 5_000) {
    play.burst(line);
    play.wait(4_000);
  }
}

describe('in from an exchange line', () => {
  test('the destination rings when the number is known, and shows it', () => {
    const play = office();
    play.burst('L1');
    play.wait(400);
    expect(play.rings('801')).toBe(false);
    play.showNumber('L1', '13800138000', 'Li');
    expect(play.rings('801')).toBe(true);
    expect(play.seized('L1')).toBe(false);
    play.wait(3_000);
    expect(play.all('sendCallerId')[0]?.callerId).toEqual({ number: '13800138000', name: 'Li', absence: '' });
  });

  test('a number that comes before the first ring is there at once', () => {
    const play = office();
    play.showNumber('L1', '13800138000');
    play.wait(1_000);
    play.send({ kind: 'ringing', port: play.port('L1'), on: true });
    expect(play.rings('801')).toBe(true);
    play.wait(3_000);
    expect(play.all('sendCallerId')[0]?.callerId.number).toBe('13800138000');
  });

  test('a number without a ring is forgotten', () => {
    const play = office();
    play.showNumber('L1', '13800138000');
    play.wait(10_000);
    expect(play.allQuiet).toBe(true);
    expect(play.state('L1')).toBe('idle');
  });

  test('without a number the destination rings all the same, at the second ring or a little earlier', () => {
    const quick = office();
    quick.burst('L1');
    quick.wait(2_000);
    quick.burst('L1');
    expect(quick.state('801')).toBe('alerting');
    const slow = office();
    slow.burst('L1');
    slow.wait(3_000);
    expect(slow.rings('801')).toBe(true);
    slow.wait(2_500);
    expect(slow.all('sendCallerId')[0]?.callerId).toEqual({ number: '', name: '', absence: 'O' });
  });

  test('answered: the line is seized, both talk, the record has the number', () => {
    const play = office();
    ring(play);
    play.lift('801');
    expect(play.seized('L1')).toBe(true);
    expect(play.hears('801')).toBe('L1');
    play.wait(5_000);
    play.hangUp('801');
    expect(play.seized('L1')).toBe(false);
    expect(play.lastRecord).toMatchObject({
      kind: 'incoming',
      from: '13800138000',
      fromPort: play.port('L1'),
      to: '801',
      cause: 16,
      releasedBy: 'called',
    });
    play.wait(1_000);
    expect(play.allQuiet).toBe(true);
  });

  test('abandoned: the ringing stops when the rings stop coming', () => {
    const play = office();
    ring(play);
    ringOn(play, 'L1', 10_000);
    expect(play.rings('801') || play.state('801') === 'alerting').toBe(true);
    play.wait(6_000);
    expect(play.state('801')).toBe('idle');
    expect(play.allQuiet).toBe(true);
    expect(play.lastRecord).toMatchObject({
      kind: 'incoming',
      answeredAt: null,
      releasedBy: 'caller',
      cause: 16,
    });
  });

  test('rings once and no more: the call is over, with one record', () => {
    const play = office();
    play.burst('L1');
    play.wait(20_000);
    expect(play.allQuiet).toBe(true);
    expect(play.records).toHaveLength(1);
  });

  test('a busy destination: the caller goes on hearing ringback outside, and is served when it is free', () => {
    const play = office();
    play.call('801', '802');
    play.lift('802');
    ring(play);
    ringOn(play, 'L1', 10_000);
    expect(play.seized('L1')).toBe(false);
    expect(play.hears('801')).toBe('802');
    play.hangUp('801');
    expect(play.rings('801')).toBe(true);
    play.lift('801');
    expect(play.hears('801')).toBe('L1');
  });

  test('of two callers who wait, the one who came first is served first', () => {
    const play = office();
    play.lift('801');
    ring(play, 'L1', '111');
    ring(play, 'L2', '222');
    play.hangUp('801');
    play.lift('801');
    expect(play.hears('801')).toBe('L1');
    expect(play.state('L2')).toBe('offered');
    play.burst('L2');
    play.hangUp('801');
    play.lift('801');
    expect(play.hears('801')).toBe('L2');
  });

  test('a caller who waits and gives up leaves a record and nothing else', () => {
    const play = office();
    play.lift('801');
    ring(play);
    play.wait(20_000);
    play.hangUp('801');
    expect(play.records.filter(({ kind }) => kind === 'incoming')).toHaveLength(1);
    expect(play.allQuiet).toBe(true);
  });

  test('a destination that does not exist leaves the caller ringing outside', () => {
    const play = office({ trunk: { ringIn: '899' } });
    ring(play);
    expect(play.rules()).toContain('trunk.noDestination');
    play.wait(10_000);
    expect(play.allQuiet).toBe(true);
  });

  test('a destination that falls out of service while it rings: another wait, no lost call', () => {
    const play = office();
    ring(play);
    play.health('801', false);
    expect(play.state('L1')).toBe('offered');
    play.burst('L1');
    play.health('801', true);
    expect(play.rings('801')).toBe(true);
    play.lift('801');
    expect(play.hears('801')).toBe('L1');
    expect(play.records).toHaveLength(0);
  });

  test('dial tone on an answered call: the caller had just gone', () => {
    const play = office();
    ring(play);
    play.lift('801');
    play.tone('L1', 'dial');
    expect(play.hears('801')).toBe('busy');
    expect(play.seized('L1')).toBe(false);
  });

  test('the outside caller hangs up first: inside hears busy, by whatever sign', () => {
    for (const sign of ['polarity', 'loop-drop', 'busy-tone'] as const) {
      const play = office({ trunk: { releaseBy: [sign] } });
      play.polarity('L1', false);
      ring(play);
      play.lift('801');
      if (sign === 'polarity') play.polarity('L1', true);
      if (sign === 'loop-drop') play.send({ kind: 'loopDrop', port: play.port('L1') });
      if (sign === 'busy-tone') play.tone('L1', 'busy');
      expect(play.hears('801'), sign).toBe('busy');
      expect(play.lastRecord).toMatchObject({ releasedBy: 'caller', cause: 16 });
    }
  });

  test('a line reversed for caller ID before the ring may swing back when it is answered', () => {
    const play = office();
    play.polarity('L1', false);
    play.polarity('L1', true);
    play.showNumber('L1', '02079460000');
    play.burst('L1');
    play.lift('801');
    play.polarity('L1', false);
    expect(play.hears('801')).toBe('L1');
  });

  test('the same polarity told once more is no sign of anything', () => {
    const play = office();
    play.polarity('L1', false);
    play.polarity('L1', true);
    ring(play);
    play.lift('801');
    play.polarity('L1', true);
    expect(play.hears('801')).toBe('L1');
  });

  test('a ring in the guard time is an incoming call', () => {
    const play = office();
    play.talkOutside('802', '955', 'L1');
    play.hangUp('802');
    play.wait(200);
    ring(play);
    expect(play.rings('801')).toBe(true);
    play.lift('801');
    expect(play.hears('801')).toBe('L1');
  });

  test('a line that rings is not taken for a call out', () => {
    const play = office({ trunks: 1 });
    play.burst('L1');
    play.call('802', '955');
    expect(play.hears('802')).toBe('congestion');
  });

  test('a number that arrives after the ring was passed on is kept for the record', () => {
    const play = office();
    play.burst('L1');
    play.wait(3_500);
    play.showNumber('L1', '13800138000');
    play.lift('801');
    play.hangUp('801');
    expect(play.lastRecord.from).toBe('13800138000');
  });
});
