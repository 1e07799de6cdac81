import { type ChildProcess, spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Longer than any bench; then they end, whatever has become of it. */
const ATMOST_SECONDS = 3_600;

/**
 * Keeps the processors of a virtual machine from halting, by a loop on each that gives way to everything (SCHED_IDLE,
 * sched(7)): to wake one that halted is the host's work, takes several times what the woken thread then does, and is
 * counted as if the thread had done it.
 */
export class Awake {
  readonly #loops: readonly ChildProcess[];

  private constructor(loops: readonly ChildProcess[]) {
    this.#loops = loops;
  }

  static keep(): Awake {
    const loop = ['timeout', String(ATMOST_SECONDS), 'sh', '-c', 'while :; do :; done'];
    const loops = Array.from({ length: availableParallelism() }, (_, core) =>
      spawn('taskset', ['-c', String(core), 'chrt', '--idle', '0', ...loop], { stdio: 'ignore' }),
    );
    return new Awake(loops);
  }

  end(): void {
    // `timeout` hands the signal on to its loop.
    for (const loop of this.#loops) loop.kill('SIGTERM');
  }
}
