import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { ROOT } from './shared.mjs';

/** Runs a command in our place: same terminal, signals handed on, its exit code is ours; what is set already stays. */
export function runForeground([command, ...words], environment = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, words, {
      ...{ cwd: ROOT, stdio: 'inherit' },
      env: { ...environment, ...process.env },
    });
    // A terminal sends Ctrl-C to the whole group already; a service manager sends SIGTERM to us alone.
    const forward = (signal) => child.kill(signal);
    process.on('SIGTERM', forward);
    process.on('SIGINT', () => {});
    child.on('error', (error) => {
      process.stderr.write(`tipring: ${command}: ${error.message}\n`);
      resolve(127);
    });
    child.on('exit', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}
