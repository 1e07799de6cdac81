import { describe, expect, test } from 'vitest';
import type { Reply } from '#switching/model.ts';
import { fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

/*
 * L1 and L2 are two calls of the carrier `voip` in the group `city`, L3 is one of `other` in the group `far`, whose
 * route puts 17 in front.
 */

function office(): Play {
  const plain = fullOffice({ trunk: { answerBy: ['polarity'], releaseBy: [], secondDialling: false } });
  const trunks = plain.trunks.map((trunk) => ({ ...trunk, carrier: trunk.name === 'L3' ? 'other' : 'voip' }));
  return new Play({ ...plain, trunks });
}

function tries(play: Play, line: string, number: string): Reply {
  play.send({ kind: 'command', id: 7, command: { op: 'testCall', port: play.port(line), number } });
  return play.all('reply').at(-1)!.reply;
}

/** The line takes the call, and whoever is called lifts. */
function answered(play: Play, line = 'L1'): void {
  play.polarity(line, false);
  tries(play, line, '955501234');
  play.tone(line, 'dial');
  play.wait(1_000);
  play.tone(line, 'ringback');
  play.wait(3_000);
  play.polarity(line, true);
}

describe('a test call of a carrier’s line', () => {
  test('is answered: a guide, then music, then it ends by itself, and the record says so', () => {
    const play = office();
    answered(play);
    expect(play.hears('L1')).toBe('test-call');
    play.wait(play.speakingMs + 100);
    expect(play.hears('L1')).toBe('music');
    play.wait(15_000);
    expect(play.seized('L1')).toBe(false);
    expect(play.lastRecord).toMatchObject({
      ...{ kind: 'outgoing', from: '', to: '55501234', dialled: '955501234', cause: 16 },
      ...{ fromPort: play.port('L1'), toPort: play.port('L1'), releasedBy: 'exchange' },
      legs: [{ how: 'test-call', sent: '55501234', number: '55501234' }],
    });
    play.wait(5_000);
    expect(play.allDone).toBe(true);
  });

  test.each([
    ['L1', '955501234', '55501234'],
    ['L3', '955501234', '1755501234'],
    ['L3', '+8655501234', '17055501234'],
    // The group itself was dialled, past the routes.
    ['L1', '655501234', '55501234'],
    // No route: as it was typed.
    ['L1', '75550', '75550'],
  ])('%s: %s is dialled as %s, as in an extension’s call', (line, number, digits) => {
    const play = office();
    expect(tries(play, line, number)).toMatchObject({ ok: true });
    play.tone(line, 'dial');
    play.wait(1_000);
    expect([play.dialledOn(line), play.state(line)]).toEqual([digits, 'awaitingAnswer']);
  });

  test.each([
    ['110', 'not-permitted'],
    ['9110', 'not-permitted'],
    ['+86110', 'not-permitted'],
    ['802', 'bad-number'],
    ['*56#', 'bad-number'],
    ['anna', 'bad-number'],
    ['', 'bad-number'],
  ])('%s is refused: %s', (number, why) => {
    const play = office();
    expect(tries(play, 'L1', number)).toEqual({ ok: false, why });
    expect(play.state('L1')).toBe('idle');
    expect(play.records).toEqual([]);
  });

  test('goes over this line and no other: where the carrier refuses, nothing else is tried', () => {
    const play = office();
    tries(play, 'L1', '955501234');
    play.tone('L1', 'dial');
    play.wait(1_000);
    play.cleared('L1', 38);
    expect(['L1', 'L2', 'L3'].map((line) => play.seized(line))).toEqual([false, false, false]);
    expect(play.lastRecord).toMatchObject({ cause: 38, answeredAt: null });
    play.wait(5_000);
    expect(play.allDone).toBe(true);
  });

  test('whom it reaches hangs up: the called side has ended it', () => {
    const play = office();
    answered(play);
    play.cleared('L1', 16);
    expect(play.lastRecord).toMatchObject({ cause: 16, releasedBy: 'called' });
    expect(play.lastRecord.answeredAt).not.toBeNull();
    play.wait(5_000);
    expect(play.allDone).toBe(true);
  });

  test('that nobody answers is given up after a minute', () => {
    const play = office();
    tries(play, 'L1', '955501234');
    play.tone('L1', 'dial');
    play.wait(1_000);
    play.tone('L1', 'ringback');
    play.wait(58_000);
    expect(play.seized('L1')).toBe(true);
    play.wait(2_000);
    expect(play.seized('L1')).toBe(false);
    expect(play.lastRecord).toMatchObject({ cause: 19, answeredAt: null });
  });

  test('there is one at a time of a carrier, and it counts as a call: the line is taken for others', () => {
    const play = office();
    tries(play, 'L1', '955501234');
    expect(tries(play, 'L2', '955501234')).toEqual({ ok: false, why: 'not-in-that-state' });
    expect(tries(play, 'L3', '955501234')).toMatchObject({ ok: true });
    play.call('801', '655501234');
    play.wait(5_000);
    expect(play.seized('L2')).toBe(true);
    play.call('804', '655501234');
    play.wait(10_000);
    expect(play.rules()).toContain('trunk.noneFree');
  });

  test('is ended by whoever has begun it', () => {
    const play = office();
    const reply = tries(play, 'L1', '955501234');
    const call = reply.ok ? reply.call! : null;
    play.send({ kind: 'command', id: 8, command: { op: 'release', call: call!, device: null } });
    expect(play.seized('L1')).toBe(false);
    play.wait(5_000);
    expect(play.allDone).toBe(true);
  });

  test('gives way to somebody who calls in at that moment', () => {
    const play = office();
    tries(play, 'L1', '955501234');
    play.ringsIn('L1');
    expect(play.lastRecord).toMatchObject({ kind: 'outgoing', cause: 34 });
    expect(play.ringing).toEqual(['801']);
  });

  test('gives way to a call for help', () => {
    const play = office();
    for (const line of ['L2', 'L3']) play.health(line, false);
    answered(play);
    play.call('801', '110');
    expect(play.lastRecord).toMatchObject({ kind: 'outgoing', cause: 47 });
    play.wait(5_000);
    play.tone('L1', 'dial');
    play.wait(1_000);
    expect(play.dialledOn('L1')).toContain('110');
  });

  test('is not made over a line that is taken, lost, or a wire of its own', () => {
    const play = office();
    play.ringsIn('L1');
    expect(tries(play, 'L1', '955501234')).toEqual({ ok: false, why: 'not-in-that-state' });
    play.health('L2', false);
    expect(tries(play, 'L2', '955501234')).toEqual({ ok: false, why: 'not-in-that-state' });
    const wires = new Play(fullOffice());
    expect(tries(wires, 'L1', '955501234')).toEqual({ ok: false, why: 'no-such-device' });
    expect(tries(wires, '801', '955501234')).toEqual({ ok: false, why: 'no-such-device' });
  });
});
