/** `npm run box -- …`, and `box …` on the box: backup, restore, support, reset. */
import { readFileSync } from 'node:fs';
import { runBox } from './box/commands.ts';

process.exitCode = runBox(process.argv.slice(2), {
  environment: process.env,
  line: () => readFileSync(0, 'utf8').split('\n')[0] ?? '',
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
});
