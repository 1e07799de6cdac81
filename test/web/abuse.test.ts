import { request } from 'node:https';
import { connect, type Socket } from 'node:net';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { JSON_DEPTH_MAX, shallow } from '#web/routing/validation.ts';
import { LIMITS } from '#web/server.ts';
import { type Client, PASSWORD, TestApi } from './support/api.ts';
import { TLS } from './support/tls.ts';

let api: TestApi;
let admin: Client;
beforeEach(async () => {
  api = await TestApi.start();
  admin = await api.as('administrator');
});
afterEach(() => api.close());

const serves = async (): Promise<boolean> => (await api.client().get('/api/health')).status === 200;

const dialled = (): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(api.server.url);
    const socket = connect(Number(port), hostname, () => resolve(socket));
    socket.on('error', reject);
  });
const answerOn = (socket: Socket): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    socket.on('data', (chunk) => {
      text += String(chunk);
    });
    socket.on('error', () => resolve(text));
    socket.on('close', () => resolve(text));
  });

describe('what comes from strangers', () => {
  test('any JSON, or what only looks like it, in any body is answered and never a server error', async () => {
    const paths = [
      '/api/users',
      '/api/tokens',
      '/api/configuration/check',
      '/api/devices/801/make-call',
      '/api/session/login',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...paths),
        fc.oneof(fc.json({ maxDepth: 5 }), fc.string()),
        async (path, body) => {
          const { status, body: told } = await admin.ask('POST', path, body);
          expect(status).toBeLessThan(500);
          if (status >= 400) expect(told).toMatchObject({ code: expect.stringMatching(/^TR-/) });
        },
      ),
      { numRuns: 150 },
    );
    expect(await serves()).toBe(true);
  });

  test('a body is counted before it is believed, and before anybody who may not send it is heard out', async () => {
    const body = 'x'.repeat(LIMITS.bodyBytes + 1);
    expect((await admin.ask('POST', '/api/users', body)).status).toBe(413);
    expect((await api.client().ask('POST', '/api/users', body)).status).toBe(401);
    expect((await api.client().ask('POST', '/api/session/login', body)).status).toBe(413);
  });

  test('nesting without end is refused before it is read as JSON', async () => {
    const deep = (depth: number) => `{"name":${'['.repeat(depth)}${']'.repeat(depth)}}`;
    expect((await admin.ask('POST', '/api/users', deep(10_000))).status).toBe(400);
    const change = { base: 1, edits: [{ op: 'set', path: ['a'], value: 'DEEP' }] };
    const text = JSON.stringify({ change }).replace('"DEEP"', '['.repeat(5_000) + ']'.repeat(5_000));
    expect(await admin.ask('POST', '/api/configuration/check', text)).toMatchObject({
      status: 400,
      body: { what: expect.stringContaining('nests') },
    });
  });

  test('depth is told right whatever strings are in the text', () => {
    const depthOf = (value: unknown): number =>
      typeof value === 'object' && value !== null ? 1 + Math.max(0, ...Object.values(value).map(depthOf)) : 0;
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 8 }), (value) => {
        const text = JSON.stringify(value);
        const depth = depthOf(value);
        expect(shallow(text, depth)).toBe(true);
        if (depth > 0) expect(shallow(text, depth - 1)).toBe(false);
      }),
    );
    expect(shallow('['.repeat(JSON_DEPTH_MAX + 1))).toBe(false);
  });

  test('keys that reach into objects are refused', async () => {
    for (const body of ['{"__proto__":{"role":"administrator"}}', '{"constructor":{"prototype":{"a":1}}}'])
      expect((await admin.ask('PATCH', '/api/users/viewer', body)).status).toBe(400);
    expect(({} as { role?: string }).role).toBeUndefined();
  });

  test('only JSON is read as JSON', async () => {
    const types = [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      'audio/wav',
      'nonsense',
    ];
    for (const type of types) {
      const { status } = await admin.ask('POST', '/api/users', '{}', { 'content-type': type });
      expect([type, status]).toEqual([type, 415]);
    }
    expect(
      (await admin.ask('PUT', '/api/guides/en/hello', '{}', { 'content-type': 'application/json' })).status,
    ).toBe(415);
  });

  test('cookies and tokens of any bytes are nobody', async () => {
    const text = fc.stringMatching(/^[!-~]{0,200}$/);
    await fc.assert(
      fc.asyncProperty(text, text, async (cookie, authorization) => {
        const port = new URL(api.server.url).port;
        const asked = async (headers: Record<string, string>) =>
          (await api.client().ask('GET', '/api/users', undefined, headers)).status;
        expect(await asked({ cookie: `tipring-${port}=${cookie}; ${cookie}` })).toBe(401);
        expect(await asked({ authorization })).toBe(401);
      }),
      { numRuns: 60 },
    );
  });

  test('a flood of headers is refused', async () => {
    const socket = await dialled();
    const told = answerOn(socket);
    socket.end(`GET /api/health HTTP/1.1\r\nHost: 127.0.0.1\r\n${'x-a: b\r\n'.repeat(5_000)}\r\n`);
    expect(await told).toMatch(/^HTTP\/1\.1 431/);
  });

  test('connections beyond the limit are let go, and the others go on', async () => {
    const idle = await Promise.all(Array.from({ length: LIMITS.connections + 20 }, dialled));
    const gone = await new Promise<number>((resolve) => {
      let closed = 0;
      for (const socket of idle)
        socket.on('close', () => {
          closed++;
          if (closed === 1) resolve(closed);
        });
    });
    expect(gone).toBe(1);
    for (const socket of idle) socket.destroy();
  });

  test('two requests in one, told apart in two ways, are refused', async () => {
    const socket = await dialled();
    const told = answerOn(socket);
    const { host } = new URL(api.server.url);
    socket.end(
      `POST /api/session/login HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/json\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /api/health HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
    );
    expect(await told).toMatch(/^HTTP\/1\.1 400/);
  });
});

describe('the stream socket', () => {
  const opened = (headers: Record<string, string>, query = ''): Promise<WebSocket | number> =>
    new Promise((resolve) => {
      const socket = new WebSocket(new URL(`/api/stream${query}`, api.server.url.replace('http', 'ws')), {
        headers,
      });
      socket.on('open', () => resolve(socket));
      socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode!));
      socket.on('error', () => undefined);
    });

  test('is for those who are logged in, and only asks what it takes', async () => {
    const { cookie } = admin;
    expect(await opened({})).toBe(401);
    expect(await opened({ cookie, origin: 'http://evil.example' })).toBe(403);
    expect(await opened({ cookie }, '?after=minus')).toBe(400);
    expect(await opened({ cookie }, '?nonsense=1')).toBe(400);
    const socket = await opened({ cookie });
    expect(socket).toBeInstanceOf(WebSocket);
    (socket as WebSocket).terminate();
  });

  test('lets go whoever speaks', async () => {
    const socket = (await opened({ cookie: admin.cookie })) as WebSocket;
    socket.send('hello');
    expect(await new Promise((resolve) => socket.on('close', resolve))).toBe(1008);
  });
});

test('over TLS the cookie is the kind that only this host over TLS can set, and the limits are the same', async () => {
  const secure = await TestApi.start({ tls: TLS });
  const { port } = new URL(secure.server.url);
  const asked = (headers: Record<string, string>) =>
    new Promise<{ status: number; cookie: string }>((resolve, reject) => {
      const options = { port, method: 'POST', path: '/api/session/login', ca: TLS.cert, host: 'localhost' };
      request({ ...options, headers: { 'content-type': 'application/json', ...headers } }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode!, cookie: answer.headers['set-cookie']?.[0] ?? '' });
      })
        .on('error', reject)
        .end(JSON.stringify({ name: 'viewer', password: PASSWORD }));
    });
  const { status, cookie } = await asked({});
  expect(status).toBe(200);
  expect(cookie).toMatch(/^__Host-tipring=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
  expect((await asked({ 'x-much': 'x'.repeat(LIMITS.headerBytes) })).status).toBe(431);
  await secure.close();
});
