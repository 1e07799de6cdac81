import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { BenchCommand } from '#ports/bench.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const MEASURE_MS = 10_000;
const READY_MS_MAX = 20_000;
/** Kernel clock ticks a second of /proc/PID/stat (USER_HZ, the same on every Linux that Node runs on). */
const TICKS_PER_SECOND = 100;

const pause = (milliseconds: number) => new Promise((wake) => setTimeout(wake, milliseconds));

export interface ConversationCost {
  readonly linesTalking: number;
  readonly seconds: number;
  /** Share of one core, of the firmware's process; the simulator is a process of its own. */
  readonly firmwareShareOfCore: number;
  readonly simulatorShareOfCore: number;
}

/** Processor time of a process so far, s. */
function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function childOf(pid: number): number {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim();
  return Number(children.split(' ')[0]);
}

/** Starts the exchange as `npm start` does, on free ports; answers its address. */
async function startExchange(folder: string) {
  const child = spawn(process.execPath, [join(ROOT, 'firmware/main.ts')], {
    cwd: ROOT,
    env: { ...process.env, TIPRING_HTTP_PORT: '0', TIPRING_DATA: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.on('data', (text: Buffer) => {
    output += text.toString();
  });
  for (let waited = 0; waited < READY_MS_MAX; waited += 50) {
    const url = /http:\S+/.exec(output)?.[0];
    if (url !== undefined && output.includes('ready:')) return { child, url };
    await pause(50);
  }
  child.kill('SIGKILL');
  throw new Error(`the exchange did not start: ${output}`);
}

const CALLS: readonly (readonly BenchCommand[])[] = [
  [
    { op: 'lift', device: 'phone:1/1' },
    { op: 'lift', device: 'phone:1/3' },
    { op: 'lift', device: 'phone:1/5' },
    { op: 'lift', device: 'phone:1/6' },
  ],
  [
    { op: 'dial', device: 'phone:1/1', digits: '802', via: 'dtmf' },
    { op: 'dial', device: 'phone:1/3', digits: '804', via: 'dtmf' },
    { op: 'dial', device: 'phone:1/5', digits: '913800000001#', via: 'dtmf' },
    { op: 'dial', device: 'phone:1/6', digits: '913800000002#', via: 'dtmf' },
  ],
  [
    { op: 'lift', device: 'phone:1/2' },
    { op: 'lift', device: 'phone:1/4' },
    { op: 'farAnswer', device: 'line:1/7' },
    { op: 'farAnswer', device: 'line:1/8' },
  ],
];
const PAUSES_MS = [2_000, 14_000, 3_000];

/** Two calls inside, two over the exchange lines, all eight lines with somebody speaking. */
export async function measureConversation(): Promise<ConversationCost> {
  const folder = mkdtempSync(join(tmpdir(), 'tipring-bench-'));
  const { child, url } = await startExchange(folder);
  try {
    const bench = (await (await fetch(new URL('api/bench', url))).json()) as { url: string };
    const socket = new WebSocket(bench.url);
    await new Promise((open, failed) => {
      socket.addEventListener('open', open, { once: true });
      socket.addEventListener('error', failed, { once: true });
    });
    const tell = (command: BenchCommand): void => socket.send(JSON.stringify(command));
    for (const [index, commands] of CALLS.entries()) {
      for (const command of commands) tell(command);
      await pause(PAUSES_MS[index]!);
    }
    for (const device of [
      'phone:1/1',
      'phone:1/2',
      'phone:1/3',
      'phone:1/4',
      'phone:1/5',
      'phone:1/6',
      'line:1/7',
      'line:1/8',
    ] as const)
      tell({ op: 'voice', device, source: 'speech' });
    const lines = (await (await fetch(new URL('api/lines', url))).json()) as { state: string }[];
    const linesTalking = lines.filter(({ state }) => state === 'talking').length;
    const simulator = childOf(child.pid!);
    const before = [cpuSeconds(child.pid!), cpuSeconds(simulator)];
    await pause(MEASURE_MS);
    const seconds = MEASURE_MS / 1_000;
    const share = (pid: number, start: number): number =>
      Number(((cpuSeconds(pid) - start) / seconds).toFixed(4));
    const cost = {
      linesTalking,
      seconds,
      firmwareShareOfCore: share(child.pid!, before[0]!),
      simulatorShareOfCore: share(simulator, before[1]!),
    };
    socket.close();
    return cost;
  } finally {
    const gone = new Promise((exit) => child.once('exit', exit));
    child.kill('SIGTERM');
    await gone;
    rmSync(folder, { recursive: true, force: true });
  }
}
