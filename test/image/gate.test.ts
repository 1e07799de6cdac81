import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callWorks, lastGoodOf, objections, recordsReadable, type Seen } from '../../tools/box/gate.ts';

const WELL: Seen = { serves: true, linesInService: 8, recordsReadable: true, callWorks: true };
const BEFORE = { release: '1.0', linesInService: 8, recordsReadable: true, callWorks: true };

describe('a version after an update', () => {
  it('is kept when it serves, has its lines, its records, and a call works', () => {
    expect(objections(WELL, '1.1', BEFORE)).toEqual([]);
    expect(objections({ ...WELL, recordsReadable: null }, '1.1', BEFORE)).toEqual([]);
  });

  it.each<[string, Partial<Seen>, RegExp]>([
    ['does not serve', { serves: false }, /does not serve/],
    ['brings no line up', { linesInService: 0 }, /0 lines in service; 1\.0 had 8/],
    ['brings less than half of the lines up', { linesInService: 3 }, /3 lines/],
    ['cannot read the call records', { recordsReadable: false }, /call records/],
    ['cannot connect a call', { callWorks: false }, /a call inside/],
  ])('that %s is given up, and it is said why', (_, wrong, why) => {
    expect(objections({ ...WELL, ...wrong }, '1.1', BEFORE).join()).toMatch(why);
  });

  it('is not given up for a module that was pulled out on the day of the update', () => {
    expect(objections({ ...WELL, linesInService: 4 }, '1.1', BEFORE)).toEqual([]);
  });
});

describe('a version after an update of a box on which something was broken before', () => {
  it('is not given up for it', () => {
    const broken = { ...WELL, linesInService: 0, recordsReadable: false, callWorks: false };
    expect(objections(broken, '1.1', { ...broken, release: '1.0' })).toEqual([]);
  });
});

describe('a version that was good before', () => {
  it('is kept as long as it serves: starting again would mend no card', () => {
    const broken = { ...WELL, linesInService: 0, recordsReadable: false, callWorks: false };
    expect(objections(broken, '1.0', BEFORE)).toEqual([]);
    expect(objections(broken, '1.0', null)).toEqual([]);
    expect(objections({ ...broken, serves: false }, '1.0', BEFORE)).toHaveLength(1);
  });

  it.each([null, '', '{', '{"release":7,"linesInService":8}', '{"release":"1.0"}'])(
    'of which the card says %j is not known',
    (text) => {
      expect(lastGoodOf(text)).toBeNull();
    },
  );

  it('is known by what was kept of it', () => {
    expect(lastGoodOf(JSON.stringify(BEFORE))).toEqual(BEFORE);
  });
});

describe('what the gate looks at', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('a call inside works with the office of the box, and with that of a box that was never set up', () => {
    const extensions = '[{ number: "12", name: A, port: "1/3" }, { number: "13", name: B, port: "1/4" }]';
    expect(callWorks(`plan: [{ pattern: 1X, to: extension }]\nextensions: ${extensions}\n`, 'us')).toBe(true);
    expect(callWorks(null, 'cn')).toBe(true);
    expect(callWorks('name: Hotel\n', 'cn')).toBe(true);
  });

  it('a call that cannot even be tried is one that does not work', () => {
    const extensions = '[{ number: "12", name: A, port: "1/3" }, { number: "13", name: B, port: "1/4" }]';
    expect(callWorks(`extensions: ${extensions}\n`, 'xx')).toBe(false);
  });

  it('records are readable in a database that has them, not in one that is torn', () => {
    const file = join(folder, 'tipring.db');
    const database = new DatabaseSync(file);
    database.exec('create table records (id integer); insert into records values (1)');
    database.close();
    expect(recordsReadable(file)).toBe(true);
    writeFileSync(file, Buffer.alloc(8192, 7));
    expect(recordsReadable(file)).toBe(false);
    expect(recordsReadable(join(folder, 'none.db'))).toBe(false);
  });
});
