import { spawnSync } from 'node:child_process';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { NewRecord, StoredLeg } from '#ports/database.ts';
import type { CallId } from '#units/ids.ts';
import { EPOCH_MS, recentCall } from './fake-observe.ts';
import { TestApi } from './support/api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.close());

const leg = (more: Partial<StoredLeg> = {}): StoredLeg => ({
  ...{ port: '1/1', number: '801', how: 'origin', by: '', trunk: null, sent: '' },
  ...{ startedEpochMs: EPOCH_MS, alertedEpochMs: null, answeredEpochMs: EPOCH_MS + 5_000 },
  ...{ releasedEpochMs: EPOCH_MS + 65_400, talkMs: 60_400, units: null },
  ...more,
});

const record = (number: number, more: Partial<NewRecord> = {}): NewRecord => ({
  ...{ bootId: 'boot-1', call: `c${number}` as CallId, kind: 'outgoing', from: '801', fromPort: '1/1' },
  ...{ to: '02165550000', toPort: '1/8', dialled: '902165550000', cause: 16, releasedBy: 'caller' },
  ...{ startedEpochMs: EPOCH_MS, alertedEpochMs: EPOCH_MS + 1_000, answeredEpochMs: EPOCH_MS + 5_000 },
  ...{
    releasedEpochMs: EPOCH_MS + 65_400,
    talkMs: 60_400,
    units: 2,
    entity: 'main',
    account: '',
    joined: null,
  },
  ...{ harassing: false, attended: [], quality: [] },
  legs: [
    leg(),
    leg({ port: '1/8', number: '02165550000', how: 'dialled', trunk: 'Line 1', sent: '02165550000' }),
  ],
  ...more,
});
const store = async (...records: NewRecord[]): Promise<void> => {
  for (const one of records) await api.database.records.append(one);
};
const text = (body: Buffer): string => body.toString('utf8');

describe('call records', () => {
  test('tell whose calls they were before, with numbers as a role may see them', async () => {
    const masked = await TestApi.start({
      mask: (role, number) => (role === 'supervisor' ? number.replace(/\d(?=\d{3})/g, '*') : number),
    });
    const sentOn = [{ number: '02066660000', why: 'no-answer' }] as const;
    await masked.database.records.append(record(1, { sentOn }));
    await masked.database.records.append(record(2));
    const seen = async (role: 'supervisor' | 'administrator') =>
      (await (await masked.as(role)).get('/api/records')).body.records;
    expect(await seen('administrator')).toMatchObject([{ call: 'c2' }, { call: 'c1', sentOn }]);
    expect((await seen('supervisor'))[1].sentOn).toEqual([{ number: '********000', why: 'no-answer' }]);
    expect((await seen('supervisor'))[0]).not.toHaveProperty('sentOn');
    await masked.close();
  });

  test('are searched, newest first, with the totals of all that were found', async () => {
    await store(record(1), record(2, { kind: 'internal', units: null, talkMs: 1_000 }), record(3));
    const client = await api.as('supervisor');
    const first = (await client.get('/api/records?limit=2')).body;
    expect(first).toMatchObject({ total: 3, totalTalkMs: 121_800, totalUnits: 4, next: 2 });
    expect(first.records.map((one: { serial: number }) => one.serial)).toEqual([3, 2]);
    expect((await client.get(`/api/records?limit=2&before=${first.next}`)).body).toMatchObject({
      records: [{ serial: 1 }],
      next: null,
    });
    expect(
      (await client.get('/api/records?kind=internal&answered=true&number=555&minTalkMs=1000')).body.total,
    ).toBe(1);
    expect((await client.get('/api/records?answered=maybe')).status).toBe(400);
    expect((await client.get('/api/records?kind=secret')).status).toBe(400);
  });

  test('one is told with why the exchange did what it did, but not with the story of a call before a restart', async () => {
    await store(record(1), record(1, { bootId: 'boot-0' }));
    api.observe.recent = [recentCall()];
    const client = await api.as('operator');
    expect((await client.get('/api/records/boot-1/c1')).body).toMatchObject({
      trace: [{ rule: 'plan.matched' }],
    });
    expect((await client.get('/api/records/boot-0/c1')).body).toMatchObject({
      record: { call: 'c1' },
      trace: null,
    });
    expect((await client.get('/api/records/boot-1/c7')).status).toBe(404);
  });

  test('are not for agents and viewers', async () => {
    for (const role of ['agent', 'viewer', 'technician'] as const)
      expect((await (await api.as(role)).get('/api/records')).status).toBe(403);
  });
});

