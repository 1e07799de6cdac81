import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const ROOT = resolve(import.meta.dirname, '../../..');
const STARTED_MS_MAX = 60_000;
const STOPPED_MS_MAX = 10_000;
/** What it prints when all that it has works. */
const ALL_IN_SERVICE = /^ready: (\d+) of \1 lines in service/m;

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

/** Ends when the process has said that every line has dial tone; fails when it ends before, or when the time is up. */
function dialTone(child: ChildProcess, output: () => string): Promise<void> {
  return new Promise((ready, failed) => {
    const late = setTimeout(
      () => failed(new Error(`no dial tone after ${STARTED_MS_MAX / 1000} s:\n${output()}`)),
      STARTED_MS_MAX,
    );
    child.stdout!.on('data', () => {
      if (!ALL_IN_SERVICE.test(output())) return;
      clearTimeout(late);
      ready();
    });
    child.once('close', (code) => {
      clearTimeout(late);
      failed(new Error(`the firmware ended with ${code}:\n${output()}`));
    });
  });
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
    await dialTone(child, () => output);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, firstCode: /with the code (\S+)/.exec(output)?.[1] ?? '', stop };
}
