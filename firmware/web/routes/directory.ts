/** The operators' directory: look, change in place, import with a look before, export. */
import { Readable } from 'node:stream';
import { stringify } from 'csv-stringify';
import { Type } from 'typebox';
import type { DirectoryEntry, ImportPreview } from '#ports/desk.ts';
import { xlsx } from '../export/xlsx.ts';
import { readTable, TABLE_ROWS_MAX, type TableKind } from '../import/table.ts';
import { DoneSchema } from '../protocol/common.ts';
import {
  DIRECTORY_PAGE_MAX,
  type DirectoryImport,
  DirectoryPageSchema,
  DirectoryQuerySchema,
  EntryParamsSchema,
  EntryPutSchema,
  IMPORT_BYTES_MAX,
  ImportAnswerSchema,
  ImportQuerySchema,
  NewEntrySchema,
  PREVIEW_ROWS_MAX,
  TableQuerySchema,
} from '../protocol/directory.ts';
import { DESK_SUPERVISORS, DESK_USERS } from '../routing/policy.ts';
import { failed, notFound, notRunning, type Refused, tooOften, unusable } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';

const subject = 'directory';
const refusals = { 503: 'error' } as const;
export const CSV_TYPE = 'text/csv';
export const XLSX_FILE_TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

const list = route({
  method: 'GET',
  path: '/api/directory',
  operation: 'directory',
  subject,
  summary:
    'Entries, extensions of the office among them; with `text` the best first, as an operator finds them',
  policy: DESK_USERS,
  query: DirectoryQuerySchema,
  answer: DirectoryPageSchema,
  refusals,
  handle: ({ parts: { desk }, query }) => {
    if (desk === null) return notRunning('desk');
    const { text = '', library, department, from = 0, limit = DIRECTORY_PAGE_MAX } = query;
    const found: readonly DirectoryEntry[] =
      text.trim() === ''
        ? desk.directory.entries()
        : desk.directory.search(text, DIRECTORY_PAGE_MAX).map(({ found: _, ...entry }) => entry);
    const wanted = found.filter(
      (one) =>
        (library === undefined || one.library === library) &&
        (department === undefined || one.department === department),
    );
    return { entries: wanted.slice(from, from + limit), total: wanted.length };
  },
});

type Fields = Omit<DirectoryEntry, 'id'>;

async function put(asked: Asked<unknown, unknown, Fields>, id: number) {
  const { parts, body, who, from } = asked;
  if (parts.desk === null) return notRunning('desk');
  const answer = await parts.desk.directory.put({ ...body, id });
  if (!answer.ok && answer.error !== null) return failed(answer.error);
  if (!answer.ok) return { entry: null, errors: answer.errors };
  const facts = { id: answer.value.id, name: answer.value.name };
  parts.audit({ who: who.name, from, action: 'directory.put', target: answer.value.number, facts });
  return { entry: answer.value, errors: [] };
}

const create = route({
  method: 'POST',
  path: '/api/directory',
  operation: 'createEntry',
  subject,
  summary: 'A new entry, or what is wrong with it field by field',
  policy: DESK_USERS,
  body: NewEntrySchema,
  answer: EntryPutSchema,
  refusals,
  handle: (asked) => put(asked, 0),
});

const change = route({
  method: 'PUT',
  path: '/api/directory/:id',
  operation: 'putEntry',
  subject,
  summary: "Changes an entry in place; for an extension of the office (id below 0) it takes that one's place",
  policy: DESK_USERS,
  params: EntryParamsSchema,
  body: NewEntrySchema,
  answer: EntryPutSchema,
  refusals: { 404: 'error', 503: 'error' },
  handle: (asked) => {
    const { desk } = asked.parts;
    const { id } = asked.params;
    if (desk !== null && !desk.directory.entries().some((one) => one.id === id)) return unknownEntry(id);
    return put(asked, id);
  },
});

const unknownEntry = (id: number): Refused =>
  notFound(String(id), 'there is no such entry', 'see GET /api/directory');

const remove = route({
  method: 'DELETE',
  path: '/api/directory/:id',
  operation: 'removeEntry',
  subject,
  summary: 'Removes an entry; extensions of the office stay',
  policy: DESK_USERS,
  params: EntryParamsSchema,
  answer: DoneSchema,
  refusals: { 404: 'error', 503: 'error' },
  handle: async ({ parts, params: { id }, who, from }) => {
    if (parts.desk === null) return notRunning('desk');
    const removed = await parts.desk.directory.remove(id);
    if (!removed.ok) return failed(removed.error);
    if (!removed.value) return unknownEntry(id);
    parts.audit({ who: who.name, from, action: 'directory.remove', target: String(id) });
    return { done: true } as const;
  },
});

const TROUBLES = {
  unreadable: ['it cannot be read as a table of this kind', 'save it again as CSV or XLSX'],
  'too-many-rows': [`it has more than ${TABLE_ROWS_MAX} rows`, 'send it in parts'],
  'too-large': ['it unpacks to far more than a directory', 'save it again without pictures'],
} as const;

/** One at a time: each has a thread. */
const reading = new WeakSet<object>();