describe('tables', () => {
  test('CSV: local times, whole seconds, and UTF-8 that Excel knows', async () => {
    await store(record(1));
    const client = await api.as('supervisor');
    const answer = await client.get('/api/export/records.csv?language=en');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="records-\d{4}-\d\d-\d\d\.csv"$/,
    );
    const [titles, row] = text(answer.body).split('\r\n');
    expect(titles!.startsWith('\uFEFFSerial,Kind,From,To')).toBe(true);
    // 2025-10-09T08:53:20Z on a clock eight hours ahead
    expect(row).toBe(
      '1,outgoing,801,02165550000,902165550000,02165550000,Line 1,2025-10-09 16:53:20,2025-10-09 16:53:25,2025-10-09 16:54:25,60,2,main,,16,,',
    );
    expect(text((await client.get('/api/export/records.csv?bom=false')).body).startsWith('序号,类型')).toBe(
      true,
    );
    expect(api.actions()).toContain('records.export');
  });

  const forwarded = (number: number, outside: string) =>
    record(number, {
      sentOn: [
        { number: outside, why: 'no-answer' },
        { number: '', why: 'unconditional' },
      ],
      legs: [
        leg(),
        leg({ port: '1/2', number: '803', how: 'forward-busy', by: '802' }),
        leg({ port: '1/3', number: '804', how: 'forward-busy', by: '802' }),
        leg({ port: '1/4', number: '805', how: 'pickup', by: '803' }),
        leg({ port: '1/8', number: '13800138000', how: 'forward-all', by: '804', trunk: 'Line 1' }),
      ],
    });

  test.each([
    ['en', 'Forwarded here by', '02066660000 (no answer), — (all calls)', '802 (busy), 804 (all calls)'],
    [
      'zh-CN',
      '由外部号码转来',
      '02066660000 (无应答转移), — (无条件转移)',
      '802 (遇忙转移), 804 (无条件转移)',
    ],
  ])(
    'both say who has forwarded a call, on its way here and in the house, in %s',
    async (language, title, outside, inside) => {
      await store(forwarded(1, '02066660000'), record(2));
      const client = await api.as('supervisor');
      const table = text((await client.get(`/api/export/records.csv?language=${language}`)).body);
      const [titles, plain, row] = table.split('\r\n');
      expect(titles).toContain(`,${title},`);
      expect(plain!.endsWith(',16,,')).toBe(true);
      expect(row!.endsWith(`,16,"${outside}","${inside}"`)).toBe(true);
      const cells = sheet((await client.get(`/api/export/records.xlsx?language=${language}`)).body);
      expect([cells.P1!.value, cells.P3!.value, cells.Q3!.value]).toEqual([title, outside, inside]);
      expect([cells.P2?.value ?? '', cells.Q2?.value ?? '']).toEqual(['', '']);
    },
  );

  test('a number that a carrier says who has forwarded is masked, and never run by a spreadsheet', async () => {
    await store(forwarded(1, '=1+1'));
    const path = '/api/export/records';
    const client = await api.as('supervisor');
    expect(text((await client.get(`${path}.csv?language=en`)).body)).toContain(`"'=1+1 (no answer), — (`);
    const cells = sheet((await client.get(`${path}.xlsx?language=en`)).body);
    expect(cells.P2).toEqual({ value: '=1+1 (no answer), — (all calls)' });
    const masked = await TestApi.start({ mask: (_role, number) => number.replace(/\d(?=\d)/g, '*') });
    await masked.database.records.append(forwarded(1, '02066660000'));
    const table = text((await (await masked.as('supervisor')).get(`${path}.csv?language=en`)).body);
    expect(table).toContain('"**********0 (no answer), — (all calls)","**2 (busy), **4 (all calls)"');
    await masked.close();
  });

  test('CSV: what a caller calls himself is never run by a spreadsheet', async () => {
    await store(
      record(1, { from: '=HYPERLINK("http://evil.example")', account: '@SUM(A1)', entity: 'a,"b"\nc' }),
    );
    const body = text((await (await api.as('supervisor')).get('/api/export/records.csv?language=en')).body);
    expect(body).toContain(`"'=HYPERLINK(""http://evil.example"")"`);
    expect(body).toContain("'@SUM(A1)");
    expect(body).toContain('"a,""b""\nc"');
  });

  test('CSV: thousands of records, page by page', async () => {
    await store(...Array.from({ length: 1_234 }, (_, at) => record(at + 1)));
    const body = text((await (await api.as('supervisor')).get('/api/export/records.csv?language=en')).body);
    const serials = body
      .trim()
      .split('\r\n')
      .slice(1)
      .map((row) => Number(row.split(',')[0]));
    expect(serials).toEqual(Array.from({ length: 1_234 }, (_, at) => 1_234 - at));
  });

  test('XLSX: numbers and dates are such, and a spreadsheet sums what we sum', async () => {
    await store(
      record(1),
      record(2, { talkMs: 30_000, units: 1 }),
      record(3, { answeredEpochMs: null, talkMs: 0, units: null }),
    );
    const answer = await (await api.as('supervisor')).get('/api/export/records.xlsx?language=en');
    expect(answer.headers.get('content-type')).toBe(
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    );
    const cells = sheet(answer.body);
    expect([2, 3, 4].map((row) => cells[`K${row}`])).toEqual([{ value: 0 }, { value: 30 }, { value: 60 }]);
    // 2025-10-09 16:53:20 as a serial day of 1900
    expect(cells.H4!.value).toBeCloseTo(45_939.703_704, 5);
    expect(cells.K5!.formula).toBe('SUM(K2:K4)');
    expect(cells.L5!.formula).toBe('SUM(L2:L4)');
    expect(cells.D4!.value).toBe('02165550000');
  });

  test('too many rows are told before anything is made', async () => {
    const { search } = api.database.records;
    Object.assign(api.database.records, {
      search: async (...words: Parameters<typeof search>) => {
        const page = await search(...words);
        return page.ok ? { ok: true, value: { ...page.value, total: 20_001 } } : page;
      },
    });
    const client = await api.as('supervisor');
    expect(await client.get('/api/export/records.xlsx')).toMatchObject({
      status: 422,
      body: { todo: 'ask for a shorter time' },
    });
    expect((await client.get('/api/export/records.csv')).status).toBe(200);
  });
});

