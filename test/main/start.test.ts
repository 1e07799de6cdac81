import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const REGION = readFileSync(join(ROOT, 'regions/cn.yaml'), 'utf8');

let folder: string;
const running: ChildProcess[] = [];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tipring-start-'));
});
afterEach(async () => {
  await Promise.all(running.splice(0).map(stopped));
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  readonly child: ChildProcess;
  /** Everything printed until now. */
  text(): string;
  /** Ends when this has been printed; fails when the process ends first. */
  says(what: RegExp): Promise<RegExpExecArray>;
  readonly exit: Promise<number | null>;
}

/** `firmware/main.ts` as `npm start` runs it, on a free port unless told otherwise. */
function start(environment: Record<string, string> = {}, words: readonly string[] = []): Started {
  const child = spawn(process.execPath, [join(ROOT, 'firmware/main.ts'), ...words], {
    cwd: ROOT,
    env: { ...process.env, TIPRING_HTTP_PORT: '0', TIPRING_DATA: folder, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running.push(child);
  let text = '';
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (data: Buffer) => {
      text += data.toString();
      for (const listener of listeners) listener();
    });
  }
  const exit = new Promise<number | null>((done) => child.once('close', done));
  const says = (what: RegExp): Promise<RegExpExecArray> =>
    new Promise((found, failed) => {
      const look = (): void => {
        const match = what.exec(text);
        if (match !== null) found(match);
      };
      listeners.add(look);
      look();
      void exit.then(() => failed(new Error(`it ended without saying ${what}: ${text}`)));
    });
  return { child, text: () => text, says, exit };
}

function stopped(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  const gone = new Promise<void>((done) => child.once('close', () => done()));
  child.kill('SIGTERM');
  return gone;
}

const urlOf = async (exchange: Started): Promise<string> => (await exchange.says(/tipring: (http:\S+)/))[1]!;
const get = async (url: string, path: string) => (await fetch(new URL(path, url))).json() as Promise<never>;

describe('starting the exchange', () => {
  it('health answers ok with all eight lines once there is dial tone, and a stop ends with exit code 0', async () => {
    const exchange = start();
    const url = await urlOf(exchange);
    await exchange.says(/ready: 8 of 8 lines/);
    expect(await get(url, 'api/health')).toMatchObject({ status: 'ok', lines: { total: 8, inService: 8 } });
    expect(await get(url, 'api/alarms')).toEqual([]);
    exchange.child.kill('SIGTERM');
    expect(await exchange.exit).toBe(0);
  });

  it.each([
    ['--help', 0],
    ['8080', 2],
  ] as const)(
    'with %s on its command line it names what can be set, and ends with %i',
    async (word, code) => {
      const exchange = start({}, [word]);
      expect(await exchange.exit).toBe(code);
      const named = new Set(exchange.text().match(/TIPRING_[A-Z_]+/g));
      const read = readFileSync(join(ROOT, 'README.md'), 'utf8').match(/`TIPRING_[A-Z_]+/g) ?? [];
      expect([...named].sort()).toEqual([...new Set(read.map((name) => name.slice(1)))].sort());
      expect(readdirSync(folder)).toEqual([]);
      if (code === 2) expect(exchange.text()).toContain(`not understood: ${word}`);
    },
  );

  it('a second one on the same port says so and leaves the first alone', async () => {
    const first = start();
    const url = await urlOf(first);
    const other = mkdtempSync(join(tmpdir(), 'tipring-start-'));
    const second = start({ TIPRING_HTTP_PORT: new URL(url).port, TIPRING_DATA: other });
    expect(await second.exit).toBe(1);
    expect(second.text()).toMatch(/TR-WEB-001 .*already taken[\s\S]*what to do: .*TIPRING_HTTP_PORT/);
    expect(await get(url, 'api/bench')).toHaveProperty('url');
    rmSync(other, { recursive: true, force: true });
  });

  it('a second one on the same data folder is told which process has it', async () => {
    const first = start();
    await urlOf(first);
    const second = start();
    expect(await second.exit).toBe(1);
    expect(second.text()).toContain(`TR-START-001 ${folder}: another tipring (process ${first.child.pid})`);
  });

  it("a technician's country file with a missing field: the product's own serves, and an alarm names the field", async () => {
    mkdirSync(join(folder, 'regions'));
    writeFileSync(join(folder, 'regions/cn.yaml'), REGION.replace(/^ {2}busy:\n( {4}.*\n)+/m, ''));
    const exchange = start();
    const url = await urlOf(exchange);
    await exchange.says(/ready: 8 of 8 lines/);
    expect(await get(url, 'api/alarms')).toMatchObject([
      { code: 'TR-REGION-002', where: 'regions/cn.yaml: tones.busy' },
    ]);
  });

  it('an office file with an entry that can never be reached: the default office serves, and an alarm names the entry', async () => {
    const plan = ['8XX', '8XX']
      .map((pattern) => `  - { pattern: "${pattern}", to: { kind: extension } }`)
      .join('\n');
    const office = `extensions: [{ number: "801", port: "1/1", name: A }]\ntrunks: []\ntrunkGroups: []\nplan:\n${plan}\n`;
    writeFileSync(join(folder, 'office.yaml'), office);
    const exchange = start();
    const url = await urlOf(exchange);
    await exchange.says(/ready: 8 of 8 lines/);
    expect(await get(url, 'api/alarms')).toMatchObject([
      { code: 'TR-PLAN-002', where: 'office.yaml: plan[1]' },
    ]);
  });

  it.each([
    [{ TIPRING_BOARD: 'nowhere' }, /TR-START-004 .*no board "nowhere"/],
    [{ TIPRING_REGION: 'zz' }, /TR-REGION-006 region zz/],
    [{ TIPRING_HTTP_PORT: 'many' }, /TR-START-003 environment: TIPRING_HTTP_PORT/],
  ])('a setting that makes no sense is named: %o', async (environment, message) => {
    const exchange = start(environment);
    expect(await exchange.exit).toBe(1);
    expect(exchange.text()).toMatch(message);
    expect(exchange.text()).toContain('what to do:');
  });
});
