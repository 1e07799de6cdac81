import { beforeEach, describe, expect, test } from 'vitest';
import type { NewRecord } from '#ports/database.ts';
import type { DeskAction, DeskSeat, DeskView } from '#ports/desk.ts';
import type { Operation, Shift } from '#ports/desk-store.ts';
import { OperatorsDesk } from '#runtime/desk/desk.ts';
import type { DeskSources } from '#runtime/desk/sources.ts';
import { instant } from '#units/time.ts';
import { value } from '../../contracts/database.ts';
import { entry } from '../../support/desk.ts';
import { NOON_EPOCH_MS, newRecord } from '../../support/records.ts';
import { id, ScriptedExchange } from './support/scripted-exchange.ts';

let exchange: ScriptedExchange;
let desk: OperatorsDesk;

const opened = (more: Partial<DeskSources> = {}) => OperatorsDesk.open(exchange.sources(more));
beforeEach(async () => {
  exchange = new ScriptedExchange();
  desk = await opened();
});

async function sit(
  user: string,
  console = '1',
  taken: () => void = () => undefined,
  tab = 'a',
): Promise<DeskSeat> {
  const sat = await desk.sit(user, console, tab, taken);
  if (!sat.ok) throw new Error(sat.error.what);
  await exchange.turn();
  return sat.value;
}
const why = async (user: string, console: string): Promise<string | null> => {
  const sat = await desk.sit(user, console, 'x', () => undefined);
  return sat.ok ? null : sat.error.code;
};
const act = async (seat: DeskSeat, action: DeskAction) => {
  const reply = await seat.act(action);
  await exchange.turn();
  return reply;
};
const answer = { op: 'consoleAnswer', call: null } as const;
const ops = async (): Promise<readonly Operation[]> => {
  await exchange.turn();
  return (await value(exchange.database.desk.operations({}, 100))).rows;
};
const shifts = async (): Promise<readonly Shift[]> => {
  await exchange.turn();
  return (await value(exchange.database.desk.shifts({}, 100))).rows;
};
const tickets = async () => {
  await exchange.turn();
  return (await value(exchange.database.desk.tickets({}, 100))).rows;
};

describe('who sits where', () => {
  test('an operator logs in by sitting down; nobody else may sit there, nor the operator at two consoles', async () => {
    expect(desk.consoles()).toEqual([
      { id: '1', name: '话务台 1', operator: null },
      { id: '2', name: '话务台 2', operator: null },
    ]);
    const seat = await sit('chen');
    expect(exchange.asked).toEqual([{ op: 'consoleIn', console: '1' }]);
    expect(seat.view()).toMatchObject({ console: '1', operator: 'chen', state: 'idle', extension: '801' });
    expect(desk.consoles()[0]).toMatchObject({ operator: 'chen' });
    expect(await why('amir', '1')).toBe('TR-DESK-003');
    expect(await why('chen', '2')).toBe('TR-DESK-004');
    expect(await why('amir', '7')).toBe('TR-DESK-002');
  });

  test('a second page of the same operator takes the seat over with everything on it; the first does nothing any more', async () => {
    let taken = 0;
    const first = await sit('chen', '1', () => taken++);
    await exchange.ring('c1', '13800001111');
    await act(first, answer);
    const second = await sit('chen', '1', () => undefined, 'b');
    expect(taken).toBe(1);
    expect(second.view().source).toMatchObject({ call: 'c1' });
    expect(second.view().ticket).toMatchObject({ callerNumber: '13800001111', state: 'open' });
    expect(await first.act({ op: 'consoleRelease' })).toEqual({ ok: false, why: 'no-seat', by: '' });
    first.leave();
    expect(second.view().operator).toBe('chen');
  });

  test('a reload is no log-out; without a page for ten minutes the operator has gone', async () => {
    const seat = await sit('chen');
    seat.leave();
    await exchange.turn(9 * 60_000);
    expect(await why('amir', '1')).toBe('TR-DESK-003');
    await sit('chen');
    await exchange.turn(20 * 60_000);
    (await sit('chen', '1', () => undefined, 'c')).leave();
    await exchange.turn(10 * 60_000);
    expect(exchange.asked.at(-1)).toEqual({ op: 'consoleOut', console: '1' });
    expect(await why('amir', '1')).toBeNull();
    expect((await shifts()).map(({ operator, endedBy }) => [operator, endedBy])).toEqual([
      ['amir', ''],
      ['chen', 'gone'],
    ]);
  });

  test('a console that the exchange does not let in is nobody’s', async () => {
    exchange.refuse = 'not-in-that-state';
    expect(await why('chen', '1')).toBe('TR-DESK-005');
    exchange.refuse = null;
    expect(await why('amir', '1')).toBeNull();
  });

  test('a break: still logged in, no calls', async () => {
    const seat = await sit('chen');
    await act(seat, { op: 'suspend', on: true });
    expect(exchange.asked.at(-1)).toEqual({ op: 'consolePlug', console: '1', plugged: false });
    expect(seat.view().suspended).toBe(true);
    expect(desk.board().consoles[0]).toMatchObject({ operator: 'chen', suspended: true });
    await act(seat, { op: 'suspend', on: false });
    expect(seat.view().suspended).toBe(false);
  });
});

