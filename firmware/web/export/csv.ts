/** A table of call records as CSV (RFC 4180), streamed. */
import { Readable } from 'node:stream';
import { type Stringifier, stringify } from 'csv-stringify';
import type { StoredRecord } from '#ports/database.ts';
import { columns } from './columns.ts';
import { localText, wholeSeconds } from './rows.ts';

export interface TableWishes {
  readonly language: 'zh-CN' | 'en';
  readonly bom: boolean;
  readonly mask: (number: string) => string;
  readonly offsetMinutes: (epochMs: number) => number;
}

/**
 * Text that begins like a formula is quoted by an apostrophe, so that no spreadsheet runs what a caller put
 * into a name (OWASP "CSV injection"). A telephone number with `*` or `#` in front is none.
 */
export function csv(records: AsyncIterable<StoredRecord>, wishes: TableWishes): Stringifier {
  const { language, bom, mask, offsetMinutes } = wishes;
  const all = columns(language);
  const cell = (record: StoredRecord, { kind, value }: (typeof all)[number]): string | number => {
    const found = value(record, mask);
    if (found === null) return '';
    if (kind === 'date') return localText(found as number, offsetMinutes);
    return kind === 'seconds' ? wholeSeconds(found as number) : found;
  };
  async function* rows() {
    for await (const record of records) yield all.map((column) => cell(record, column));
  }
  const table = stringify({
    header: true,
    columns: all.map(({ title }) => title[language]),
    bom,
    record_delimiter: 'windows',
    escape_formulas: true,
  });
  const source = Readable.from(rows());
  // A disk that fails in the middle ends the download visibly: a cut connection, not a short table.
  source.on('error', (error) => table.destroy(error));
  table.on('close', () => source.destroy());
  return source.pipe(table);
}
