/** Changes that survive a reload of the page, in this tab only. */
import type { Edit } from '#web/protocol/configuration.ts';

const NAME = 'tipring.draft';
/** Browsers give about 5 MB; a draft that is larger lives in memory only. */
const LENGTH_MAX = 1_000_000;

export interface Kept {
  readonly base: number;
  readonly edits: readonly Edit[];
  readonly text: string | null;
}

export const forget = (): void => sessionStorage.removeItem(NAME);

export function keep(base: number, edits: readonly Edit[], text: string | null): void {
  if (edits.length === 0 && text === null) {
    forget();
    return;
  }
  const words = JSON.stringify({ base, edits, text } satisfies Kept);
  if (words.length > LENGTH_MAX) {
    forget();
    return;
  }
  try {
    sessionStorage.setItem(NAME, words);
  } catch {
    forget();
  }
}

export function kept(): Kept | null {
  try {
    const found = JSON.parse(sessionStorage.getItem(NAME) ?? 'null') as Kept | null;
    return found !== null && Array.isArray(found.edits) ? found : null;
  } catch {
    return null;
  }
}
