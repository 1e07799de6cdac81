/** `npm run office -- …`: an office file checked, asked and proved before it is in force. */
import { runOffice } from './office/run.ts';

process.exitCode = runOffice(process.argv.slice(2), {
  environment: process.env,
  out: (text) => process.stdout.write(`${text}\n`),
  err: (text) => process.stderr.write(`${text}\n`),
});
