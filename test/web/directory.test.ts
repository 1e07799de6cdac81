import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { zipSync } from 'fflate';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Desk } from '#ports/desk.ts';
import { OfficeDirectory } from '#runtime/desk/directory/directory.ts';
import { MemoryDesk } from '#sim/memory-desk.ts';
import { readTable } from '#web/import/table.ts';
import { CSV_TYPE, XLSX_FILE_TYPE } from '#web/routes/directory.ts';
import { entry, message, operation, shift, ticket } from '../support/desk.ts';
import { NOON_EPOCH_MS } from '../support/records.ts';
import { type Client, TestApi } from './support/api.ts';
import { ScriptedDesk } from './support/scripted-seat.ts';

let api: TestApi;
let directory: OfficeDirectory;
let scripted: ScriptedDesk;
let operator: Client;
let supervisor: Client;

beforeAll(async () => {
  directory = new OfficeDirectory(new MemoryDesk());
  directory.setExtensions([{ number: '801', name: '前台', entity: 'main' }]);
  scripted = new ScriptedDesk();
  const desk = { ...scripted.desk, directory } as unknown as Desk;
  api = await TestApi.start({
    desk,
    mask: (role, number) => (role === 'operator' ? `${number.slice(0, 3)}…` : number),
  });
  operator = await api.as('operator');
  supervisor = await api.as('supervisor');
});
afterAll(() => api.close());

const { id: _, ...FIELDS } = entry(0, { number: '8001', name: '单雄信' });
const send = (client: Client, path: string, type: string, body: Uint8Array | string) =>
  client.ask('POST', path, body, { 'content-type': type });
const csv = (text: string, query = '') =>
  send(supervisor, `/api/import/directory.csv${query}`, CSV_TYPE, text);

describe('the directory over the web', () => {
  test('an operator finds, adds, changes in place and removes; an extension of the office is changed by an entry', async () => {
    const put = await operator.post('/api/directory', FIELDS);
    expect(put.body).toEqual({ entry: { ...FIELDS, id: 1 }, errors: [] });
    expect((await operator.get('/api/directory?text=sxx')).body).toMatchObject({
      total: 1,
      entries: [{ id: 1 }],
    });
    const bad = await operator.ask('PUT', '/api/directory/1', { ...FIELDS, name: '' });
    expect(bad.body).toEqual({ entry: null, errors: [{ field: 'name', error: 'name-missing' }] });
    const own = await operator.ask('PUT', '/api/directory/-1', { ...FIELDS, number: '801', name: '总台' });
    expect(own.body).toMatchObject({ entry: { id: 2, name: '总台' } });
    expect((await operator.ask('PUT', '/api/directory/77', FIELDS)).status).toBe(404);
    expect((await operator.get('/api/directory?limit=1')).body).toMatchObject({
      ...{ total: 2, entries: [{ name: '总台' }] },
    });
    expect((await operator.ask('DELETE', '/api/directory/2')).status).toBe(200);
    expect((await operator.ask('DELETE', '/api/directory/2')).status).toBe(404);
    expect(api.actions()).toEqual(
      expect.arrayContaining(['directory.put', 'directory.remove']) as unknown as string[],
    );
  });

  test('a CSV is looked at first, with what is wrong in each row; GB 18030 as Excel writes it is read', async () => {
    const look = await csv('姓名,号码\r\n王伟,8002\r\n,8003\r\n单雄信,8001\r\n');
    expect(look.body).toMatchObject({ fresh: 1, bad: 1, changed: 1, taken: null });
    expect(look.body.rows[0]).toMatchObject({ line: 3, change: 'bad', errors: [{ error: 'name-missing' }] });
    expect(directory.lookup('8002')).toBeNull();
    // 姓名,号码 / 王伟,8002 in GB 18030.
    const gb = Buffer.from('d0d5c3fb2cbac5c2eb0d0acdf5ceb02c383030320d0a', 'hex');
    const taken = await send(supervisor, '/api/import/directory.csv?take=true', CSV_TYPE, gb);
    expect(taken.body).toMatchObject({ taken: 1 });
    expect(directory.lookup('8002')).toMatchObject({ name: '王伟' });
  });

  test('what is exported is imported again without a change, in both languages and both kinds', async () => {
    await directory.put(
      entry(0, { number: '+862165550000', name: '=1+1', library: 'long-distance', important: true }),
    );
    for (const language of ['zh-CN', 'en']) {
      const csvFile = (await supervisor.get(`/api/export/directory.csv?language=${language}`)).body as Buffer;
      expect(csvFile.toString('utf8')).toContain("'=1+1");
      const xlsxFile = (await supervisor.get(`/api/export/directory.xlsx?language=${language}`))
        .body as Buffer;
      const again = [
        await csv(csvFile.toString('utf8')),
        await send(supervisor, '/api/import/directory.xlsx', XLSX_FILE_TYPE, xlsxFile),
      ];
      for (const { status, body } of again) {
        expect(status).toBe(200);
        expect(body).toMatchObject({ missing: null, changed: 0, bad: 0, fresh: 1, absent: 0 });
        expect(body.rows[0]).toMatchObject({ entry: { number: '801' } });
      }
    }
  });

  test('a file that is none, that is made to fill the memory, or has too many rows, is refused', async () => {
    const xlsx = (bytes: Uint8Array) => send(supervisor, '/api/import/directory.xlsx', XLSX_FILE_TYPE, bytes);
    expect((await xlsx(Buffer.from('no table'))).status).toBe(422);
    const bomb = zipSync({ 'xl/sharedStrings.xml': new Uint8Array(40 << 20) });
    expect(bomb.byteLength).toBeLessThan(100_000);
    expect((await xlsx(bomb)).body).toMatchObject({
      where: 'file',
      what: expect.stringContaining('unpacks'),
    });
    const liar = zipSync({ 'xl/workbook.xml': new Uint8Array(8 << 20) });
    const at = Buffer.from(liar).lastIndexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
    Buffer.from(liar.buffer).writeUInt32LE(10, at + 24);
    expect((await xlsx(liar)).status).toBe(422);
    const rows = Array.from({ length: 10_002 }, (_each, i) => `a,${i}`).join('\n');
    expect((await csv(`name,number\n${rows}`)).body.what).toContain('rows');
    expect((await csv('a,b\n1,2')).body).toMatchObject({ missing: 'number', rows: [] });
    expect((await send(operator, '/api/import/directory.csv', CSV_TYPE, 'a')).status).toBe(403);
    expect((await send(supervisor, '/api/import/directory.csv', 'text/html', 'a')).status).toBe(415);
  });
});

