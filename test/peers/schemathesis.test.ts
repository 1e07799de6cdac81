import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { connect } from '../../clients/typescript/index.ts';
import { schemathesis } from '../support/peers.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const peer = schemathesis();
const SECONDS = 60;
const SEED = 1;
/** Left out: it ends the token that the others ask with; files to download. */
const LEFT_OUT = ['removeToken', 'journal', 'backUpBox', 'boxSupport'];

/** A body of megabytes tells nobody anything. */
const shortened = (text: string): string =>
  text
    .split('\n')
    .map((line) => (line.length > 400 ? `${line.slice(0, 400)} …` : line))
    .join('\n');

describe.skipIf(!peer.wanted)('the API under a stranger who has read its document', () => {
  const folder = mkdtempSync(join(tmpdir(), 'tipring-peer-'));
  let exchange: ChildProcess;
  let url = '';
  let token = '';

  /** Waits until the exchange has said that on its terminal. */
  const said = (stream: NodeJS.ReadableStream, wanted: RegExp): Promise<RegExpExecArray> =>
    new Promise((found, lost) => {
      let text = '';
      stream.on('data', (chunk) => {
        text += String(chunk);
        const match = wanted.exec(text);
        if (match !== null) found(match);
      });
      stream.on('end', () => lost(new Error(`it never said ${String(wanted)}: ${text}`)));
    });

  beforeAll(async () => {
    const env = {
      ...process.env,
      TIPRING_HTTP_PORT: '0',
      TIPRING_SIP_PORT: '0',
      TIPRING_DATA: folder,
      TIPRING_LOG: 'fatal',
    };
    exchange = spawn(process.execPath, [join(ROOT, 'firmware/main.ts')], {
      env,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const heard = said(exchange.stdout!, /at (http\S+) with the code (\S+)[\s\S]*ready:/);
    const [, address = '', code = ''] = await heard;
    url = address;
    let cookie = '';
    const post = async (path: string, body: object, csrf = '') => {
      const headers = { 'content-type': 'application/json', cookie, 'x-csrf-token': csrf };
      const answer = await fetch(new URL(path, url), { method: 'POST', headers, body: JSON.stringify(body) });
      cookie = answer.headers.getSetCookie()[0]?.split(';')[0] ?? cookie;
      return (await answer.json()) as { csrfToken: string; bearer: string };
    };
    const person = { name: 'anna', displayName: 'Anna', password: 'four quiet blue trains', language: 'en' };
    const { csrfToken } = await post('/api/session/first', { code, ...person });
    const wish = { name: 'peer', role: 'administrator', expiresInDays: 1 };
    token = (await post('/api/tokens', wish, csrfToken)).bearer;
  });
  afterAll(async () => {
    const gone = new Promise((resolve) => exchange.on('exit', resolve));
    exchange.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  });

  /** Routes of parts that do not run yet answer 503, which is what they should. */
  const notRunning = async (): Promise<string[]> => {
    const status = async (path: string) =>
      (await fetch(new URL(path, url), { headers: { authorization: `Bearer ${token}` } })).status;
    return [
      ...((await status('/api/modes')) === 503 ? ['modes', 'setMode'] : []),
      ...((await status('/api/devices/801/subscriber')) === 503 ? ['subscriber', 'changeSubscriber'] : []),
    ];
  };

  test('there is no server error, and every answer is as the document says', {
    timeout: (SECONDS + 60) * 1000,
  }, async () => {
    const left = [...LEFT_OUT, ...(await notRunning())].flatMap((name) => ['--exclude-operation-id', name]);
    const words = [
      ...['--config-file', join(ROOT, 'test/peers/schemathesis.toml')],
      ...['run', new URL('/api/openapi.json', url).href, '--header', `Authorization: Bearer ${token}`],
      // Every request carries the good token beside what the peer makes up: who may do what is tested elsewhere.
      ...['--phases', 'examples,coverage,fuzzing', '--exclude-checks', 'ignored_auth'],
      ...[
        '--seed',
        String(SEED),
        '--max-examples',
        '30',
        '--max-time',
        String(SECONDS),
        '--continue-on-failure',
        '--no-color',
      ],
      ...['--generation-database', 'none', '--generation-allow-x00', 'false', '--warnings', 'off', ...left],
    ];
    const hooks = join(ROOT, 'test/peers/schemathesis_hooks.py');
    const env = { ...process.env, SCHEMATHESIS_HOOKS: hooks, PYTHONDONTWRITEBYTECODE: '1' };
    const run = spawn(peer.program, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
    let text = '';
    for (const stream of [run.stdout, run.stderr])
      stream.on('data', (chunk) => {
        text += String(chunk);
      });
    const code = await new Promise((resolve) => run.on('exit', resolve));
    expect([code, code === 0 ? '' : shortened(text)]).toEqual([0, '']);
  });

  test('afterwards the exchange serves as before', async () => {
    const client = connect({ url, token });
    expect((await client.health()).lines).toEqual({ total: 8, inService: 8 });
    expect((await client.statistics()).assertions).toBe(0);
  });
});
