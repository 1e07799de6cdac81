/** What lies on the scripted desk besides its calls, as the exchange answers over HTTP. */
import { directory, entryOf } from './desk-people.ts';

const entries = directory.map(entryOf);

/** Null: it has no such book. */
export function bookOf(path: string): object | null {
  if (path === '/api/directory') return { entries, total: entries.length };
  return null;
}
