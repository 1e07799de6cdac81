/**
 * There is no default password. A box that knows no user makes a code of its own, shows it where only
 * somebody at the box can look, and lets whoever has it become the first administrator.
 */
import { createHash, randomInt, timingSafeEqual } from 'node:crypto';
import type { Database } from '#ports/database.ts';

/** Without 0 O 1 I L: it is read off a screen and typed. 31^12 is 59 bits. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const LENGTH = 12;
const SETTING = 'web.first-code';

const fresh = (): string =>
  Array.from(
    { length: LENGTH },
    (_, at) => (at > 0 && at % 4 === 0 ? '-' : '') + LETTERS[randomInt(LETTERS.length)],
  ).join('');
const plain = (code: string): Buffer =>
  createHash('sha256')
    .update(code.toUpperCase().replaceAll(/[^0-9A-Z]/g, ''))
    .digest();

/** The code of this box, made when there is none; the same over restarts. Without a disk: until the next one. */
export async function firstCode(database: Database): Promise<string> {
  const kept = await database.settings.get(SETTING);
  if (kept.ok && kept.value !== null && kept.value !== '') return kept.value;
  const code = fresh();
  await database.settings.put(SETTING, code);
  return code;
}

export async function forgetFirstCode(database: Database): Promise<void> {
  await database.settings.put(SETTING, '');
}

export const codesMatch = (typed: string, code: string): boolean =>
  timingSafeEqual(plain(typed), plain(code));
