import { describe, expect, test } from 'vitest';
import { YAML_OFFICE } from '#adapters/office/yaml-office.ts';
import type { PortKind } from '#ports/line-card.ts';
import { DOCUMENT_COMMENTS, defaultDocument } from '#runtime/office/default-document.ts';
import { defaultOffice } from '#runtime/office/default-office.ts';
import { checkOffice } from '#switching/routing/check.ts';
import { STANDARD_CLASS } from '#switching/routing/standard-classes.ts';
import { region } from '../../support/office.ts';
import { checkText, officeOf, ports } from '../../support/office-kit.ts';

const SMALL = `
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

describe('office.yaml', () => {
  test('a small file is an office, with the times of the country and its emergency numbers', () => {
    const office = officeOf(SMALL);
    expect(office).toMatchObject({
      extensions: [{ number: '801', classOfService: STANDARD_CLASS }, { number: '802' }],
      trunks: [{ port: '1/7', answerBy: ['polarity', 'time'], number: '62345678' }],
      localTime: [{ fromEpochMs: 0, utcOffsetMinutes: 480 }],
    });
    expect([...office.emergency].sort()).toEqual([...region('cn').emergency, '999'].sort());
  });

  test('an empty file is an office without telephones', () => {
    expect(officeOf('')).toMatchObject({ extensions: [], trunks: [], plan: [] });
  });

  test('without a plan inside numbers are as they are, and 9 is outside; 0 where 9 is inside', () => {
    const office = (first: string) =>
      officeOf(`
extensions: [{ number: "${first}01", port: 1/1, name: A }]
trunks: [{ port: 1/2, name: L, group: out, ringIn: "${first}01" }]
trunkGroups: [{ id: out }]
`).plan.map(({ pattern }) => pattern);
    expect(office('8')).toEqual(['8XX', '9.']);
    expect(office('9')).toEqual(['9XX', '0.']);
  });

  test('seconds, weekdays, times and days are what people write', () => {
    const { services } = officeOf(`
extensions:
  - { number: "801", port: 1/1, name: A, noAnswerSeconds: 12.5, hotLine: { number: "802", afterSeconds: 0 } }
  - { number: "802", port: 1/2, name: B }
timeTables:
  - { id: office, rules: [{ weekdays: mon-fri, from: "08:30", to: "17:30" }, { dates: { list: own, which: holidays } }] }
  - { id: weekend, rules: [{ weekdays: "sat,sun" }, { weekdays: fri-mon, from: "22:00", to: "06:00" }] }
dayLists: [{ id: own, holidays: [2027-02-27..2027-03-01] }]
serviceTimes: { parkRecallSeconds: 60 }
lineTimes: { ringSecondsMax: 45 }
`);
    expect(services.timeTables[0]!.rules[0]).toMatchObject({
      weekdays: [1, 2, 3, 4, 5],
      fromMinute: 510,
      toMinute: 1050,
    });
    expect(services.timeTables[1]!.rules.map(({ weekdays }) => weekdays)).toEqual([
      [6, 7],
      [1, 5, 6, 7],
    ]);
    expect(services.timeTables[1]!.rules[1]).toMatchObject({ fromMinute: 1320, toMinute: 360 });
    expect(services.dayLists[0]!.holidays).toEqual(['2027-02-27', '2027-02-28', '2027-03-01']);
    expect(services.timing.parkRecallMs).toBe(60_000);
  });

  test('feature codes are those of the country, changed by the office and by a tenant', () => {
    const { entities } = officeOf(`
