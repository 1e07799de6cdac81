import { describe, expect, test } from 'vitest';
import { fullOffice } from '../support/full-office.ts';
import { Play } from '../support/play.ts';

const office = (wishes = {}): Play => new Play(fullOffice(wishes));

/** Sequences that `random.test.ts` found, each cut down to what matters. */
describe('what chance has found', () => {
  test('the telephone of a call-back is lost while it rings', () => {
    const play = office();
    play.send({ kind: 'command', id: 1, command: { op: 'makeCall', device: '804', to: '803' } });
    play.health('804', false);
    expect(play.allDone).toBe(true);
  });

  test('a held party goes to an operator who has forwarded to outside, where nobody may go', () => {
    const play = office({ trunk: { releaseBy: [] } });
    play.code('801', '*57*95551234#');
    play.talkOutside('802', '65551234#', 'L1');
    play.flash('802');
    play.wait(300_000);
    play.hangUp('802');
    play.wait(120_000);
    expect(play.allDone).toBe(true);
  });

  test('a room is on hold, and its only member calls it again', () => {
    const play = office();
    play.call('801', '870');
    play.flash('801');
    play.dial('801', '870');
    expect(play.hears('801')).toBe('busy');
    play.hangUp('801');
    expect(play.allDone).toBe(true);
  });

  test('a room is on hold, and its only member hangs up while he calls another', () => {
    const play = office();
    play.call('801', '870');
    play.flash('801');
    play.dial('801', '802');
    play.hangUp('801');
    expect(play.allDone).toBe(true);
  });

  test('a page is not put on hold by command either', () => {
    const play = office();
    play.call('801', '880');
    play.lift('802');
    play.send({
      kind: 'command',
      id: 1,
      command: { op: 'hold', device: '801', call: play.exchange.calls[0]!.id },
    });
    expect(play.all('reply').at(-1)?.reply).toMatchObject({ ok: false });
    expect(play.hears('802')).toBe('801');
  });

  test('a consultation that knocks at the held party itself is not joined with it', () => {
    const play = office();
    play.code('803', '*58#');
    play.call('801', '803');
    play.lift('803');
    play.flash('801');
    play.dial('801', '803');
    expect(play.hears('803')).toBe('music');
    expect(play.hears('801')).toBe('ringback');
    play.hangUp('801');
    expect(play.ringing).toEqual(['801']);
    play.hangUp('803');
    expect(play.allDone).toBe(true);
  });

  test('a greeted caller is forwarded outside: his line waits in the call, not at the greeting', () => {
    const play = office();
    play.code('801', '*57*95551234#');
    play.ringsIn('L2');
    play.wait(12_000);
    play.tone('L1', 'dial');
    play.wait(25_000);
    expect(play.dialledOn('L1')).toBe('5551234');
    play.farEndGoes('L2');
    expect(play.allDone).toBe(true);
  });

  test('who waits for a busy extension cannot be held; served, he is not switched twice', () => {
    const play = office();
    play.lift('803');
    play.lift('808');
    expect(play.hears('808')).toBe('busy');
    play.dial('808', '6');
    play.flash('808');
    play.hangUp('803');
    play.lift('803');
    expect(play.hears('808')).toBe('803');
    play.hangUp('803', '808');
    expect(play.allDone).toBe(true);
  });

  test('a listener of a page flashes and hangs up: the page goes on', () => {
    const play = office();
    play.call('804', '880');
    play.lift('803');
    play.flash('803');
    play.hangUp('803');
    expect(play.ringing).toEqual(['802', '806']);
    play.hangUp('804');
    expect(play.allDone).toBe(true);
  });

  test('two parties ring each other back at once: each leg is answered after it has begun', () => {
    const play = office();
    play.call('801', '802');
    play.lift('802');
    play.flash('801', '802');
    play.wait(1_000);
    play.hangUp('801', '802');
    play.wait(120_000);
    expect(play.allDone).toBe(true);
    for (const leg of play.records.flatMap(({ legs }) => legs))
      expect(leg.answeredAt ?? leg.startedAt).toBeGreaterThanOrEqual(leg.startedAt);
  });
});
