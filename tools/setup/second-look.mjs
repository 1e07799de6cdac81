// Tests in real time, with a browser or another maker's program at the other end: a machine that stands still for a
// moment loses a keystroke or a digit. What fails is looked at a second time, by itself and in the open.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ROOT, say } from './shared.mjs';

const run = ([program, ...words], env) => spawnSync(program, words, { cwd: ROOT, stdio: 'inherit', env });

/** Files with a failed test, as vitest reports them; null: it has not come to an end, so there is nothing to repeat. */
function failedFiles(report) {
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return testResults.filter(({ status }) => status === 'failed').map(({ name }) => relative(ROOT, name));
  } catch {
    return null;
  }
}

/**
 * Runs vitest; the files that failed run once more. The exit code is that of the last run.
 * @param {string[]} command `node …/vitest.mjs run …`
 * @param {NodeJS.ProcessEnv} env
 */
export function runWithSecondLook(command, env) {
  const folder = mkdtempSync(join(tmpdir(), 'tipring-report-'));
  try {
    const report = join(folder, 'report.json');
    const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
    const first = run([...command, ...reporters], env);
    const failed = first.status === 0 ? null : failedFiles(report);
    if (failed === null || failed.length === 0) return first.status ?? 1;
    say(`failed, and run a second time: ${failed.join(', ')}`);
    const [node, vitest, verb] = command;
    const second = run([node, vitest, verb, ...failed, '--no-file-parallelism'], env);
    if (second.status === 0)
      say(`passed the second time only, which is a fault to be found: ${failed.join(', ')}`);
    return second.status ?? 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
