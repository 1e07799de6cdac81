import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ROLES } from '#ports/database.ts';
import { ALL_ROUTES } from '#web/routing/all.ts';
import { PASSWORD, TestApi } from './support/api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.close());

const newUser = {
  name: 'ben',
  displayName: 'Ben',
  role: 'operator',
  extension: '802',
  language: 'en',
  password: PASSWORD,
};

describe('users', () => {
  test('are created, changed and removed by an administrator, and each step is in the audit', async () => {
    const admin = await api.as('administrator');
    const created = await admin.post('/api/users', newUser);
    expect(created.status).toBe(201);
    expect(JSON.stringify(created.body)).not.toMatch(/hash|argon/i);
    expect((await admin.post('/api/users', newUser)).status).toBe(409);
    expect((await admin.ask('PATCH', '/api/users/ben', { role: 'viewer' })).body).toMatchObject({
      role: 'viewer',
    });
    expect((await admin.ask('DELETE', '/api/users/ben')).status).toBe(200);
    expect((await admin.ask('DELETE', '/api/users/ben')).status).toBe(404);
    expect(api.actions()).toEqual(['login', 'user.create', 'user.change', 'user.remove']);
    expect(api.database.audited[2]).toMatchObject({
      who: 'administrator',
      from: '127.0.0.1',
      target: 'ben',
      facts: { role: 'operator → viewer' },
    });
  });

  test('one whose role is taken, or who is disabled, is out at once', async () => {
    const admin = await api.as('administrator');
    for (const change of [{ role: 'viewer' }, { disabled: true }]) {
      const operator = await api.as('operator');
      expect((await admin.ask('PATCH', '/api/users/operator', change)).status).toBe(200);
      expect((await operator.get('/api/devices')).status).toBe(401);
    }
    expect((await api.client().logIn('operator')).status).toBe(401);
  });

  test('the last administrator can neither go nor be made less', async () => {
    const admin = await api.as('administrator');
    expect((await admin.ask('DELETE', '/api/users/administrator')).status).toBe(409);
    expect((await admin.ask('PATCH', '/api/users/administrator', { role: 'viewer' })).status).toBe(409);
    expect((await admin.ask('PATCH', '/api/users/administrator', { disabled: true })).status).toBe(409);
  });

  test('unknown fields and fields of another type are refused, not dropped', async () => {
    const admin = await api.as('administrator');
    expect((await admin.post('/api/users', { ...newUser, isRoot: true })).status).toBe(400);
    expect((await admin.post('/api/users', { ...newUser, displayName: 7 })).status).toBe(400);
    expect((await admin.post('/api/users', { ...newUser, name: '__proto__' })).status).toBe(400);
    expect((await admin.ask('PATCH', '/api/users/viewer', {})).status).toBe(400);
    expect((await admin.ask('POST', '/api/users')).status).toBeGreaterThanOrEqual(400);
    expect((await admin.get('/api/audit?nonsense=1')).status).toBe(400);
  });
});

describe('tokens of machines', () => {
  test('let a machine in with their role, until they are removed or their time is over', async () => {
    const admin = await api.as('administrator');
    const wish = { name: 'crm', role: 'supervisor', expiresInDays: 1 };
    const { body, status } = await admin.post('/api/tokens', wish);
    expect(status).toBe(201);
    expect(body.bearer).toMatch(/^tr_[0-9a-f]{12}_[\w-]{43}$/);
    const machine = api.client(body.bearer);
    expect((await machine.get('/api/records')).status).toBe(200);
    expect((await machine.get('/api/users')).status).toBe(403);
    const stored = JSON.stringify([...api.database.issued.values()]);
    expect(stored).not.toContain(body.bearer.slice('tr_000000000000_'.length));
    expect(JSON.stringify((await admin.get('/api/tokens')).body)).not.toContain('hash');

    api.nowMs += 86_400_001;
    expect((await machine.get('/api/records')).status).toBe(401);

    const again = await api.as('administrator');
    const forever = (await again.post('/api/tokens', { ...wish, expiresInDays: null })).body;
    const other = api.client(forever.bearer);
    expect((await other.get('/api/records')).status).toBe(200);
    expect((await again.ask('DELETE', `/api/tokens/${forever.token.id}`)).status).toBe(200);
    expect((await other.get('/api/records')).status).toBe(401);
  });

  test('a wrong one is no one, also when a good cookie comes with it', async () => {
    const admin = await api.as('administrator');
    for (const authorization of [
      'Bearer tr_000000000000_',
      `Bearer tr_${'0'.repeat(12)}_${'A'.repeat(43)}`,
      'Basic YTpi',
    ])
      expect((await admin.ask('GET', '/api/users', undefined, { authorization })).status).toBe(401);
  });

  test('a machine needs no CSRF token: nobody can make it send its own unasked', async () => {
    const admin = await api.as('administrator');
    const { bearer } = (
      await admin.post('/api/tokens', { name: 'x', role: 'supervisor', expiresInDays: null })
    ).body;
    expect((await api.client(bearer).post('/api/devices/801/make-call', { to: '802' })).status).toBe(200);
    expect(api.database.audited.at(-1)).toMatchObject({
      who: 'token:x',
      action: 'call.makeCall',
      target: '801',
    });
  });
});

describe('who may do what', () => {
  const filled = (path: string) =>
    path.replace(':number', '801').replace(':version', '1').replace(/:\w+/g, 'any');

  test('nobody gets past a login except where everybody may', async () => {
    for (const { method, path, policy } of ALL_ROUTES) {
      const { status } = await api.client().ask(method, filled(path), method === 'GET' ? undefined : {});
      if (policy.who === 'everybody') expect([path, status]).not.toEqual([path, 401]);
      else expect([path, status]).toEqual([path, 401]);
    }
  });

  test.each(ROLES)('a %s gets exactly the routes of the table', async (role) => {
    const client = await api.as(role);
    for (const { method, path, policy, operation } of ALL_ROUTES) {
      if (operation === 'logOut') continue;
      const { status, body } = await client.ask(method, filled(path), method === 'GET' ? undefined : {});
      const turnedAway = status === 403 && body.where === 'role';
      expect([operation, turnedAway]).toEqual([
        operation,
        policy.who !== 'everybody' && !policy.who.includes(role),
      ]);
    }
  });

  test('on the simulator what the bench shows is open, and nothing else', async () => {
    const bench = await TestApi.start({ benchUrl: 'ws://127.0.0.1:1/bench' });
    const statusOf = async (path: string) => (await bench.client().get(path)).status;
    for (const path of ['/api/lines', '/api/calls', '/api/alarms', '/api/bench', '/api/health'])
      expect([path, await statusOf(path)]).toEqual([path, 200]);
    for (const path of [
      '/api/users',
      '/api/records',
      '/api/configuration',
      '/api/devices',
      '/api/stream',
      '/api/audit',
    ])
      expect([path, await statusOf(path)]).toEqual([path, 401]);
    expect((await bench.client().post('/api/devices/801/make-call', { to: '802' })).status).toBe(401);
    await bench.close();
  });

  test('the audit can be searched', async () => {
    const admin = await api.as('administrator');
    await admin.post('/api/users', newUser);
    const { body } = await admin.get('/api/audit?action=user.create&limit=1');
    expect(body).toMatchObject({
      entries: [{ action: 'user.create', target: 'ben', facts: { role: 'operator' } }],
      next: null,
    });
  });
});
