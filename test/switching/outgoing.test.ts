import { describe, expect, test } from 'vitest';
import { INSIDE, makeOffice, type OfficeWishes } from './support/office.ts';
import { Play } from './support/play.ts';

const office = (wishes: OfficeWishes = {}): Play => new Play(makeOffice(wishes));

describe('out over an exchange line', () => {
  test('9 gives the second dial tone, which stops at the next digit', () => {
    const play = office();
    play.call('801', '9');
    expect(play.hears('801')).toBe('specialDial');
    play.dial('801', '5');
    expect(play.hears('801')).toBe('silence');
  });

  test('without a second dial tone in the plan there is silence after 9', () => {
    const to = { kind: 'trunk-group', group: 'city', strip: 1, secondDialTone: false } as const;
    const play = office({ plan: [INSIDE, { pattern: '9.', to }] });
    play.call('801', '9');
    expect(play.hears('801')).toBe('silence');
  });

  test('a line is seized, its dial tone awaited, then all digits go out in order without the 9', () => {
    const play = office();
    play.call('801', '9555');
    expect(play.seized('L1')).toBe(true);
    expect(play.dialledOn('L1')).toBe('');
    play.tone('L1', 'dial');
    play.dial('801', '1234');
    play.wait(1_000);
    expect(play.dialledOn('L1')).toBe('5551234');
  });

  test('digits dialled while others are being sent wait for their turn', () => {
    const play = office();
    play.sendingMs = 2_000;
    play.call('801', '95');
    play.tone('L1', 'dial');
    play.dial('801', '678');
    expect(play.dialledOn('L1')).toBe('5');
    play.wait(5_000);
    expect(play.all('dial').map(({ digits }) => digits)).toEqual(['5', '678']);
  });

  test('the caller hears the line when the number is complete', () => {
    const play = office();
    play.call('801', '95551234');
    play.tone('L1', 'dial');
    play.wait(1_000);
    expect(play.hears('801')).toBe('silence');
    play.wait(3_000);
    expect(play.hears('801')).toBe('L1');
    expect(play.state('801')).toBe('awaitingAnswer');
  });

  test('# ends a number of variable length at once, and is not sent', () => {
    const play = office();
    play.call('801', '95551234#');
    play.tone('L1', 'dial');
    play.wait(500);
    expect(play.hears('801')).toBe('L1');
    expect(play.dialledOn('L1')).toBe('5551234');
  });

  test('a number of fixed length is complete with its last digit', () => {
    const to = { kind: 'trunk-group', group: 'city', strip: 1, secondDialTone: true } as const;
    const play = office({ plan: [INSIDE, { pattern: '9NXXXXXX', to }] });
    play.call('801', '95551234');
    play.tone('L1', 'dial');
    play.wait(500);
    expect(play.hears('801')).toBe('L1');
    const short = office({ plan: [INSIDE, { pattern: '9NXXXXXX', to }] });
    short.call('801', '9555');
    short.wait(4_000);
    expect(short.hears('801')).toBe('vacant');
    expect(short.seized('L1')).toBe(false);
    expect(short.lastRecord).toMatchObject({ kind: 'outgoing', cause: 28 });
  });

  test('ringback from the public network cuts the caller through before the digit timer', () => {
    const play = office();
    play.call('801', '95551234');
    play.tone('L1', 'dial');
    play.wait(500);
    play.tone('L1', 'ringback');
    expect(play.hears('801')).toBe('L1');
  });

  test('dials by pulses on a line that wants them', () => {
    const play = office({ trunk: { dialling: 'pulse' } });
    play.call('801', '95551234');
    play.tone('L1', 'dial');
    expect(play.all('dial')[0]).toMatchObject({ via: 'pulse', digits: '5551234' });
  });

  test('a lost confirmation of the digits does not hold the call for ever', () => {
    const play = office();
    play.sendingMs = null;
    play.call('801', '95551234#');
    play.tone('L1', 'dial');
    play.wait(60_000);
    expect(play.rules()).toContain('trunk.sentLost');
    expect(play.hears('801')).toBe('L1');
  });

  test('hung up while digits are being sent: they stop, the line is released', () => {
    const play = office();
    play.sendingMs = 5_000;
    play.call('801', '95551234');
    play.tone('L1', 'dial');
    play.hangUp('801');
    expect(play.all('stopSend')).toHaveLength(1);
    expect(play.seized('L1')).toBe(false);
    play.wait(10_000);
    expect(play.allQuiet).toBe(true);
  });

  test('pulses dialled in conversation go out as tones, keys are heard by themselves', () => {
    const play = office();
    play.talkOutside('801', '95551234', 'L1');
    const before = play.all('dial').length;
    play.dial('801', '7', 'pulse');
    expect(play.all('dial').at(-1)).toMatchObject({ digits: '7', via: 'dtmf' });
    play.dial('801', '7', 'dtmf');
    expect(play.all('dial')).toHaveLength(before + 1);
  });
});