describe('a caller', () => {
  test('is shown by the name in the directory, waiting and on the card, with what the directory knows', async () => {
    await desk.directory.put(
      entry(0, { library: 'long-distance', number: '02165550000', name: '上海办事处', important: true }),
    );
    const seat = await sit('chen');
    await exchange.ring('c1', '65550000', { name: 'SHANGHAI' });
    expect(seat.view().waiting[0]).toMatchObject({ name: '上海办事处', important: true, level: 1 });
    expect(seat.view().levels).toEqual([{ key: 1, name: '外线', waiting: 1 }]);
    await act(seat, answer);
    expect(seat.view().source).toMatchObject({ name: '上海办事处', important: true });
    expect(seat.view().ticket).toMatchObject({ callerName: '上海办事处', operator: 'chen', console: '1' });
  });

  test('gets a ticket when answered; it is completed when he is transferred, with what was written on it', async () => {
    const seat = await sit('chen');
    await exchange.ring('c1', '13800001111');
    await act(seat, answer);
    const { id: number } = seat.view().ticket!;
    await act(seat, { op: 'note', ticket: number, change: { reason: '订房', notes: '要两间' } });
    await act(seat, { op: 'consoleCall', to: '803' });
    await act(seat, { op: 'consoleTransfer' });
    expect(seat.view().ticket).toBeNull();
    expect(seat.view().recent).toMatchObject([{ id: number, result: 'transferred', reason: '订房' }]);
    expect(await tickets()).toMatchObject([{ id: number, state: 'completed', notes: '要两间' }]);
    expect(seat.view().statistics).toMatchObject({ answered: 1, transferred: 1, tickets: 1 });
  });

  test('who comes back has his notes with him, whoever answers, also when his call has become part of another', async () => {
    const [chen, amir] = [await sit('chen'), await sit('amir', '2')];
    await exchange.ring('c1', '13800001111');
    await act(chen, answer);
    await act(chen, { op: 'note', ticket: chen.view().ticket!.id, change: { notes: '生气' } });
    exchange.joined.set(id('c1'), id('c2'));
    await act(chen, { op: 'consoleSend', to: '803' });
    await exchange.ring('c2', '13800001111', { kind: 'recall', to: '803' });
    expect(amir.view().waiting[0]).toMatchObject({ notes: '生气' });
    await act(amir, answer);
    expect(amir.view().source).toMatchObject({ notes: '生气' });
    expect(amir.view().ticket).toMatchObject({ id: 1, operator: 'amir', state: 'open' });
    expect(amir.view().statistics).toMatchObject({ answered: 1, recalled: 1, tickets: 0 });
    expect(await tickets()).toHaveLength(1);
  });

  test('a ticket with something to follow up is staged, and completed or handed on later', async () => {
    const [chen, amir] = [await sit('chen'), await sit('amir', '2')];
    await exchange.ring('c1', '13800001111');
    await act(chen, answer);
    await act(chen, { op: 'note', ticket: 1, change: { followUp: '下午回电' } });
    await act(chen, { op: 'consoleRelease' });
    expect(chen.view().staged).toMatchObject([{ id: 1, state: 'staged', result: 'informed' }]);
    expect(amir.view().staged).toEqual([]);
    await act(chen, { op: 'note', ticket: 1, change: { state: 'handed-on' } });
    expect(amir.view().staged).toMatchObject([{ id: 1, operator: 'chen' }]);
    await act(amir, { op: 'note', ticket: 1, change: { state: 'staged' } });
    expect(amir.view().staged).toMatchObject([{ operator: 'amir' }]);
    expect(chen.view().staged).toEqual([]);
    await act(amir, { op: 'note', ticket: 1, change: { state: 'completed' } });
    expect(amir.view().staged).toEqual([]);
    expect(await act(amir, { op: 'note', ticket: 9, change: {} })).toMatchObject({ why: 'no-such-ticket' });
  });

  test('who hangs up on hold was lost; who hangs up before anybody answers is counted for all who were there', async () => {
    const [chen, amir] = [await sit('chen'), await sit('amir', '2')];
    await exchange.ring('c1', '13800001111');
    await act(chen, answer);
    await act(chen, { op: 'consoleHold' });
    await exchange.hangUp('c1');
    expect((await tickets())[0]).toMatchObject({ result: 'lost', state: 'completed' });
    await exchange.ring('c2', '13800002222');
    await exchange.hangUp('c2');
    expect([chen, amir].map((seat) => seat.view().statistics.lost)).toEqual([1, 1]);
    expect(desk.board().groups[0]).toMatchObject({ lost: 1, answered: 1 });
  });

  test('two operators reach for the same caller: the slower one is told who was faster', async () => {
    const [chen, amir] = [await sit('chen'), await sit('amir', '2')];
    await exchange.ring('c1', '13800001111');
    await act(chen, { op: 'consoleAnswer', call: id('c1') });
    const reply = await act(amir, { op: 'consoleAnswer', call: id('c1') });
    expect(reply).toEqual({ ok: false, why: 'taken', by: 'chen' });
  });

  test('a parked one is seen with his place', async () => {
    const seat = await sit('chen');
    exchange.up('c7', '13800001111', 'parked');
    await exchange.turn();
    expect(seat.view().parked).toEqual([{ slot: '71', number: '13800001111', name: '' }]);
  });
});

