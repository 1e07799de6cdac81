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
  const values = rows.flatMap((row) => {
    const body = valueIn(textOf(row));
    return body === null ? [] : [make(body as never, row)];
  });
  // Once, however many: what waits for the thread is bounded, and calls must still find room there.
  if (values.length < rows.length) link.foundDamage('a row cannot be read');
  return values;
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
