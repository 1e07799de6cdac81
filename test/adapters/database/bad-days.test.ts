import {
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { makeBackup } from '#adapters/database/backup.ts';
import { Executor } from '#adapters/database/executor.ts';
import { migrate } from '#adapters/database/migrations.ts';
import { namesIn } from '#adapters/database/names.ts';
import { openFile } from '#adapters/database/open-file.ts';
import { REQUESTS_MAX, WorkerLink } from '#adapters/database/worker-link.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import type { Fault } from '#units/result.ts';
import { sec } from '#units/time.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tipring-db-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const opened = () => {
  const file = openFile(folder);
  if (!file.ok) throw new Error(file.error.what);
  return file.value;
};
const insert = (db: DatabaseSync, from: number, to: number): void => {
  const text = JSON.stringify('x'.repeat(500));
  const put = db.prepare(
    `insert into records (boot_id, call, kind, entity, started_ms, answered, talk_ms, numbers, trunks, body)
     values ('b', ?, 'internal', 'main', 0, 0, 0, '', '', ?)`,
  );
  for (let i = from; i < to; i++) put.run(`c${i}`, text);
};
const calls = (db: DatabaseSync): string[] =>
  (db.prepare('select call from records order by serial').all() as { call: string }[]).map(
    ({ call }) => call,
  );
const setting = (db: DatabaseSync, key: string, value: string) =>
  db.prepare('insert or replace into settings values (?, ?)').run(key, value);

/** Scribbles over pages in the middle, as a worn card does. */
function scribble(path: string, page = 20, pages = 3): void {
  const file = openSync(path, 'r+');
  writeSync(file, Buffer.alloc(4096 * pages, 0xa5), 0, 4096 * pages, page * 4096);
}

describe('a damaged file', () => {
  test('is put aside and told; the last backup and all that can still be read take its place', async () => {
    const first = opened();
    insert(first.db, 0, 300);
    setting(first.db, 'code', 'in the backup');
    expect(await makeBackup(first.db, first.names)).toBeNull();
    insert(first.db, 300, 600);
    first.db.close();
    scribble(first.names.main);

    const second = opened();
    expect(second.faults).toMatchObject([
      { code: 'TR-DB-007', what: expect.stringContaining('last backup') },
    ]);
    const left = calls(second.db);
    // All of the backup, and most of what came after it.
    expect(left.slice(0, 300)).toEqual(Array.from({ length: 300 }, (_, i) => `c${i}`));
    expect(left.length).toBeGreaterThan(500);
    expect(second.db.prepare('select value from settings').get()).toEqual({ value: 'in the backup' });
    expect(readdirSync(folder).filter((name) => name.startsWith('tipring-damaged-'))).toHaveLength(1);
    second.db.close();
    const third = opened();
    expect(third.faults).toEqual([]);
    third.db.close();
  });

  test('without a backup what can be read of it is all there is, and no serial is given out again', () => {
    const first = opened();
    insert(first.db, 0, 400);
    first.db.close();
    scribble(first.names.main);
    const { db, faults } = opened();
    expect(faults[0]!.what).toContain('no backup');
    expect(calls(db).length).toBeGreaterThan(100);
    insert(db, 1_000, 1_001);
    const { serial } = db.prepare("select serial from records where call = 'c1000'").get() as {
      serial: number;
    };
    expect(serial).toBeGreaterThan(400);
    db.close();
  });

  test.each([
    ['is no database at all', () => writeFileSync(join(folder, 'tipring.db'), 'a'.repeat(9_000))],
    ['was cut short', () => truncateSync(join(folder, 'tipring.db'), 8_192)],
    ['has gone', () => rmSync(join(folder, 'tipring.db'))],
  ])('a file that %s is replaced by the last backup', async (_what, spoil) => {
    const first = opened();
    insert(first.db, 0, 100);
    await makeBackup(first.db, first.names);
    first.db.close();
    spoil();
    const { db, faults } = opened();
    expect(faults).toMatchObject([{ code: 'TR-DB-007' }]);
    expect(calls(db)).toHaveLength(100);
    db.close();
  });

  test('a row whose text is torn goes; every other, also of what is changed in place, is kept', async () => {
    const first = opened();
    first.db.exec(`insert into users values ('chen', '{"role":"old"}'), ('li', '{}')`);
    insert(first.db, 0, 3);
    expect(await makeBackup(first.db, first.names)).toBeNull();
    first.db.exec(`update users set body = '{"ro' where name = 'chen'`);
    first.db.exec(`update users set body = '{"role":"new"}' where name = 'li'`);
    insert(first.db, 3, 6);
    first.db.exec(`update records set body = 'xxx' where call = 'c4'`);
    // A file with a torn row never takes the place of the last copy.
    expect(await makeBackup(first.db, first.names)).toMatch(/1 rows of (users|records) cannot be read/);
    first.db.close();

    const second = opened();
    expect(second.faults).toMatchObject([
      { code: 'TR-DB-007', what: expect.stringContaining('1 rows of records cannot be read') },
    ]);
    expect(calls(second.db)).toEqual(['c0', 'c1', 'c2', 'c3', 'c5']);
    expect(second.db.prepare('select * from users order by name').all()).toEqual([
      { name: 'chen', body: '{"role":"old"}' },
      { name: 'li', body: '{"role":"new"}' },
    ]);
    second.db.close();
    const third = opened();
    expect(third.faults).toEqual([]);
    third.db.close();
  });

  test('a large one in which damage was found is mended at the next start, and then not looked at again', () => {
    const first = opened();
    first.db.exec(`insert into settings values ('big', hex(zeroblob(20 << 20)))`);
    insert(first.db, 0, 2);
    first.db.exec(`update records set body = 'xxx' where call = 'c1'`);
    first.db.close();
    const second = opened();
    expect(second).toMatchObject({ unchecked: true, faults: [] });
    second.db.close();

    const told: Fault[] = [];
    const listener = {
      fault: (fault: Fault) => told.push(fault),
      makeRoom: () => false,
      opened: () => undefined,
    };
    const executor = new Executor(folder, listener);
    executor.ensure();
    for (const _ of [0, 1]) executor.foundDamage('a row cannot be read');
    expect(told).toMatchObject([{ code: 'TR-DB-007', what: expect.stringContaining('restart to mend it') }]);
    expect(executor.health()).toMatchObject({ ok: true, value: { intact: false } });
    executor.close();

    const third = opened();
    expect(third).toMatchObject({ unchecked: false, faults: [{ code: 'TR-DB-007' }] });
    expect(calls(third.db)).toEqual(['c0']);
    third.db.close();
    const fourth = opened();
    expect(fourth).toMatchObject({ unchecked: true, faults: [] });
    fourth.db.close();
  });

  test('a rescue that a power cut interrupted is finished at the next start, and its log meets no other file', async () => {
    const first = opened();
    insert(first.db, 0, 50);
    await makeBackup(first.db, first.names);
    first.db.close();
    // As after the cut: the rescue is whole, the damaged file has not been moved yet, and its log lies beside it.
    writeFileSync(first.names.rescued, readFileSync(first.names.backup));
    writeFileSync(first.names.main, 'damaged');
    writeFileSync(first.names.wal, 'log of the damaged file');
    const { db, names, faults } = opened();
    expect(faults).toEqual([]);
    expect(calls(db)).toHaveLength(50);
    expect(existsSync(names.rescued)).toBe(false);
    db.close();
  });
});

