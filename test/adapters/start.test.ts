import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { heldBy, lockFolder } from '#adapters/lock.ts';
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
    expect(heldBy(folder)).toBe(process.pid);
    if (lock.ok) lock.value.release();
    expect(() => readFileSync(path())).toThrow();
  });

  /** What a process leaves that takes the lock; as if it had been another one, or at another time. */
  const leave = (said: { readonly pid?: number; readonly boot?: string; readonly began?: string }): void => {
    const lock = lockFolder(folder);
    if (!lock.ok) throw new Error(lock.error.what);
    const [, boot = '', began = ''] = readFileSync(path(), 'utf8').split('\n');
    const now = { pid: process.pid, boot, began, ...said };
    writeFileSync(path(), `${now.pid}\n${now.boot}\n${now.began}\n`);
  };
  const other = async <T>(look: (pid: number) => T): Promise<T> => {
    const child = spawn('sleep', ['60']);
    try {
      return look(child.pid ?? 0);
    } finally {
      child.kill('SIGKILL');
    }
  };
  const beganOf = (pid: number): string => readFileSync(`/proc/${pid}/stat`, 'utf8').split(' ')[21] ?? '';

  test('of another process that lives is one clear refusal', async () => {
    await other((pid) => {
      leave({ pid, began: beganOf(pid) });
      expect(lockFolder(folder)).toMatchObject({
        ok: false,
        error: { code: 'TR-START-001', where: folder, what: expect.stringContaining(`process ${pid}`) },
      });
      expect(heldBy(folder)).toBe(pid);
    });
  });

  test('of a boot before is taken over, though its number is that of something else now', async () => {
    await other((pid) => {
      leave({ pid, began: beganOf(pid), boot: '5c6f2f4e-0000-4000-8000-000000000000' });
      expect(heldBy(folder)).toBeNull();
      expect(lockFolder(folder).ok).toBe(true);
    });
  });

  test('of a process that ended is taken over, though its number was given again', async () => {
    await other((pid) => {
      leave({ pid, began: `${Number(beganOf(pid)) - 1}` });
      expect(lockFolder(folder).ok).toBe(true);
    });
  });

  test.each(['4194999\n', `${process.ppid}\n`, 'not a number', ''])(
    'that nobody holds any more is taken over: "%s"',
    (text) => {
      writeFileSync(path(), text);
      expect(lockFolder(folder).ok).toBe(true);
    },
  );

  test('that cannot be removed, as on a disk that can only be read since, is refused in words', () => {
    mkdirSync(path());
    expect(lockFolder(folder)).toMatchObject({ ok: false, error: { code: 'TR-START-002', where: folder } });
  });

  test('in a folder that is none is refused', () => {
    expect(lockFolder(join(folder, 'missing'))).toMatchObject({ ok: false, error: { code: 'TR-START-002' } });
  });
});
