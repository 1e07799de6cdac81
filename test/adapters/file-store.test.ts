import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileStore } from '#adapters/file-store.ts';
import type { CallRecord } from '#switching/model.ts';
import type { CallId, PortId } from '#units/ids.ts';
import type { Fault } from '#units/result.ts';
import { sec } from '#units/time.ts';

const EPOCH_MS = Date.UTC(2026, 2, 1, 12);
const at = (seconds: number) => sec(seconds) as unknown as CallRecord['startedAt'];

const record = (call: string): CallRecord => ({
  ...{ call: call as CallId, kind: 'internal', from: '801', fromPort: '1/1' as PortId, to: '802' },
  ...{ toPort: '1/2' as PortId, dialled: '802', startedAt: at(1), alertedAt: at(2), answeredAt: null },
  ...{ releasedAt: at(9), cause: 19, releasedBy: 'caller' },
  ...{ entity: 'main', legs: [], account: '', joined: null, harassing: false },
});

describe('call records on disk', () => {
  let folder: string;
  const stores: FileStore[] = [];
  const open = (limits?: ConstructorParameters<typeof FileStore>[2]): FileStore => {
    const store = new FileStore(folder, (instant) => EPOCH_MS + instant / 1000, limits);
    stores.push(store);
    return store;
  };
  const append = (store: FileStore, call: string): Promise<Fault | null> =>
    new Promise((done) => store.appendRecord(record(call), done));
  const lines = (name = 'calls.jsonl'): { call: string; started: string }[] =>
    readFileSync(join(folder, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-store-'));
  });
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  test('a record that was acknowledged is in the file, with the time of day', async () => {
    expect(await append(open(), 'c1')).toBeNull();
    expect(lines()).toEqual([expect.objectContaining({ call: 'c1', started: '2026-03-01T12:00:01.000Z' })]);
  });

  test('records come one a line, in order, also when many are given at once', async () => {
    const store = open();
    await Promise.all(['c1', 'c2', 'c3', 'c4'].map((call) => append(store, call)));
    expect(lines().map(({ call }) => call)).toEqual(['c1', 'c2', 'c3', 'c4']);
  });

  test('a line that a power cut left unfinished is cut off, and what comes after it is whole', async () => {
    await append(open(), 'c1');
    await stores.splice(0)[0]!.close();
    writeFileSync(
      join(folder, 'calls.jsonl'),
      `${readFileSync(join(folder, 'calls.jsonl'), 'utf8')}{"call":"c2","fr`,
    );
    await append(open(), 'c3');
    expect(lines().map(({ call }) => call)).toEqual(['c1', 'c3']);
  });

  test('a folder that cannot be written is told, and the next try may succeed', async () => {
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'a file where the folder should be');
    const store = open();
    expect(await append(store, 'c1')).toMatchObject({
      code: 'TR-RUN-003',
      where: join(folder, 'calls.jsonl'),
    });
    rmSync(folder);
    expect(await append(store, 'c1')).toBeNull();
    expect(lines().map(({ call }) => call)).toEqual(['c1']);
  });

  test('a file that has grown too long is put aside, and only so many are kept', async () => {
    const store = open({ recordBytesMax: 100, recordFilesMax: 2, journalsMax: 5 });
    for (const call of ['c1', 'c2', 'c3', 'c4', 'c5']) await append(store, call);
    const aside = readdirSync(folder).filter((name) => name.startsWith('calls-'));
    expect(aside.length).toBeLessThanOrEqual(2);
    expect(lines().map(({ call }) => call)).toEqual(['c5']);
  });

  test('a journal is saved under a name that is safe as a file, and the oldest go', async () => {
    const store = open({ recordBytesMax: 1e6, recordFilesMax: 2, journalsMax: 2 });
    const save = (name: string): Promise<string | null> =>
      new Promise((done) => store.saveJournal(name, 'text', done));
    const path = await save('../../etc/passwd');
    expect(path?.startsWith(join(folder, 'journals'))).toBe(true);
    expect(readFileSync(path!, 'utf8')).toBe('text');
    await save('b');
    await save('c');
    expect(readdirSync(join(folder, 'journals'))).toHaveLength(2);
  });
});
