import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { importOldCalls } from '#adapters/database/import-calls.ts';
import { MemoryDatabase } from '#sim/memory-database.ts';
import { value } from '../../contracts/database.ts';

const line = (call: string, answered = true): string =>
  JSON.stringify({
    ...{ started: '2026-03-01T12:00:01.000Z', answered: answered ? '2026-03-01T12:00:05.000Z' : null },
    ...{ released: '2026-03-01T12:01:05.000Z', call, kind: 'internal', from: '801', fromPort: '1/1' },
    ...{ to: '802', toPort: '1/2', dialled: '802', startedAt: 1_000_000, alertedAt: 2_000_000 },
    ...{ answeredAt: answered ? 5_000_000 : null, releasedAt: 65_000_000, cause: 16, releasedBy: 'caller' },
  });

describe('call records of the version before the database', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-old-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('are taken over once, older files first, and the files are renamed', async () => {
    writeFileSync(join(folder, 'calls.jsonl'), `${line('c1')}\n${line('c2', false)}\n`);
    writeFileSync(join(folder, 'calls-2026-02-01T00-00-00-000Z.jsonl'), `${line('c1')}\n`);
    const { records } = new MemoryDatabase();
    expect(await value(importOldCalls(folder, records))).toEqual({ files: 2, records: 3, unreadable: 0 });
    expect(await value(importOldCalls(folder, records))).toEqual({ files: 0, records: 0, unreadable: 0 });
    expect(readdirSync(folder).every((name) => name.endsWith('.imported'))).toBe(true);
    const all = await value(records.after(0, 10));
    expect(all.map(({ bootId, call, talkMs }) => ({ bootId, call, talkMs }))).toEqual([
      { bootId: 'file calls-2026-02-01T00-00-00-000Z.jsonl:1', call: 'c1', talkMs: 60_000 },
      { bootId: 'file calls.jsonl:1', call: 'c1', talkMs: 60_000 },
      { bootId: 'file calls.jsonl:2', call: 'c2', talkMs: 0 },
    ]);
    expect(all[1]).toMatchObject({
      ...{ startedEpochMs: Date.UTC(2026, 2, 1, 12, 0, 1), alertedEpochMs: Date.UTC(2026, 2, 1, 12, 0, 2) },
      ...{ answeredEpochMs: Date.UTC(2026, 2, 1, 12, 0, 5), legs: [], account: '', units: null },
    });
  });

  test('a line that a power cut left unfinished, and what is no record, is counted and left out', async () => {
    writeFileSync(join(folder, 'calls.jsonl'), `${line('c1')}\nnull\n{"call":7}\n{"call":"c2","fr`);
    const { records } = new MemoryDatabase();
    expect(await value(importOldCalls(folder, records))).toMatchObject({ records: 1, unreadable: 3 });
  });

  test('a database that fails leaves the file; the next start doubles nothing', async () => {
    writeFileSync(join(folder, 'calls.jsonl'), `${line('c1')}\n${line('c2')}\n`);
    const database = new MemoryDatabase();
    const { records } = database;
    const halfway = {
      ...records,
      append: (...words: Parameters<typeof records.append>) => {
        const done = records.append(...words);
        database.failNow();
        return done;
      },
    };
    expect(await importOldCalls(folder, halfway)).toMatchObject({ ok: false, error: { code: 'TR-DB-001' } });
    expect(readdirSync(folder)).toEqual(['calls.jsonl']);
    database.fault = null;
    await value(importOldCalls(folder, records));
    expect((await value(records.search({}, 9))).total).toBe(2);
  });
});
