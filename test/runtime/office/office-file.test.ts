import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PortInfo, PortKind } from '#ports/line-card.ts';
import { defaultOffice } from '#runtime/office/default-office.ts';
import { loadOffice } from '#runtime/office/office-file.ts';
import { checkOffice } from '#switching/routing/check.ts';
import { portId } from '#units/ids.ts';
import { region } from '../../support/office.ts';

const OFFICE = `
extensions:
  - { number: "801", port: 1/1, name: Front desk }
  - { number: "802", port: 1/2, name: Kitchen }
trunks:
  - port: 1/7
    name: Line 1
    group: outside
    number: "62345678"
    dialling: dtmf
    answerBy: [polarity, time]
    releaseBy: [polarity, busy-tone]
    ringIn: "801"
trunkGroups:
  - { id: outside, hunt: linear }
plan:
  - { pattern: 8XX, to: { kind: extension } }
  - { pattern: "9.", to: { kind: trunk-group, group: outside, strip: 1, secondDialTone: true } }
emergency: ["999"]
`;

const ports = (...kinds: PortKind[]): PortInfo[] =>
  kinds.map((kind, i) => ({
    port: portId(Math.floor(i / 8) + 1, (i % 8) + 1),
    kind,
    health: 'in-service',
    chip: 'Si3215 rev G',
  }));

describe('office.yaml', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-office-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const load = (text: string | null) => {
    const path = join(folder, 'office.yaml');
    if (text !== null) writeFileSync(path, text);
    return loadOffice(path, region('cn'), 480);
  };

  test('a correct file is the office, with the times of the country and its emergency numbers', () => {
    const loaded = load(OFFICE);
    expect(loaded.ok && loaded.value).toMatchObject({
      extensions: [{ number: '801' }, { number: '802' }],
      emergency: [...region('cn').emergency, '999'],
      localTime: [{ fromEpochMs: 0, utcOffsetMinutes: 480 }],
    });
    expect(loaded.ok && loaded.value !== null && checkOffice(loaded.value)).toEqual([]);
  });

  test('no file is no fault', () => expect(load(null)).toEqual({ ok: true, value: null }));

  test.each([
    ['that is no YAML', 'extensions: [', /no YAML/, /office\.yaml$/],
    ['with a port that cannot be', OFFICE.replace('1/2', '1/9'), /./, /extensions\.1\.port/],
    ['with a field missing', OFFICE.replace('    group: outside\n', ''), /./, /trunks\.0/],
    ['with a number that is not quoted', OFFICE.replace('"801"', '801'), /./, /extensions\.0\.number/],
    ['with a word nobody knows', OFFICE.replace('hunt: linear', 'hunt: random'), /./, /trunkGroups\.0\.hunt/],
  ])('a file %s is one fault that says where', (_what, text, what, where) => {
    const loaded = load(text);
    expect(loaded.ok).toBe(false);
    if (loaded.ok) return;
    expect(loaded.error.code).toBe('TR-OFFICE-001');
    expect(loaded.error.what).toMatch(what);
    expect(loaded.error.where).toMatch(where);
  });
});

describe('the office that nobody has set up', () => {
  test.each([
    ['six telephones and two lines', ports('fxs', 'fxs', 'fxs', 'fxs', 'fxs', 'fxs', 'fxo', 'fxo')],
    ['one telephone', ports('fxs')],
    ['lines without a telephone', ports('fxo', 'fxo')],
    ['nothing at all', []],
    ['more telephones than three digits have numbers', ports(...Array<PortKind>(120).fill('fxs'))],
  ])('is without fault for %s', (_what, found) => {
    expect(checkOffice(defaultOffice(found, region('cn'), 0))).toEqual([]);
  });

  test('gives numbers from 801 in order of position, and 9 for outside', () => {
    const office = defaultOffice(ports('fxs', 'fxo', 'fxs'), region('cn'), 0);
    expect(office.extensions.map(({ number, port }) => [number, port])).toEqual([
      ['801', '1/1'],
      ['802', '1/3'],
    ]);
    expect(office.trunks).toMatchObject([{ port: '1/2', group: 'outside', ringIn: '801' }]);
  });
});