interface Cell {
  readonly value: string | number;
  readonly formula?: string;
}

/** Cells of the first sheet, read by Python's zip and XML: another reader than our writer. */
function sheet(file: Buffer): Record<string, Cell> {
  const program = `
import sys, io, json, zipfile, xml.etree.ElementTree as ET
z = zipfile.ZipFile(io.BytesIO(sys.stdin.buffer.read()))
n = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
shared = [''.join(t.text or '' for t in s.iter(n + 't')) for s in ET.fromstring(z.read('xl/sharedStrings.xml'))] if 'xl/sharedStrings.xml' in z.namelist() else []
out = {}
for c in ET.fromstring(z.read('xl/worksheets/sheet1.xml')).iter(n + 'c'):
    v, f, t = c.find(n + 'v'), c.find(n + 'f'), c.get('t')
    inline = ''.join(x.text or '' for x in c.iter(n + 't'))
    value = shared[int(v.text)] if t == 's' else inline if t == 'inlineStr' else (v.text if t == 'str' else float(v.text)) if v is not None and v.text else ''
    out[c.get('r')] = {'value': value, **({'formula': f.text} if f is not None else {})}
print(json.dumps(out))
`;
  const read = spawnSync('python3', ['-c', program], { input: file, encoding: 'utf8' });
  if (read.status !== 0) throw new Error(read.stderr);
  return JSON.parse(read.stdout) as Record<string, Cell>;
}
