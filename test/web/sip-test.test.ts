import { afterEach, beforeEach, expect, test } from 'vitest';
import type { SipTestCalls, SipTestView } from '#ports/sip-test-call.ts';
import { TestApi } from './support/api.ts';

const VIEW: SipTestView = {
  ...{
    trunk: 'carrier',
    number: '955501234',
    state: 'talking',
    ageMs: 5_000,
    routed: true,
    sent: '55501234',
    caller: '',
  },
  ...{ sentMs: 20, ringingMs: 400, earlyMs: null, answeredMs: 3_000, endedMs: null },
  ...{ codec: 'PCMA', encrypted: false, heard: { packets: 100, lossShare: 0, levelDbm0: -20 } },
  ...{ end: null, status: null, words: '', advice: 'none' },
};
const PATH = '/api/sip/trunks/carrier/test';
const WISH = { number: '955501234' };

let api: TestApi;
let answer: Awaited<ReturnType<SipTestCalls['begin']>>;
let view: SipTestView | null;
const asked: string[] = [];
const sipTests: SipTestCalls = {
  begin: async (trunk, number) => {
    asked.push(`${trunk} ${number}`);
    if (answer.ok) view = VIEW;
    return answer;
  },
  view: () => view,
  hangUp: () => view !== null,
};

beforeEach(async () => {
  asked.length = 0;
  view = null;
  answer = { ok: true };
  api = await TestApi.start({ sipTests });
});
afterEach(() => api.close());

test('an administrator begins a test call, looks how it goes, hangs it up; the audit says who called what', async () => {
  const admin = await api.as('administrator');
  expect((await admin.get(PATH)).status).toBe(404);
  expect(await admin.ask('POST', PATH, WISH)).toMatchObject({ status: 200, body: VIEW });
  expect(await admin.get(PATH)).toMatchObject({ status: 200, body: VIEW });
  expect((await admin.ask('DELETE', PATH)).status).toBe(200);
  expect(asked).toEqual(['carrier 955501234']);
  expect(api.actions()).toEqual(['login', 'sip.test', 'sip.test.end']);
});

test('there is nothing to hang up before one is begun', async () => {
  const admin = await api.as('administrator');
  expect((await admin.ask('DELETE', PATH)).status).toBe(404);
});

test.each([
  ['no-such-trunk', 404, 'TR-WEB-404'],
  ['trunk-down', 409, 'TR-SIP-020'],
  ['no-line-free', 409, 'TR-SIP-021'],
  ['under-way', 409, 'TR-SIP-022'],
  ['emergency', 422, 'TR-SIP-023'],
  ['bad-number', 422, 'TR-SIP-024'],
] as const)(
  'refused because of %s: %i with its code, and nothing in the audit',
  async (why, status, code) => {
    answer = { ok: false, why };
    const admin = await api.as('administrator');
    expect(await admin.ask('POST', PATH, WISH)).toMatchObject({ status, body: { code, where: 'carrier' } });
    expect(api.actions()).toEqual(['login']);
  },
);

test.each([{}, { number: '' }, { number: 'anna' }, { number: '1'.repeat(33) }])(
  'what is no number is never called: %j',
  async (wish) => {
    const admin = await api.as('administrator');
    expect((await admin.ask('POST', PATH, wish)).status).toBe(400);
    expect(asked).toEqual([]);
  },
);

test.each(['technician', 'operator'] as const)('a %s may neither call nor look', async (role) => {
  const other = await api.as(role);
  expect((await other.get(PATH)).status).toBe(403);
  expect((await other.ask('POST', PATH, WISH)).status).toBe(403);
  expect(asked).toEqual([]);
});
