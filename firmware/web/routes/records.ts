/** Call records: search, one with its story, and tables for the accounts. */
import type { FastifyReply } from 'fastify';
import { Type } from 'typebox';
import type { RecordQuery, StoredRecord } from '#ports/database.ts';
import type { CallId } from '#units/ids.ts';
import { csv, type TableWishes } from '../export/csv.ts';
import { ExportBroken, recordsOf } from '../export/rows.ts';
import { sheetOrder, xlsx } from '../export/xlsx.ts';
import type { Parts } from '../parts.ts';
import {
  CSV_ROWS_MAX,
  type ExportQuery,
  ExportQuerySchema,
  RECORDS_PAGE_MAX,
  RecordPageSchema,
  RecordParamsSchema,
  RecordStorySchema,
  RecordsQuerySchema,
  XLSX_ROWS_MAX,
} from '../protocol/records.ts';
import { RECORD_EXPORTERS, RECORD_READERS } from '../routing/policy.ts';
import { failed, notFound, notRunning, type Refused, tooOften, unusable } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';
import { recentCallView } from '../views.ts';

const subject = 'records';
export const XLSX_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The filters that were given, in the words of the database. */
function asQuery({ from, to, number, kind, entity, answered, trunk, minTalkMs }: ExportQuery): RecordQuery {
  const given = { fromEpochMs: from, toEpochMs: to, number, kind, entity, answered, trunk, minTalkMs };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function masked(record: StoredRecord, mask: (number: string) => string): StoredRecord {
  return {
    ...record,
    from: mask(record.from),
    to: mask(record.to),
    dialled: mask(record.dialled),
    ...(record.sentOn && { sentOn: record.sentOn.map((one) => ({ ...one, number: mask(one.number) })) }),
    legs: record.legs.map((leg) => ({
      ...leg,
      number: mask(leg.number),
      by: mask(leg.by),
      sent: mask(leg.sent),
    })),
  };
}

const search = route({
  method: 'GET',
  path: '/api/records',
  operation: 'records',
  subject,
  summary: 'Call records, newest first, with the totals of the whole query',
  policy: RECORD_READERS,
  query: RecordsQuerySchema,
  answer: RecordPageSchema,
  refusals: { 503: 'error' },
  handle: async ({ parts, query, who }) => {
    if (parts.database === null) return notRunning('database');
    const { limit = RECORDS_PAGE_MAX, before, ...filters } = query;
    const page = await parts.database.records.search(asQuery(filters), limit, before);
    if (!page.ok) return failed(page.error);
    const mask = (number: string) => parts.mask(who.role, number);
    return { ...page.value, records: page.value.records.map((record) => masked(record, mask)) };
  },
});

const story = route({
  method: 'GET',
  path: '/api/records/:bootId/:call',
  operation: 'record',
  subject,
  summary: 'One call record, and why the exchange did what it did while that is still remembered',
  policy: RECORD_READERS,
  params: RecordParamsSchema,
  answer: RecordStorySchema,
  refusals: { 404: 'error', 503: 'error' },
  handle: async ({ parts, params: { bootId, call }, who }) => {
    if (parts.database === null) return notRunning('database');
    const found = await parts.database.records.find(bootId, call as CallId);
    if (!found.ok) return failed(found.error);
    if (found.value === null) return notFound(call, 'there is no such record', 'see GET /api/records');
    const observe = parts.observeFor(who.role);
    const told = bootId === parts.bootId ? observe.trace(call as CallId) : null;
    return {
      record: masked(found.value, (number) => parts.mask(who.role, number)),
      trace: told === null ? null : recentCallView(told, (at) => observe.epochMsOf(at)).trace,
    };
  },
});

/** One at a time: a table is work for the disk and for memory. */
const exporting = new WeakSet<Parts>();
/** A reader that takes nothing for this long is let go. */
const STALLED_MS_MAX = 60_000;

type ExportAsked = Asked<unknown, ExportQuery, unknown>;

async function exported(
  { parts, query, who, from, reply }: ExportAsked,
  format: 'csv' | 'xlsx',
  rowsMax: number,
  make: (rows: AsyncIterable<StoredRecord>, wishes: TableWishes) => Promise<FastifyReply | Refused>,
): Promise<FastifyReply | Refused> {
  const { database, epochMs, offsetMinutes } = parts;
  if (database === null) return notRunning('database');
  const wish = asQuery(query);
  const counted = await database.records.search(wish, 1);
  if (!counted.ok) return failed(counted.error);
  const { total } = counted.value;
  if (total > rowsMax)
    return unusable(
      `${total} records`,
      `a ${format} table has at most ${rowsMax} rows`,
      'ask for a shorter time',
    );
  if (exporting.has(parts)) return tooOften('export', 5);
  parts.audit({ who: who.name, from, action: 'records.export', target: format, facts: { records: total } });
  const day = new Date(epochMs() + offsetMinutes(epochMs()) * 60_000).toISOString().slice(0, 10);
  reply.header('content-disposition', `attachment; filename="records-${day}.${format}"`);
  const { language = 'zh-CN', bom = true } = query;
  const mask = (number: string): string => parts.mask(who.role, number);
  return make(recordsOf(database.records, wish, rowsMax), { language, bom, mask, offsetMinutes });
}

const asCsv = route({
  method: 'GET',
  path: '/api/export/records.csv',
  operation: 'recordsCsv',
  subject,
  summary: 'Call records as CSV, UTF-8; times of the office, talk in seconds',
  policy: RECORD_EXPORTERS,
  query: ExportQuerySchema,
  answer: Type.String(),
  file: 'text/csv; charset=utf-8',
  refusals: { 422: 'error', 429: 'error', 503: 'error' },
  handle: (asked) =>
    exported(asked, 'csv', CSV_ROWS_MAX, async (rows, wishes) => {
      exporting.add(asked.parts);
      const table = csv(rows, wishes);
      table.on('close', () => exporting.delete(asked.parts));
      asked.reply.raw.setTimeout(STALLED_MS_MAX, () => asked.reply.raw.destroy());
      return asked.reply.type('text/csv; charset=utf-8').send(table);
    }),
});

const asXlsx = route({
  method: 'GET',
  path: '/api/export/records.xlsx',
  operation: 'recordsXlsx',
  subject,
  summary: 'Call records as XLSX; dates are dates, talk and units are numbers, with their sums',
  policy: RECORD_EXPORTERS,
  query: ExportQuerySchema,
  answer: Type.String({ contentEncoding: 'binary' }),
  file: XLSX_TYPE,
  refusals: { 422: 'error', 429: 'error', 503: 'error' },
  handle: (asked) =>
    exported(asked, 'xlsx', XLSX_ROWS_MAX, async (rows, wishes) => {
      exporting.add(asked.parts);
      try {
        const file = await xlsx(await sheetOrder(rows, wishes));
        return file === null ? notRunning('export') : asked.reply.type(XLSX_TYPE).send(file);
      } catch (error) {
        if (error instanceof ExportBroken) return failed(error.fault);
        throw error;
      } finally {
        exporting.delete(asked.parts);
      }
    }),
});

export const RECORD_ROUTES: readonly Route[] = [search, story, asCsv, asXlsx];
