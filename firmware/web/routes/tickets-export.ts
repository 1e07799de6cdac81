/** Tickets (话单) as a table: what an operators' room gives to whoever looks after its callers. */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { Type } from 'typebox';
import type { Ticket } from '#ports/desk.ts';
import type { DeskStore, TicketQuery } from '#ports/desk-store.ts';
import type { Result } from '#units/result.ts';
import { localText } from '../export/rows.ts';
import { type PlainCell, type SheetOrder, xlsx } from '../export/xlsx.ts';
import type { Parts } from '../parts.ts';
import { type TicketExportQuery, TicketExportQuerySchema } from '../protocol/desk-books.ts';
import { DESK_SUPERVISORS } from '../routing/policy.ts';
import { failed, notRunning, Refused, tooOften, unusable } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';
import { CSV_TYPE, XLSX_FILE_TYPE } from './directory.ts';

const subject = 'operators';
const refusals = { 422: 'error', 429: 'error', 503: 'error' } as const;
/** About a year of a busy desk; all of them are held while the table is made. */
const ROWS_MAX = 20_000;
const PAGE = 500;

type Language = 'zh-CN' | 'en';
type Words<K extends string> = Readonly<Record<Language, Readonly<Record<K, string>>>>;

const STATES: Words<Ticket['state']> = {
  'zh-CN': { open: '处理中', staged: '暂存', completed: '完成', 'handed-on': '已移交' },
  en: { open: 'open', staged: 'staged', completed: 'completed', 'handed-on': 'handed on' },
};
const RESULTS: Words<Ticket['result']> = {
  'zh-CN': {
    ...{ '': '', transferred: '已转接', message: '已留言', informed: '已答复', refused: '已拒绝' },
    ...{ lost: '已挂机', 'follow-up': '待跟进' },
  },
  en: {
    ...{ '': '', transferred: 'transferred', message: 'message left', informed: 'informed' },
    ...{ refused: 'refused', lost: 'hung up', 'follow-up': 'to follow up' },
  },
};
const SHEETS: Readonly<Record<Language, string>> = { 'zh-CN': '话务单', en: 'Tickets' };

interface Column {
  readonly title: Readonly<Record<Language, string>>;
  /** A number is a time, ms since 1970-01-01 UTC; null: an empty cell. */
  value(ticket: Ticket, language: Language, mask: (number: string) => string): string | number | null;
}
const column = (zh: string, en: string, value: Column['value']): Column => ({
  title: { 'zh-CN': zh, en },
  value,
});
const COLUMNS: readonly Column[] = [
  column('编号', 'Ticket', ({ id }) => String(id)),
  column('开始时间', 'Opened', ({ openedEpochMs }) => openedEpochMs),
  column('结束时间', 'Closed', ({ closedEpochMs }) => closedEpochMs),
  column('话务员', 'Operator', ({ operator }) => operator),
  column('话务台', 'Console', ({ console }) => console),
  column('状态', 'State', ({ state }, language) => STATES[language][state]),
  column('来话号码', 'Caller’s number', ({ callerNumber }, _, mask) => mask(callerNumber)),
  column('来话人', 'Who called', ({ callerName }) => callerName),
  column('要找谁', 'Who was wanted', ({ wanted }) => wanted),
  column('事由', 'Why', ({ reason }) => reason),
  column('结果', 'Result', ({ result }, language) => RESULTS[language][result]),
  column('跟进', 'Follow-up', ({ followUp }) => followUp),
  column('附言', 'Notes', ({ notes }) => notes),
];

/** Null: there are more than a table may have. */
async function allOf(store: DeskStore, query: TicketQuery): Promise<Result<readonly Ticket[] | null>> {
  const tickets: Ticket[] = [];
  let before: number | undefined;
  for (;;) {
    const page = await store.tickets(query, PAGE, before);
    if (!page.ok) return page;
    tickets.push(...page.value.rows);
    if (tickets.length > ROWS_MAX) return { ok: true, value: null };
    if (page.value.next === null) return { ok: true, value: tickets };
    before = page.value.next;
  }
}

