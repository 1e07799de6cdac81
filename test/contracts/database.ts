import { describe, expect, it } from 'vitest';
import type { AuditEntry, Database, NewRecord, Token, User } from '#ports/database.ts';
import { FRESH_SUBSCRIBER } from '#switching/kept.ts';
import type { Kept } from '#switching/model.ts';
import type { CallId } from '#units/ids.ts';
import type { Result } from '#units/result.ts';
import { NOON_EPOCH_MS, newRecord, storedLeg } from '../support/records.ts';

/** A database under test, begun anew for each test; `reopen` is what a restart of the box does to it. */
export interface DatabaseUnderTest {
  open(): Promise<Database>;
  reopen?(database: Database): Promise<Database>;
  close(): Promise<void>;
}

export async function value<T>(answer: Promise<Result<T>>): Promise<T> {
  const given = await answer;
  if (!given.ok) throw new Error(`${given.error.code} ${given.error.where}: ${given.error.what}`);
  return given.value;
}

const USER: User = {
  ...{ name: 'chen', displayName: '陈', role: 'administrator', extension: '801', language: 'zh-CN' },
  ...{ disabled: false, passwordHash: '$argon2id$…' },
};
const TOKEN: Token = {
  ...{ id: 't1', name: 'wallboard', role: 'viewer', hash: 'ab', createdBy: 'chen', expiresEpochMs: null },
};
const ENTRY: AuditEntry = {
  ...{ epochMs: NOON_EPOCH_MS, who: 'chen', from: '10.0.0.2', action: 'config.commit', target: 'office' },
  facts: { version: 3, forced: false },
};
const away = (key: string, to: string): Kept => ({
  ...{ what: 'subscriber', key },
  value: { ...FRESH_SUBSCRIBER, forward: { ...FRESH_SUBSCRIBER.forward, all: to } },
});

