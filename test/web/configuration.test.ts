import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { TestApi } from './support/api.ts';

let api: TestApi;
beforeEach(async () => {
  api = await TestApi.start();
});
afterEach(() => api.close());

const commit = (text: string) => ({ change: { text }, reason: 'a new desk' });

describe('the configuration', () => {
  test('is read, checked, committed and rolled back, and the audit has the reason', async () => {
    const tech = await api.as('technician');
    expect((await tech.get('/api/configuration')).body).toMatchObject({
      version: { version: 1 },
      text: 'extensions: []\n',
      document: { extensions: [] },
    });
    expect((await tech.get('/api/configuration/schema')).body.$schema).toContain('2020-12');
    const findings = await tech.post('/api/configuration/check', { change: { text: 'WRONG' } });
    expect(findings.body.findings).toMatchObject([{ code: 'TR-OFFICE-001', path: 'extensions[0].number' }]);
    expect((await tech.post('/api/configuration/commit', commit('a: 1\n'))).body).toMatchObject({
      version: { version: 2, author: 'technician', reason: 'a new desk', confirmByEpochMs: null },
    });
    const back = await tech.post('/api/configuration/versions/1/roll-back', { reason: 'no' });
    expect(back.body).toMatchObject({ version: { version: 3, rolledBackTo: 1 } });
    expect((await tech.get('/api/configuration/versions?limit=2')).body).toMatchObject([
      { version: 3 },
      { version: 2 },
    ]);
    expect((await tech.get('/api/configuration/versions/2')).body).toEqual({ version: 2, text: 'a: 1\n' });
    expect((await tech.get('/api/configuration/diff?from=1&to=2')).body.diff).toContain('+a: 1');
    expect(api.actions()).toEqual(['login', 'config.commit', 'config.roll-back']);
    expect(api.database.audited[1]).toMatchObject({
      target: 'version 2',
      facts: { before: 1, after: 2, reason: 'a new desk' },
    });
  });

  test('what keeps it from being committed is told: findings, a conflict, the disk', async () => {
    const tech = await api.as('technician');
    const refused = async (body: object) => {
      const answer = await tech.post('/api/configuration/commit', body);
      return [answer.status, answer.body.why, answer.body.findings.length];
    };
    expect(await refused(commit('WRONG'))).toEqual([422, 'findings', 1]);
    const edits = [{ op: 'set', path: ['extensions', 0, 'name'], value: { any: ['thing'] } }];
    expect(await refused({ change: { base: 7, edits }, reason: '' })).toEqual([409, 'conflict', 0]);
    api.configuration.diskFull = true;
    expect(await refused(commit('b: 2\n'))).toEqual([507, 'disk', 0]);
    expect(api.actions()).toEqual(['login']);
  });

  test('one that must be confirmed is confirmed once', async () => {
    const tech = await api.as('technician');
    const { body } = await tech.post('/api/configuration/commit', { ...commit('c: 3\n'), confirmMinutes: 5 });
    expect(body.version.confirmByEpochMs).toBe(1_760_000_300_000);
    expect((await tech.post('/api/configuration/versions/2/confirm')).status).toBe(200);
    expect((await tech.post('/api/configuration/versions/2/confirm')).status).toBe(404);
  });

  test('questions before it is in force: a call, and all emergency calls', async () => {
    const tech = await api.as('technician');
    const question = { from: '801', dials: '802', at: '2027-02-06T18:05', down: [], busy: [] };
    expect((await tech.post('/api/configuration/dry-run', question)).body).toMatchObject({
      outcome: 'rings',
    });
    const wrong = { ...question, change: { text: 'WRONG' } };
    expect(await tech.post('/api/configuration/dry-run', wrong)).toMatchObject({
      status: 422,
      body: { why: 'findings' },
    });
    expect(
      (await tech.post('/api/configuration/dry-run', { ...question, at: '2027-02-30 18:05' })).status,
    ).toBe(400);
    expect((await tech.post('/api/configuration/emergency-proof', {})).body).toEqual({
      calls: 4,
      ms: 1,
      failures: [],
    });
  });

  test('an unknown version is told', async () => {
    const tech = await api.as('technician');
    expect((await tech.get('/api/configuration/versions/99')).status).toBe(404);
    expect((await tech.post('/api/configuration/versions/99/roll-back', { reason: '' })).status).toBe(404);
    expect((await tech.get('/api/configuration/diff?from=1&to=99')).status).toBe(404);
    expect((await tech.get('/api/configuration/versions/0')).status).toBe(400);
  });

  test('a document may be large, but not without end', async () => {
    const tech = await api.as('technician');
    expect(
      (await tech.post('/api/configuration/check', { change: { text: '#'.repeat(500_000) } })).status,
    ).toBe(200);
    expect(
      (await tech.post('/api/configuration/check', { change: { text: '#'.repeat(600_000) } })).status,
    ).toBe(400);
    expect(
      (await tech.post('/api/configuration/check', { change: { text: '#'.repeat(2_000_000) } })).status,
    ).toBe(413);
  });
});
