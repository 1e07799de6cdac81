import type { WorkerLink } from './worker-link.ts';

/**
 * What rows keep as JSON. A text that the disk damaged is left out and told, so that one torn record does not take
 * the page of a thousand with it; the next start mends the file.
 */
export function readBodies<T, U>(
  link: WorkerLink,
  rows: readonly T[],
  textOf: (row: T) => string,
  make: (body: never, row: T) => U,
): U[] {
  return rows.flatMap((row) => {
    const body = valueIn(textOf(row));
    if (body !== null) return [make(body as never, row)];
    link.foundDamage('a row cannot be read');
    return [];
  });
}

/** Rows that are nothing but their body. */
export const bodiesOf = <T>(link: WorkerLink, rows: readonly { readonly body: string }[]): T[] =>
  readBodies(
    link,
    rows,
    ({ body }) => body,
    (body: T) => body,
  );

/** Null, which no row keeps, for what is no JSON. */
function valueIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
