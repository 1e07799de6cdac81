import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Fastify from 'fastify';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Access } from '#web/access/access.ts';
import { openApi } from '#web/openapi/document.ts';
import { API_VERSION } from '#web/openapi/routes.ts';
import { ALL_ROUTES } from '#web/routing/all.ts';
import { gate } from '#web/routing/gate.ts';
import { EVERYBODY } from '#web/routing/policy.ts';
import { writerOf } from '#web/routing/serialization.ts';
import { compiled } from '#web/routing/validation.ts';
import { connect, listen, type StreamEvent, type StreamSnapshot } from '../../clients/typescript/index.ts';
import { generated } from '../../tools/api.ts';
import { TestApi } from './support/api.ts';

const ROOT = resolve(import.meta.dirname, '../..');

describe('the document of the API', () => {
  test('and the client are as the routes are now: otherwise `npm run api`', () => {
    for (const [path, text] of Object.entries(generated()))
      expect([path, readFileSync(path, 'utf8') === text]).toEqual([path, true]);
  });

  test('names every operation once, and tells of each who may, and what it answers when it is refused', () => {
    const { paths } = openApi(ALL_ROUTES, API_VERSION);
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(ALL_ROUTES.length);
    for (const { summary, responses, security } of operations) {
      expect(summary.length).toBeGreaterThan(7);
      const answers = Object.keys(responses);
      expect(answers.some((status) => status.startsWith('2'))).toBe(true);
      if ((security as unknown[]).length > 0) expect(answers).toContain('401');
    }
  });

  test('everything that comes in can be checked, and what goes out written: a box finds out only when a route is used', () => {
    for (const { path, params, query, body, answer, file } of ALL_ROUTES) {
      if (!file) expect(writerOf({ schema: answer }), path).toBeTypeOf('function');
      if (params) expect(compiled({ schema: params, httpPart: 'params' }), path).toBeTypeOf('function');
      if (query) expect(compiled({ schema: query, httpPart: 'querystring' }), path).toBeTypeOf('function');
      if (body) expect(compiled({ schema: body, httpPart: 'body' }), path).toBeTypeOf('function');
    }
  });

  test('every schema that is referred to is there', () => {
    const document = openApi(ALL_ROUTES, API_VERSION);
    const named = [...JSON.stringify(document).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      (found) => found[1]!,
    );
    expect([...new Set(named)].filter((name) => !(name in document.components.schemas))).toEqual([]);
  });

  test('a route that names no policy is not registered', () => {
    const server = Fastify();
    gate(
      server,
      new Access({ database: null, nowMs: () => 0, epochMs: () => 0, simulator: false, secure: false }),
    );
    expect(() => server.get('/api/open', () => 'everything')).toThrow('route GET /api/open names no policy');
    expect(() => server.get('/api/fine', { config: { policy: EVERYBODY } }, () => '')).not.toThrow();
  });
});

describe('the client', () => {
  let api: TestApi;
  let token: string;
  beforeEach(async () => {
    api = await TestApi.start();
    const admin = await api.as('administrator');
    token = (await admin.post('/api/tokens', { name: 'crm', role: 'supervisor', expiresInDays: null })).body
      .bearer;
  });
  afterEach(() => api.close());

  test('asks, and throws what the exchange says when it refuses', async () => {
    const exchange = connect({ url: api.server.url, token });
    expect(await exchange.makeCall('801', { to: '802' })).toEqual({ call: 'c9' });
    expect(await exchange.records({ limit: 1, kind: 'internal' })).toMatchObject({ total: 0 });
    expect(await (await exchange.recordsCsv({ language: 'en' })).text()).toContain('Serial');
    await expect(exchange.users()).rejects.toMatchObject({ status: 403, error: { code: 'TR-WEB-403' } });
    await expect(exchange.makeCall('801', { to: 'nonsense' })).rejects.toMatchObject({ status: 400 });
  });

  test('hears events, and goes on where it was cut off', async () => {
    const heard: (StreamEvent | StreamSnapshot)[] = [];
    const states: string[] = [];
    let wake = (): void => undefined;
    const until = async (so: () => boolean): Promise<void> => {
      while (!so())
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
    };
    const sockets: WebSocket[] = [];
    const stop = listen({
      url: api.server.url,
      token,
      againMs: 1,
      onSnapshot: (snapshot) => {
        heard.push(snapshot);
        wake();
      },
      onEvent: (event) => {
        heard.push(event);
        wake();
      },
      onState: (state) => {
        states.push(state);
        wake();
      },
      open: (url, headers) => {
        const socket = new (WebSocket as unknown as new (url: string, options: object) => WebSocket)(url, {
          headers,
        });
        sockets.push(socket);
        return socket;
      },
    });
    const alarm = {
      code: 'TR-CARD-003',
      where: 'port 1/2',
      what: 'no chip',
      todo: 'reseat it',
      sinceEpochMs: 1,
    };
    await until(() => heard.length === 1);
    api.observe.change({ alarms: [alarm] });
    await until(() => heard.length === 2);
    sockets[0]!.close();
    api.observe.change({ alarms: [] });
    await until(() => heard.length === 3);
    expect(heard).toMatchObject([
      { kind: 'snapshot' },
      { event: 'raised', seq: 1 },
      { event: 'cleared', seq: 2 },
    ]);
    expect(states).toEqual(['open', 'lost', 'resumed']);
    stop();
  });

  const example = (name: string, words: readonly string[]) => {
    const file = join(ROOT, 'clients/typescript/examples', name);
    const env = { ...process.env, TIPRING_URL: api.server.url, TIPRING_TOKEN: token };
    return spawn(process.execPath, [file, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  };
  const lines = async (child: ReturnType<typeof example>, count: number): Promise<string[]> => {
    let text = '';
    for await (const chunk of child.stdout!) {
      text += String(chunk);
      if (text.split('\n').length > count) break;
    }
    return text.trim().split('\n');
  };

  test('click to dial runs as it stands', async () => {
    const child = example('click-to-dial.ts', ['801', '802']);
    expect(await lines(child, 1)).toEqual(['801 rings; lift it to call 802 (call c9)']);
  });

  test('the call monitor runs as it stands', async () => {
    const child = example('call-monitor.ts', []);
    expect(await lines(child, 2)).toEqual(['connection: open', 'after event 0: 0 calls up']);
    child.kill('SIGINT');
  });
});
