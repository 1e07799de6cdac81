import { request } from 'node:https';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Provisioning, ProvisioningRequest } from '#ports/provisioning.ts';
import { MemoryConfiguration } from '../support/memory-configuration.ts';
import { type Answer, TestApi } from './support/api.ts';
import { TLS } from './support/tls.ts';

const SECRET = 'anna23456789abcdefghjkmnpq';
const FILE = 'account.1.password = geheim\n';
const BENCH = 'ws://127.0.0.1:1/';

/** An office with one telephone; what was committed is remembered. */
class Office extends MemoryConfiguration {
  readonly committed: unknown[] = [];
  override current() {
    return {
      ...super.current(),
      document: { extensions: [], sip: { devices: [{ extension: '821' }, { extension: '820' }] } },
    };
  }
  override commit(...given: Parameters<MemoryConfiguration['commit']>) {
    this.committed.push(given[0]);
    return super.commit(...given);
  }
}

/** Knows one secret and one file. */
class Handed implements Provisioning {
  readonly asked: ProvisioningRequest[] = [];
  again = 1;
  closed = false;
  ready = true;
  view = () => ({
    phones: [
      {
        ...({
          extension: '820',
          name: 'Anna',
          mac: '001565abcdef',
          maker: 'yealink',
          ready: this.ready,
        } as const),
        ...{ last: { epochMs: 5, from: '192.0.2.7', file: '001565abcdef.cfg' }, current: true, contacts: 1 },
      },
    ],
    refused: 3,
  });
  fetch(asked: ProvisioningRequest) {
    this.asked.push(asked);
    if (this.closed) return 'closed';
    const good = asked.secret === SECRET && asked.file === '001565abcdef.cfg';
    return good ? ({ contentType: 'text/plain', text: FILE } as const) : null;
  }
  accessOf = () => (this.ready ? { path: `/provision/${SECRET}/`, adminPassword: 'a1b2' } : null);
  setUpAgain = () => this.again;
}

let api: TestApi;
let handed: Handed;
let office: Office;
beforeEach(async () => {
  handed = new Handed();
  office = new Office();
  api = await TestApi.start({ provisioning: handed, configuration: office, benchUrl: BENCH });
});
afterEach(() => api.close());

const file = (name: string, secret = SECRET): Promise<Answer> =>
  api.client().get(`/provision/${secret}/${name}`);
/** All that a stranger could tell two answers apart by. */
const shownBy = ({ status, headers, body }: Answer) => {
  const { date: _, ...rest } = Object.fromEntries(headers);
  return { status, body, headers: rest };
};

describe('a telephone asks for its settings', () => {
  test('with its secret and no cookie: it gets its file, which nobody keeps', async () => {
    const answer = await file('001565abcdef.cfg');
    expect([answer.status, String(answer.body)]).toEqual([200, FILE]);
    expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(answer.headers.get('set-cookie')).toBeNull();
    const { origin } = new URL(api.server.url);
    expect(handed.asked).toEqual([{ secret: SECRET, file: '001565abcdef.cfg', from: '127.0.0.1', origin }]);
  });

  test('wrong secret, unknown telephone, wrong name, no name: one answer, the one of any address that is not there', async () => {
    const [first, ...others] = await Promise.all([
      file('001565abcdef.cfg', 'wrong23456789abcdefghjkmnp'),
      file('001565abcdee.cfg'),
      file('%2e%2e%2foffice.yaml'),
      file(''),
      file('a/001565abcdef.cfg'),
      api.client().get('/provision/'),
      api.client().get(`/provision/${'x'.repeat(4_000)}/y`),
    ]);
    for (const other of others) expect(shownBy(other)).toEqual(shownBy(first!));
    const elsewhere = await api.client().get('/nothing/here');
    expect([elsewhere.status, elsewhere.body]).toEqual([first!.status, first!.body]);
    expect(JSON.stringify(first!.body)).not.toContain('wrong');
  });

  test('only by GET: other methods are told so without a look at the secret', async () => {
    for (const method of ['POST', 'PUT', 'DELETE'])
      expect((await api.client().ask(method, `/provision/${SECRET}/001565abcdef.cfg`)).status).toBe(405);
    expect(handed.asked).toEqual([]);
  });

  test('while SIP is not heard: later', async () => {
    handed.closed = true;
    expect((await file('001565abcdef.cfg')).status).toBe(503);
  });

  test('nothing of it stands in the audit', async () => {
    await file('001565abcdef.cfg');
    await file('001565abcdef.cfg', 'wrong23456789abcdefghjkmnp');
    expect(api.database.audited).toEqual([]);
  });

  test('a stranger with 2 000 names gets nothing, is slowed down, and everybody else is served', async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 40; round++) {
      const names = Array.from({ length: 50 }, (_, at) => `guess${round}x${at}`);
      const answers = await Promise.all(names.map((name) => file('001565abcdef.cfg', name)));
      statuses.push(...answers.map(({ status }) => status));
    }
    expect(statuses.filter((status) => status === 404)).toHaveLength(400);
    expect(statuses.filter((status) => status === 429)).toHaveLength(1_600);
    expect(handed.asked).toHaveLength(400);
    expect((await api.client().get('/api/health')).status).toBe(200);
    api.nowMs += 60_000;
    expect((await file('001565abcdef.cfg')).status).toBe(200);
  });
});

