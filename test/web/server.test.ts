import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import WebSocket from 'ws';
import { LIMITS, startWebServer, type WebServer } from '#web/server.ts';
import { FakeObserve, host, line, recentCall } from './fake-observe.ts';

let observe: FakeObserve;
let folder: string;
let server: WebServer;

async function started(more: Partial<Parameters<typeof startWebServer>[0]> = {}): Promise<WebServer> {
  const result = await startWebServer({
    port: 0,
    observe,
    benchUrl: 'ws://127.0.0.1:9999/bench',
    staticFolder: folder,
    ...more,
  });
  if (!result.ok) throw new Error(result.error.what);
  return result.value;
}

beforeEach(async () => {
  observe = new FakeObserve();
  folder = mkdtempSync(join(tmpdir(), 'tipring-web-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'assets', 'index-abc.js'), 'export {};');
  writeFileSync(
    join(folder, 'index.html'),
    '<script nonce="__TIPRING_NONCE__" src="/assets/index-abc.js"></script>',
  );
  server = await started();
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, init?: RequestInit) => fetch(new URL(path, server.url), init);

interface Raw {
  readonly status: number;
  readonly body: string;
}
/** fetch sets Host and Origin itself; a hostile client does not. */
const asked = (path: string, headers: Record<string, string>, method = 'GET') =>
  new Promise<Raw>((resolve, reject) => {
    const { hostname, port } = new URL(server.url);
    request({ hostname, port, path, headers, method }, (answer) => {
      let body = '';
      answer.on('data', (chunk) => {
        body += String(chunk);
      });
      answer.on('end', () => resolve({ status: answer.statusCode!, body }));
    })
      .on('error', reject)
      .end();
  });

/** What comes back on a bare connection until the other side closes it. */
const sent = (bytes: Uint8Array) =>
  new Promise<string>((resolve) => {
    const { hostname, port } = new URL(server.url);
    const socket = connect(Number(port), hostname, () => {
      socket.end(bytes);
    });
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk.toString('latin1');
    });
    socket.on('error', () => resolve(answer));
    socket.on('close', () => resolve(answer));
  });

describe('health', () => {
  test('is ok with 200 when every equipped line is in service', async () => {
    const answer = await get('/api/health');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'ok', lines: { total: 1, inService: 1 } });
  });

  test('is 503 while the lines still come up, so that nobody sends calls yet', async () => {
    observe.change({ health: { ...host().health, status: 'starting', dialToneAfterMs: null } });
    const answer = await get('/api/health');
    expect([answer.status, ((await answer.json()) as { status: string }).status]).toEqual([503, 'starting']);
  });

  test('says degraded but stays 200 with one bad position, so that no supervisor restarts the others', async () => {
    observe.change({
      health: { ...host().health, status: 'degraded', lines: { equipped: 8, inService: 7 } },
    });
    const answer = await get('/api/health');
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({ status: 'degraded', lines: { total: 8, inService: 7 } });
  });
});

