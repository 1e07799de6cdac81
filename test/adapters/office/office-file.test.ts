import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadHolidays } from '#adapters/office/holiday-files.ts';
import { DiskOfficeFile } from '#adapters/office/office-file.ts';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import { DOCUMENT_CHARS_MAX } from '#ports/office-document.ts';
import type { OfficeFile } from '#ports/office-text.ts';
import { MemoryOfficeFile } from '../../support/office-kit.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tipring-office-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});

describe.each<[string, () => OfficeFile]>([
  ['on disk', () => new DiskOfficeFile(join(folder, 'data/office.yaml'))],
  ['in memory', () => new MemoryOfficeFile()],
])('office.yaml %s', (_where, make) => {
  test('is not there at first', async () => {
    expect(await make().read()).toEqual({ ok: true, value: { text: null, pending: null } });
  });

  test('has a new text only when it is published', async () => {
    const file = make();
    const first = await file.prepare('name: 第一\n');
    expect(await file.read()).toMatchObject({ value: { text: null, pending: 'name: 第一\n' } });
    expect(first.ok && (await first.value.publish())).toBeNull();
    expect(await file.read()).toEqual({ ok: true, value: { text: 'name: 第一\n', pending: null } });
    const second = await file.prepare('name: B\n');
    if (second.ok) await second.value.discard();
    expect(await file.read()).toEqual({ ok: true, value: { text: 'name: 第一\n', pending: null } });
  });
});

describe('office.yaml on disk', () => {
  test('is for the eyes of its owner: passwords stand in it', async () => {
    const path = join(folder, 'office.yaml');
    const prepared = await new DiskOfficeFile(path).prepare('name: A\n');
    if (prepared.ok) await prepared.value.publish();
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  test('where nothing can be written is a fault that says what to do', async () => {
    writeFileSync(join(folder, 'data'), 'in the way');
    const prepared = await new DiskOfficeFile(join(folder, 'data/office.yaml')).prepare('name: A\n');
    expect(prepared).toMatchObject({ ok: false, error: { code: 'TR-OFFICE-011', todo: expect.any(String) } });
  });

  test('that is a folder is a fault, and that is huge is not read', async () => {
    mkdirSync(join(folder, 'office.yaml'));
    const path = join(folder, 'office.yaml');
    expect(await new DiskOfficeFile(path).read()).toMatchObject({
      ok: false,
      error: { code: 'TR-OFFICE-010' },
    });
    rmSync(path, { recursive: true });
    writeFileSync(path, Buffer.alloc(3 * DOCUMENT_CHARS_MAX + 1, 'x'));
    const read = await new DiskOfficeFile(path).read();
    expect(YAML_OFFICE.read((read.ok && read.value.text) || '')).toMatchObject({
      ok: false,
      error: [{ code: 'TR-OFFICE-001' }],
    });
  });

  test('leaves nothing beside it', async () => {
    const path = join(folder, 'office.yaml');
    const prepared = await new DiskOfficeFile(path).prepare('name: A\n');
    if (prepared.ok) await prepared.value.publish();
    expect(readFileSync(path, 'utf8')).toBe('name: A\n');
    expect(existsSync(`${path}.new`)).toBe(false);
  });
});

describe('a list of holidays', () => {
  const put = (text: string): void => {
    mkdirSync(join(folder, 'holidays'), { recursive: true });
    writeFileSync(join(folder, 'holidays/cn.yaml'), text);
  };

  test('that nobody has is none', () =>
    expect(loadHolidays('CN', [folder])).toEqual({ ok: true, value: null }));

  test.each(['years: [', 'years: [{ year: 2026 }]', 'years: 7'])('that is wrong is a fault: %s', (text) => {
    put(text);
    expect(loadHolidays('CN', [folder])).toMatchObject({
      ok: false,
      error: { code: 'TR-OFFICE-012', where: 'regions/holidays/cn.yaml' },
    });
  });

  test('of a technician takes the place of ours', () => {
    put('years: []');
    expect(loadHolidays('CN', [join(import.meta.dirname, '../../../regions'), folder])).toEqual({
      ok: true,
      value: { years: [] },
    });
  });
});