async function imported(
  { parts, query, body, who, from }: Asked<unknown, { take?: boolean; mode?: 'add' | 'replace' }, unknown>,
  kind: TableKind,
): Promise<DirectoryImport | Refused> {
  const { desk } = parts;
  if (desk === null) return notRunning('desk');
  if (reading.has(parts)) return tooOften('import', 5);
  reading.add(parts);
  try {
    const table = await readTable(kind, body as Uint8Array);
    if (!table.ok) {
      const [what, todo] = TROUBLES[table.why];
      return unusable('file', what, todo);
    }
    const preview = await desk.directory.preview(table.rows);
    if (query.take !== true || preview.missing !== null) return told(preview, null);
    const { mode = 'add' } = query;
    const taken = await desk.directory.take(preview, mode);
    if (!taken.ok) return failed(taken.error);
    const facts = { entries: taken.value, mode };
    parts.audit({ who: who.name, from, action: 'directory.import', target: kind, facts });
    return told(preview, taken.value);
  } finally {
    reading.delete(parts);
  }
}

function told(preview: ImportPreview, taken: number | null): DirectoryImport {
  const { missing, ignored, rows, absent } = preview;
  const count = (what: string): number => rows.filter((row) => row.change === what).length;
  const shown = [
    ...rows.filter((row) => row.change === 'bad'),
    ...rows.filter((row) => row.change === 'new' || row.change === 'changed'),
  ];
  return {
    ...{ missing, ignored: [...ignored], taken, absent: absent.length },
    ...{ fresh: count('new'), changed: count('changed'), same: count('same'), bad: count('bad') },
    rows: shown.slice(0, PREVIEW_ROWS_MAX).map(({ line, change: what, fields, errors }) => ({
      ...{ line, change: what as 'new' | 'changed' | 'bad' },
      ...{ entry: cut(fields), errors: errors.map((one) => ({ ...one })) },
    })),
  };
}

/** A bad row may have anything in its cells. */
const cut = (fields: Fields): Fields => ({
  ...fields,
  number: fields.number.slice(0, 64),
  name: fields.name.slice(0, 128),
  shortCode: fields.shortCode.slice(0, 32),
  department: fields.department.slice(0, 128),
  notes: fields.notes.slice(0, 1_000),
});

const FileSchema = Type.Unsafe<Uint8Array>({ description: 'the file itself' });
const importOf = (kind: TableKind, type: string): Route =>
  route({
    method: 'POST',
    path: `/api/import/directory.${kind}`,
    operation: kind === 'csv' ? 'importDirectoryCsv' : 'importDirectoryXlsx',
    subject,
    summary: 'Looks what a table would do to the directory, row by row; with take=true does it',
    policy: DESK_SUPERVISORS,
    query: ImportQuerySchema,
    body: FileSchema,
    bodyType: type,
    bodyBytesMax: IMPORT_BYTES_MAX,
    answer: ImportAnswerSchema,
    refusals: { 422: 'error', 429: 'error', 503: 'error' },
    handle: (asked) => imported(asked, kind),
  });

const TITLES = {
  'zh-CN': ['号码', '姓名', '缩位号', '部门', '备注', '库', '重要'],
  en: ['Number', 'Name', 'Short code', 'Department', 'Notes', 'Library', 'Important'],
} as const;
const WORDS = {
  'zh-CN': { sheet: '号码簿', local: '本地', far: '长途', yes: '是' },
  en: { sheet: 'Directory', local: 'local', far: 'long-distance', yes: 'yes' },
} as const;
type Language = keyof typeof TITLES;

const rowOf = (one: DirectoryEntry, language: Language): string[] => {
  const { local, far, yes } = WORDS[language];
  const library = one.library === 'local' ? local : far;
  return [one.number, one.name, one.shortCode, one.department, one.notes, library, one.important ? yes : ''];
};

const asCsv = route({
  method: 'GET',
  path: '/api/export/directory.csv',
  operation: 'directoryCsv',
  subject,
  summary: 'The directory as CSV, UTF-8, as the import takes it',
  policy: DESK_SUPERVISORS,
  query: TableQuerySchema,
  answer: Type.String(),
  file: 'text/csv; charset=utf-8',
  refusals,
  handle: ({ parts: { desk }, query, reply }) => {
    if (desk === null) return notRunning('desk');
    const { language = 'zh-CN', bom = true } = query;
    const rows = desk.directory.entries().map((one) => rowOf(one, language));
    const table = stringify({
      ...{ header: true, columns: [...TITLES[language]], bom },
      ...{ record_delimiter: 'windows', escape_formulas: true },
    });
    Readable.from(rows).pipe(table);
    reply.header('content-disposition', 'attachment; filename="directory.csv"');
    return reply.type('text/csv; charset=utf-8').send(table);
  },
});

const asXlsx = route({
  method: 'GET',
  path: '/api/export/directory.xlsx',
  operation: 'directoryXlsx',
  subject,
  summary: 'The directory as XLSX, as the import takes it',
  policy: DESK_SUPERVISORS,
  query: TableQuerySchema,
  answer: Type.String({ contentEncoding: 'binary' }),
  file: XLSX_FILE_TYPE,
  refusals,
  handle: async ({ parts: { desk }, query, reply }) => {
    if (desk === null) return notRunning('desk');
    const { language = 'zh-CN' } = query;
    const rows = desk.directory.entries().map((one) => rowOf(one, language));
    const order = { sheet: WORDS[language].sheet, titles: TITLES[language], rows, total: null, sums: [] };
    const file = await xlsx(order);
    if (file === null) return notRunning('export');
    reply.header('content-disposition', 'attachment; filename="directory.xlsx"');
    return reply.type(XLSX_FILE_TYPE).send(file);
  },
});

export const DIRECTORY_ROUTES: readonly Route[] = [
  list,
  create,
  change,
  remove,
  importOf('csv', CSV_TYPE),
  importOf('xlsx', XLSX_FILE_TYPE),
  asCsv,
  asXlsx,
];
