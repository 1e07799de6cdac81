import { beforeEach, describe, expect, test } from 'vitest';
import type { NewRecord } from '#ports/database.ts';
import type { DeskAction } from '#ports/desk.ts';
import { instant } from '#units/time.ts';
import { value } from '../../contracts/database.ts';
import { entry } from '../../support/desk.ts';
import { NOON_EPOCH_MS, newRecord } from '../../support/records.ts';
import { answer, DeskRoom } from './support/desk-room.ts';
import { id } from './support/scripted-exchange.ts';

let room: DeskRoom;
beforeEach(async () => {
  room = await DeskRoom.open();
});

describe('who sits where', () => {
  test('an operator logs in by sitting down; nobody else may sit there, nor the operator at two consoles', async () => {
    expect(room.desk.consoles()).toEqual([
      { id: '1', name: '话务台 1', operator: null },
      { id: '2', name: '话务台 2', operator: null },
    ]);
    const seat = await room.sit('chen');
    expect(room.exchange.asked).toEqual([{ op: 'consoleIn', console: '1' }]);
    expect(seat.view()).toMatchObject({ console: '1', operator: 'chen', state: 'idle', extension: '801' });
    expect(room.desk.consoles()[0]).toMatchObject({ operator: 'chen' });
    expect(await room.why('amir', '1')).toBe('TR-DESK-003');
    expect(await room.why('chen', '2')).toBe('TR-DESK-004');
    expect(await room.why('amir', '7')).toBe('TR-DESK-002');
  });

  test('a second page of the same operator takes the seat over with everything on it; the first does nothing any more', async () => {
    let taken = 0;
    const first = await room.sit('chen', '1', () => taken++);
    await room.exchange.ring('c1', '13800001111');
    await room.act(first, answer);
    const second = await room.sit('chen', '1', () => undefined, 'b');
    expect(taken).toBe(1);
    expect(second.view().source).toMatchObject({ call: 'c1' });
    expect(second.view().ticket).toMatchObject({ callerNumber: '13800001111', state: 'open' });
    expect(await first.act({ op: 'consoleRelease' })).toEqual({ ok: false, why: 'no-seat', by: '' });
    first.leave();
    expect(second.view().operator).toBe('chen');
  });

  test('a reload is no log-out; without a page for ten minutes the operator has gone', async () => {
    const seat = await room.sit('chen');
    seat.leave();
    await room.exchange.turn(9 * 60_000);
    expect(await room.why('amir', '1')).toBe('TR-DESK-003');
    await room.sit('chen');
    await room.exchange.turn(20 * 60_000);
    (await room.sit('chen', '1', () => undefined, 'c')).leave();
    await room.exchange.turn(10 * 60_000);
    expect(room.exchange.asked.at(-1)).toEqual({ op: 'consoleOut', console: '1' });
    expect(await room.why('amir', '1')).toBeNull();
    expect((await room.shifts()).map(({ operator, endedBy }) => [operator, endedBy])).toEqual([
      ['amir', ''],
      ['chen', 'gone'],
    ]);
  });

  test('a console that the exchange does not let in is nobody’s', async () => {
    room.exchange.refuse = 'not-in-that-state';
    expect(await room.why('chen', '1')).toBe('TR-DESK-005');
    room.exchange.refuse = null;
    expect(await room.why('amir', '1')).toBeNull();
  });

  test('a break: still logged in, no calls', async () => {
    const seat = await room.sit('chen');
    await room.act(seat, { op: 'suspend', on: true });
    expect(room.exchange.asked.at(-1)).toEqual({ op: 'consolePlug', console: '1', plugged: false });
    expect(seat.view().suspended).toBe(true);
    expect(room.desk.board().consoles[0]).toMatchObject({ operator: 'chen', suspended: true });
    await room.act(seat, { op: 'suspend', on: false });
    expect(seat.view().suspended).toBe(false);
  });
});