describe('on a box', () => {
  const over = (port: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const options = {
        port,
        path: `/provision/${SECRET}/001565abcdef.cfg`,
        ca: TLS.cert,
        host: 'localhost',
      };
      request(options, (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      })
        .on('error', reject)
        .end();
    });

  test('a file goes over TLS, and the telephone is told to come back over TLS', async () => {
    const box = await TestApi.start({ provisioning: handed, tls: TLS });
    const { port } = new URL(box.server.url);
    expect(await over(port)).toBe(200);
    expect(handed.asked.map(({ origin }) => origin)).toEqual([`https://localhost:${port}`]);
    await box.close();
  });

  test('nothing goes over plain HTTP, and the page says why', async () => {
    const box = await TestApi.start({ provisioning: handed });
    expect((await box.client().get(`/provision/${SECRET}/001565abcdef.cfg`)).status).toBe(404);
    expect(handed.asked).toEqual([]);
    const tech = await box.as('technician');
    expect((await tech.get('/api/sip/provisioning')).body).toMatchObject({ secure: false });
    await box.close();
  });
});

describe('a technician', () => {
  const at = (what: string, extension = '820'): string => `/api/sip/provisioning/${extension}/${what}`;

  test('sees who has fetched what, and never a secret', async () => {
    const tech = await api.as('technician');
    const answer = await tech.get('/api/sip/provisioning');
    expect(answer).toMatchObject({ status: 200, body: { ...handed.view(), secure: true } });
    expect(JSON.stringify(answer.body)).not.toContain(SECRET);
  });

  test('is shown the address on request, and the audit says so without it', async () => {
    const tech = await api.as('technician');
    expect(await tech.post(at('address'))).toMatchObject({
      ...{ status: 200, body: { path: `/provision/${SECRET}/`, adminPassword: 'a1b2' } },
    });
    expect(api.actions()).toEqual(['login', 'sip.provisioning.show']);
    expect(JSON.stringify(api.database.audited)).not.toContain(SECRET);
    handed.ready = false;
    expect((await tech.post(at('address'))).status).toBe(404);
  });

  test('makes a new secret, as a version of the office: of the right telephone, long, and never the same', async () => {
    const tech = await api.as('technician');
    for (const _ of [1, 2]) expect((await tech.post(at('secret'))).status).toBe(200);
    const edits = office.committed.map(
      (change) => (change as { edits: { path: unknown; value: string }[] }).edits[0],
    );
    expect(edits.map((edit) => edit?.path)).toEqual(
      Array.from({ length: 2 }, () => ['sip', 'devices', 1, 'provisioningSecret']),
    );
    const [first, second] = edits.map((edit) => edit?.value);
    expect(first).toMatch(/^[a-z2-9]{26}$/);
    expect(first).not.toBe(second);
    expect(api.actions()).toEqual(['login', 'sip.provisioning.secret', 'sip.provisioning.secret']);
    expect(JSON.stringify(api.database.audited)).not.toContain(first);
  });

  test('makes none while a version waits to be confirmed, which it would confirm, and none on a full disk', async () => {
    const tech = await api.as('technician');
    office.diskFull = true;
    expect((await tech.post(at('secret'))).status).toBe(503);
    office.diskFull = false;
    await office.commit({ text: '{}' }, { author: 'a', reason: 'b', confirmWithinMs: 1 });
    expect((await tech.post(at('secret'))).status).toBe(409);
  });

  test('asks a telephone to fetch anew; one that is not registered cannot be asked', async () => {
    const tech = await api.as('technician');
    expect(await tech.post(at('set-up-again'))).toMatchObject({ status: 200, body: { contacts: 1 } });
    handed.again = 0;
    expect((await tech.post(at('set-up-again'))).status).toBe(409);
    expect(api.actions()).toEqual(['login', 'sip.provisioning.again']);
  });

  test('finds nothing for an extension without such a telephone; others have no business there', async () => {
    const tech = await api.as('technician');
    for (const what of ['address', 'secret', 'set-up-again'])
      expect((await tech.post(at(what, '899'))).status, what).toBe(404);
    const operator = await api.as('operator');
    expect((await operator.get('/api/sip/provisioning')).status).toBe(403);
    for (const what of ['address', 'secret', 'set-up-again'])
      expect((await operator.post(at(what))).status, what).toBe(403);
  });
});
