import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { namesIn } from '#adapters/database/names.ts';
import { openFile } from '#adapters/database/open-file.ts';
import { Promised, type Said } from '../../tools/crash/acknowledged.ts';
import { inspect } from '../../tools/crash/inspect.ts';

/** As a write that was lost leaves it: a piece of an older page in the middle of the text. */
const TORN = '{"bootId":"b1","ca\u0000\u0001ll":';
const RECORD = `insert into records
  (boot_id, call, kind, entity, started_ms, answered, talk_ms, units, numbers, trunks, body)
  values ('b1', 'c1', 'local', '', 0, 1, 0, 0, '', '', ?)`;
const KEPT = "insert into kept (what, key, value) values ('subscriber', '801', ?)";

describe('what a disk did to the file is found, not stumbled over', () => {
  let folder = '';
  let promised: Promised;
  const hear = (said: Said): void => promised.hear(JSON.stringify(said));
  const there = (statement: string, text: string): string[] => {
    const opened = openFile(folder);
    if (!opened.ok) throw new Error(opened.error.what);
    opened.value.db.prepare(statement).run(text);
    opened.value.db.close();
    return inspect(folder, promised);
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-inspect-'));
    promised = new Promised();
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('a record that is as it was written is right', () => {
    hear({ say: 'record', boot: 'b1', call: 'c1' });
    expect(there(RECORD, '{"bootId":"b1","call":"c1"}')).toEqual([]);
  });

  test('a record whose text is torn is not the call that was acknowledged', () => {
    hear({ say: 'record', boot: 'b1', call: 'c1' });
    expect(there(RECORD, TORN)).toEqual(['record b1 c1 holds another call']);
  });

  test('a torn record that nobody was promised is a finding all the same', () => {
    expect(there(RECORD, 'null')).toEqual(['record b1 c1 holds another call']);
  });

  test('a setting by telephone whose text is torn is not the one that was acknowledged', () => {
    hear({ say: 'keeping', what: 'subscriber', key: '801', n: 7 });
    hear({ say: 'kept', what: 'subscriber', key: '801', n: 7 });
    expect(there(KEPT, '{"lastDialled":"7"}')).toEqual([]);
    expect(there("update kept set value = ? where key = '801'", TORN)).toEqual([
      'kept subscriber 801: 7 was acknowledged, NaN is there',
    ]);
  });

  test('a file that is no database any more is a finding', () => {
    hear({ say: 'record', boot: 'b1', call: 'c1' });
    writeFileSync(namesIn(folder).main, 'x'.repeat(8_192));
    expect(inspect(folder, promised)).toEqual(['it cannot be read: file is not a database']);
  });
});
