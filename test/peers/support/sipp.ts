import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { until } from './until.ts';

export const hasSipp = /SIPp/.test(spawnSync('sipp', ['-v'], { encoding: 'utf8' }).stdout ?? '');

const SCENARIOS = resolve(import.meta.dirname, '../sipp');
const USUAL_SECONDS_MAX = 100;
const PORT = 5_060;

export interface SippOptions {
  /** A file of `../sipp/`, without `.xml`. */
  readonly scenario: string;
  /** Its own address of loopback; its port is 5060. */
  readonly address: string;
  /** The exchange at 127.0.0.1. */
  readonly port: number;
  /** Left out: as many as come. */
  readonly calls?: number;
  readonly callsPerSecond?: number;
  /** `[field0]` …: one line a call, from the first again after the last. */
  readonly rows?: readonly (readonly string[])[];
  /** `[name]` in the scenario. */
  readonly keys?: Readonly<Record<string, string>>;
  /** What `<pause/>` lasts. */
  readonly pauseMs?: number;
  /** Of a hundred messages, sent or received. */
  readonly lost?: number;
  /** It gives up after so long. */
  readonly secondsMax?: number;
  readonly words?: readonly string[];
}

/** SIPp's word for a proof by password. */
export const proof = (user: string, password: string): string =>
  `[authentication username=${user} password=${password}]`;

/**
 * A scenario as SIPp reads it, which knows no inclusion: `<include file="x.xml" name="value"/>` is the file of `parts/`
 * with each `<name/>` in it replaced.
 */
function scenarioOf(path: string): string {
  return readFileSync(join(SCENARIOS, path), 'utf8').replace(
    /[ ]*<include file="([\w./-]+)"((?: \w+="[^"]*")*)\/>\n?/g,
    (_, file: string, words: string) => {
      const values = [...words.matchAll(/(\w+)="([^"]*)"/g)];
      return values.reduce(
        (text, [, name, value]) => text.replaceAll(`<${name}/>`, value!),
        scenarioOf(`parts/${file}`).trimEnd().concat('\n'),
      );
    },
  );
}

/** Whether somebody has the port at that address, as the kernel tells (proc(5), `/proc/net/udp`). */
function isOpen(address: string): boolean {
  const bytes = address.split('.').map((part) => Number(part).toString(16).padStart(2, '0'));
  const socket = `${bytes.reverse().join('')}:${PORT.toString(16)}`.toUpperCase();
  return readFileSync('/proc/net/udp', 'utf8').includes(` ${socket} `);
}

/** One run of SIPp (`sip-tester`): telephones, or a carrier, that do what a scenario says. */
export class Sipp {
  readonly #folder: string;
  readonly #child: ChildProcess;
  readonly #gone: Promise<number | null>;

  private constructor(folder: string, child: ChildProcess) {
    this.#folder = folder;
    this.#child = child;
    this.#gone = once(child, 'close').then(([code]) => code as number | null);
  }

  /** Plays the scenario to its end; throws with what SIPp says when one of its calls went another way. */
  static async run(options: SippOptions): Promise<void> {
    await Sipp.#begun(options).over();
  }

  /** Waits for calls, and for being asked whether it is there, until `end`. */
  static async start(options: SippOptions): Promise<Sipp> {
    const sipp = Sipp.#begun(options);
    await until(`SIPp hears at ${options.address}`, () => isOpen(options.address));
    return sipp;
  }

  static #begun(options: SippOptions): Sipp {
    const { scenario, address, port, rows, keys = {}, words = [] } = options;
    const { calls, callsPerSecond = 10, pauseMs = 300, lost } = options;
    const { secondsMax = USUAL_SECONDS_MAX + Math.ceil((calls ?? 1) / callsPerSecond) } = options;
    const folder = mkdtempSync(join(tmpdir(), 'tipring-sipp-'));
    writeFileSync(join(folder, 'scenario.xml'), scenarioOf(`${scenario}.xml`));
    if (rows !== undefined)
      writeFileSync(
        join(folder, 'rows.csv'),
        ['SEQUENTIAL', ...rows.map((row) => row.join(';')), ''].join('\n'),
      );
    const child = spawn(
      'sipp',
      [
        ...[`127.0.0.1:${port}`, '-i', address, '-p', String(PORT), '-sf', 'scenario.xml', '-nostdin'],
        ...(calls === undefined ? [] : ['-m', String(calls)]),
        ...['-r', String(callsPerSecond), '-d', String(pauseMs)],
        ...['-timeout', String(secondsMax), '-timeout_error'],
        ...['-trace_err', ...(rows === undefined ? [] : ['-inf', 'rows.csv'])],
        ...Object.entries(keys).flatMap(([name, value]) => ['-key', name, value]),
        ...(lost === undefined ? [] : ['-lost', String(lost)]),
        ...words,
      ],
      { cwd: folder, stdio: 'ignore' },
    );
    return new Sipp(folder, child);
  }

  /** Of one that waits: takes no more calls and ends when those that it has have ended. It must have had one. */
  async end(): Promise<void> {
    this.#child.kill('SIGUSR1');
    await this.over();
  }

  /** Ends when its calls have. */
  async over(): Promise<void> {
    const code = await this.#gone;
    const said = readdirSync(this.#folder)
      .filter((name) => name.endsWith('_errors.log'))
      .map((name) => readFileSync(join(this.#folder, name), 'utf8').slice(0, 4_000));
    rmSync(this.#folder, { recursive: true, force: true });
    if (code !== 0) throw new Error(`SIPp ended with ${code}: ${said.join('\n')}`);
  }

  /** Whatever it is doing. */
  async stop(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.#gone;
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