describe('somebody who is not there', () => {
  test('is left a message, his lamp is lit, and it goes out when he has read it', async () => {
    const seat = await sit('chen');
    await act(seat, { op: 'leaveMessage', for: '803', from: '王先生', text: '请回电' });
    expect(exchange.noticed).toEqual([['803', 1]]);
    expect(seat.view().messages).toMatchObject([{ for: '803', text: '请回电', by: 'chen' }]);
    expect(desk.unread('803')).toBe(1);
    expect(desk.read('804', [1])).toBe(0);
    expect(desk.read('803', [1, 1, 9])).toBe(1);
    expect(exchange.noticed.at(-1)).toEqual(['803', 0]);
    await exchange.turn();
    expect((await value(exchange.database.desk.messages({ for: '803' }, 9))).rows).toMatchObject([
      { readEpochMs: NOON_EPOCH_MS },
    ]);
  });
});

describe('change of shift', () => {
  test('the next operator takes over in the middle of a call, by password, with the words of the one before', async () => {
    const seat = await sit('chen');
    await exchange.ring('c1', '13800001111');
    await act(seat, answer);
    const over = (user: string, password: string): DeskAction => ({
      ...{ op: 'handOver', user, password, words: '803 今天不在' },
    });
    expect(await act(seat, over('amir', 'bad'))).toMatchObject({ why: 'wrong-password' });
    expect(await act(seat, over('chen', 'good'))).toMatchObject({ why: 'same-operator' });
    expect(await act(seat, over('amir', 'good'))).toEqual({ ok: true, call: null });
    const view = seat.view();
    expect(view).toMatchObject({ operator: 'amir', handover: '803 今天不在', source: { call: 'c1' } });
    expect(view.ticket).toMatchObject({ operator: 'amir', state: 'open' });
    expect(view.statistics).toMatchObject({ answered: 0, tickets: 0 });
    expect(exchange.asked.map(({ op }) => op)).toEqual(['consoleIn', 'consoleAnswer']);
    expect(await shifts()).toMatchObject([
      { operator: 'amir', endedEpochMs: null },
      { operator: 'chen', endedBy: 'hand-over', to: 'amir', statistics: { answered: 1 } },
    ]);
    expect(await why('chen', '2')).toBeNull();
  });

  test('one who works at another console cannot take over', async () => {
    const seat = await sit('chen');
    await sit('amir', '2');
    const over: DeskAction = { op: 'handOver', user: 'amir', password: 'good', words: '' };
    expect(await act(seat, over)).toMatchObject({ ok: false, why: 'sits-elsewhere' });
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
    const serial = await value(exchange.database.records.append(given));
    desk.booked({ ...given, serial });
    await exchange.turn();
  };

  test('what is seen counts at once; the record of the call puts it right, once', async () => {
    const seat = await sit('chen');
    await exchange.ring('c1', '13800001111', { since: instant(0) });
    await exchange.turn(7_000);
    await act(seat, answer);
    const seen = { answered: 1, answeredInThreeRings: 1, answerMeanMs: 7_000, answerP95Ms: 7_000 };
    expect(seat.view().statistics).toMatchObject(seen);
    await booked(
      record('c1', stay(16_000), stay(30_000, { kind: 'recall' }), stay(20_000, { console: '2' })),
    );
    expect(seat.view().statistics).toMatchObject({
      ...{ answered: 2, answeredInThreeRings: 0, answerMeanMs: 23_000, answerP95Ms: 30_000, recalled: 1 },
    });
    expect(desk.board().groups[0]).toMatchObject({ answered: 3 });
  });

  test('after a restart the shift goes on, with figures out of the ledger, and open tickets are staged', async () => {
    const seat = await sit('chen');
    await exchange.ring('c1', '13800001111');
    await act(seat, answer);
    await act(seat, { op: 'note', ticket: 1, change: { notes: '要两间' } });
    await booked(record('c0', stay(4_000)));
    await booked(record('c9', stay(null, { console: null, outcome: 'abandoned' })));
    await desk.close();
    exchange.consoles.clear();
    desk = await opened({ bootId: 'boot 2' });
    const again = await sit('chen');
    expect(again.view().statistics).toMatchObject({ answered: 1, lost: 1, tickets: 1, answerMeanMs: 4_000 });
    expect(again.view().staged).toMatchObject([{ id: 1, notes: '要两间', state: 'staged' }]);
    expect(desk.board().groups[0]).toMatchObject({ answered: 1, lost: 1 });
    expect(await shifts()).toHaveLength(1);
  });

  test('the shift before counts what it answered although its record comes after its end', async () => {
    const seat = await sit('chen');
    await exchange.turn(5_000);
    await act(seat, { op: 'handOver', user: 'amir', password: 'good', words: '' });
    await booked(record('c1', stay(4_000)));
    await booked(record('c2', stay(6_000)));
    const [amir, chen] = await shifts();
    expect([chen!.statistics.answered, amir!.statistics.answered]).toEqual([1, 1]);
  });
});

describe('the record of operations', () => {
  test('has every key that acted: who, where, what, on which call and number, and what came of it', async () => {
    const seat = await sit('chen');
    await exchange.ring('c1', '13800001111');
    await act(seat, { op: 'consoleAnswer', call: id('c1') });
    await act(seat, { op: 'consoleTouch' });
    await act(seat, { op: 'note', ticket: 1, change: { notes: 'x' } });
    await act(seat, { op: 'consoleCall', to: '803' });
    exchange.refuse = 'not-permitted';
    await act(seat, { op: 'consoleForceRelease', number: '804' });
    exchange.refuse = null;
    desk.logOut('chen');
    const told = (await ops()).map(({ op, call, number, outcome }) => [op, call, number, outcome]).reverse();
    expect(told).toEqual([
      ['shiftBegan', '', '', 'done'],
      ['consoleAnswer', 'c1', '', 'done'],
      ['consoleCall', 'c1', '803', 'done'],
      ['consoleForceRelease', 'c1', '804', 'not-permitted'],
      ['shiftEnded', '', '', 'done'],
    ]);
    expect((await ops())[0]).toMatchObject({ operator: 'chen', console: '1', epochMs: NOON_EPOCH_MS });
  });

  test('a disk that is away loses nothing: it is told once, and everything is written when it is back', async () => {
    const seat = await sit('chen');
    exchange.database.failNow();
    await act(seat, { op: 'leaveMessage', for: '803', from: '', text: 'a' });
    await act(seat, { op: 'leaveMessage', for: '803', from: '', text: 'b' });
    expect(exchange.alarms.map(({ code }) => code)).toEqual(['TR-DESK-001']);
    exchange.database.fault = null;
    await exchange.turn(1_000);
    await exchange.turn();
    expect((await value(exchange.database.desk.messages({}, 9))).rows.map(({ text }) => text)).toEqual([
      'b',
      'a',
    ]);
    expect((await ops()).map(({ op }) => op)).toEqual(['leaveMessage', 'leaveMessage', 'shiftBegan']);
  });

  test('a desk whose disk cannot be read at the start works all the same, and says so', async () => {
    exchange = new ScriptedExchange();
    exchange.database.failNow();
    desk = await opened();
    expect((await sit('chen')).view().state).toBe('idle');
    expect(exchange.alarms.length).toBeGreaterThan(0);
  });
});

describe('what a page is told', () => {
  test('lamps of all extensions at once, then only what changes', async () => {
    const seat = await sit('chen');
    expect(seat.lamps()).toEqual(['801', '802', '803', '804'].map((number) => [number, 'free']));
    const heard: unknown[] = [];
    seat.onLamps((changes) => heard.push(...changes));
    await exchange.turn();
    exchange.lines = exchange.lines.map((one) => (one.number === '803' ? { ...one, state: 'talking' } : one));
    exchange.doNotDisturb.add('804');
    await exchange.turn();
    expect(heard).toEqual([
      ['803', 'busy'],
      ['804', 'do-not-disturb'],
    ]);
    expect(seat.search('803', 5)[0]).toMatchObject({ number: '803', lamp: 'busy' });
    expect(seat.search('fj803', 5)[0]).toMatchObject({ name: '分机803' });
  });

  test('an empty search line offers the numbers called last', async () => {
    const seat = await sit('chen');
    for (const to of ['803', '804', '803', '12345'])
      await act(seat, to === '804' ? { op: 'consoleSend', to } : { op: 'consoleCall', to });
    expect(seat.search('', 9).map(({ number, name }) => [number, name])).toEqual([
      ['12345', ''],
      ['803', '分机803'],
      ['804', '分机804'],
    ]);
  });

  test('it hears of a change once a turn, and of nothing after it has left', async () => {
    const seat = await sit('chen');
    let told = 0;
    seat.onChange(() => told++);
    await act(seat, { op: 'leaveMessage', for: '803', from: '', text: 'a' });
    expect(told).toBeGreaterThan(0);
    seat.leave();
    const before = told;
    await exchange.turn();
    expect(told).toBe(before);
  });

  test('a view that nothing has touched is the same to the letter, also a second later', async () => {
    const seat = await sit('chen');
    await exchange.ring('c1', '13800001111');
    const first = JSON.stringify(seat.view());
    await exchange.turn(1_234);
    expect(JSON.stringify(seat.view())).toBe(first);
  });

  test('which keys may act now', async () => {
    const seat = await sit('chen', '2');
    const may = (): DeskView['may'] => seat.view().may;
    expect(may()).not.toContain('consoleAnswer');
    expect(may()).not.toContain('setMode');
    await exchange.ring('c1', '13800001111');
    expect(may()).toContain('consoleAnswer');
    await act(seat, answer);
    expect(may()).toEqual(expect.arrayContaining(['consoleHold', 'consoleSend', 'consoleCall', 'note']));
    expect(may()).not.toContain('consoleTransfer');
    await act(seat, { op: 'consoleCall', to: '803' });
    expect(may()).toEqual(expect.arrayContaining(['consoleTransfer', 'consoleCancel']));
    expect(may()).not.toContain('consoleToggle');
    expect(await act(seat, { op: 'setMode', mode: 'night' })).toMatchObject({ why: 'not-permitted' });
  });

  test('the wall shows how many wait and since when, and no caller', async () => {
    await sit('chen');
    await exchange.ring('c1', '13800001111');
    const board = desk.board();
    expect(board.groups[0]!.levels).toEqual([
      { key: 1, name: '外线', waiting: 1, urgent: 0, longestSinceEpochMs: NOON_EPOCH_MS },
    ]);
    expect(JSON.stringify(board)).not.toContain('13800001111');
  });
});
