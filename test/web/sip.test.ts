import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SipAdministration, SipStatus } from '#ports/sip-status.ts';
import { TestApi } from './support/api.ts';

const STATUS: SipStatus = {
  listeners: ['UDP 192.0.2.1:5060'],
  faults: [],
  devices: [
    {
      ...{ extension: '820', user: '820', name: 'Anna' },
      contacts: [
        { address: 'UDP 192.0.2.7:5060', userAgent: 'Desk 1', behindNat: false, expiresInMs: 60_000 },
      ],
    },
  ],
  trunks: [{ id: 'carrier', state: 'down', why: 'registration has lapsed', sinceEpochMs: 1 }],
  bans: [{ who: '203.0.113.9', kind: 'address', untilEpochMs: 2, bans: 1 }],
};

let api: TestApi;
const lifted: string[] = [];
const sip: SipAdministration = {
  telephones: {
    ...{ listeners: () => [], contacts: () => 0, checkSync: () => 0 },
    ...{ isBanned: () => false, guessed: () => undefined },
  },
  status: () => STATUS,
  lift: (who) => who === '203.0.113.9' && lifted.push(who) > 0,
};
beforeEach(async () => {
  lifted.length = 0;
  api = await TestApi.start({ sip });
});
afterEach(() => api.close());

test('a technician sees who is registered and from where, which trunks are down and why, and who is banned', async () => {
  const tech = await api.as('technician');
  expect(await tech.get('/api/sip')).toMatchObject({ status: 200, body: STATUS });
});

test('a ban is lifted, and the audit says by whom; nobody can be let in who is not banned', async () => {
  const tech = await api.as('technician');
  expect((await tech.ask('DELETE', '/api/sip/bans/203.0.113.9')).status).toBe(200);
  expect((await tech.ask('DELETE', '/api/sip/bans/203.0.113.10')).status).toBe(404);
  expect(lifted).toEqual(['203.0.113.9']);
  expect(api.actions()).toEqual(['login', 'sip.unban']);
});

test('an operator has no business there', async () => {
  const operator = await api.as('operator');
  expect((await operator.get('/api/sip')).status).toBe(403);
});