/** What every `Database` promises; run on SQLite and on the one in memory. */
export function databaseContract(name: string, make: () => DatabaseUnderTest): void {
  const withDatabase =
    (body: (database: Database, under: DatabaseUnderTest) => Promise<void>) => async () => {
      const under = make();
      try {
        await body(await under.open(), under);
      } finally {
        await under.close();
      }
    };

  describe(`the contract of a database: ${name}`, () => {
    it(
      'records get serials that count up, and come back as they were given',
      withDatabase(async ({ records }) => {
        const first = newRecord('c1', { to: '会议室', units: 2.5 });
        expect(await value(records.append(first))).toBe(1);
        expect(await value(records.append(newRecord('c2')))).toBe(2);
        expect(await value(records.find('boot', 'c1' as CallId))).toEqual({ ...first, serial: 1 });
        expect(await value(records.find('other boot', 'c1' as CallId))).toBeNull();
      }),
    );

    it(
      'a record that is given twice is there once; the same call of another start is another record',
      withDatabase(async ({ records }) => {
        expect(await value(records.append(newRecord('c1')))).toBe(1);
        expect(await value(records.append(newRecord('c1', { to: '803' })))).toBe(1);
        expect(await value(records.append(newRecord('c1', { bootId: 'next' })))).toBe(2);
        expect((await value(records.search({}, 10))).total).toBe(2);
      }),
    );

    it(
      'records given at once all arrive, once and in order',
      withDatabase(async ({ records }) => {
        const calls = Array.from({ length: 300 }, (_, i) => `c${i}`);
        const serials = await Promise.all(calls.map((call) => value(records.append(newRecord(call)))));
        expect(serials).toEqual(calls.map((_, i) => i + 1));
        const all = await value(records.after(0, 1_000));
        expect(all.map(({ call }) => call)).toEqual(calls);
      }),
    );

    it(
      'records given together are all there, in order, each once; those that were there before keep their serial',
      withDatabase(async ({ records }) => {
        expect(await value(records.append(newRecord('c1')))).toBe(1);
        const calls = ['c2', 'c1', 'c3', 'c2'].map((call) => newRecord(call));
        expect(await value(records.appendAll(calls))).toEqual([2, 1, 3, 2]);
        expect(await value(records.appendAll([]))).toEqual([]);
        const all = await value(records.after(0, 10));
        expect(all.map(({ call }) => call)).toEqual(['c1', 'c2', 'c3']);
      }),
    );

    it(
      'a search pages from the newest on, with totals of the whole',
      withDatabase(async ({ records }) => {
        for (let i = 1; i <= 5; i++) await value(records.append(newRecord(`c${i}`, { units: 3 })));
        const first = await value(records.search({}, 2));
        expect(first.records.map(({ call }) => call)).toEqual(['c5', 'c4']);
        expect(first).toMatchObject({ next: 4, total: 5, totalTalkMs: 325_000, totalUnits: 15 });
        const second = await value(records.search({}, 2, first.next!));
        expect(second.records.map(({ call }) => call)).toEqual(['c3', 'c2']);
        const last = await value(records.search({}, 2, second.next!));
        expect(last).toMatchObject({ next: null, total: 5 });
        expect(last.records.map(({ call }) => call)).toEqual(['c1']);
        const none = { records: [], next: null, total: 0, totalTalkMs: 0, totalUnits: 0 };
        expect(await value(records.search({ entity: 'nobody' }, 2))).toEqual(none);
      }),
    );

    it(
      'a search finds by each thing that can be asked for',
      withDatabase(async ({ records }) => {
        const outside = storedLeg({ number: '02012345678', trunk: 'Line 1', sent: '02012345678' });
        const given: NewRecord[] = [
          newRecord('plain'),
          newRecord('late', { startedEpochMs: NOON_EPOCH_MS + 3_600_000 }),
          newRecord('out', { kind: 'outgoing', legs: [storedLeg(), outside] }),
          newRecord('shop', { entity: 'shop' }),
          newRecord('missed', { answeredEpochMs: null, talkMs: 0, legs: [storedLeg({ by: '899' })] }),
          newRecord('long', { talkMs: 600_000 }),
        ];
        for (const record of given) await value(records.append(record));
        const found = async (query: Parameters<typeof records.search>[0]): Promise<string[]> =>
          (await value(records.search(query, 50))).records.map(({ call }) => call as string).reverse();
        expect(await found({ fromEpochMs: NOON_EPOCH_MS + 1 })).toEqual(['late']);
        expect(await found({ toEpochMs: NOON_EPOCH_MS + 1 })).not.toContain('late');
        expect(await found({ number: '1234' })).toEqual(['out']);
        expect(await found({ number: '899' })).toEqual(['missed']);
        expect(await found({ number: '%' })).toEqual([]);
        expect(await found({ number: '' })).toHaveLength(6);
        expect(await found({ kind: 'outgoing' })).toEqual(['out']);
        expect(await found({ trunk: 'Line 1' })).toEqual(['out']);
        expect(await found({ trunk: 'Line' })).toEqual([]);
        expect(await found({ entity: 'shop' })).toEqual(['shop']);
        expect(await found({ answered: false })).toEqual(['missed']);
        expect(await found({ minTalkMs: 600_000 })).toEqual(['long']);
        expect(await found({ number: '801', answered: true, entity: 'main' })).toEqual([
          'plain',
          'late',
          'out',
          'long',
        ]);
      }),
    );

    it(
      'what a reader writes into a search is never taken for a command',
      withDatabase(async ({ records }) => {
        await value(records.append(newRecord('c1')));
        for (const text of ["'; drop table records; --", '" or 1=1', '\u0000', '会%_']) {
          expect((await value(records.search({ number: text, entity: text, trunk: text }, 5))).total).toBe(0);
        }
        expect((await value(records.search({}, 5))).total).toBe(1);
      }),
    );

    it(
      'old records are deleted, and their serials are not given again',
      withDatabase(async ({ records }) => {
        for (let i = 0; i < 4; i++) {
          await value(records.append(newRecord(`c${i}`, { startedEpochMs: NOON_EPOCH_MS + i })));
        }
        expect(await value(records.prune(NOON_EPOCH_MS + 4))).toBe(4);
        expect(await value(records.prune(NOON_EPOCH_MS + 4))).toBe(0);
        expect(await value(records.append(newRecord('c9')))).toBe(5);
      }),
    );

    it(
      'of what is kept the newest counts, and null forgets it',
      withDatabase(async ({ kept }) => {
        await value(kept.save([away('801', '802'), away('802', '803'), away('801', '804')]));
        await value(kept.save([{ what: 'mode', key: 'main', value: 'night' as never }]));
        await value(kept.save([{ what: 'subscriber', key: '802', value: null }]));
        const mode = { what: 'mode', key: 'main', value: 'night' };
        expect(await value(kept.load())).toEqual([mode, away('801', '804')]);
      }),
    );

    it(
      'versions of the office are kept whole, each number once, and may be confirmed',
      withDatabase(async ({ versions }) => {
        const one = { version: 1, epochMs: NOON_EPOCH_MS, author: 'chen', reason: 'first' };
        const first = { ...one, confirmByEpochMs: null, rolledBackTo: null };
        const second = { ...first, version: 2, confirmByEpochMs: NOON_EPOCH_MS + 600_000, rolledBackTo: 1 };
        expect(await versions.add(second, 'office: 2 # 二\n')).toBe(true);
        expect(await versions.add(first, 'office: 1\n')).toBe(true);
        expect(await versions.add({ ...first, author: 'li' }, 'office: other\n')).toBe(false);
        expect(await versions.confirm(2)).toBe(true);
        expect(await versions.confirm(3)).toBe(false);
        expect(await versions.load()).toEqual([
          { ...first, text: 'office: 1\n' },
          { ...second, confirmByEpochMs: null, text: 'office: 2 # 二\n' },
        ]);
      }),
    );

    it(
      'who did what is found again by who, what and when',
      withDatabase(async ({ audit }) => {
        await value(audit.append(ENTRY));
        await value(audit.append({ ...ENTRY, who: 'system', epochMs: NOON_EPOCH_MS + 10 }));
        await value(audit.append({ ...ENTRY, action: 'login.failed', epochMs: NOON_EPOCH_MS + 20 }));
        const ids = async (...asked: Parameters<typeof audit.search>): Promise<number[]> =>
          (await value(audit.search(...asked))).entries.map(({ id }) => id);
        expect((await value(audit.search({}, 2))).next).toBe(2);
        expect(await ids({}, 2)).toEqual([3, 2]);
        expect(await ids({}, 2, 2)).toEqual([1]);
        expect(await ids({ who: 'system' }, 9)).toEqual([2]);
        expect(await ids({ action: 'config.commit' }, 9)).toEqual([2, 1]);
        expect(await ids({ fromEpochMs: NOON_EPOCH_MS + 20 }, 9)).toEqual([3]);
        expect((await value(audit.search({}, 9))).entries.at(-1)).toEqual({ ...ENTRY, id: 1 });
      }),
    );

    it(
      'users and tokens are put, changed, listed and removed',
      withDatabase(async ({ users, tokens }) => {
        await value(users.put(USER));
        await value(users.put({ ...USER, name: 'amir' }));
        await value(users.put({ ...USER, disabled: true }));
        expect(await value(users.list())).toEqual([
          { ...USER, name: 'amir' },
          { ...USER, disabled: true },
        ]);
        expect([await value(users.remove('chen')), await value(users.remove('chen'))]).toEqual([true, false]);
        await value(tokens.put(TOKEN));
        await value(tokens.put({ ...TOKEN, expiresEpochMs: 5 }));
        expect(await value(tokens.list())).toEqual([{ ...TOKEN, expiresEpochMs: 5 }]);
        expect([await value(tokens.remove('t1')), await value(tokens.remove('t1'))]).toEqual([true, false]);
      }),
    );

    it(
      'a setting is what was last put',
      withDatabase(async ({ settings }) => {
        expect(await value(settings.get('smdr.desk'))).toBeNull();
        await value(settings.put('smdr.desk', '1'));
        await value(settings.put('smdr.desk', '2'));
        expect(await value(settings.get('smdr.desk'))).toBe('2');
      }),
    );

    it(
      'it says that it is whole and how much room there is, and refuses work after it was closed',
      withDatabase(async (database) => {
        expect(await value(database.health())).toMatchObject({ intact: true, freeBytes: expect.any(Number) });
        await database.close();
        expect(await database.settings.get('x')).toMatchObject({ ok: false, error: { code: 'TR-DB-009' } });
        expect(await database.versions.load()).toEqual([]);
      }),
    );

    it(
      'after a restart everything acknowledged is there, and serials go on',
      withDatabase(async (first, under) => {
        if (under.reopen === undefined) return;
        await value(first.records.append(newRecord('c1')));
        await value(first.kept.save([away('801', '802')]));
        await value(first.settings.put('key', 'text'));
        await value(first.users.put(USER));
        const second = await under.reopen(first);
        expect(await value(second.records.append(newRecord('c1')))).toBe(1);
        expect(await value(second.records.append(newRecord('c2')))).toBe(2);
        expect(await value(second.kept.load())).toEqual([away('801', '802')]);
        expect(await value(second.settings.get('key'))).toBe('text');
        expect(await value(second.users.list())).toEqual([USER]);
      }),
    );
  });
}
