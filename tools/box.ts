/** `npm run box -- …`, and `box …` on the box: backup, restore, support, reset. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { runBox } from './box/commands.ts';

process.exitCode = runBox(process.argv.slice(2), {
  environment: process.env,
  line: () => readFileSync(0, 'utf8').split('\n')[0] ?? '',
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
  says: (program, ...words) => spawnSync(program, words, { encoding: 'utf8', timeout: 30_000, maxBuffer: 16 * 1024 * 1024 }).stdout ?? '',
});