describe('what a technician can read', () => {
  test('lines with chip, health and the reason for being out', async () => {
    const fault = { code: 'TR-CARD-003', where: 'port 1/2', what: 'no chip answers', todo: 'reseat it' };
    observe.change({ ports: [line('1/1'), line('1/2', { health: 'fault', fault })] });
    expect(await (await get('/api/lines')).json()).toMatchObject([{ port: '1/1' }, { port: '1/2', fault }]);
  });

  test('a call with its story, and a clear answer for one that is forgotten', async () => {
    observe.recent = [recentCall()];
    expect(await (await get('/api/calls/c1')).json()).toMatchObject({
      call: 'c1',
      trace: [{ rule: 'plan.matched', facts: { number: '802' } }],
    });
    const unknown = await get('/api/calls/c2');
    expect(unknown.status).toBe(404);
    expect(await unknown.json()).toMatchObject({
      code: 'TR-WEB-404',
      todo: expect.stringContaining('/api/calls'),
    });
  });

  test('only so many recent calls', async () => {
    observe.recent = [recentCall(), recentCall()];
    expect((await (await get('/api/calls?limit=1')).json()) as object).toMatchObject({ recent: [{}] });
    expect((await get('/api/calls?limit=0')).status).toBe(400);
    expect((await get('/api/calls?limit=1e9')).status).toBe(400);
    expect((await get('/api/calls?limit=many')).status).toBe(400);
  });

  test('the journal as a file, but not twice in a moment', async () => {
    observe.journalPath = join(folder, 'journal "x".jsonl');
    writeFileSync(observe.journalPath, '{"kind":"event"}\n');
    const first = await get('/api/journal');
    expect(first.headers.get('content-disposition')).toBe('attachment; filename="journal__x_.jsonl"');
    expect(await first.text()).toBe('{"kind":"event"}\n');
    expect((await get('/api/journal')).status).toBe(429);
  });

  test('a clear answer when the journal cannot be written', async () => {
    const answer = await get('/api/journal');
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ code: 'TR-WEB-011' });
  });

  test('where the simulator is, or that there is none', async () => {
    expect(await (await get('/api/bench')).json()).toMatchObject({ url: 'ws://127.0.0.1:9999/bench' });
    const real = await started({ benchUrl: null });
    expect(await (await fetch(`${real.url}api/bench`)).json()).toMatchObject({ url: null });
    await real.close();
  });
});

describe('the page', () => {
  test('may load only itself and talk only to this server and the simulator', async () => {
    const answer = await get('/');
    const policy = answer.headers.get('content-security-policy')!;
    const nonce = /nonce="([^"]+)"/.exec(await answer.text())?.[1];
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain(`script-src 'self' 'nonce-${nonce}'`);
    expect(policy).toMatch(/connect-src 'self' ws:\/\/127\.0\.0\.1:\d+ ws:\/\/127\.0\.0\.1:\*;/);
    expect(policy).not.toContain('unsafe');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test('gets another nonce each time', async () => {
    expect(await (await get('/')).text()).not.toBe(await (await get('/')).text());
  });

  test('keeps its hashed files for good', async () => {
    expect((await get('/assets/index-abc.js')).headers.get('cache-control')).toContain('immutable');
  });

  test('says what to do when it has not been built, while the API works', async () => {
    const bare = await started({ staticFolder: join(folder, 'nowhere') });
    const answer = await fetch(bare.url);
    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({
      code: 'TR-WEB-010',
      todo: expect.stringContaining('npm run setup'),
    });
    expect((await fetch(`${bare.url}api/health`)).status).toBe(200);
    await bare.close();
  });

  test('lets nobody out of its folder', async () => {
    for (const path of [
      '/assets/../index.html',
      '/assets/..%2findex.html',
      '/assets/%2e%2e/%2e%2e/etc/passwd',
    ]) {
      const answer = await asked(path, { host: new URL(server.url).host });
      expect([400, 403, 404]).toContain(answer.status);
    }
  });
});

describe('the event socket', () => {
  test('sends the picture and then what changes', async () => {
    const socket = new WebSocket(new URL('/api/events', server.url.replace('http', 'ws')));
    const messages: { kind: string }[] = [];
    await new Promise<void>((resolve, reject) => {
      socket.on('error', reject);
      socket.on('message', (data) => {
        messages.push(JSON.parse(String(data)) as { kind: string });
        if (messages.length === 1) observe.change({ ports: [] });
        else resolve();
      });
    });
    socket.terminate();
    expect(messages).toMatchObject([{ kind: 'snapshot' }, { kind: 'change', lines: [] }]);
  });

  test('refuses a page of another site', async () => {
    const socket = new WebSocket(new URL('/api/events', server.url.replace('http', 'ws')), {
      headers: { origin: 'http://evil.example' },
    });
    const status = await new Promise((resolve) => {
      socket.on('unexpected-response', (_request, answer) => resolve(answer.statusCode));
      socket.on('error', () => {});
    });
    expect(status).toBe(403);
  });

  test('lets a client go that sends more than a few bytes', async () => {
    const socket = new WebSocket(new URL('/api/events', server.url.replace('http', 'ws')));
    const code = await new Promise((resolve) => {
      socket.on('open', () => socket.send('x'.repeat(LIMITS.socketMessageBytes + 1)));
      socket.on('close', resolve);
    });
    expect(code).toBe(1009);
    expect((await get('/api/health')).status).toBe(200);
  });
});