describe('a caller', () => {
  test('is shown by the name in the directory, waiting and on the card, with what the directory knows', async () => {
    await room.desk.directory.put(
      entry(0, { library: 'long-distance', number: '02165550000', name: '上海办事处', important: true }),
    );
    const seat = await room.sit('chen');
    await room.exchange.ring('c1', '65550000', { name: 'SHANGHAI' });
    expect(seat.view().waiting[0]).toMatchObject({ name: '上海办事处', important: true, level: 1 });
    expect(seat.view().levels).toEqual([{ key: 1, name: '外线', waiting: 1 }]);
    await room.act(seat, answer);
    expect(seat.view().source).toMatchObject({ name: '上海办事处', important: true });
    expect(seat.view().ticket).toMatchObject({ callerName: '上海办事处', operator: 'chen', console: '1' });
  });

  test('who was forwarded waits with whoever has forwarded him, by the name in the directory', async () => {
    const seat = await room.sit('chen');
    await room.exchange.ring('c1', '13800001111', { sentOnBy: { number: '803', name: 'SALES' } });
    await room.exchange.ring('c2', '13800002222', { sentOnBy: { number: '02066660000', name: 'SHOP' } });
    expect(seat.view().waiting.map(({ sentOnBy }) => sentOnBy?.name)).toEqual(['分机803', 'SHOP']);
  });

  test('gets a ticket when answered; it is completed when he is transferred, with what was written on it', async () => {
    const seat = await room.sit('chen');
    await room.exchange.ring('c1', '13800001111');
    await room.act(seat, answer);
    const { id: number } = seat.view().ticket!;
    await room.act(seat, { op: 'note', ticket: number, change: { reason: '订房', notes: '要两间' } });
    await room.act(seat, { op: 'consoleCall', to: '803' });
    await room.act(seat, { op: 'consoleTransfer' });
    expect(seat.view().ticket).toBeNull();
    expect(seat.view().recent).toMatchObject([{ id: number, result: 'transferred', reason: '订房' }]);
    expect(await room.tickets()).toMatchObject([{ id: number, state: 'completed', notes: '要两间' }]);
    expect(seat.view().statistics).toMatchObject({ answered: 1, transferred: 1, tickets: 1 });
  });

  test('who comes back has his notes with him, whoever answers, also when his call has become part of another', async () => {
    const [chen, amir] = [await room.sit('chen'), await room.sit('amir', '2')];
    await room.exchange.ring('c1', '13800001111');
    await room.act(chen, answer);
    await room.act(chen, { op: 'note', ticket: chen.view().ticket!.id, change: { notes: '生气' } });
    room.exchange.joined.set(id('c1'), id('c2'));
    await room.act(chen, { op: 'consoleSend', to: '803' });
    await room.exchange.ring('c2', '13800001111', { kind: 'recall', to: '803' });
    expect(amir.view().waiting[0]).toMatchObject({ notes: '生气' });
    await room.act(amir, answer);
    expect(amir.view().source).toMatchObject({ notes: '生气' });
    expect(amir.view().ticket).toMatchObject({ id: 1, operator: 'amir', state: 'open' });
    expect(amir.view().statistics).toMatchObject({ answered: 1, recalled: 1, tickets: 0 });
    expect(await room.tickets()).toHaveLength(1);
  });

  test('a ticket with something to follow up is staged, and completed or handed on later', async () => {
    const [chen, amir] = [await room.sit('chen'), await room.sit('amir', '2')];
    await room.exchange.ring('c1', '13800001111');
    await room.act(chen, answer);
    await room.act(chen, { op: 'note', ticket: 1, change: { followUp: '下午回电' } });
    await room.act(chen, { op: 'consoleRelease' });
    expect(chen.view().staged).toMatchObject([{ id: 1, state: 'staged', result: 'informed' }]);
    expect(amir.view().staged).toEqual([]);
    await room.act(chen, { op: 'note', ticket: 1, change: { state: 'handed-on' } });
    expect(amir.view().staged).toMatchObject([{ id: 1, operator: 'chen' }]);
    await room.act(amir, { op: 'note', ticket: 1, change: { state: 'staged' } });
    expect(amir.view().staged).toMatchObject([{ operator: 'amir' }]);
    expect(chen.view().staged).toEqual([]);
    await room.act(amir, { op: 'note', ticket: 1, change: { state: 'completed' } });
    expect(amir.view().staged).toEqual([]);
    expect(await room.act(amir, { op: 'note', ticket: 9, change: {} })).toMatchObject({
      why: 'no-such-ticket',
    });
  });

  test('who hangs up on hold was lost; who hangs up before anybody answers is counted for all who were there', async () => {
    const [chen, amir] = [await room.sit('chen'), await room.sit('amir', '2')];
    await room.exchange.ring('c1', '13800001111');
    await room.act(chen, answer);
    await room.act(chen, { op: 'consoleHold' });
    await room.exchange.hangUp('c1');
    expect((await room.tickets())[0]).toMatchObject({ result: 'lost', state: 'completed' });
    await room.exchange.ring('c2', '13800002222');
    await room.exchange.hangUp('c2');
    expect([chen, amir].map((seat) => seat.view().statistics.lost)).toEqual([1, 1]);
    expect(room.desk.board().groups[0]).toMatchObject({ lost: 1, answered: 1 });
  });

  test('two operators reach for the same caller: the slower one is told who was faster', async () => {
    const [chen, amir] = [await room.sit('chen'), await room.sit('amir', '2')];
    await room.exchange.ring('c1', '13800001111');
    await room.act(chen, { op: 'consoleAnswer', call: id('c1') });
    const reply = await room.act(amir, { op: 'consoleAnswer', call: id('c1') });
    expect(reply).toEqual({ ok: false, why: 'taken', by: 'chen' });
  });

  test('a parked one is seen with his place', async () => {
    const seat = await room.sit('chen');
    room.exchange.up('c7', '13800001111', 'parked');
    await room.exchange.turn();
    expect(seat.view().parked).toEqual([{ slot: '71', number: '13800001111', name: '' }]);
  });
});

