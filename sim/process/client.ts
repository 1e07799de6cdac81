import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createConnection, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CardBuses } from '#ports/bus.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { DEFAULT_WORLD, type WorldDescription } from '../world/description.ts';
import { ControlLink, socketBuses } from './socket-buses.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));
/** A box, or an emulated one, that does much else while it starts is slow. */
const READY_MS_MAX = 60_000;
const END_MS_MAX = 2000;
const READY_LINE_MAX = 16_384;

export interface SimulatorOptions {
  /** Default: six telephones and two exchange lines on one card, in China. */
  readonly description?: WorldDescription;
  /** Port of the bench WebSocket; default 0, the system chooses. */
  readonly benchPort?: number;
  /** `bursts`: the world goes on by a frame with each burst of card 1, not by the clock (default). */
  readonly pace?: 'clock' | 'bursts';
}

/** One card of a simulator that runs beside. */
export interface SimulatedCardLink {
  readonly card: number;
  readonly buses: CardBuses;
  /** Unix socket of the media burst, for the media plane. */
  readonly mediaSocket: string;
}

export interface RunningSimulator {
  readonly cards: readonly SimulatedCardLink[];
  readonly benchUrl: string;
  readonly processId: number;
  /** Told once when the process ends without having been asked to. */
  onLost(lost: (fault: Fault) => void): void;
  close(): Promise<void>;
}

interface Ready {
  readonly control: string;
  readonly media: readonly string[];
  readonly benchUrl: string;
}

const simulatorFault = (what: string): Fault => ({
  code: 'TR-SIM-012',
  where: 'simulator process',
  what,
  todo: 'start again; if it happens again, run sim/process/main.ts by hand and read what it prints',
});

/** Starts the simulator in a process of its own and connects to it. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Result<RunningSimulator>> {
  const folder = await mkdtemp(join(tmpdir(), 'tipring-sim-'));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true });
  const args = [
    ...[MAIN, '--folder', folder, '--bench-port', String(options.benchPort ?? 0)],
    ...['--description', JSON.stringify(options.description ?? DEFAULT_WORLD)],
    ...['--pace', options.pace ?? 'clock'],
  ];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  const abandon = async (fault: Fault): Promise<Result<never>> => {
    await endProcess(child);
    await remove();
    return fail(fault);
  };
  const ready = await readyLine(child);
  if (!ready.ok) return abandon(ready.error);
  const socket = await connect(ready.value.control);
  if (socket === null) return abandon(simulatorFault('its control socket does not accept us'));
  const link = new ControlLink(socket);
  let closing = false;
  return ok({
    cards: ready.value.media.map((mediaSocket, n) => ({
      card: n + 1,
      buses: socketBuses(link, n + 1),
      mediaSocket,
    })),
    benchUrl: ready.value.benchUrl,
    processId: child.pid!,
    onLost(lost) {
      child.once('exit', (code, signal) => {
        if (!closing) lost(simulatorFault(`it ended by itself (${signal ?? `exit code ${code}`})`));
      });
    },
    async close() {
      closing = true;
      link.close();
      await endProcess(child);
      await remove();
    },
  });
}

/** The line that says where everything is, or why nothing is. */
function readyLine(child: ChildProcess): Promise<Result<Ready>> {
  return new Promise((resolve) => {
    let text = '';
    const give = (result: Result<Ready>): void => {
      clearTimeout(timer);
      resolve(result);
    };
    const timer = setTimeout(
      () => give(fail(simulatorFault(`it is not ready after ${READY_MS_MAX / 1000} s`))),
      READY_MS_MAX,
    );
    child.once('error', (error) => give(fail(simulatorFault(`cannot be started: ${error.message}`))));
    child.once('exit', (code) => give(fail(simulatorFault(`it ended at once with exit code ${code}`))));
    child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const end = text.indexOf('\n');
      if (end >= 0) give(readReady(text.slice(0, end)));
      else if (text.length > READY_LINE_MAX) give(fail(simulatorFault('its first line has no end')));
    });
  });
}

function readReady(line: string): Result<Ready> {
  try {
    const said = JSON.parse(line) as ({ ready: true } & Ready) | { ready: false; error: Fault };
    return said.ready ? ok(said) : fail(said.error);
  } catch {
    return fail(simulatorFault('its first line is not JSON'));
  }
}

function connect(path: string): Promise<Socket | null> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(null));
  });
}

/** Asks by closing its stdin, and insists after a while. */
function endProcess(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) {
      resolve();
      return;
    }
    const timer = setTimeout(() => child.kill('SIGKILL'), END_MS_MAX);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.stdin?.end();
  });
}
