import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
const STARTED_MS_MAX = 60_000;
const STOPPED_MS_MAX = 10_000;

/** The whole product as `npm start` runs it: firmware, media plane, and the simulator in its own process. */
export interface RunningFirmware {
  readonly url: string;
  /** Code of the box for the first administrator, as it stands on the terminal. */
  readonly firstCode: string;
  stop(): Promise<void>;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** Resolves when `ready` does, fails when the process ends or the time is up. */
async function until(
  child: ChildProcess,
  output: () => string,
  ready: () => Promise<boolean>,
): Promise<void> {
  const deadline = Date.now() + STARTED_MS_MAX;
  while (Date.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`the firmware ended with ${child.exitCode}:\n${output()}`);
    if (await ready()) return;
    await new Promise((wake) => setTimeout(wake, 100));
  }
  throw new Error(`no dial tone after ${STARTED_MS_MAX / 1000} s:\n${output()}`);
}

async function healthy(url: string): Promise<boolean> {
  try {
    const answer = await fetch(`${url}api/health`);
    return answer.ok && ((await answer.json()) as { status: string }).status === 'ok';
  } catch {
    return false;
  }
}

/** Starts on free ports (or this one) with an empty data folder, and waits until every line has dial tone. */
export async function startFirmware(
  httpPort?: number,
  environment: Readonly<Record<string, string>> = {},
): Promise<RunningFirmware> {
  const page = join(ROOT, 'build/console/index.html');
  if (!existsSync(page)) throw new Error('the console is not built: run `npm run setup`');
  const http = httpPort ?? (await freePort());
  const sip = await freePort();
  const data = mkdtempSync(join(tmpdir(), 'tipring-browser-'));
  const child = spawn(process.execPath, [join(ROOT, 'firmware/main.ts')], {
    cwd: ROOT,
    env: {
      ...process.env,
      TIPRING_HTTP_PORT: String(http),
      TIPRING_SIP_PORT: String(sip),
      TIPRING_DATA: data,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output = `${output}${chunk}`.slice(-8_000);
    });
  }
  const url = `http://127.0.0.1:${http}/`;
  const stop = async (): Promise<void> => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), STOPPED_MS_MAX);
      await ended;
      clearTimeout(late);
    }
    rmSync(data, { recursive: true, force: true });
  };
  try {
    await until(
      child,
      () => output,
      () => healthy(url),
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, firstCode: /with the code (\S+)/.exec(output)?.[1] ?? '', stop };
}