describe('somebody who is not there', () => {
  test('is left a message, his lamp is lit, and it goes out when he has read it', async () => {
    const seat = await room.sit('chen');
    await room.act(seat, { op: 'leaveMessage', for: '803', from: '王先生', text: '请回电' });
    expect(room.exchange.noticed).toEqual([['803', 1]]);
    expect(seat.view().messages).toMatchObject([{ for: '803', text: '请回电', by: 'chen' }]);
    expect(room.desk.unread('803')).toBe(1);
    expect(room.desk.read('804', [1])).toBe(0);
    expect(room.desk.read('803', [1, 1, 9])).toBe(1);
    expect(room.exchange.noticed.at(-1)).toEqual(['803', 0]);
    await room.exchange.turn();
    expect((await value(room.exchange.database.desk.messages({ for: '803' }, 9))).rows).toMatchObject([
      { readEpochMs: NOON_EPOCH_MS },
    ]);
  });
});

describe('change of shift', () => {
  test('the next operator takes over in the middle of a call, by password, with the words of the one before', async () => {
    const seat = await room.sit('chen');
    await room.exchange.ring('c1', '13800001111');
    await room.act(seat, answer);
    const over = (user: string, password: string): DeskAction => ({
      ...{ op: 'handOver', user, password, words: '803 今天不在' },
    });
    expect(await room.act(seat, over('amir', 'bad'))).toMatchObject({ why: 'wrong-password' });
    expect(await room.act(seat, over('chen', 'good'))).toMatchObject({ why: 'same-operator' });
    expect(await room.act(seat, over('amir', 'good'))).toEqual({ ok: true, call: null });
    const view = seat.view();
    expect(view).toMatchObject({ operator: 'amir', handover: '803 今天不在', source: { call: 'c1' } });
    expect(view.ticket).toMatchObject({ operator: 'amir', state: 'open' });
    expect(view.statistics).toMatchObject({ answered: 0, tickets: 0 });
    expect(room.exchange.asked.map(({ op }) => op)).toEqual(['consoleIn', 'consoleAnswer']);
    expect(await room.shifts()).toMatchObject([
      { operator: 'amir', endedEpochMs: null },
      { operator: 'chen', endedBy: 'hand-over', to: 'amir', statistics: { answered: 1 } },
    ]);
    expect(await room.why('chen', '2')).toBeNull();
  });

  test('one who works at another console cannot take over', async () => {
    const seat = await room.sit('chen');
    await room.sit('amir', '2');
    const over: DeskAction = { op: 'handOver', user: 'amir', password: 'good', words: '' };
    expect(await room.act(seat, over)).toMatchObject({ ok: false, why: 'sits-elsewhere' });
  });
});

