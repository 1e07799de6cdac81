import { describe, expect, test } from 'vitest';
import { makeOffice, type OfficeWishes } from './support/office.ts';
import { Play } from './support/play.ts';

const office = (wishes: OfficeWishes = {}): Play => new Play(makeOffice(wishes));

describe('trunk groups', () => {
  test('linear hunting takes the first free line', () => {
    const play = office();
    play.call('801', '955');
    play.call('802', '955');
    expect([play.seized('L1'), play.seized('L2')]).toEqual([true, true]);
    play.hangUp('801');
    play.wait(2_000);
    play.call('803', '955');
    expect(play.seized('L1')).toBe(true);
  });

  test('longest idle takes the line that has rested longest', () => {
    const play = office({ trunks: 3, hunt: 'longest-idle' });
    for (const line of ['L1', 'L2', 'L3', 'L1']) {
      play.call('801', '955');
      expect(play.seized(line), line).toBe(true);
      play.hangUp('801');
      play.wait(2_000);
    }
  });

  test('no line free: congestion, cause 34', () => {
    const play = office({ trunks: 1 });
    play.call('801', '955');
    play.call('802', '955');
    expect(play.hears('802')).toBe('congestion');
    expect(play.lastRecord).toMatchObject({ kind: 'outgoing', cause: 34, toPort: null });
    expect(play.rules()).toContain('trunk.noneFree');
  });

  test('no dial tone: alarm, and the next line of the group is tried', () => {
    const play = office();
    play.call('801', '95551234#');
    play.wait(3_000);
    expect([play.seized('L1'), play.seized('L2')]).toEqual([false, true]);
    expect([...play.world.alarms]).toEqual([`TR-TRUNK-002 port ${play.port('L1')}`]);
    play.tone('L2', 'dial');
    play.wait(1_000);
    expect(play.dialledOn('L2')).toBe('5551234');
    expect(play.hears('801')).toBe('L2');
  });

  test('no dial tone on the last line: it is dialled on all the same', () => {
    const play = office({ trunks: 1 });
    play.call('801', '95551234#');
    play.wait(4_000);
    expect(play.dialledOn('L1')).toBe('5551234');
    expect(play.rules()).toContain('trunk.dialsBlind');
  });

  test('the alarm of a silent line ends when it gives dial tone again', () => {
    const play = office({ trunks: 1 });
    play.call('801', '95551234#');
    play.wait(4_000);
    play.hangUp('801');
    play.wait(2_000);
    play.call('801', '955');
    play.tone('L1', 'dial');
    expect(play.world.alarms.size).toBe(0);
  });

  test('busy tone at seizure sends the call to the next line', () => {
    const play = office();
    play.call('801', '955');
    play.tone('L1', 'busy');
    expect([play.seized('L1'), play.seized('L2')]).toEqual([false, true]);
  });

  test('loop current that stops while digits go out sends the call to the next line, from the first digit', () => {
    const play = office();
    play.call('801', '95551234#');
    play.tone('L1', 'dial');
    play.send({ kind: 'loopDrop', port: play.port('L1') });
    expect([play.seized('L1'), play.seized('L2')]).toEqual([false, true]);
    play.tone('L2', 'dial');
    play.wait(1_000);
    expect(play.dialledOn('L2')).toBe('5551234');
  });

  test('a line without battery is not taken, and is in alarm until its battery is back', () => {
    const play = office();
    play.send({ kind: 'battery', port: play.port('L1'), present: false });
    expect(play.world.alarms.size).toBe(1);
    play.call('801', '955');
    expect(play.seized('L2')).toBe(true);
    play.send({ kind: 'battery', port: play.port('L1'), present: true });
    expect(play.world.alarms.size).toBe(0);
    play.call('802', '955');
    expect(play.seized('L1')).toBe(true);
  });

  test('glare: the caller who rang is taken in, the call goes to another line', () => {
    const play = office();
    play.call('802', '955');
    play.send({ kind: 'ringing', port: play.port('L1'), on: true });
    expect(play.world.toneAt(play.port('L1'))).toBe('ringback');
    expect(play.rings('801')).toBe(true);
    expect(play.seized('L2')).toBe(true);
    play.lift('801');
    expect(play.hears('801')).toBe('L1');
    play.tone('L2', 'dial');
    play.wait(6_000);
    expect(play.hears('802')).toBe('L2');
  });

  test('glare on the only line: the outgoing call hears congestion', () => {
    const play = office({ trunks: 1 });
    play.call('802', '955');
    play.send({ kind: 'ringing', port: play.port('L1'), on: true });
    expect(play.hears('802')).toBe('congestion');
    expect(play.lastRecord).toMatchObject({ kind: 'outgoing', cause: 34 });
    play.hangUp('802');
    play.wait(60_000);
    expect(play.lastRecord).toMatchObject({ kind: 'incoming', cause: 19 });
    play.wait(1_000);
    expect(play.allQuiet).toBe(true);
  });
});
