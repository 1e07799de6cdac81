import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFolder } from '#adapters/lock.ts';
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
let journal: string;
const box = (...words: string[]): number =>
  runBox([...words, '--data', data], {
    environment: { TIPRING_PASSPHRASE: PASSPHRASE },
    line: () => '',
    out: (text) => said.push(text),
    err: (text) => said.push(text),
    says: (program) => (program === 'journalctl' ? journal : ''),
  });

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tipring-'));
  data = join(folder, 'data');
  mkdirSync(join(data, 'guides'), { recursive: true });
  said = [];
  journal = '';
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
    const lock = lockFolder(data);
    expect(box('restore', file())).toBe(1);
    expect(said.at(-1)).toMatch(/stop the exchange first/);
    if (lock.ok) lock.value.release();
  });

  it('is not refused for a lock that a cut of power left', () => {
    expect(box('backup', file())).toBe(0);
    writeFileSync(join(data, 'tipring.lock'), '1\n5c6f2f4e-0000-4000-8000-000000000000\n1\n');
    expect(box('restore', file())).toBe(0);
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
  const written = (): string => {
    const file = join(folder, 'support.json');
    expect(box('support', file)).toBe(0);
    return readFileSync(file, 'utf8');
  };

  it('has names and sizes of files, and nothing that is in them', () => {
    writeFileSync(join(data, 'office.yaml'), 'name: hush\n');
    writeFileSync(join(data, 'guides/hello.wav'), 'hush');
    const text = written();
    expect(text).toContain('11\\toffice.yaml');
    expect(text).toContain('guides/hello.wav');
    expect(text).not.toContain('hush');
  });

  it('has the journal without any secret of the office or of the box, wherever it was printed', () => {
    const secrets = {
      phone: 'correct-horse-801',
      ha1: '0123456789abcdef0123456789abcdef',
      trunk: 'carrier-s3cret',
      account: '4711',
      first: 'ABCD-EFGH-JKMN',
    };
    writeFileSync(
      join(data, 'office.yaml'),
      `sip:
  devices: [{ extension: "801", secret: ${secrets.phone} }, { extension: "802", ha1: ${secrets.ha1} }]
  trunks: [{ id: t, secret: ${secrets.trunk} }]
accountCodes: [{ code: "${secrets.account}" }]
`,
    );
    const database = new DatabaseSync(join(data, 'tipring.db'));
    database.exec('create table settings (key text, value text)');
    database.prepare('insert into settings values (?, ?)').run('web.first-code', secrets.first);
    database.close();
    journal = [
      'tipring: first start: whoever logs in here is root, with the password 1B2C3-4D5E6-7F8G9-0H1J2',
      `tipring: make the administrator at https://box with the code ${secrets.first}`,
      `tipring: TR-SIP-001 REGISTER with ${secrets.phone} refused`,
      `tipring: digest ${secrets.ha1}, ${secrets.trunk}; dialled ${secrets.account}; code:${secrets.first}`,
      'tipring: TR-CARD-001 card 1: no answer',
    ].join('\n');
    const text = written();
    for (const [name, secret] of Object.entries(secrets)) expect(text, name).not.toContain(secret);
    expect(text).not.toContain('1B2C3');
    expect(text).toContain('REGISTER with [hidden] refused');
    expect(text).toContain('TR-CARD-001 card 1: no answer');
  });

  it('is made also of an office that cannot be read and a database that is torn', () => {
    writeFileSync(join(data, 'office.yaml'), 'sip: [');
    writeFileSync(join(data, 'tipring.db'), Buffer.alloc(4096, 7));
    expect(written()).toContain('tipring.db');
  });
});