function queryOf({ from, to, language: _, bom: __, ...rest }: TicketExportQuery): TicketQuery {
  return {
    ...rest,
    ...(from === undefined ? {} : { fromEpochMs: from }),
    ...(to === undefined ? {} : { toEpochMs: to }),
  };
}

/** One at a time: a table is work for the disk and for memory. */
const exporting = new WeakSet<Parts>();
type ExportAsked = Asked<unknown, TicketExportQuery, unknown>;

async function exported<T>(
  { parts, query, who, from, reply }: ExportAsked,
  format: 'csv' | 'xlsx',
  make: (tickets: readonly Ticket[], mask: (number: string) => string) => Promise<T | Refused>,
): Promise<T | Refused> {
  const { database, epochMs, offsetMinutes } = parts;
  if (database === null) return notRunning('database');
  if (exporting.has(parts)) return tooOften('export', 5);
  exporting.add(parts);
  try {
    const found = await allOf(database.desk, queryOf(query));
    if (!found.ok) return failed(found.error);
    if (found.value === null)
      return unusable('tickets', `a table has at most ${ROWS_MAX} rows`, 'ask for a shorter time');
    const facts = { tickets: found.value.length };
    parts.audit({ who: who.name, from, action: 'tickets.export', target: format, facts });
    const day = localText(epochMs(), offsetMinutes).slice(0, 10);
    const file = await make(found.value, (number) => parts.mask(who.role, number));
    if (!(file instanceof Refused))
      reply.header('content-disposition', `attachment; filename="tickets-${day}.${format}"`);
    return file;
  } finally {
    exporting.delete(parts);
  }
}

const asCsv = route({
  method: 'GET',
  path: '/api/export/tickets.csv',
  operation: 'ticketsCsv',
  subject,
  summary: 'Tickets as CSV, UTF-8; times of the office',
  policy: DESK_SUPERVISORS,
  query: TicketExportQuerySchema,
  answer: Type.String(),
  file: `${CSV_TYPE}; charset=utf-8`,
  refusals,
  handle: (asked) =>
    exported(asked, 'csv', async (tickets, mask) => {
      const { language = 'zh-CN', bom = true } = asked.query;
      const cell = (ticket: Ticket, { value }: Column): string => {
        const found = value(ticket, language, mask) ?? '';
        return typeof found === 'number' ? localText(found, asked.parts.offsetMinutes) : found;
      };
      const table = stringify({
        ...{ header: true, columns: COLUMNS.map(({ title }) => title[language]), bom },
        ...{ record_delimiter: 'windows', escape_formulas: true },
      });
      Readable.from(tickets.map((ticket) => COLUMNS.map((one) => cell(ticket, one)))).pipe(table);
      return asked.reply.type(`${CSV_TYPE}; charset=utf-8`).send(table);
    }),
});

const asXlsx = route({
  method: 'GET',
  path: '/api/export/tickets.xlsx',
  operation: 'ticketsXlsx',
  subject,
  summary: 'Tickets as XLSX; dates are dates',
  policy: DESK_SUPERVISORS,
  query: TicketExportQuerySchema,
  answer: Type.String({ contentEncoding: 'binary' }),
  file: XLSX_FILE_TYPE,
  refusals,
  handle: (asked) =>
    exported(asked, 'xlsx', async (tickets, mask) => {
      const { language = 'zh-CN' } = asked.query;
      const cell = (ticket: Ticket, { value }: Column): PlainCell => {
        const found = value(ticket, language, mask);
        return typeof found === 'number'
          ? { date: found + asked.parts.offsetMinutes(found) * 60_000 }
          : found;
      };
      const order: SheetOrder = {
        ...{ sheet: SHEETS[language], titles: COLUMNS.map(({ title }) => title[language]) },
        ...{ rows: tickets.map((ticket) => COLUMNS.map((one) => cell(ticket, one))), total: null, sums: [] },
      };
      const file = await xlsx(order);
      return file === null ? notRunning('export') : asked.reply.type(XLSX_FILE_TYPE).send(file);
    }),
});

export const TICKET_EXPORT_ROUTES: readonly Route[] = [asCsv, asXlsx];