describe('a file of another version', () => {
  test('an older one is brought up and keeps what it has', () => {
    const old = new DatabaseSync(join(folder, 'tipring.db'));
    migrate(old, 1);
    insert(old, 0, 3);
    old.close();
    const { db, faults } = opened();
    expect(faults).toEqual([]);
    expect(calls(db)).toEqual(['c0', 'c1', 'c2']);
    expect(db.prepare('select count(*) as count from versions').get()).toEqual({ count: 0 });
    db.close();
  });

  test('one from before there were operators gets their tables, and keeps its users', () => {
    const old = new DatabaseSync(join(folder, 'tipring.db'));
    migrate(old, 2);
    old.prepare("insert into users values ('chen', '{}')").run();
    old.close();
    const { db, faults } = opened();
    expect(faults).toEqual([]);
    expect(db.prepare('select name from users').all()).toEqual([{ name: 'chen' }]);
    expect(db.prepare('select count(*) as count from tickets').get()).toEqual({ count: 0 });
    db.close();
  });

  test('a newer one is not touched, and said so', () => {
    const { db, names } = opened();
    db.exec('pragma user_version = 99');
    db.close();
    const before = readFileSync(names.main);
    expect(openFile(folder)).toMatchObject({ ok: false, error: { code: 'TR-DB-005' } });
    expect(readFileSync(names.main)).toEqual(before);
  });
});

describe('a folder that cannot be used', () => {
  test('is a fault, and the next try may succeed', () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where the folder should be');
    expect(openFile(folder)).toMatchObject({ ok: false, error: { code: 'TR-DB-001' } });
    rmSync(folder);
    opened().db.close();
  });
});

