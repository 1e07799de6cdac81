import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setInterval as ticks } from 'node:timers/promises';
import { ROOT } from './kit.ts';

const LOOK_MS = 200;
const SAID_MS_MAX = 60_000;

export interface Health {
  readonly lines: { readonly total: number; readonly inService: number };
  readonly alarms: number;
  readonly callsUp: number;
  readonly board: string;
}

/** The whole firmware, as a box runs it. */
export class Firmware {
  readonly #child: ChildProcess;
  readonly #folder: string;
  readonly #looks = new Set<() => void>();
  readonly exit: Promise<number | null>;
  text = '';

  constructor(board: string, environment: NodeJS.ProcessEnv) {
    this.#folder = mkdtempSync(join(tmpdir(), 'tipring-box-'));
    this.#child = spawn(process.execPath, [join(ROOT, 'firmware/main.ts')], {
      cwd: ROOT,
      env: {
        ...environment,
        ...{
          TIPRING_BOARD: board,
          TIPRING_DATA: this.#folder,
          TIPRING_HTTP_PORT: '0',
          TIPRING_SIP_PORT: '0',
        },
        // The card's clock stands still with this machine.
        TIPRING_CARD_STALL_MS: '1000',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.#child.stdout, this.#child.stderr])
      stream?.on('data', (data: Buffer) => {
        this.text += data.toString();
        for (const look of this.#looks) look();
      });
    this.exit = new Promise((done) => this.#child.once('close', done));
  }

  /** Ends when this has been printed; fails when the firmware ends first, or says other things only. */
  says(what: RegExp): Promise<RegExpExecArray> {
    return new Promise((found, failed) => {
      const fail = (how: string) => () => failed(new Error(`it ${how} without saying ${what}: ${this.text}`));
      AbortSignal.timeout(SAID_MS_MAX).addEventListener('abort', fail(`ran ${SAID_MS_MAX / 1000} s`));
      const look = (): void => {
        const match = what.exec(this.text);
        if (match === null) return;
        this.#looks.delete(look);
        found(match);
      };
      this.#looks.add(look);
      look();
      void this.exit.then(fail('ended'));
    });
  }

  async health(): Promise<Health> {
    const url = (await this.says(/tipring: (http:\S+)/))[1]!;
    return (await (await fetch(new URL('api/health', url))).json()) as Health;
  }

  /** Ends when the exchange says that it is so; fails with what it says instead. */
  async until(fits: (health: Health) => boolean): Promise<void> {
    if (fits(await this.health())) return;
    const late = AbortSignal.timeout(SAID_MS_MAX);
    for await (const _ of ticks(LOOK_MS)) {
      const health = await this.health();
      if (fits(health)) return;
      if (late.aborted) throw new Error(`it stays ${JSON.stringify(health)}: ${this.text}`);
    }
  }

  /** As the kernel ends what uses too much memory: nothing of it runs any more, nothing is put right. */
  async kill(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.exit;
  }

  async close(): Promise<number | null> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) this.#child.kill('SIGTERM');
    const code = await this.exit;
    rmSync(this.#folder, { recursive: true, force: true });
    return code;
  }
}
