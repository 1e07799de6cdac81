import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Control } from '#ports/control.ts';
import { ROLES, type UserRole } from '#ports/database.ts';
import { FRESH_SUBSCRIBER, type Subscriber } from '#switching/kept.ts';
import type { Command, Reply } from '#switching/model.ts';
import type { CallId } from '#units/ids.ts';
import { createPasswords } from '#web/access/passwords.ts';
import { startWebServer, type WebServer, type WebServerOptions } from '#web/server.ts';
import { MemoryConfiguration } from '../../support/memory-configuration.ts';
import { MemoryDatabase } from '../../support/memory-database.ts';
import { EPOCH_MS, FakeObserve, line } from '../fake-observe.ts';

/** As cheap as argon2id can be; how strong the real ones are is not what these tests are about. */
export const CHEAP = createPasswords({ memory: 8, passes: 1, parallelism: 1, tagLength: 32 });
export const PASSWORD = 'four quiet blue trains';

/** The exchange's answers to commands, and what it was asked. */
export class FakeControl implements Control {
  readonly asked: Command[] = [];
  reply: Reply = { ok: true, call: 'c9' as CallId };
  async request(command: Command): Promise<Reply> {
    this.asked.push(command);
    return this.reply;
  }
}

class ObserveWithSubscribers extends FakeObserve {
  readonly set = new Map<string, Subscriber>([['801', { ...FRESH_SUBSCRIBER, pin: '4711' }]]);
  subscriber = (number: string): Subscriber | null => this.set.get(number) ?? null;
  modes = () => [{ entity: 'main', mode: 'day' as const, byHand: false }];
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: what a test reads of an answer is what it checks
  readonly body: any;
}

/** A browser with one cookie jar, or a machine with a token. */
export class Client {
  cookie = '';
  csrf = '';
  readonly #url: string;
  readonly #bearer: string | null;
  constructor(url: string, bearer: string | null = null) {
    this.#url = url;
    this.#bearer = bearer;
  }

  async ask(
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(new URL(path, this.#url), {
      method,
      headers: {
        ...(this.cookie === '' ? {} : { cookie: this.cookie }),
        ...(this.csrf === '' ? {} : { 'x-csrf-token': this.csrf }),
        ...(this.#bearer === null ? {} : { authorization: `Bearer ${this.#bearer}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined
        ? {}
        : { body: body instanceof Uint8Array || typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const set = response.headers.getSetCookie()[0];
    if (set !== undefined) this.cookie = set.split(';')[0]!;
    const json = response.headers.get('content-type')?.includes('json') ?? false;
    // biome-ignore lint/suspicious/noExplicitAny: as above
    const answer: any = json ? await response.json() : Buffer.from(await response.arrayBuffer());
    if (typeof answer?.csrfToken === 'string') this.csrf = answer.csrfToken;
    return { status: response.status, headers: response.headers, body: answer };
  }
  get = (path: string) => this.ask('GET', path);
  post = (path: string, body?: unknown) => this.ask('POST', path, body);
  async logIn(name: string, password = PASSWORD): Promise<Answer> {
    return this.post('/api/session/login', { name, password });
  }
}

/** A server on a real board with one user of each role, named like it; the agent has extension 801. */
export class TestApi {
  readonly observe = new ObserveWithSubscribers();
  readonly database = new MemoryDatabase();
  readonly configuration = new MemoryConfiguration();
  readonly control = new FakeControl();
  nowMs = 1_000_000;
  server!: WebServer;
  readonly #folder = mkdtempSync(join(tmpdir(), 'tipring-api-'));

  static async start(
    more: Partial<WebServerOptions> = {},
    roles: readonly UserRole[] = ROLES,
  ): Promise<TestApi> {
    const api = new TestApi();
    api.observe.change({ ports: [line('1/1'), line('1/2', { number: '802', name: 'Hall' })] });
    const passwordHash = (await CHEAP.hash(PASSWORD))!;
    for (const role of roles)
      api.database.people.set(role, {
        ...{ name: role, displayName: role, role, language: 'en', disabled: false, passwordHash },
        extension: role === 'agent' ? '801' : '',
      });
    await api.open(more);
    return api;
  }

  async open(more: Partial<WebServerOptions> = {}): Promise<void> {
    const { observe, database, configuration, control } = this;
    const started = await startWebServer({
      ...{ port: 0, benchUrl: null, staticFolder: this.#folder, observe, database, configuration, control },
      passwords: CHEAP,
      bootId: 'boot-1',
      nowMs: () => this.nowMs,
      wallClock: { epochMs: () => EPOCH_MS + this.nowMs, offsetMinutes: () => 480 },
      ...more,
    });
    if (!started.ok) throw new Error(started.error.what);
    this.server = started.value;
  }

  client(bearer: string | null = null): Client {
    return new Client(this.server.url, bearer);
  }

  async as(role: UserRole): Promise<Client> {
    const client = this.client();
    const answer = await client.logIn(role);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    return client;
  }

  actions(): string[] {
    return this.database.audited.map(({ action }) => action);
  }

  async close(): Promise<void> {
    await this.server.close();
    rmSync(this.#folder, { recursive: true });
  }
}
