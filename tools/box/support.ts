/** What helps to find a fault: versions, sizes, the journal. No office, no records, and no secret that the box knows of. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parse } from 'yaml';
import { textOf } from './files.ts';
import { RUN, SYSTEM } from './place.ts';

/** Runs a program of the box; what it says, or nothing. */
export type Says = (program: string, ...words: readonly string[]) => string;

/** Fields of an office whose values nobody else may know (`writeOnly` in its schema), and codes that people dial. */
const SECRET_FIELDS = new Set(['secret', 'ha1', 'password', 'pin', 'code']);
/** Shorter ones are in every line, and say nothing. */
const SECRET_CHARS_MIN = 4;
export const HIDDEN = '[hidden]';

function secretsIn(value: unknown, field = ''): string[] {
  if (typeof value === 'string' || typeof value === 'number')
    return SECRET_FIELDS.has(field) ? [String(value)] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, part]) =>
    secretsIn(part, Array.isArray(value) ? field : name),
  );
}

function officeSecrets(text: string | null): string[] {
  try {
    return secretsIn(parse(text ?? '', { maxAliasCount: 0 }));
  } catch {
    return [];
  }
}

/** The code of the first administrator, and whatever else the exchange keeps for itself alone. */
function keptSecrets(file: string): string[] {
  try {
    const database = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
    try {
      return database
        .prepare('SELECT value FROM settings')
        .all()
        .map(({ value }) => String(value));
    } finally {
      database.close();
    }
  } catch {
    return [];
  }
}

/** Everything in the data folder, and of the box, that must not be in a file for others. */
function secretsOf(data: string): readonly string[] {
  const all = [
    ...officeSecrets(textOf(join(data, 'office.yaml'))),
    ...keptSecrets(join(data, 'tipring.db')),
    textOf(join(SYSTEM, 'password'))?.trim() ?? '',
  ];
  return [...new Set(all)]
    .filter((one) => one.length >= SECRET_CHARS_MIN)
    .sort((a, b) => b.length - a.length);
}

/** Lines that show a word or a code to whoever stands at the box. */
const SHOWN_ONCE = /password|passphrase|\bcode [0-9A-Z-]{8,}/i;
const hide = (text: string, secrets: readonly string[]): string =>
  secrets.reduce((rest, secret) => rest.replaceAll(secret, HIDDEN), text);

export function supportText(data: string, says: Says): string {
  const secrets = secretsOf(data);
  const sizes = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((path) => `${statSync(join(data, path), { throwIfNoEntry: false })?.size ?? 'gone'}\t${path}`);
  const safe = (text: string | null): string =>
    hide(text ?? '', secrets)
      .split('\n')
      .filter((line) => !SHOWN_ONCE.test(line))
      .join('\n');
  const parts = {
    release: safe(textOf(RUN.release)),
    slot: safe(textOf(RUN.slot)),
    complaints: safe(textOf(RUN.complaints)),
    system: safe(says('uname', '-a')),
    disks: safe(says('df', '-k')),
    units: safe(says('systemctl', '--failed', '--no-pager')),
    updates: safe(says('rauc', 'status')),
    data: sizes,
    journal: safe(says('journalctl', '--no-pager', '--output=short-iso', '--lines=5000')).split('\n'),
  };
  return `${JSON.stringify(parts, null, 1)}\n`;
}
