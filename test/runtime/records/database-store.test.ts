import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FinishedCall } from '#ports/store.ts';
import { DatabaseStore } from '#runtime/records/database-store.ts';
import { KeptOutbox } from '#runtime/records/kept-outbox.ts';
import { storedRecord } from '#runtime/records/stored-record.ts';
import { MemoryDatabase } from '#sim/memory-database.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import type { Kept } from '#switching/model.ts';
import { instant, sec } from '#units/time.ts';
import { value } from '../../contracts/database.ts';
import { finishedCall, NOON_EPOCH_MS } from '../../support/records.ts';

const mode = (key: string, name: string | null): Kept => ({ what: 'mode', key, value: name as never });
/** Promises of a database in memory settle without time; a turn of the loop is more than they need. */
const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a call record on its way to the database', () => {
  it('times of day are counted back from the end by the monotonic clock, spans are exact', () => {
    const leg: FinishedCall['legs'][number] = {
      ...{ port: '1/2', number: '802', how: 'dialled', by: '', trunk: null, sent: '' },
      ...{ startedAt: instant(sec(1)), alertedAt: instant(sec(2)), answeredAt: instant(sec(5)) },
      releasedAt: instant(sec(65)),
    };
    const call = finishedCall('c1', {
      ...{ startedAt: instant(sec(1)), alertedAt: null, answeredAt: instant(sec(5)) },
      ...{ releasedAt: instant(sec(125)), legs: [leg] },
    });
    expect(storedRecord(call)).toMatchObject({
      ...{ startedEpochMs: NOON_EPOCH_MS - 124_000, alertedEpochMs: null },
      ...{ answeredEpochMs: NOON_EPOCH_MS - 120_000, releasedEpochMs: NOON_EPOCH_MS, talkMs: 120_000 },
      legs: [{ releasedEpochMs: NOON_EPOCH_MS - 60_000, talkMs: 60_000, units: null }],
      ...{ units: null, quality: [], bootId: 'boot' },
    });
    expect(storedRecord(call)).not.toHaveProperty('releasedAt');
    expect(storedRecord(finishedCall('c2')).talkMs).toBe(0);
  });

  it('is acknowledged when the database has it, and spools hear its serial', async () => {
    const database = new MemoryDatabase();
    const stored: number[] = [];
    const saveJournal = () => undefined;
    const clock = new VirtualClock();
    const alarm = () => undefined;
    const store = new DatabaseStore({
      database,
      clock,
      saveJournal,
      alarm,
      stored: (serial) => stored.push(serial),
    });
    const append = () => new Promise((done) => store.appendRecords([finishedCall('c1')], done));
    database.failNow();
    expect(await append()).toMatchObject({ code: 'TR-DB-001' });
    database.fault = null;
    expect(await append()).toBeNull();
    expect(await append()).toBeNull();
    expect(stored).toEqual([1, 1]);
    expect((await value(database.records.search({}, 9))).total).toBe(1);
  });
});

describe('what people set by telephone on its way to the disk', () => {
  const desk = () => {
    const clock = new VirtualClock();
    const database = new MemoryDatabase();
    const troubles: boolean[] = [];
    const outbox = new KeptOutbox(clock, database.kept, {
      troubled: (fault) => troubles.push(fault !== null),
    });
    return { clock, database, troubles, outbox };
  };

  it('a disk that fails is told once; the newest is saved when it works again', async () => {
    const { clock, database, troubles, outbox } = desk();
    database.failNow();
    outbox.add(mode('main', 'night'));
    await settle();
    outbox.add(mode('main', 'day'));
    outbox.add(mode('shop', 'night'));
    for (let i = 0; i < 4; i++) {
      clock.runFor(sec(60));
      await settle();
    }
    expect(troubles).toEqual([true]);
    expect(outbox.waiting).toBe(2);
    database.fault = null;
    clock.runFor(sec(60));
    await settle();
    expect(troubles).toEqual([true, false]);
    expect(outbox.waiting).toBe(0);
    expect(await value(database.kept.load())).toEqual([mode('main', 'day'), mode('shop', 'night')]);
  });

  it('whatever the disk does, at the end the newest of every key is there', async () => {
    const steps = fc.array(
      fc.record({
        key: fc.constantFrom('a', 'b', 'c'),
        to: fc.constantFrom('x', 'y', null),
        fails: fc.boolean(),
        waits: fc.boolean(),
      }),
      { maxLength: 30 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const { clock, database, outbox } = desk();
        const newest = new Map<string, string>();
        for (const { key, to, fails, waits } of script) {
          if (fails) database.failNow();
          else database.fault = null;
          outbox.add(mode(key, to));
          newest.delete(key);
          if (to !== null) newest.set(key, to);
          if (waits) await settle();
        }
        database.fault = null;
        for (let i = 0; i < 3; i++) {
          await settle();
          clock.runFor(sec(61));
        }
        await settle();
        const kept = await value(database.kept.load());
        expect(new Map(kept.map((one) => [one.key, one.value]))).toEqual(new Map([...newest].sort()));
      }),
    );
  });
});
