/** `npm run box -- …`, and `box …` on the box: backup, restore, support, reset, update. */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { runBox, runUpdate } from './box/commands.ts';
import { SYSTEM } from './box/place.ts';
import { RAUC } from './box/rauc.ts';

const words = process.argv.slice(2);
const out = (text: string): boolean => process.stdout.write(`${text}\n`);
const err = (text: string): boolean => process.stderr.write(`${text}\n`);

process.exitCode =
  words[0] === 'update' && existsSync(SYSTEM)
    ? await runUpdate(words.slice(1), SYSTEM, RAUC, { out, err })
    : runBox(words, {
        environment: process.env,
        line: () => readFileSync(0, 'utf8').split('\n')[0] ?? '',
        ...{ out, err },
        says: (program, ...said) =>
          spawnSync(program, said, { encoding: 'utf8', timeout: 30_000, maxBuffer: 16 * 1024 * 1024 })
            .stdout ?? '',
      });
