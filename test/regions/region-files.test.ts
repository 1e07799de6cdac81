import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { parse, stringify } from 'yaml';
import { loadRegion, loadRegions, parseRegion } from '../../firmware/adapters/region-files.ts';

const REGIONS = resolve(import.meta.dirname, '../../regions');
const china = readFileSync(join(REGIONS, 'cn.yaml'), 'utf8');

// biome-ignore lint/suspicious/noExplicitAny: the test breaks the file in ways that its type forbids
function changed(change: (region: any) => void) {
  const region = parse(china);
  change(region);
  return parseRegion(stringify(region), 'regions/cn.yaml');
}

function faultOf(result: ReturnType<typeof parseRegion>) {
  if (result.ok) throw new Error('the file was accepted');
  return result.error;
}

describe('The countries that come with the product', () => {
  const { regions, faults } = loadRegions([REGIONS]);

  it('are seven, and every file is complete', () => {
    expect(faults).toEqual([]);
    expect([...regions.keys()].sort()).toEqual(['AU', 'CN', 'DE', 'FR', 'GB', 'JP', 'US']);
  });

  it.each([...regions.values()])('$code: dial tone reaches a telephone at about −10 dBm', (region) => {
    const { levelDbm0, steps } = region.tones.dial;
    const power = (steps[0]?.hz.length ?? 0) * 10 ** (levelDbm0 / 10);
    expect(10 * Math.log10(power) + region.levels.fxsReceiveDb).toBeCloseTo(-10, 0);
  });

  it('China rings at 25 Hz, 1 s in 5 s, and its dial tone is 450 Hz', () => {
    const cn = regions.get('CN');
    expect(cn?.ring).toEqual({
      hz: 25,
      voltsPeak: 85,
      cadence: [
        { on: true, ms: 1000 },
        { on: false, ms: 4000 },
      ],
    });
    expect(cn?.tones.dial.steps).toEqual([{ hz: [450], ms: 0 }]);
    expect(cn?.fxo.acim).toBe(0x0a);
  });

  it('a country is found by its code and by the name of its file', () => {
    expect(loadRegion('GB', [REGIONS])).toMatchObject({ ok: true, value: { code: 'GB' } });
    expect(loadRegion('uk', [REGIONS])).toMatchObject({ ok: true, value: { code: 'GB' } });
    expect(loadRegion('XX', [REGIONS])).toMatchObject({
      ok: false,
      error: { code: 'TR-REGION-006', todo: expect.stringContaining('cn') },
    });
  });
});

describe('A country file with a mistake gives one message that says where', () => {
  it.each([
    [
      'a missing tone',
      (r: { tones: Record<string, unknown> }) => delete r.tones.busy,
      'TR-REGION-002',
      'tones.busy',
    ],
    ['a missing group', (r: Record<string, unknown>) => delete r.hook, 'TR-REGION-002', 'hook'],
    [
      'an unknown field',
      (r: Record<string, unknown>) => Object.assign(r, { ringing: 1 }),
      'TR-REGION-003',
      'ringing',
    ],
    [
      'a word for a number',
      (r: { ring: object }) => Object.assign(r.ring, { hz: 'loud' }),
      'TR-REGION-003',
      'ring.hz',
    ],
    [
      'a value out of range',
      (r: { fxs: object }) => Object.assign(r.fxs, { tiss: 9 }),
      'TR-REGION-003',
      'fxs.tiss',
    ],
    ['a law that is none', (r: object) => Object.assign(r, { law: 'b' }), 'TR-REGION-003', 'law'],
    [
      'a ring cadence that begins with silence',
      (r: { ring: { cadence: unknown[] } }) => r.ring.cadence.reverse(),
      'TR-REGION-004',
      'ring.cadence[0]',
    ],
    [
      'a flash window inside the pulse window',
      (r: { hook: object }) => Object.assign(r.hook, { flashMsMin: 60 }),
      'TR-REGION-004',
      'hook.flashMsMin',
    ],
    [
      'ringing beyond the chip',
      (r: { ring: object }) => Object.assign(r.ring, { voltsPeak: 89 }),
      'TR-REGION-004',
      'ring.voltsPeak',
    ],
    [
      'a gain the codec has not',
      (r: { levels: object }) => Object.assign(r.levels, { fxsReceiveDb: -6 }),
      'TR-REGION-004',
      'levels.fxsReceiveDb',
    ],
    [
      'an endless step before others',
      (r: { tones: { busy: { steps: object[] } } }) =>
        Object.assign(r.tones.busy.steps[0] as object, { ms: 0 }),
      'TR-REGION-004',
      'tones.busy.steps[0]',
    ],
    [
      'an emergency number twice',
      (r: { emergency: string[] }) => r.emergency.push('110'),
      'TR-REGION-004',
      'emergency[4]',
    ],
    ['no number classes', (r: Record<string, unknown>) => delete r.numbering, 'TR-REGION-002', 'numbering'],
    [
      'a pattern of numbers with a letter that means nothing',
      (r: { numbering: object[] }) => Object.assign(r.numbering[0] as object, { pattern: '1[3-9].' }),
      'TR-REGION-003',
      'numbering[0].pattern',
    ],
    [
      'a pattern of numbers twice',
      (r: { numbering: object[] }) => r.numbering.push({ ...r.numbering[0] }),
      'TR-REGION-004',
      'numbering[21].pattern',
    ],
  ] as const)('%s', (_name, change, code, where) => {
    const fault = faultOf(changed(change as (region: unknown) => void));
    expect(fault).toMatchObject({ code, where: `regions/cn.yaml: ${where}` });
    expect(fault.what).not.toBe('');
    expect(fault.todo).not.toBe('');
  });

  it('text that is not YAML: the line is named', () => {
    const fault = faultOf(parseRegion('code: CN\nname: { en: "China\n', 'regions/cn.yaml'));
    expect(fault.code).toBe('TR-REGION-001');
    expect(fault.where).toMatch(/^regions\/cn\.yaml: line \d+, column \d+$/);
  });

  it.each(['', '42', '- a\n- b\n'])('a file that is no list of fields: %j', (text) => {
    expect(faultOf(parseRegion(text, 'regions/cn.yaml')).code).toBe('TR-REGION-003');
  });
});

describe('The technician’s own countries', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'tipring-regions-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('take the place of the product’s file of the same code', () => {
    writeFileSync(join(folder, 'cn.yaml'), china.replace('hz: 25', 'hz: 20'));
    expect(loadRegions([REGIONS, folder]).regions.get('CN')?.ring.hz).toBe(20);
    expect(loadRegion('CN', [REGIONS, folder])).toMatchObject({ value: { ring: { hz: 20 } } });
  });

  it('a broken one is told, and the other countries still load', () => {
    writeFileSync(join(folder, 'nz.yaml'), 'code: NZ\n');
    mkdirSync(join(folder, 'folder.yaml'));
    const { regions, faults } = loadRegions([REGIONS, folder]);
    expect(regions.size).toBe(7);
    expect(faults.map((fault) => fault.code).sort()).toEqual(['TR-REGION-002', 'TR-REGION-005']);
    expect(loadRegion('nz', [REGIONS, folder])).toMatchObject({
      ok: false,
      error: { code: 'TR-REGION-002' },
    });
  });

  it('a folder that is not there is no mistake', () => {
    expect(loadRegions([join(folder, 'none')]).faults).toEqual([]);
  });
});
