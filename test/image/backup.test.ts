import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seal, unseal } from '../../tools/box/archive.ts';
import { runBox } from '../../tools/box/commands.ts';
import { finish, putBack } from '../../tools/box/keep.ts';

const PASSPHRASE = 'a horse that telephones';
/** log2 of scrypt's N. */
const CHEAP = 4;
const entry = (path: string, text: string) => ({ path, content: Buffer.from(text) });
let folder: string;
let data: string;
let said: string[];
const box = (...words: string[]): number =>
  runBox([...words, '--data', data], {
    environment: { TIPRING_PASSPHRASE: PASSPHRASE },
    line: () => '',
    out: (text) => said.push(text),
    err: (text) => said.push(text),
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tipring-'));
  data = join(folder, 'data');
  mkdirSync(join(data, 'guides'), { recursive: true });
  said = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a backup file', () => {
  it('gives back what was put into it, for the same passphrase alone', () => {
    const sealed = seal([entry('office.yaml', 'name: Hotel'), entry('guides/a.wav', '')], PASSPHRASE, CHEAP);
    expect(unseal(sealed, PASSPHRASE)).toEqual({
      ok: true,
      entries: [entry('office.yaml', 'name: Hotel'), entry('guides/a.wav', '')],
    });
    expect(unseal(sealed, `${PASSPHRASE}.`).ok).toBe(false);
    expect(sealed.includes('Hotel')).toBe(false);
  });

  it('with one byte changed, or cut short, gives nothing', () => {
    const sealed = seal([entry('office.yaml', 'name: Hotel')], PASSPHRASE, CHEAP);
    const places = fc.integer({ min: 0, max: sealed.length - 1 });
    fc.assert(
      fc.property(places, (at) => {
        const changed = Buffer.from(sealed);
        changed[at] = (changed[at] ?? 0) ^ 2;
        expect(unseal(changed, PASSPHRASE).ok).toBe(false);
        expect(unseal(sealed.subarray(0, at), PASSPHRASE).ok).toBe(false);
      }),
      { numRuns: 50 },
    );
  });

  it.each(['../etc/passwd', '/etc/passwd', 'a/../../b', 'a/..', '.', 'a\\b'])(
    'cannot write to %s',
    (path) => {
      expect(unseal(seal([entry(path, 'x')], PASSPHRASE, CHEAP), PASSPHRASE).ok).toBe(false);
    },
  );
});

describe('backup and restore of a box', () => {
  const database = (): DatabaseSync => new DatabaseSync(join(data, 'tipring.db'));
  const file = (): string => join(folder, 'box.backup');

  it('brings back office, records and voice on a new box, while the old one goes on', () => {
    writeFileSync(join(data, 'office.yaml'), 'name: Hotel\n');
    writeFileSync(join(data, 'guides/welcome.wav'), 'sound');
    const open = database();
    open.exec('pragma journal_mode = wal; create table calls (id integer); insert into calls values (7)');
    expect(box('backup', file())).toBe(0);
    open.close();
    rmSync(data, { recursive: true });
    expect(box('restore', file())).toBe(0);
    expect(readFileSync(join(data, 'office.yaml'), 'utf8')).toBe('name: Hotel\n');
    expect(readFileSync(join(data, 'guides/welcome.wav'), 'utf8')).toBe('sound');
    const restored = database();
    expect(
      restored
        .prepare('select id from calls')
        .all()
        .map((row) => row.id),
    ).toEqual([7]);
    restored.close();
  });

  it('leaves what was there beside it, and the certificate of the box in place', () => {
    writeFileSync(join(data, 'office.yaml'), 'name: Old\n');
    expect(box('backup', file())).toBe(0);
    mkdirSync(join(data, 'tls'));
    writeFileSync(join(data, 'tls/key.pem'), 'of this box');
    writeFileSync(join(data, 'office.yaml'), 'name: New\n');
    expect(box('restore', file())).toBe(0);
    expect(readFileSync(join(data, 'office.yaml'), 'utf8')).toBe('name: Old\n');
    expect(readFileSync(join(data, 'tls/key.pem'), 'utf8')).toBe('of this box');
    expect(readFileSync(`${data}.before/office.yaml`, 'utf8')).toBe('name: New\n');
  });

  it('is refused while the exchange runs, and says so', () => {
    expect(box('backup', file())).toBe(0);
    writeFileSync(join(data, 'tipring.lock'), '1\n');
    expect(box('restore', file())).toBe(1);
    expect(said.at(-1)).toMatch(/stop the exchange first/);
  });

  it('a cut between taking away the old and putting the new leaves the new one to be found', () => {
    putBack(data, [entry('office.yaml', 'name: Hotel')]);
    renameSync(data, `${data}.coming`);
    finish(data);
    expect(existsSync(join(data, 'office.yaml'))).toBe(true);
  });

  it('what is not understood ends with 2', () => {
    expect(box('backup')).toBe(2);
    expect(box('explode', file())).toBe(2);
    expect(box('backup', file(), '--colour')).toBe(2);
  });
});

describe('what helps to find a fault', () => {
  it('has names and sizes of files, and nothing that is in them', () => {
    writeFileSync(join(data, 'office.yaml'), 'secret: hush\n');
    const file = join(folder, 'support.json');
    expect(box('support', file)).toBe(0);
    const text = readFileSync(file, 'utf8');
    expect(text).toContain('office.yaml');
    expect(text).not.toContain('hush');
  });
});
