import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { heldBy } from '#adapters/lock.ts';
import { PASSPHRASE_CHARS_MIN } from '#ports/box.ts';
import { seal, unseal } from './archive.ts';
import { markAsNew } from './as-new.ts';
import { writeWhole } from './files.ts';
import { entriesOf } from './keep.ts';
import { inPlace } from './keeper/answer.ts';
import { SYSTEM } from './place.ts';
import { type Says, supportText } from './support.ts';
import { type Updater, update } from './update.ts';

export const USAGE = `npm run box -- backup FILE     office, records, voice and users, in one encrypted file; while the exchange runs
npm run box -- restore FILE    in place of what is there; the exchange must be stopped. What was there stays beside it
npm run box -- support FILE    what helps to find a fault: versions, sizes, the journal; no office, no records, no secrets
npm run box -- reset           at the next start this box is as new; on the box only
npm run box -- update SOURCE   a signed update of a file, an address (https://…) or \`stick\`, into the other slot; on the box only
                               --older: also when it is older than what runs

  --data FOLDER: the data folder (TIPRING_DATA, or ./data). The passphrase, 12 characters or more, is in
  TIPRING_PASSPHRASE or is the first line of standard input. Ends with 0 when it is done, 1 when not, 2 when not understood.`;

/** What the commands are given and give back; nothing of it is the process. */
export interface Console {
  readonly environment: NodeJS.ProcessEnv;
  /** The first line of standard input. */
  line(): string;
  out(text: string): void;
  err(text: string): void;
  /** Programs of the box. */
  readonly says: Says;
}

class Refused extends Error {}

function passphrase({ environment, line }: Console): string {
  const word = environment.TIPRING_PASSPHRASE ?? line();
  if (word.length < PASSPHRASE_CHARS_MIN)
    throw new Refused(`a passphrase has ${PASSPHRASE_CHARS_MIN} characters or more`);
  return word;
}

function backup(file: string, data: string, console: Console): void {
  const entries = entriesOf(data);
  writeWhole(resolve(file), seal(entries, passphrase(console)));
  console.out(`${file}: ${entries.length} files of ${data}`);
}

function restore(file: string, data: string, console: Console): void {
  if (heldBy(data) !== null) throw new Refused(`${data} is in use: stop the exchange first`);
  const opened = unseal(readFileSync(file), passphrase(console));
  if (!opened.ok) throw new Refused(`${file}: ${opened.why}`);
  inPlace(data, opened.entries);
  console.out(`${data}: ${opened.entries.length} files; what was there is in ${data}.before`);
}

function support(file: string, data: string, { says, out }: Console): void {
  writeFileSync(file, supportText(data, says), { mode: 0o600 });
  out(`${file}: read it before you send it`);
}

function reset(console: Console): void {
  if (!existsSync(SYSTEM)) throw new Refused('this computer is no box: remove its data folder yourself');
  markAsNew(SYSTEM);
  console.out('at the next start this box is as new: systemctl reboot');
}

/** `box update SOURCE [--older]`; answers with the exit code. */
export async function runUpdate(
  words: readonly string[],
  folder: string,
  updater: Updater,
  { out, err }: Pick<Console, 'out' | 'err'>,
): Promise<number> {
  const older = words.includes('--older');
  const [source, ...others] = words.filter((word) => word !== '--older');
  if (source === undefined || others.length > 0) {
    err(`name a file, an address or stick\n\n${USAGE}`);
    return 2;
  }
  const updated = await update(source, folder, updater, { older });
  if (updated.ok) out('the other slot has the new version; it is started by: systemctl reboot');
  else err(`nothing was changed: ${updated.why}`);
  return updated.ok ? 0 : 1;
}

/** Answers with the exit code. */
export function runBox(words: readonly string[], console: Console): number {
  const options = { data: { type: 'string' } } as const;
  try {
    const { values, positionals } = parseArgs({
      args: [...words],
      options,
      strict: true,
      allowPositionals: true,
    });
    const [name, file] = positionals;
    const data = resolve(values.data ?? console.environment.TIPRING_DATA ?? './data');
    if (name === 'reset') reset(console);
    else if (name === 'update') throw new Refused('this computer is no box');
    else if (file === undefined) throw new TypeError('name a command and a file');
    else if (name === 'backup') backup(file, data, console);
    else if (name === 'restore') restore(file, data, console);
    else if (name === 'support') support(file, data, console);
    else throw new TypeError(`there is no command ${name}`);
    return 0;
  } catch (error) {
    const { message } = error as Error;
    console.err(error instanceof TypeError ? `${message}\n\n${USAGE}` : message);
    return error instanceof TypeError ? 2 : 1;
  }
}