codes: { changes: [{ feature: park, does: use, dial: "*77" }, { feature: page, does: use, dial: null }, { feature: record-guide, does: use, dial: "*78" }] }
entities: [{ id: shop, codes: { profile: na } }, { id: main, codes: { changes: [{ feature: park, does: use, dial: "*79" }] } }]
`).services;
    const dials = (id: string, feature: string) =>
      entities
        .find((one) => one.id === id)!
        .codes.filter((code) => code.feature === feature)
        .map(({ dial }) => dial);
    expect(dials('main', 'park')).toEqual(['*79']);
    expect(dials('main', 'page')).toEqual([]);
    expect(dials('main', 'forward-all')).toEqual(['*57*{n}#', '#57#']);
    expect(dials('shop', 'forward-all')[0]).toBe('*72{n}');
  });

  test("number classes of one's own stand before those of the country", () => {
    const { numberClasses } = officeOf('numberClasses: [{ pattern: "00.", reach: local }]').services;
    expect(numberClasses.filter(({ pattern }) => pattern === '00.')).toEqual([
      { pattern: '00.', reach: 'local', premium: false },
    ]);
    expect(numberClasses.length).toBeGreaterThan(5);
  });
});

describe('a finding in the document says where', () => {
  test.each<[string, string, string, string]>([
    ['TR-OFFICE-002', '', 'that is no YAML', 'extensions: ['],
    ['TR-OFFICE-020', 'extensions[0].name', 'without a name', 'extensions: [{ number: "801", port: 1/1 }]'],
    ['TR-OFFICE-021', 'extension', 'with a field nobody knows', 'extension: []'],
    [
      'TR-OFFICE-022',
      'extensions[0].number',
      'with a number that is not quoted',
      SMALL.replace('"801"', '801'),
    ],
    [
      'TR-OFFICE-023',
      'trunkGroups[0].hunt',
      'with a word nobody knows',
      SMALL.replace('hunt: linear', 'hunt: random'),
    ],
    [
      'TR-OFFICE-023',
      'plan[0].to.kind',
      'with a kind nobody knows',
      SMALL.replace('kind: extension', 'kind: moon'),
    ],
    ['TR-OFFICE-020', 'plan[0].to.kind', 'without a kind', SMALL.replace('kind: extension', '')],
    [
      'TR-OFFICE-024',
      'lineTimes.ringSecondsMax',
      'with a time out of range',
      'lineTimes: { ringSecondsMax: 0 }',
    ],
    ['TR-OFFICE-025', 'extensions[1].port', 'with a port that cannot be', SMALL.replace('1/2', '1/9')],
    ['TR-OFFICE-026', 'name', 'with a name too long', `name: ${'x'.repeat(99)}`],
    ['TR-OFFICE-027', 'plan', 'with an empty plan', 'plan: []'],
    [
      'TR-OFFICE-028',
      '',
      'with more wrong than anybody reads',
      `parkSlots: [${'x,'.repeat(100)}]\nemergency: [1,2,3]\nspeedDials: [${'7,'.repeat(300)}]`,
    ],
    ['TR-OFFICE-030', 'timeZone', 'in a zone that is nowhere', 'timeZone: Mars/Olympus'],
    [
      'TR-OFFICE-031',
      'dayLists[0].holidays[1]',
      'with a day that never comes',
      'dayLists: [{ id: a, holidays: [2027-02-28, 2027-02-30] }]',
    ],
    [
      'TR-OFFICE-031',
      'dayLists[0].workdays[0]',
      'with days backwards',
      'dayLists: [{ id: a, workdays: [2027-03-02..2027-03-01] }]',
    ],
    [
      'TR-OFFICE-033',
      'smdr[0].host',
      'with a link to nowhere',
      'smdr: [{ name: a, layout: csv, kind: tcp-connect, port: 2 }]',
    ],
    [
      'TR-OFFICE-034',
      'codes.changes[0].feature',
      'with a code for nothing',
      'codes: { changes: [{ feature: fly, does: use, dial: "*1" }] }',
    ],
    [
      'TR-OFFICE-035',
      'smdr[1].name',
      'with a link twice',
      `smdr: [${'{ name: a, layout: csv, kind: serial, device: x },'.repeat(2)}]`,
    ],
    [
      'TR-PLAN-050',
      'extensions[0].classOfService',
      'with a class that is not there',
      'extensions: [{ number: "801", port: 1/1, name: A, classOfService: moon }]',
    ],
  ])('%s at %s: a file %s', (code, path, _what, text) => {
    const found = checkText(text);
    expect(found.office).toBeNull();
    expect(found.findings.map((one) => `${one.code} ${one.path}`)).toContain(`${code} ${path}`);
    for (const one of found.findings) expect(one.what).not.toMatch(/\{\w+\}/);
  });

  test('a sound that nobody has recorded, once the sounds are known', () => {
    const text = 'entities: [{ id: main, greeting: hello }]';
    expect(checkText(text).findings).toEqual([]);
    expect(checkText(text, { sounds: new Set(['greeting']) }).findings).toMatchObject([
      { code: 'TR-OFFICE-036', path: 'entities[0].greeting' },
    ]);
  });

  test('holidays of a country that nobody has listed are a warning, and the office serves', () => {
    const { findings, office } = checkText('dayLists: [{ id: a, from: region }]', { holidays: null });
    expect(findings).toMatchObject([{ code: 'TR-OFFICE-032', severity: 'warning' }]);
    expect(office).not.toBeNull();
  });
});

describe('the office that nobody has set up', () => {
  const OFFICES: [string, PortKind[]][] = [
    ['six telephones and two lines', ['fxs', 'fxs', 'fxs', 'fxs', 'fxs', 'fxs', 'fxo', 'fxo']],
    ['one telephone', ['fxs']],
    ['lines without a telephone', ['fxo', 'fxo']],
    ['nothing at all', []],
    ['more telephones than three digits have numbers', Array<PortKind>(120).fill('fxs')],
  ];

  test.each(OFFICES)('is without fault for %s, also as a file, and both are the same', (_what, kinds) => {
    const made = defaultOffice(ports(...kinds), region('cn'), 480);
    expect(checkOffice(made)).toEqual([]);
    const text = YAML_OFFICE.write(defaultDocument(ports(...kinds), region('cn')), DOCUMENT_COMMENTS);
    const read = officeOf(text);
    expect(read.extensions.map(({ number, port, name }) => [number, port, name])).toEqual(
      made.extensions.map(({ number, port, name }) => [number, port, name]),
    );
    expect(read.trunks.map(({ port, ringIn, group }) => [port, ringIn, group])).toEqual(
      made.trunks.map(({ port, ringIn, group }) => [port, ringIn, group]),
    );
    if (kinds.includes('fxs')) expect(read.plan).toEqual(made.plan);
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
