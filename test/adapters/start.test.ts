import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lockFolder } from '#adapters/lock.ts';
import { readSettings } from '#adapters/settings.ts';
import { cardFaults } from '../../firmware/open-box.ts';

describe('settings of the environment', () => {
  test('nothing set is a simulator board in China at port 8080', () => {
    expect(readSettings({})).toMatchObject({
      ok: true,
      value: {
        httpPort: 8080,
        httpHost: '127.0.0.1',
        httpTls: false,
        sipPort: 5060,
        dataFolder: './data',
        region: 'cn',
        board: 'sim',
      },
    });
  });

  test('several can run side by side', () => {
    const env = {
      TIPRING_HTTP_PORT: '0',
      TIPRING_SIP_PORT: '5070',
      TIPRING_DATA: '/var/a',
      TIPRING_REGION: 'US',
    };
    expect(readSettings(env)).toMatchObject({
      value: { httpPort: 0, sipPort: 5070, dataFolder: '/var/a', region: 'us' },
    });
  });

  test('what others than this machine can reach is served over TLS, unless told otherwise', () => {
    const value = { httpHost: '0.0.0.0', httpTls: true };
    expect(readSettings({ TIPRING_HTTP_HOST: '0.0.0.0' })).toMatchObject({ value });
    const plain = { TIPRING_HTTP_HOST: '0.0.0.0', TIPRING_HTTP_TLS: 'off' };
    expect(readSettings(plain)).toMatchObject({ value: { httpTls: false } });
    expect(readSettings({ TIPRING_HTTP_TLS: 'on' })).toMatchObject({
      value: { httpHost: '127.0.0.1', httpTls: true },
    });
  });

  test.each([
    ['TIPRING_HTTP_PORT', '80 80'],
    ['TIPRING_HTTP_PORT', '70000'],
    ['TIPRING_SIP_PORT', '-1'],
    ['TIPRING_HTTP_HOST', 'not an address'],
    ['TIPRING_HTTP_TLS', 'perhaps'],
    ['TIPRING_REGION', '../cn'],
    ['TIPRING_BOARD', '../../etc'],
    ['TIPRING_LOG', 'loud'],
  ])('%s=%s is refused by name', (name, value) => {
    expect(readSettings({ [name]: value })).toMatchObject({
      ok: false,
      error: { code: 'TR-START-003', where: `environment: ${name}` },
    });
  });
});

describe('the card of a box', () => {
  test('that can only be read, or not even that, is an alarm with what to do; any other is none', () => {
    expect(cardFaults({ TIPRING_CARD: 'read-only' })).toMatchObject([{ code: 'TR-BOX-007' }]);
    expect(cardFaults({ TIPRING_CARD: 'lost' })).toMatchObject([{ code: 'TR-BOX-008' }]);
    for (const other of [{}, { TIPRING_CARD: '' }, { TIPRING_CARD: 'toString' }])
      expect(cardFaults(other)).toEqual([]);
  });
});

describe('the lock of the data folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-lock-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const path = (): string => join(folder, 'tipring.lock');

  test('holds this process, and is gone after the release', () => {
    const lock = lockFolder(folder);
    expect(readFileSync(path(), 'utf8')).toBe(`${process.pid}\n`);
    if (lock.ok) lock.value.release();
    expect(() => readFileSync(path())).toThrow();
  });

  test('of another process that lives is one clear refusal', () => {
    writeFileSync(path(), `${process.ppid}\n`);
    expect(lockFolder(folder)).toMatchObject({ ok: false, error: { code: 'TR-START-001', where: folder } });
    expect(readFileSync(path(), 'utf8')).toBe(`${process.ppid}\n`);
  });

  test.each(['4194999\n', 'not a number', ''])('that nobody holds any more is taken over: "%s"', (text) => {
    writeFileSync(path(), text);
    expect(lockFolder(folder).ok).toBe(true);
  });

  test('that cannot be removed, as on a disk that can only be read since, is refused in words', () => {
    mkdirSync(path());
    expect(lockFolder(folder)).toMatchObject({ ok: false, error: { code: 'TR-START-002', where: folder } });
  });

  test('in a folder that is none is refused', () => {
    expect(lockFolder(join(folder, 'missing'))).toMatchObject({ ok: false, error: { code: 'TR-START-002' } });
  });
});
