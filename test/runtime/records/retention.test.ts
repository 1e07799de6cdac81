import { expect, test } from 'vitest';
import { Retention } from '#runtime/records/retention.ts';
import { sinksOf } from '#runtime/smdr/sinks.ts';
import { MemoryDatabase } from '#sim/memory-database.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import type { Fault } from '#units/result.ts';
import { after, sec } from '#units/time.ts';
import { NOON_EPOCH_MS, newRecord } from '../../support/records.ts';

const DAY_MS = 86_400_000;

async function office(days: () => number) {
  const clock = new VirtualClock();
  const database = new MemoryDatabase();
  for (const age of [1, 10, 40, 400])
    await database.records.append(
      newRecord(`c${age}`, {
        startedEpochMs: NOON_EPOCH_MS - age * DAY_MS,
        releasedEpochMs: NOON_EPOCH_MS - age * DAY_MS,
      }),
    );
  const alarms: [boolean, string][] = [];
  const alarm = (raised: boolean, { code }: Fault): void => void alarms.push([raised, code]);
  const wallClock = { epochMs: () => NOON_EPOCH_MS };
  const left = async (): Promise<string[]> => {
    const found = await database.records.search({}, 100);
    return found.ok ? found.value.records.map(({ call }) => call) : [];
  };
  return {
    clock,
    database,
    alarms,
    left,
    retention: new Retention({ records: database.records, clock, wallClock, alarm, days }),
  };
}

test('records older than the office keeps them are deleted, and again when it changes its mind', async () => {
  let days = 365;
  const { clock, left, retention } = await office(() => days);
  await retention.look();
  expect(await left()).toEqual(['c40', 'c10', 'c1']);
  days = 30;
  clock.advanceTo(after(clock.now(), sec(6 * 3_600)));
  await Promise.resolve();
  expect(await left()).toEqual(['c10', 'c1']);
});

test('what a link needs is filled in; one that lacks something is left out', () => {
  const common = { layout: 'csv' } as const;
  const sinks = sinksOf({
    smdr: [
      { ...common, name: 'bill', kind: 'tcp-connect', host: '10.0.0.9', port: 2_300 },
      { ...common, name: 'paper', kind: 'serial', device: '/dev/ttyUSB0' },
      { ...common, name: 'open', kind: 'tcp-listen', port: 2_301 },
      { ...common, name: 'lacks', kind: 'tcp-connect', port: 1 },
    ],
  });
  expect(sinks.map(({ name, kind }) => `${name} ${kind}`)).toEqual([
    'bill tcp-connect',
    'paper serial',
    'open tcp-listen',
  ]);
  expect(sinks[1]).toMatchObject({ baud: 9600, dataBits: 8, parity: 'none', stopBits: 1, flow: 'none' });
});

test('a serial printer is spoken to as it is set: bits, parity, and how it says that it is full', () => {
  const printer = { name: 'paper', layout: 'mitel', kind: 'serial', device: '/dev/ttyS0' } as const;
  const sinks = sinksOf({
    smdr: [{ ...printer, baud: 1200, dataBits: 7, parity: 'even', flow: 'xon-xoff' }],
  });
  expect(sinks).toMatchObject([{ baud: 1200, dataBits: 7, parity: 'even', stopBits: 1, flow: 'xon-xoff' }]);
  const [old] = sinksOf({ smdr: [{ ...printer, stopBits: 2, flow: 'rts-cts' }] });
  expect(old).toMatchObject({ dataBits: 8, parity: 'none', stopBits: 2, flow: 'rts-cts' });
});
