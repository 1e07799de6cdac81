import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RealClock } from '#adapters/clock.ts';
import { openDatabase } from '#adapters/database/database.ts';
import { namesIn } from '#adapters/database/names.ts';
import { REQUESTS_MAX } from '#adapters/database/worker-link.ts';
import type { Database } from '#ports/database.ts';
import type { Fault } from '#units/result.ts';
import { value } from '../../contracts/database.ts';

/** As a disk leaves it that lost a write in the middle of a page. */
const TORN = '{"na\u0001';

describe('a row that the disk tore while the exchange serves', () => {
  let folder: string;
  let database: Database;
  let told: Fault[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-torn-'));
    told = [];
    const fault = (raised: boolean, what: Fault): void => {
      if (raised) told.push(what);
    };
    database = openDatabase({ folder, clock: new RealClock(), fault, reserveBytes: 0 });
    await value(database.health());
  });
  afterEach(async () => {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Past the exchange, as the disk does it. */
  const outside = (...statements: string[]): void => {
    const db = new DatabaseSync(namesIn(folder).main, { timeout: 5_000 });
    for (const statement of statements) db.exec(statement);
    db.close();
  };
  const record = (call: string, body: string): string =>
    `insert into records (boot_id, call, kind, entity, started_ms, answered, talk_ms, numbers, trunks, body)
     values ('b', '${call}', 'internal', 'main', 0, 0, 0, '', '', '${body}')`;
  const whole = (call: string): string => record(call, `{"bootId":"b","call":"${call}"}`);

  test('is left out of the page of calls, told once, and said in the health', async () => {
    outside(whole('c1'), record('c2', TORN), whole('c3'), whole('c4'));
    const page = await value(database.records.search({}, 3));
    expect(page.records.map(({ call }) => call)).toEqual(['c4', 'c3']);
    const rest = await value(database.records.search({}, 3, page.next!));
    expect(rest.records.map(({ call }) => call)).toEqual(['c1']);
    await value(database.records.search({}, 3));
    expect(await value(database.health())).toMatchObject({ intact: false });
    expect(told).toMatchObject([{ code: 'TR-DB-007', what: expect.stringContaining('restart to mend it') }]);
  });

  test('is told once for all that are read together, so that calls still find room to be recorded', async () => {
    const torn = Array.from({ length: REQUESTS_MAX + 1 }, (_, i) => record(`c${i}`, TORN));
    outside('begin', ...torn, 'commit', whole('whole'));
    const page = await value(database.records.search({}, REQUESTS_MAX + 2));
    expect(await database.settings.put('a', '1')).toMatchObject({ ok: true });
    expect(page.records.map(({ call }) => call)).toEqual(['whole']);
    expect(told).toHaveLength(1);
  });

  test('does not hold up who reads the records one after the other', async () => {
    outside(whole('c1'), record('c2', TORN), record('c3', TORN), whole('c4'));
    expect((await value(database.records.after(1, 1))).map(({ call }) => call)).toEqual(['c4']);
    expect(await value(database.records.after(4, 1))).toEqual([]);
  });

  test('does not keep others from logging in, from their settings, or operators from their lists', async () => {
    outside(
      `insert into users values ('chen', '${TORN}'), ('li', '{"name":"li"}')`,
      `insert into tokens values ('1', '${TORN}'), ('2', '{"id":"2"}')`,
      `insert into kept values ('mode', 'a', '${TORN}'), ('mode', 'b', '"night"')`,
      `insert into directory values (1, '${TORN}'), (2, '{"id":2}')`,
      `insert into messages values (1, '801', 0, null, '${TORN}'), (2, '801', 0, null, '{"id":2}')`,
      `insert into audit values (1, 0, 'li', '', 'a', '', '${TORN}'), (2, 0, 'li', '', 'b', '', '{}')`,
    );
    expect(await value(database.users.list())).toEqual([{ name: 'li' }]);
    expect(await value(database.tokens.list())).toEqual([{ id: '2' }]);
    expect(await value(database.kept.load())).toEqual([{ what: 'mode', key: 'b', value: 'night' }]);
    expect(await value(database.desk.entriesAfter(0, 10))).toEqual([{ id: 2 }]);
    expect(await value(database.desk.messages({}, 10))).toEqual({ rows: [{ id: 2 }], next: null });
    expect((await value(database.desk.pending())).messages).toEqual([{ id: 2 }]);
    expect((await value(database.audit.search({}, 10))).entries).toMatchObject([{ id: 2, action: 'b' }]);
  });
});
