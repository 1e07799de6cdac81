import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ownCertificate } from '#adapters/certificate.ts';

const NOW = Date.UTC(2027, 0, 15);
const DAY_MS = 86_400_000;
const NAMES = ['box.local', '192.168.1.20'];

describe('the certificate of a box', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-tls-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const certificate = async (names = NAMES, epochMs = NOW) => {
    const made = await ownCertificate(folder, names, epochMs);
    if (!made.ok) throw new Error(made.error.what);
    return made.value;
  };

  test('a fresh box signs one for its names and addresses, and nobody else can read the key', async () => {
    const parsed = new X509Certificate((await certificate()).cert);
    expect(parsed.checkHost('box.local')).toBe('box.local');
    expect(parsed.checkIP('192.168.1.20')).toBe('192.168.1.20');
    expect(parsed.checkHost('other.local')).toBeUndefined();
    expect(statSync(join(folder, 'key.pem')).mode & 0o077).toBe(0);
  });

  test('it stays the same over restarts, so that nobody has to trust it again', async () => {
    expect(await certificate()).toEqual(await certificate(NAMES, NOW + 700 * DAY_MS));
  });

  test('it is made anew before it runs out, and when the box has got another address', async () => {
    const first = await certificate();
    const second = await certificate(NAMES, NOW + 800 * DAY_MS);
    expect(second.cert).not.toBe(first.cert);
    const third = await certificate([...NAMES, '10.0.0.7'], NOW + 800 * DAY_MS);
    expect(new X509Certificate(third.cert).checkIP('10.0.0.7')).toBe('10.0.0.7');
  });

  test("a technician's own is never replaced, whatever its names", async () => {
    const { generate } = await import('selfsigned');
    const theirs = await generate([{ name: 'commonName', value: 'pbx.example.com' }], { keyType: 'ec' });
    writeFileSync(join(folder, 'cert.pem'), theirs.cert);
    writeFileSync(join(folder, 'key.pem'), theirs.private);
    expect((await certificate()).cert).toBe(theirs.cert);
  });

  test('a broken or foreign pair is said, and stays as it is', async () => {
    await certificate();
    const good = readFileSync(join(folder, 'cert.pem'), 'utf8');
    writeFileSync(join(folder, 'cert.pem'), 'no certificate');
    expect(await ownCertificate(folder, NAMES, NOW)).toMatchObject({
      ok: false,
      error: { code: 'TR-TLS-001' },
    });
    rmSync(join(folder, 'cert.pem'));
    rmSync(join(folder, 'key.pem'));
    await certificate();
    writeFileSync(join(folder, 'cert.pem'), good);
    expect(await ownCertificate(folder, NAMES, NOW)).toMatchObject({
      error: { code: 'TR-TLS-001', what: expect.stringContaining('not that of the certificate') },
    });
  });

  test('a folder that cannot be made is said', async () => {
    writeFileSync(join(folder, 'file'), '');
    expect(await ownCertificate(join(folder, 'file'), NAMES, NOW)).toMatchObject({
      error: { code: 'TR-TLS-002' },
    });
  });
});
