import { expect, test } from 'vitest';
import type { StoredRecord } from '#ports/database.ts';
import type { PortLevelExchangeLine } from '#sim/port-level/exchange-line.ts';
import { type Random, seededRandom } from '#sim/random.ts';
import { DeskHub } from '#web/desk/hub.ts';
import { value } from '../../contracts/database.ts';
import { BusyOffice, CONSOLES } from './support/busy-office.ts';
import { BusyOperator } from './support/busy-operator.ts';

const CALLS = 600;
const HOUR_MS = 3_600_000;
const STEP_MS = 500;
const APART_MS = 10_000;

/** Telephones of those who are wanted: some lift soon, some late, some never. */
function people(office: BusyOffice, chance: Random): () => void {
  const phones = office.office.extensions.slice(CONSOLES.length).map(({ number }) => office.phone(number));
  const expecting = new Set<(typeof phones)[number]>();
  return () => {
    for (const phone of phones) {
      if (!phone.ringing || phone.offHook || expecting.has(phone)) continue;
      expecting.add(phone);
      const answers = chance() < 0.85;
      office.later(2_000 + chance() * 8_000, () => {
        if (answers && phone.ringing) phone.lift();
        expecting.delete(phone);
      });
    }
    for (const phone of phones) if (phone.offHook && chance() < STEP_MS / 25_000) phone.hangUp();
  };
}

/** Callers from outside, a call every six seconds; most have patience, and each hangs up some day. */
function callers(office: BusyOffice, chance: Random): () => number {
  let made = 0;
  let nextMs = 0;
  let nowMs = 0;
  const usedMs = new Map<PortLevelExchangeLine, number>();
  // Who rings in right after one who gave up is, to any exchange, still that one.
  const idle = (): PortLevelExchangeLine | undefined => {
    for (const line of office.lines) if (line.state !== 'idle') usedMs.set(line, nowMs);
    return office.lines.find((line) => nowMs - (usedMs.get(line) ?? Number.NEGATIVE_INFINITY) > APART_MS);
  };
  return () => {
    nowMs += STEP_MS;
    const line = idle();
    if (made < CALLS && nowMs >= nextMs && line !== undefined) {
      const number = `138${String(10_000_000 + made)}`;
      if (line.callIn({ number, name: '' })) made += 1;
      nextMs = nowMs + (chance() * 2 * HOUR_MS) / CALLS / 1.1;
      if (chance() < 0.1) office.later(3_000 + chance() * 25_000, () => line.giveUp());
    }
    for (const one of office.lines)
      if (one.state === 'talking' && chance() < STEP_MS / 40_000) one.farHangsUp();
    return made;
  };
}

const incoming = (records: readonly StoredRecord[]) => records.filter(({ kind }) => kind === 'incoming');

test('a busy hour: four consoles, six hundred calls, two reloads: nobody is lost, no row is left, every figure is that of the ledger', async () => {
  const office = new BusyOffice();
  const chance = seededRandom(20_261_122);
  await office.open();
  const hub = new DeskHub({
    ...{ desk: office.desk, later: office.later, mask: (_role, number) => number, stillWelcome: () => true },
    ...{ nowMs: () => office.clock.now() / 1_000, handedOver: async () => null },
  });
  for (const [i] of CONSOLES.entries()) office.phone(String(801 + i)).lift();
  const operators = CONSOLES.map((id) => new BusyOperator(office, hub, id, chance));
  for (const operator of operators) operator.sit();
  const [live, call] = [people(office, chance), callers(office, chance)];
  let made = 0;
  for (let nowMs = 0; nowMs < HOUR_MS * 1.3; nowMs += STEP_MS) {
    made = call();
    live();
    if (nowMs === 600_000 || nowMs === 1_800_000) operators[nowMs / 600_000 - 1]!.reload();
    await office.pass(STEP_MS);
  }
  expect(made).toBe(CALLS);

  const records = await office.records();
  const stays = records.flatMap(({ attended }) => attended);
  const calls = incoming(records);
  expect(office.host.observe.snapshot().calls).toEqual([]);
  expect(office.host.observe.attendants!().waiting).toEqual([]);
  expect(calls).toHaveLength(CALLS);
  expect(calls.every(({ attended }) => attended.length > 0)).toBe(true);
  expect(stays.filter(({ outcome }) => outcome !== 'served' && outcome !== 'abandoned')).toEqual([]);

  const operations = (await value(office.database.desk.operations({}, 100_000))).rows;
  let answeredByAll = 0;
  for (const operator of operators) {
    const { view } = operator;
    expect(operator.closed).toBeNull();
    expect(view).toMatchObject({ waiting: [], source: null, destination: null, held: [], ticket: null });
    const mine = stays.filter(({ console }) => console === operator.console);
    const waits = mine.map((one) => one.answeredEpochMs! - one.queuedEpochMs).sort((a, b) => a - b);
    answeredByAll += mine.length;
    expect(view!.statistics).toMatchObject({
      answered: mine.length,
      answeredInThreeRings: waits.filter((one) => one < 15_000).length,
      answerMeanMs: Math.round(waits.reduce((sum, one) => sum + one, 0) / waits.length),
      answerP95Ms: waits[Math.ceil(waits.length * 0.95) - 1],
      recalled: mine.filter(({ kind }) => kind === 'recall').length,
      lost: stays.filter(({ outcome, console }) => outcome === 'abandoned' && console === null).length,
    });
    const keys = operations.filter((one) => one.operator === operator.name && one.outcome === 'done');
    expect(keys.filter(({ op }) => op === 'consoleAnswer')).toHaveLength(mine.length);
    // Whoever was sent to a busy telephone came back at once, and was never with anybody else.
    const own = String(800 + Number(operator.console));
    const went = calls.filter(({ legs }) => legs.some(({ how, by }) => how === 'transfer' && by === own));
    expect(view!.statistics.transferred).toBe(went.length);
  }
  expect(answeredByAll).toBeGreaterThan(CALLS / 2);
  const [group] = office.desk.board().groups;
  expect(group).toMatchObject({ answered: answeredByAll });

  const tickets = (await value(office.database.desk.tickets({}, 10_000))).rows;
  const answered = calls.filter(({ attended }) => attended.some(({ console }) => console !== null));
  expect(tickets).toHaveLength(answered.length);
  expect(tickets.filter(({ state, result }) => state !== 'completed' || result === '')).toEqual([]);
  const counted = operators.reduce((sum, { view }) => sum + view!.statistics.tickets, 0);
  expect(counted).toBe(tickets.length);
}, 240_000);