describe('the books of the desk', () => {
  beforeAll(async () => {
    await api.database.desk.save([
      { what: 'ticket', row: ticket(1, { callerNumber: '13800001111' }) },
      { what: 'ticket', row: ticket(2, { state: 'completed' }) },
      { what: 'message', row: message(1, { for: '801' }) },
      { what: 'message', row: message(2, { for: '802' }) },
      { what: 'operation', row: operation(1, { number: '8021' }) },
      { what: 'shift', row: shift(1) },
    ]);
  });

  test('tickets are searched, with numbers as the role may see them', async () => {
    const found = await operator.get('/api/tickets?state=open');
    expect(found.body).toMatchObject({ next: null, tickets: [{ id: 1, callerNumber: '138…' }] });
    expect((await supervisor.get('/api/tickets?text=1380')).body.tickets).toHaveLength(1);
    expect((await (await api.as('agent')).get('/api/tickets')).status).toBe(403);
  });

  test('tickets are given away as tables: those that were searched for, by supervisors, in words of both languages', async () => {
    const csvOf = async (query: string) =>
      ((await supervisor.get(`/api/export/tickets.csv${query}`)).body as Buffer).toString('utf8');
    const [titles, ...rows] = (await csvOf('?language=en&bom=false')).trim().split('\r\n');
    expect(titles).toMatch(/^Ticket,Opened,Closed,Operator,Console,State,/);
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatch(/^1,.*,chen,1,open,13800001111,/);
    expect((await csvOf('?state=completed')).trim().split('\r\n')[1]).toMatch(/^2,.*,完成,/);
    const xlsx = (await supervisor.get('/api/export/tickets.xlsx?text=1380')).body as Buffer;
    const read = await readTable('xlsx', xlsx);
    if (!read.ok) throw new Error(read.why);
    expect(read.rows.map((row) => row[6])).toEqual(['来话号码', '13800001111']);
    expect((await operator.get('/api/export/tickets.csv')).status).toBe(403);
    expect(api.actions()).toContain('tickets.export');
  });

  test('who is no operator reads the messages of the own extension, and those alone', async () => {
    const agent = await api.as('agent');
    expect((await agent.get('/api/messages?for=801')).body).toMatchObject({
      messages: [{ id: 1 }],
      unread: 2,
    });
    expect((await agent.get('/api/messages?for=802')).status).toBe(403);
    expect((await agent.get('/api/messages')).status).toBe(403);
    expect((await agent.post('/api/messages/read', { for: '802', ids: [2] })).status).toBe(403);
    expect((await agent.post('/api/messages/read', { for: '801', ids: [1] })).body).toEqual({ done: true });
    expect((await operator.get('/api/messages?unread=true')).body.messages).toHaveLength(2);
  });

  test('shifts are found by when they began, and given away as tables with their figures', async () => {
    const [from, to] = [NOON_EPOCH_MS, NOON_EPOCH_MS + 1];
    expect((await supervisor.get(`/api/shifts?from=${from}&to=${to}`)).body.shifts).toHaveLength(1);
    expect((await supervisor.get(`/api/shifts?to=${from}`)).body.shifts).toEqual([]);
    const csv = await supervisor.get('/api/export/shifts.csv?language=en&bom=false');
    expect(csv.headers.get('content-disposition')).toMatch(/^attachment; filename="shifts-[0-9-]+\.csv"$/);
    const [titles, row] = (csv.body as Buffer).toString('utf8').trim().split('\r\n');
    expect(titles).toMatch(/^Operator,Console,Began,Ended,/);
    expect(row).toMatch(/^chen,1,[0-9: -]+,,,,3,2,4,9,1,0,0,3,$/);
    const xlsx = await supervisor.get('/api/export/shifts.xlsx');
    expect(xlsx.headers.get('content-disposition')).toMatch(/\.xlsx"$/);
    const read = await readTable('xlsx', xlsx.body as Buffer);
    if (!read.ok) throw new Error(read.why);
    expect(read.rows.map((cells) => cells[6])).toEqual(['应答', '3']);
    expect((await operator.get('/api/export/shifts.csv')).status).toBe(403);
    expect(api.actions()).toContain('shifts.export');
  });

  test('operations and shifts are for supervisors', async () => {
    expect((await supervisor.get('/api/operations?number=802')).body).toMatchObject({
      operations: [{ op: 'consoleAnswer', number: '8021' }],
    });
    expect((await supervisor.get('/api/shifts?operator=chen')).body.shifts).toEqual([shift(1)]);
    expect((await operator.get('/api/operations')).status).toBe(403);
  });

  test('each user has an own layout of the console', async () => {
    const layout = { keys: [{ kind: 'level', level: 1 }, null], profile: 'pad', remapped: { hold: 'F9' } };
    expect((await operator.ask('PUT', '/api/desk/layout', layout)).body).toEqual({ done: true });
    expect((await operator.get('/api/desk/layout')).body).toEqual(layout);
    expect((await supervisor.get('/api/desk/layout')).body.keys).toEqual([]);
  });

  test('the wall and the consoles; who logs out of the page leaves the console', async () => {
    expect((await operator.get('/api/desk/consoles')).body).toMatchObject([{ id: '1', operator: null }]);
    expect((await operator.get('/api/desk/trunk-groups')).body).toEqual([
      { group: 'outside', ports: ['1/7', '1/8'] },
    ]);
    expect((await (await api.as('viewer')).get('/api/board')).body).toEqual({ groups: [], consoles: [] });
    const leaving = await api.as('operator');
    await leaving.post('/api/session/logout');
    expect(scripted.loggedOut).toEqual(['operator']);
  });

  test('without a desk its routes say so', async () => {
    const bare = await TestApi.start({}, ['operator']);
    const client = await bare.as('operator');
    for (const path of ['/api/directory', '/api/desk/consoles', '/api/board'])
      expect((await client.get(path)).status).toBe(503);
    await bare.close();
  });
});

test('the document of the API tells what the socket takes and says', () => {
  const text = readFileSync(resolve(import.meta.dirname, '../../clients/typescript/openapi.json'), 'utf8');
  const { components } = JSON.parse(text) as { components: { schemas: Record<string, unknown> } };
  expect(Object.keys(components.schemas)).toEqual(
    expect.arrayContaining(['DeskClientMessage', 'DeskServerMessage', 'DeskView']),
  );
});
