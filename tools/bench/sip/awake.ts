import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Longer than any bench; then the loops end, whatever has become of it. */
const AT_MOST_SECONDS = 3_600;

/**
 * Keeps the processors of a virtual machine from halting, by a loop on each that gives way to everything (SCHED_IDLE,
 * sched(7)): to wake one that halted is the host's work, takes several times what the woken thread then does, and is
 * counted as if the thread had done it. What it gives back ends the loops.
 */
export function keepAwake(): () => void {
  // In the foreground, Ctrl-C that ends the bench ends them too.
  const loop = ['timeout', '--foreground', String(AT_MOST_SECONDS), 'sh', '-c', 'while :; do :; done'];
  const loops = Array.from({ length: availableParallelism() }, (_, core) =>
    spawn('taskset', ['-c', String(core), 'chrt', '--idle', '0', ...loop], { stdio: 'ignore' }),
  );
  return () => {
    // `timeout` hands the signal on to its loop.
    for (const one of loops) one.kill('SIGTERM');
  };
}
