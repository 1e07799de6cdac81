import { afterEach, beforeEach, expect, test } from 'vitest';
import { KeptBox } from '#adapters/box/care.ts';
import { bySocket } from '#adapters/box/reach.ts';
import { RealClock, systemWallClock } from '#adapters/clock.ts';
import { GOOD_UPDATE, PretendBox } from '../support/pretend-box.ts';
import { type Client, PASSWORD, TestApi } from './support/api.ts';

const PASSPHRASE = 'a horse that telephones';
let computer: PretendBox;
let api: TestApi;
let admin: Client;
let tech: Client;
beforeEach(async () => {
  computer = new PretendBox();
  await computer.open();
  const box = new KeptBox({
    ...{ clock: new RealClock(), wallClock: systemWallClock },
    ...{ reach: bySocket(computer.socket), dataFolder: computer.data },
  });
  api = await TestApi.start({ box });
  admin = await api.as('administrator');
  tech = await api.as('technician');
  api.database.audited.length = 0;
});
afterEach(async () => {
  await api.close();
  await computer.close();
});

const send = (who: Client, what: string, offset: number, piece: string | Uint8Array) =>
  who.ask('PUT', `/api/box/uploads/${what}/${offset}`, piece, { 'content-type': 'application/octet-stream' });
const ended = async () => {
  for (;;) {
    const { body } = await tech.get('/api/box');
    if (body.work?.state !== 'running') return body;
  }
};

test('a technician sees what runs, brings an update in pieces, and starts the box anew with it', async () => {
  expect(await tech.get('/api/box')).toMatchObject({
    status: 200,
    body: { release: '1.0', slots: { running: 'A', next: 'A' }, work: null },
  });
  const half = Math.floor(GOOD_UPDATE.length / 2);
  expect((await send(tech, 'update', 0, GOOD_UPDATE.slice(0, half))).body).toEqual({ bytes: half });
  expect(await send(tech, 'update', 1, 'x')).toMatchObject({ status: 409, body: { code: 'TR-BOX-005' } });
  await send(tech, 'update', half, GOOD_UPDATE.slice(half));
  expect((await tech.post('/api/box/update', { address: null })).status).toBe(202);
  expect(await ended()).toMatchObject({ work: { state: 'done' }, slots: { next: 'B' } });
  expect((await tech.post('/api/box/restart')).status).toBe(200);
  expect(computer.done).toEqual(['installed', 'restart']);
  expect(api.actions()).toEqual(['box.update', 'box.restart']);
});

test('a technician sees the one update on the stick, and has it installed under the name that was seen', async () => {
  expect(await tech.get('/api/box/stick')).toMatchObject({ status: 200, body: { sticks: 0, updates: [] } });
  computer.sticks = { '/dev/sda1': { 'tipring-2.raucb': GOOD_UPDATE } };
  expect((await tech.get('/api/box/stick')).body).toMatchObject({
    updates: [{ name: 'tipring-2.raucb' }],
    release: '2.0',
  });
  expect((await tech.post('/api/box/stick', {})).status).toBe(400);
  expect((await tech.post('/api/box/stick', { name: 'tipring-2.raucb' })).status).toBe(202);
  expect(await ended()).toMatchObject({ work: { state: 'done' }, slots: { next: 'B' } });
  expect(api.actions()).toEqual(['box.update']);
  const operator = await api.as('operator');
  expect((await operator.get('/api/box/stick')).status).toBe(403);
  expect((await operator.post('/api/box/stick', { name: 'tipring-2.raucb' })).status).toBe(403);
});

test('an update that is not for this box is told as failed, with its reason, and a second one cannot begin beside it', async () => {
  computer.fetched = () => new Response('no', { status: 404 });
  expect((await tech.post('/api/box/update', { address: 'https://updates.example/1.raucb' })).status).toBe(
    202,
  );
  expect((await ended()).work).toMatchObject({ what: 'update', state: 'failed' });
  for (const address of ['file:///etc/shadow', '/dev/sda', 'https://a b'])
    expect((await tech.post('/api/box/update', { address })).status).toBe(400);
});

test('the box is as new for an administrator alone, who types password and word again', async () => {
  const reset = (who: Client, password: string, word: string) =>
    who.post('/api/box/reset', { password, word });
  expect((await reset(tech, PASSWORD, 'RESET')).status).toBe(403);
  expect((await reset(admin, 'somebody else', 'RESET')).status).toBe(401);
  expect((await reset(admin, PASSWORD, 'reset')).status).toBe(400);
  expect(computer.done).toEqual([]);
  expect(api.actions()).toEqual([]);
  api.nowMs += 60_000;
  expect((await reset(admin, PASSWORD, 'RESET')).status).toBe(200);
  expect(computer.done).toEqual(['restart']);
  expect(api.actions()).toEqual(['box.reset']);
});

test('a backup goes out encrypted, comes in again, and takes the place of everything', async () => {
  const backup = { passphrase: PASSPHRASE };
  expect((await tech.post('/api/box/backup', backup)).status).toBe(403);
  expect((await admin.post('/api/box/backup', { passphrase: 'short' })).status).toBe(400);
  const made = await admin.post('/api/box/backup', backup);
  expect(made.status).toBe(200);
  expect(made.headers.get('content-disposition')).toMatch(/tipring-backup-\d{4}-\d\d-\d\d\.tipring/);
  expect((await send(admin, 'backup', 0, made.body)).status).toBe(200);
  expect((await admin.post('/api/box/restore', { ...backup, password: 'wrong' })).status).toBe(401);
  api.nowMs += 60_000;
  expect((await tech.post('/api/box/restore', { ...backup, password: PASSWORD })).status).toBe(403);
  expect((await admin.post('/api/box/restore', { ...backup, password: PASSWORD })).status).toBe(202);
  expect((await ended()).work).toMatchObject({ what: 'restore', state: 'done' });
  expect(computer.done).toEqual(['exchange stopped', 'exchange started']);
  expect(api.actions()).toEqual(['box.backup', 'box.restore']);
});

test('what helps to find a fault goes to a technician; nothing of the box to anybody else', async () => {
  const { headers, body } = await tech.get('/api/box/support');
  expect(headers.get('content-disposition')).toContain('tipring-support-');
  expect(JSON.parse(body.toString('utf8'))).toHaveProperty('journal');
  const operator = await api.as('operator');
  for (const path of ['/api/box', '/api/box/support']) expect((await operator.get(path)).status).toBe(403);
  expect((await send(operator, 'update', 0, 'x')).status).toBe(403);
});

test('a piece that is too large, or of something else, is refused', async () => {
  expect((await send(tech, 'update', 0, Buffer.alloc(1024 * 1024 + 1))).status).toBe(413);
  expect((await send(tech, 'office', 0, 'x')).status).toBe(400);
  expect((await tech.ask('PUT', '/api/box/uploads/update/0', { a: 1 })).status).toBe(415);
});

test('where nothing keeps the box, its routes say so', async () => {
  const without = await TestApi.start();
  const client = await without.as('technician');
  expect((await client.get('/api/box')).status).toBe(503);
  await without.close();
});