describe('answer supervision', () => {
  const ringingOut = (wishes: OfficeWishes): Play => {
    const play = office(wishes);
    play.call('801', '95551234#');
    play.tone('L1', 'dial');
    play.wait(1_000);
    return play;
  };

  test('polarity reversal is the answer', () => {
    const play = ringingOut({});
    play.polarity('L1', false);
    expect(play.state('801')).toBe('awaitingAnswer');
    play.wait(2_000);
    play.polarity('L1', true);
    expect(play.state('801')).toBe('talking');
    play.hangUp('801');
    expect(play.lastRecord).toMatchObject({
      kind: 'outgoing',
      to: '5551234',
      cause: 16,
      releasedBy: 'caller',
    });
    expect(play.lastRecord.answeredAt).not.toBeNull();
  });

  test('on a line that is reversed at rest, its first look is no answer, the change is', () => {
    const play = office();
    play.polarity('L1', true);
    play.call('801', '95551234#');
    play.tone('L1', 'dial');
    play.wait(1_000);
    play.polarity('L1', true);
    expect(play.state('L1')).toBe('awaitingAnswer');
    play.polarity('L1', false);
    expect(play.state('L1')).toBe('talking');
  });

  test('a line whose wires were swapped while it was idle is judged by how it stands now', () => {
    const play = office();
    play.polarity('L1', false);
    play.polarity('L1', true);
    play.call('801', '95551234#');
    play.tone('L1', 'dial');
    play.wait(1_000);
    play.polarity('L1', false);
    expect(play.state('L1')).toBe('talking');
  });

  test('a first look that comes only after the digits is no answer', () => {
    const play = ringingOut({});
    play.polarity('L1', true);
    expect(play.state('L1')).toBe('awaitingAnswer');
  });

  test('the end of ringback is the answer where the line has no better sign', () => {
    const play = ringingOut({ trunk: { answerBy: ['ringback'] } });
    play.tone('L1', 'ringback');
    play.wait(30_000);
    expect(play.state('L1')).toBe('awaitingAnswer');
    play.tone('L1', 'ringback', false);
    expect(play.state('L1')).toBe('talking');
    expect(play.rules()).toContain('answer.ringbackEnded');
  });

  test('where ringback ending is no sign, time after it is', () => {
    const play = ringingOut({ trunk: { answerBy: ['polarity'] } });
    play.tone('L1', 'ringback');
    play.tone('L1', 'ringback', false);
    expect(play.state('L1')).toBe('awaitingAnswer');
    play.wait(20_000);
    expect(play.state('L1')).toBe('talking');
  });

  test('with no sign at all the call counts as answered after its time', () => {
    const play = ringingOut({ trunk: { answerBy: [] } });
    play.wait(18_000);
    expect(play.state('L1')).toBe('awaitingAnswer');
    play.wait(2_000);
    expect(play.state('L1')).toBe('talking');
    expect(play.rules()).toContain('answer.time');
  });

  test('a real answer after the assumed one corrects the time in the record', () => {
    const play = ringingOut({});
    play.polarity('L1', false);
    play.wait(25_000);
    play.polarity('L1', true);
    const answered = play.now;
    play.wait(5_000);
    play.polarity('L1', false);
    expect(play.hears('801')).toBe('busy');
    expect(play.lastRecord).toMatchObject({ answeredAt: answered, releasedBy: 'called' });
  });

  test('far busy gives our busy tone and frees the line', () => {
    const play = ringingOut({});
    play.tone('L1', 'busy');
    expect(play.hears('801')).toBe('busy');
    expect(play.seized('L1')).toBe(false);
    expect(play.lastRecord).toMatchObject({ cause: 17, answeredAt: null });
  });

  test('congestion in the public network gives our congestion tone', () => {
    const play = ringingOut({});
    play.tone('L1', 'congestion');
    expect(play.hears('801')).toBe('congestion');
    expect(play.lastRecord.cause).toBe(42);
  });

  test('loop current that stops before an answer ends the call', () => {
    const play = ringingOut({});
    play.send({ kind: 'loopDrop', port: play.port('L1') });
    expect(play.hears('801')).toBe('busy');
    expect(play.seized('L1')).toBe(false);
  });
});

describe('release', () => {
  test('the office hangs up: the line goes on-hook and rests its guard time', () => {
    const play = office({ trunks: 1 });
    play.talkOutside('801', '95551234', 'L1');
    play.hangUp('801');
    expect(play.seized('L1')).toBe(false);
    expect(play.state('L1')).toBe('guard');
    play.call('802', '955');
    expect(play.hears('802')).toBe('congestion');
    play.hangUp('802');
    play.wait(1_000);
    play.call('802', '955');
    expect(play.seized('L1')).toBe(true);
  });

  for (const [how, act] of [
    ['polarity back to rest', (play: Play) => play.polarity('L1', false)],
    ['loop drop', (play: Play) => play.send({ kind: 'loopDrop', port: play.port('L1') })],
    ['busy tone', (play: Play) => play.tone('L1', 'busy')],
  ] as const)
    test(`the far end hangs up, told by ${how}: inside hears busy, the line is free`, () => {
      const play = office();
      play.polarity('L1', false);
      play.talkOutside('801', '95551234', 'L1');
      expect(play.hears('801')).toBe('L1');
      act(play);
      expect(play.hears('801')).toBe('busy');
      expect(play.seized('L1')).toBe(false);
      expect(play.lastRecord).toMatchObject({ cause: 16, releasedBy: 'called' });
      play.hangUp('801');
      play.wait(1_000);
      expect(play.allQuiet).toBe(true);
    });

  test('a line set to busy tone only is not released by loop drop or polarity', () => {
    const play = office({ trunk: { releaseBy: ['busy-tone'] } });
    play.polarity('L1', false);
    play.talkOutside('801', '95551234', 'L1');
    play.send({ kind: 'loopDrop', port: play.port('L1') });
    play.polarity('L1', false);
    expect(play.hears('801')).toBe('L1');
  });
});