describe('writes that come together', () => {
  const listener = { fault: () => undefined, makeRoom: () => false, opened: () => undefined };
  const run = (id: number, ...sql: string[]) => ({
    ...{ kind: 'run' as const, id, write: true },
    statements: sql.map((text) => ({ sql: text, parameters: [] })),
  });

  test('one that is refused does not take the others with it, and is undone whole', () => {
    const executor = new Executor(folder, listener);
    const answers = executor.write([
      run(1, "insert into settings values ('a', '1')"),
      run(2, "insert into settings values ('b', '1')", "insert into settings values ('a', '2')"),
      run(3, 'insert into nowhere values (1)'),
      run(4, "insert into settings values ('c', '1')"),
    ]);
    expect(answers.map(({ ok }) => ok)).toEqual([true, false, false, true]);
    const read = executor.read(run(5, 'select key from settings order by key'));
    expect(read).toMatchObject({ ok: true, outcomes: [{ rows: [{ key: 'a' }, { key: 'c' }] }] });
    executor.close();
  });

  test('a full disk: the kept room is given up and the write is done; without room nothing is promised', () => {
    let room = 1;
    const executor = new Executor(folder, {
      ...listener,
      // SQLite's own bound on the file is a full disk to it; giving room lifts it.
      makeRoom: ({ db }) => {
        if (room-- <= 0) return false;
        db.exec('pragma max_page_count = 48');
        return true;
      },
      opened: ({ db }) => db.exec('pragma max_page_count = 20'),
    });
    const big = 'y'.repeat(30_000);
    const write = (key: string) =>
      executor.write([run(1, `insert into settings values ('${key}', '${big}')`)])[0]!;
    const answers = ['a', 'b', 'c', 'd', 'e'].map((key) => write(key).ok);
    expect(answers[0]).toBe(true);
    expect(answers.at(-1)).toBe(false);
    expect(answers.filter(Boolean).length).toBeGreaterThanOrEqual(2);
    expect(room).toBeLessThan(0);
    const count = executor.read(run(2, 'select count(*) as count from settings'));
    expect(count).toMatchObject({ outcomes: [{ rows: [{ count: answers.filter(Boolean).length }] }] });
    executor.close();
  });
});

describe('the thread of the database', () => {
  const threadUrl = new URL('./bad-thread.mjs', import.meta.url);
  const link = () => {
    const clock = new VirtualClock();
    const faults: [boolean, Fault][] = [];
    const fault = (raised: boolean, what: Fault) => faults.push([raised, what]);
    return { clock, faults, link: new WorkerLink({ folder, reserveBytes: 0, clock, fault, threadUrl }) };
  };
  const say = (text: string) => [{ sql: text, parameters: [] }];
  /** The real thread needs real turns of the loop, however many. */
  const until = async (isSo: () => boolean): Promise<void> => {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
  };

  test('one that dies is started again; what it had not answered fails, and nothing is promised', async () => {
    const under = link();
    const answers = await Promise.all([under.link.run(true, say('die')), under.link.run(true, say('hello'))]);
    expect(answers).toMatchObject([
      { ok: false, error: { code: 'TR-DB-003', what: expect.stringContaining('planted') } },
      { ok: false, error: { code: 'TR-DB-003' } },
    ]);
    expect(under.faults).toMatchObject([[true, { code: 'TR-DB-003' }]]);
    const next = under.link.run(true, say('hello'));
    under.clock.runFor(sec(1));
    expect(await next).toMatchObject({ ok: true });
    expect(under.faults.map(([raised]) => raised)).toEqual([true, false]);
    await under.link.close();
  });

  test('one that says nothing: each call is answered after 10 s, and another thread takes its place', async () => {
    const under = link();
    expect(await under.link.run(true, say('hello'))).toMatchObject({ ok: true });
    const silent = under.link.run(true, say('silence'));
    under.clock.runFor(sec(10));
    expect(await silent).toMatchObject({ ok: false, error: { code: 'TR-DB-002' } });
    await until(() => under.faults.length > 0);
    const next = under.link.run(true, say('hello'));
    under.clock.runFor(sec(1));
    expect(await next).toMatchObject({ ok: true });
    await under.link.close();
  });

  test('only so many may wait; the next is refused at once', async () => {
    const under = link();
    const waiting = Array.from({ length: REQUESTS_MAX }, () => under.link.run(true, say('silence')));
    expect(await under.link.run(true, say('hello'))).toMatchObject({ error: { code: 'TR-DB-004' } });
    under.clock.runFor(sec(10));
    expect((await Promise.all(waiting)).every((answer) => !answer.ok)).toBe(true);
    under.clock.runFor(sec(1));
    await under.link.close();
  });
});

describe('the backup', () => {
  test('is one whole file that only its owner may read, made beside the work', async () => {
    const { db, names } = opened();
    insert(db, 0, 2_000);
    const making = makeBackup(db, names);
    insert(db, 2_000, 2_100);
    expect(await making).toBeNull();
    db.close();
    expect(statSync(namesIn(folder).backup).mode & 0o777).toBe(0o600);
    const copy = new DatabaseSync(names.backup, { readOnly: true });
    expect(calls(copy).length).toBeGreaterThanOrEqual(2_000);
    copy.close();
    expect(readdirSync(folder).sort()).toEqual(['tipring.db', 'tipring.db.backup']);
  });
});
