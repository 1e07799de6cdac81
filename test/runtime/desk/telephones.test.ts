import { beforeEach, describe, expect, test } from 'vitest';
import type { DeskAction, DeskSeat } from '#ports/desk.ts';
import type { TelephoneView } from '#ports/telephone.ts';
import type { PortLevelExchangeLine } from '#sim/port-level/exchange-line.ts';
import { BusyOffice } from './support/busy-office.ts';

const CALLER = '13800001111';

let office: BusyOffice;
let line: PortLevelExchangeLine;
let seat: DeskSeat;

const see = (number: string): TelephoneView => office.desk.telephones.see()(number)!;
async function act(action: DeskAction): Promise<void> {
  const acted = seat.act(action);
  await office.pass(100);
  expect(await acted).toMatchObject({ ok: true });
}
async function note(change: Extract<DeskAction, { op: 'note' }>['change']): Promise<void> {
  await act({ op: 'note', ticket: seat.view().ticket!.id, change });
}

/** Console 1 has a caller from outside on the line, and has written down what he wants. */
async function callerIsAnswered(): Promise<void> {
  line.callIn({ number: CALLER, name: '' });
  await office.pass(8_000);
  await act({ op: 'consoleAnswer', call: null });
  await note({ callerName: '高先生', reason: '订房', notes: '三月十日，两间' });
}

beforeEach(async () => {
  office = new BusyOffice();
  await office.open();
  line = office.lines[0]!;
  office.phone('801').lift();
  await office.pass(500);
  const sat = await office.desk.sit('chen', '1', 'a', () => undefined);
  if (!sat.ok) throw new Error(sat.error.what);
  seat = sat.value;
  await office.pass(100);
});

describe('the user of a telephone', () => {
  test('reads what the operator has written down while an announced call still rings', async () => {
    await callerIsAnswered();
    expect(see('810').calls).toEqual([]);
    await act({ op: 'consoleCall', to: '810' });
    await office.pass(1_000);
    const { calls, state } = see('810');
    expect(state).toBe('alerting');
    expect(calls).toMatchObject([
      {
        ...{ state: 'alerting', incoming: true, number: '801', announced: true, others: 0 },
        ticket: {
          ...{ callerNumber: CALLER, callerName: '高先生', reason: '订房', notes: '三月十日，两间' },
          operator: 'chen',
        },
      },
    ]);
    const own = see('801').calls;
    expect(own).toHaveLength(2);
    expect(own.map(({ announced }) => announced)).toEqual([false, false]);
    // Typed while it rings, seen while it rings.
    await note({ notes: '三月十二日' });
    expect(see('810').calls[0]!.ticket).toMatchObject({ notes: '三月十二日' });
  });

  test('keeps the notes when the caller is put through, with the caller’s own number', async () => {
    await callerIsAnswered();
    await act({ op: 'consoleCall', to: '810' });
    await office.pass(1_000);
    office.phone('810').lift();
    await office.pass(500);
    expect(see('810').calls).toMatchObject([{ state: 'connected', announced: true, number: '801' }]);
    await act({ op: 'consoleTransfer' });
    await office.pass(500);
    expect(see('810').calls).toMatchObject([
      { state: 'connected', announced: false, number: CALLER, ticket: { notes: '三月十日，两间' } },
    ]);
  });

  test('reads the notes of a caller who is sent on unannounced, before answering', async () => {
    await callerIsAnswered();
    await act({ op: 'consoleSend', to: '811' });
    await office.pass(1_000);
    expect(see('811').calls).toMatchObject([
      { state: 'alerting', announced: false, number: CALLER, ticket: { reason: '订房' } },
    ]);
  });

  test('sees nothing of calls that are somebody else’s', async () => {
    await callerIsAnswered();
    await act({ op: 'consoleCall', to: '810' });
    await office.pass(1_000);
    for (const number of ['802', '811', '824']) expect(see(number).calls).toEqual([]);
    expect(JSON.stringify(see('811'))).not.toContain(CALLER);
  });

  test('finds calls that were answered, missed and made, the newest first; an announcement is none', async () => {
    await callerIsAnswered();
    await act({ op: 'consoleCall', to: '810' });
    await office.pass(1_000);
    office.phone('810').lift();
    await office.pass(500);
    await act({ op: 'consoleTransfer' });
    line.farHangsUp();
    office.phone('810').hangUp();
    await office.pass(5_000);
    office.phone('812').lift();
    await office.pass(1_000);
    office.phone('812').dial('810');
    await office.pass(8_000);
    expect(see('810').calls).toMatchObject([{ state: 'alerting', number: '812', ticket: null }]);
    expect(see('812').calls).toMatchObject([{ incoming: false, number: '810' }]);
    office.phone('812').hangUp();
    await office.pass(2_000);
    expect(see('810').past).toMatchObject([
      { how: 'missed', number: '812' },
      { how: 'answered', number: CALLER },
    ]);
    expect(see('812').past).toMatchObject([{ how: 'made', number: '810' }]);
  });

  test('has the messages that were left for this telephone, until they are read', async () => {
    await act({ op: 'leaveMessage', for: '810', from: '高先生', text: '请回电' });
    await act({ op: 'leaveMessage', for: '811', from: '', text: 'x' });
    const [message] = see('810').messages;
    expect(see('810').messages).toMatchObject([{ for: '810', from: '高先生', text: '请回电', by: 'chen' }]);
    let told = 0;
    const end = office.desk.telephones.onChange(() => {
      told += 1;
    });
    expect(office.desk.read('810', [message!.id])).toBe(1);
    await office.pass(0);
    expect(told).toBeGreaterThan(0);
    end();
    expect(see('810').messages).toEqual([]);
  });

  test('has what the telephone has set, as it was set by whomever', async () => {
    await act({ op: 'setDoNotDisturb', number: '810', on: true, from: null, to: null });
    await act({ op: 'setWakeUp', number: '810', minuteOfDay: 420 });
    expect(see('810').settings).toMatchObject({
      doNotDisturb: true,
      wakeUp: { minuteOfDay: 420, by: 'chen' },
    });
    expect(see('810').settings).not.toHaveProperty('pin');
  });

  test('sees who has forwarded a call to this telephone while it rings, and no longer in the conversation', async () => {
    const forward = { all: '811', busy: null, noAnswer: null, offline: null };
    const set = office.host.control.request({ op: 'setSubscriber', device: '810', change: { forward } });
    await office.pass(100);
    expect(await set).toMatchObject({ ok: true });
    office.phone('812').lift();
    await office.pass(500);
    office.phone('812').dial('810');
    await office.pass(3_000);
    const [ringing] = see('811').calls;
    expect(ringing).toMatchObject({ state: 'alerting', number: '812', sentOnBy: { number: '810' } });
    expect(see('812').calls[0]).not.toHaveProperty('sentOnBy');
    office.phone('811').lift();
    await office.pass(500);
    expect(see('811').calls).toMatchObject([{ state: 'connected', number: '812' }]);
    expect(see('811').calls[0]).not.toHaveProperty('sentOnBy');
  });

  test('of a number that is no extension here is told so', () => {
    expect(office.desk.telephones.see()('899')).toBeNull();
    expect(office.desk.telephones.see()('890')).toBeNull();
  });
});