describe('bad input', () => {
  test('an unknown address gets a clear answer', async () => {
    const answer = await get('/api/lnies');
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ code: 'TR-WEB-404', todo: expect.stringContaining('/api') });
  });

  test('a wrong method is told from an unknown address', async () => {
    const { host: authority } = new URL(server.url);
    for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS']) {
      expect((await asked('/api/lines', { host: authority }, method)).status).toBe(405);
    }
    expect((await asked('/api/nothing', { host: authority }, 'POST')).status).toBe(404);
  });

  test('a huge body is refused before it is read', async () => {
    const body = 'x'.repeat(LIMITS.bodyBytes + 1);
    const answer = await get('/api/lines', {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json' },
    });
    expect([405, 413]).toContain(answer.status);
  });

  test('a huge header is refused', async () => {
    const { host: authority } = new URL(server.url);
    const answer = await asked('/api/lines', { host: authority, 'x-much': 'x'.repeat(LIMITS.headerBytes) });
    expect(answer.status).toBe(431);
  });

  test('a name that is not ours is refused, an address or localhost is not', async () => {
    const { port } = new URL(server.url);
    const status = async (authority: string) => (await asked('/api/health', { host: authority })).status;
    expect(await status(`evil.example:${port}`)).toBe(403);
    expect(await status('localhost.evil.example')).toBe(403);
    expect(await status('127.0.0.1.evil.example')).toBe(403);
    expect(await status('user@127.0.0.1')).toBe(403);
    expect(await status(`localhost:${port}`)).toBe(200);
    expect(await status(`[::1]:${port}`)).toBe(200);
    expect(await status(`192.0.2.7:${port}`)).toBe(200);
  });

  test('a page of another site is refused', async () => {
    const { host: authority } = new URL(server.url);
    const status = async (origin: string) => (await asked('/api/lines', { host: authority, origin })).status;
    expect(await status('http://evil.example')).toBe(403);
    expect(await status('null')).toBe(403);
    expect(await status(`http://${authority}`)).toBe(200);
  });

  test('random bytes on the port do no harm', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 300 }), async (bytes) => {
        const answer = await sent(bytes);
        expect(answer === '' || /^HTTP\/1\.1 4\d\d /.test(answer)).toBe(true);
      }),
      { numRuns: 50 },
    );
    expect((await get('/api/health')).status).toBe(200);
  });

  test('random addresses get a JSON answer with a code, never an inside of the server', async () => {
    const { host: authority } = new URL(server.url);
    await fc.assert(
      fc.asyncProperty(fc.webPath(), async (path) => {
        const answer = await asked(`/api/calls/${path}`, { host: authority });
        expect(answer.status).toBeGreaterThanOrEqual(400);
        expect(answer.status).toBeLessThan(500);
        expect(JSON.parse(answer.body)).toMatchObject({ code: expect.stringMatching(/^TR-WEB-/) });
      }),
      { numRuns: 50 },
    );
  });
});

describe('a port that cannot be had', () => {
  test('taken by another process: says which and how to choose another', async () => {
    const port = Number(new URL(server.url).port);
    const second = await startWebServer({ port, observe, benchUrl: null, staticFolder: folder });
    expect(second).toMatchObject({
      ok: false,
      error: {
        code: 'TR-WEB-001',
        where: `http://127.0.0.1:${port}`,
        todo: expect.stringContaining('TIPRING_HTTP_PORT'),
      },
    });
    expect(observe.listeners).toBe(1);
  });

  test('an address that this machine has not', async () => {
    const result = await startWebServer({
      port: 0,
      host: '192.0.2.1',
      observe,
      benchUrl: null,
      staticFolder: folder,
    });
    expect(result).toMatchObject({ ok: false, error: { code: 'TR-WEB-003' } });
  });
});
