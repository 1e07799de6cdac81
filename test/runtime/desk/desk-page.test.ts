import { beforeEach, describe, expect, test } from 'vitest';
import type { DeskView } from '#ports/desk.ts';
import { value } from '../../contracts/database.ts';
import { NOON_EPOCH_MS } from '../../support/records.ts';
import { answer, DeskRoom } from './support/desk-room.ts';
import { id } from './support/scripted-exchange.ts';

let room: DeskRoom;
beforeEach(async () => {
  room = await DeskRoom.open();
});

describe('the record of operations', () => {
  test('has every key that acted: who, where, what, on which call and number, and what came of it', async () => {
    const seat = await room.sit('chen');
    await room.exchange.ring('c1', '13800001111');
    await room.act(seat, { op: 'consoleAnswer', call: id('c1') });
    await room.act(seat, { op: 'consoleTouch' });
    await room.act(seat, { op: 'note', ticket: 1, change: { notes: 'x' } });
    await room.act(seat, { op: 'consoleCall', to: '803' });
    room.exchange.refuse = 'not-permitted';
    await room.act(seat, { op: 'consoleForceRelease', number: '804' });
    room.exchange.refuse = null;
    room.desk.logOut('chen');
    const told = (await room.ops())
      .map(({ op, call, number, outcome }) => [op, call, number, outcome])
      .reverse();
    expect(told).toEqual([
      ['shiftBegan', '', '', 'done'],
      ['consoleAnswer', 'c1', '', 'done'],
      ['consoleCall', 'c1', '803', 'done'],
      ['consoleForceRelease', 'c1', '804', 'not-permitted'],
      ['shiftEnded', '', '', 'done'],
    ]);
    expect((await room.ops())[0]).toMatchObject({ operator: 'chen', console: '1', epochMs: NOON_EPOCH_MS });
  });

  test('a disk that is away loses nothing: it is told once, and everything is written when it is back', async () => {
    const seat = await room.sit('chen');
    room.exchange.database.failNow();
    await room.act(seat, { op: 'leaveMessage', for: '803', from: '', text: 'a' });
    await room.act(seat, { op: 'leaveMessage', for: '803', from: '', text: 'b' });
    expect(room.exchange.alarms.map(({ code }) => code)).toEqual(['TR-DESK-001']);
    room.exchange.database.fault = null;
    await room.exchange.turn(1_000);
    await room.exchange.turn();
    expect((await value(room.exchange.database.desk.messages({}, 9))).rows.map(({ text }) => text)).toEqual([
      'b',
      'a',
    ]);
    expect((await room.ops()).map(({ op }) => op)).toEqual(['leaveMessage', 'leaveMessage', 'shiftBegan']);
  });

  test('a desk whose disk cannot be read at the start works all the same, and says so', async () => {
    room = new DeskRoom();
    room.exchange.database.failNow();
    await room.open();
    expect((await room.sit('chen')).view().state).toBe('idle');
    expect(room.exchange.alarms.length).toBeGreaterThan(0);
  });
});

describe('what a page is told', () => {
  test('lamps of all extensions at once, then only what changes', async () => {
    const seat = await room.sit('chen');
    expect(seat.lamps()).toEqual(['801', '802', '803', '804'].map((number) => [number, 'free']));
    const heard: unknown[] = [];
    seat.onLamps((changes) => heard.push(...changes));
    await room.exchange.turn();
    room.exchange.lines = room.exchange.lines.map((one) =>
      one.number === '803' ? { ...one, state: 'talking' } : one,
    );
    room.exchange.doNotDisturb.add('804');
    await room.exchange.turn();
    expect(heard).toEqual([
      ['803', 'busy'],
      ['804', 'do-not-disturb'],
    ]);
    expect(seat.search('803', 5)[0]).toMatchObject({ number: '803', lamp: 'busy' });
    expect(seat.search('fj803', 5)[0]).toMatchObject({ name: '分机803' });
  });

  test('an empty search line offers the numbers called last', async () => {
    const seat = await room.sit('chen');
    for (const to of ['803', '804', '803', '12345'])
      await room.act(seat, to === '804' ? { op: 'consoleSend', to } : { op: 'consoleCall', to });
    expect(seat.search('', 9).map(({ number, name }) => [number, name])).toEqual([
      ['12345', ''],
      ['803', '分机803'],
      ['804', '分机804'],
    ]);
  });

  test('it hears of a change once a turn, and of nothing after it has left', async () => {
    const seat = await room.sit('chen');
    let told = 0;
    seat.onChange(() => told++);
    await room.act(seat, { op: 'leaveMessage', for: '803', from: '', text: 'a' });
    expect(told).toBeGreaterThan(0);
    seat.leave();
    const before = told;
    await room.exchange.turn();
    expect(told).toBe(before);
  });

  test('a view that nothing has touched is the same to the letter, also a second later', async () => {
    const seat = await room.sit('chen');
    await room.exchange.ring('c1', '13800001111');
    const first = JSON.stringify(seat.view());
    await room.exchange.turn(1_234);
    expect(JSON.stringify(seat.view())).toBe(first);
  });

  test('which keys may act now', async () => {
    const seat = await room.sit('chen', '2');
    const may = (): DeskView['may'] => seat.view().may;
    expect(may()).not.toContain('consoleAnswer');
    expect(may()).not.toContain('setMode');
    await room.exchange.ring('c1', '13800001111');
    expect(may()).toContain('consoleAnswer');
    await room.act(seat, answer);
    expect(may()).toEqual(expect.arrayContaining(['consoleHold', 'consoleSend', 'consoleCall', 'note']));
    expect(may()).not.toContain('consoleTransfer');
    await room.act(seat, { op: 'consoleCall', to: '803' });
    expect(may()).toEqual(expect.arrayContaining(['consoleTransfer', 'consoleCancel']));
    expect(may()).not.toContain('consoleToggle');
    expect(await room.act(seat, { op: 'setMode', mode: 'night' })).toMatchObject({ why: 'not-permitted' });
  });

  test('the wall shows how many wait and since when, and no caller', async () => {
    await room.sit('chen');
    await room.exchange.ring('c1', '13800001111');
    const board = room.desk.board();
    expect(board.groups[0]!.levels).toEqual([
      { key: 1, name: '外线', waiting: 1, urgent: 0, longestSinceEpochMs: NOON_EPOCH_MS },
    ]);
    expect(JSON.stringify(board)).not.toContain('13800001111');
  });
});