describe('the figures of a shift', () => {
  const stay = (answeredAfterMs: number | null, more: object = {}) => ({
    ...{ group: '9', kind: 'trunk', queuedEpochMs: NOON_EPOCH_MS, outcome: 'served', console: '1' },
    ...{ answeredEpochMs: answeredAfterMs === null ? null : NOON_EPOCH_MS + answeredAfterMs },
    ...{ leftEpochMs: NOON_EPOCH_MS + 60_000, ...more },
  });
  const record = (call: string, ...attended: readonly object[]): NewRecord =>
    newRecord(call, { attended } as unknown as Partial<NewRecord>);
  const booked = async (given: NewRecord): Promise<void> => {
    const serial = await value(room.exchange.database.records.append(given));
    room.desk.booked({ ...given, serial });
    await room.exchange.turn();
  };

  test('what is seen counts at once; the record of the call puts it right, once', async () => {
    const seat = await room.sit('chen');
    await room.exchange.ring('c1', '13800001111', { since: instant(0) });
    await room.exchange.turn(7_000);
    await room.act(seat, answer);
    const seen = { answered: 1, answeredInThreeRings: 1, answerMeanMs: 7_000, answerP95Ms: 7_000 };
    expect(seat.view().statistics).toMatchObject(seen);
    await booked(
      record('c1', stay(16_000), stay(30_000, { kind: 'recall' }), stay(20_000, { console: '2' })),
    );
    expect(seat.view().statistics).toMatchObject({
      ...{ answered: 2, answeredInThreeRings: 0, answerMeanMs: 23_000, answerP95Ms: 30_000, recalled: 1 },
    });
    expect(room.desk.board().groups[0]).toMatchObject({ answered: 3 });
  });

  test('after a restart the shift goes on, with figures out of the ledger, and open tickets are staged', async () => {
    const seat = await room.sit('chen');
    await room.exchange.ring('c1', '13800001111');
    await room.act(seat, answer);
    await room.act(seat, { op: 'note', ticket: 1, change: { notes: '要两间' } });
    await booked(record('c0', stay(4_000)));
    await booked(record('c9', stay(null, { console: null, outcome: 'abandoned' })));
    await room.desk.close();
    room.exchange.consoles.clear();
    await room.open({ bootId: 'boot 2' });
    const again = await room.sit('chen');
    expect(again.view().statistics).toMatchObject({ answered: 1, lost: 1, tickets: 1, answerMeanMs: 4_000 });
    expect(again.view().staged).toMatchObject([{ id: 1, notes: '要两间', state: 'staged' }]);
    expect(room.desk.board().groups[0]).toMatchObject({ answered: 1, lost: 1 });
    expect(await room.shifts()).toHaveLength(1);
  });

  test('the shift before counts what it answered although its record comes after its end', async () => {
    const seat = await room.sit('chen');
    await room.exchange.turn(5_000);
    await room.act(seat, { op: 'handOver', user: 'amir', password: 'good', words: '' });
    await booked(record('c1', stay(4_000)));
    await booked(record('c2', stay(6_000)));
    const [amir, chen] = await room.shifts();
    expect([chen!.statistics.answered, amir!.statistics.answered]).toEqual([1, 1]);
  });
});

test('do-not-disturb that an operator sets or clears is on record: who, when, for whom, and which of both', async () => {
  const seat = await room.sit('chen');
  const times = { from: 1_320, to: 420 };
  for (const on of [true, false])
    await room.act(seat, { op: 'setDoNotDisturb', number: '802', on, ...times });
  expect(room.exchange.asked.slice(-2)).toEqual([
    { op: 'setDoNotDisturb', device: '802', on: true, ...times },
    { op: 'setDoNotDisturb', device: '802', on: false, ...times },
  ]);
  const [cleared, set] = await room.ops();
  expect(set).toMatchObject({ op: 'setDoNotDisturb.on', operator: 'chen', number: '802', outcome: 'done' });
  expect(cleared).toMatchObject({ op: 'setDoNotDisturb.off', number: '802' });
});

test('a console sees from when to when somebody is not to be disturbed', async () => {
  const seat = await room.sit('chen');
  const morning = { minuteOfDay: 420, epochMs: 0 };
  room.exchange.quietTimes.set('802', { from: { minuteOfDay: 1_320, epochMs: 0 }, to: morning });
  room.exchange.quietTimes.set('803', { from: null, to: morning });
  await room.exchange.turn();
  expect(seat.view().quietTimes).toEqual([
    { number: '802', from: 1_320, to: 420 },
    { number: '803', from: null, to: 420 },
  ]);
});

describe('wake-up calls', () => {
  test('an operator orders and clears them in his own name, and both are on record', async () => {
    const seat = await room.sit('chen');
    for (const minuteOfDay of [450, null])
      await room.act(seat, { op: 'setWakeUp', number: '803', minuteOfDay });
    expect(room.exchange.asked.slice(-2)).toEqual([
      { op: 'setWakeUp', device: '803', minuteOfDay: 450, by: 'chen' },
      { op: 'clearWakeUp', device: '803', by: 'chen' },
    ]);
    const [cleared, set] = await room.ops();
    expect(set).toMatchObject({ op: 'setWakeUp.on', operator: 'chen', number: '803', outcome: 'done' });
    expect(cleared).toMatchObject({ op: 'setWakeUp.off', number: '803' });
  });

  test('every console sees them: who must be looked after first, then the next', async () => {
    const seat = await room.sit('chen');
    const wakeUp = { minuteOfDay: 450, by: '803', attempts: 0 };
    room.exchange.wakeUps.set('802', { ...wakeUp, dueEpochMs: 3_000 });
    room.exchange.wakeUps.set('803', { ...wakeUp, dueEpochMs: 2_000 });
    room.exchange.wakeUps.set('804', { ...wakeUp, dueEpochMs: null, attempts: 2 });
    await room.exchange.turn();
    expect(seat.view().wakeUps).toEqual([
      { number: '804', name: '分机804', minuteOfDay: 450, by: '803', missed: true },
      { number: '803', name: '分机803', minuteOfDay: 450, by: '803', missed: false },
      { number: '802', name: '分机802', minuteOfDay: 450, by: '803', missed: false },
    ]);
  });
});
