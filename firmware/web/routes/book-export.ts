/** A book of the operators' desk as a table, CSV and XLSX: those rows that were searched for, in words of a language. */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { type Static, type TObject, Type } from 'typebox';
import type { Answer } from '#ports/database.ts';
import type { DeskStore, Page } from '#ports/desk-store.ts';
import type { Result } from '#units/result.ts';
import { localText } from '../export/rows.ts';
import { type PlainCell, type SheetOrder, xlsx } from '../export/xlsx.ts';
import type { Parts } from '../parts.ts';
import { DESK_SUPERVISORS } from '../routing/policy.ts';
import { failed, notRunning, Refused, tooOften, unusable } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';
import { CSV_TYPE, XLSX_FILE_TYPE } from './directory.ts';

const subject = 'operators';
const refusals = { 422: 'error', 429: 'error', 503: 'error' } as const;
/** About a year of a busy desk; all of them are held while the table is made. */
const ROWS_MAX = 20_000;
const PAGE = 500;

export type Language = 'zh-CN' | 'en';
type InBoth = Readonly<Record<Language, string>>;

export interface Column<T> {
  readonly title: InBoth;
  /** `at`: a time, ms since 1970-01-01 UTC; null: an empty cell. */
  value(
    row: T,
    language: Language,
    mask: (number: string) => string,
  ): string | number | { readonly at: number } | null;
}
export const column = <T>(zh: string, en: string, value: Column<T>['value']): Column<T> => ({
  title: { 'zh-CN': zh, en },
  value,
});

interface Wish {
  readonly language?: Language;
  readonly bom?: boolean;
  readonly from?: number;
  readonly to?: number;
}
/** Times under the names that the store has for them, and nothing of the table. */
export type StoreQuery<Q> = Omit<Q, keyof Wish> & {
  readonly fromEpochMs?: number;
  readonly toEpochMs?: number;
};

export interface Book<T, S extends TObject> {
  /** In addresses, names of files and the audit. */
  readonly name: string;
  readonly sheet: InBoth;
  readonly summary: string;
  readonly query: S;
  readonly columns: readonly Column<T>[];
  read(store: DeskStore, query: StoreQuery<Static<S>>, limit: number, before?: number): Answer<Page<T>>;
}

/** Null: there are more than a table may have. */
async function allOf<T>(
  read: (limit: number, before?: number) => Answer<Page<T>>,
): Promise<Result<readonly T[] | null>> {
  const rows: T[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await read(PAGE, before);
    if (!page.ok) return page;
    rows.push(...page.value.rows);
    if (rows.length > ROWS_MAX) return { ok: true, value: null };
    if (page.value.next === null) return { ok: true, value: rows };
    before = page.value.next;
  }
}

function queryOf<Q extends Wish>({ from, to, language: _, bom: __, ...rest }: Q): StoreQuery<Q> {
  return {
    ...rest,
    ...(from === undefined ? {} : { fromEpochMs: from }),
    ...(to === undefined ? {} : { toEpochMs: to }),
  } as StoreQuery<Q>;
}

/** One at a time: a table is work for the disk and for memory. */
const exporting = new WeakSet<Parts>();

async function exported<T, S extends TObject, A>(
  { name, read }: Book<T, S>,
  { parts, query, who, from, reply }: Asked<unknown, Static<S> & Wish, unknown>,
  format: 'csv' | 'xlsx',
  make: (rows: readonly T[], mask: (number: string) => string) => Promise<A | Refused>,
): Promise<A | Refused> {
  const { database, epochMs, offsetMinutes } = parts;
  if (database === null) return notRunning('database');
  if (exporting.has(parts)) return tooOften('export', 5);
  exporting.add(parts);
  try {
    const wish = queryOf(query) as StoreQuery<Static<S>>;
    const found = await allOf((limit, before) => read(database.desk, wish, limit, before));
    if (!found.ok) return failed(found.error);
    if (found.value === null)
      return unusable(name, `a table has at most ${ROWS_MAX} rows`, 'ask for a shorter time');
    const facts = { [name]: found.value.length };
    parts.audit({ who: who.name, from, action: `${name}.export`, target: format, facts });
    const day = localText(epochMs(), offsetMinutes).slice(0, 10);
    // Before `make` sends: what is set later is too late. A refusal that takes its place is no file of anybody's.
    reply.header('content-disposition', `attachment; filename="${name}-${day}.${format}"`);
    const file = await make(found.value, (number) => parts.mask(who.role, number));
    if (file instanceof Refused) reply.removeHeader('content-disposition');
    return file;
  } finally {
    exporting.delete(parts);
  }
}

export function bookRoutes<T, S extends TObject>(book: Book<T, S>): readonly Route[] {
  const { name, sheet, summary, columns, query } = book;
  const asCsv = route({
    method: 'GET',
    path: `/api/export/${name}.csv`,
    operation: `${name}Csv`,
    subject,
    summary: `${summary} as CSV, UTF-8; times of the office`,
    policy: DESK_SUPERVISORS,
    query,
    answer: Type.String(),
    file: `${CSV_TYPE}; charset=utf-8`,
    refusals,
    handle: (asked) =>
      exported(book, asked, 'csv', async (rows, mask) => {
        const { language = 'zh-CN', bom = true } = asked.query as Wish;
        const cell = (row: T, { value }: Column<T>): string => {
          const found = value(row, language, mask) ?? '';
          return typeof found === 'object' ? localText(found.at, asked.parts.offsetMinutes) : String(found);
        };
        const table = stringify({
          ...{ header: true, columns: columns.map(({ title }) => title[language]), bom },
          ...{ record_delimiter: 'windows', escape_formulas: true },
        });
        Readable.from(rows.map((row) => columns.map((one) => cell(row, one)))).pipe(table);
        return asked.reply.type(`${CSV_TYPE}; charset=utf-8`).send(table);
      }),
  });
  const asXlsx = route({
    method: 'GET',
    path: `/api/export/${name}.xlsx`,
    operation: `${name}Xlsx`,
    subject,
    summary: `${summary} as XLSX; dates are dates`,
    policy: DESK_SUPERVISORS,
    query,
    answer: Type.String({ contentEncoding: 'binary' }),
    file: XLSX_FILE_TYPE,
    refusals,
    handle: (asked) =>
      exported(book, asked, 'xlsx', async (rows, mask) => {
        const { language = 'zh-CN' } = asked.query as Wish;
        const cell = (row: T, { value }: Column<T>): PlainCell => {
          const found = value(row, language, mask);
          return typeof found === 'object' && found !== null
            ? { date: found.at + asked.parts.offsetMinutes(found.at) * 60_000 }
            : found;
        };
        const order: SheetOrder = {
          ...{ sheet: sheet[language], titles: columns.map(({ title }) => title[language]) },
          ...{ rows: rows.map((row) => columns.map((one) => cell(row, one))), total: null, sums: [] },
        };
        const file = await xlsx(order);
        return file === null ? notRunning('export') : asked.reply.type(XLSX_FILE_TYPE).send(file);
      }),
  });
  return [asCsv, asXlsx];
}
