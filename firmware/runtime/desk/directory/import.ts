import { setImmediate as pause } from 'node:timers/promises';
import type { DirectoryEntry, EntryFields, FieldError, ImportPreview, ImportRow } from '#ports/desk.ts';
import { ENTRIES_MAX, entryErrors } from './check.ts';

/*
 * A table that somebody has made elsewhere becomes a directory. Nothing is guessed: the first row names the columns,
 * in Chinese or English; each row is told by itself what is wrong with it, and the others can be taken without it.
 */

const TITLES: Readonly<Record<keyof EntryFields, readonly string[]>> = {
  number: ['号码', '电话', '电话号码', '分机', 'number', 'telephone', 'phone', 'extension'],
  name: ['姓名', '名称', '名字', 'name'],
  shortCode: ['缩位号', '短号', '缩位码', 'short code', 'shortcode'],
  department: ['部门', '单位', 'department'],
  notes: ['备注', 'notes', 'note', 'remarks'],
  library: ['库', '号码库', 'library'],
  important: ['重要', '重要客户', 'important', 'vip'],
};
const LOCAL = ['', '本地', '市话', '内部', 'local'];
const LONG_DISTANCE = ['长途', 'long-distance', 'long distance'];
const YES = ['是', '1', 'yes', 'true', 'y', '√'];
const NO = ['', '否', '0', 'no', 'false', 'n'];
const FIELDS = Object.keys(TITLES) as (keyof EntryFields)[];

const word = (text: string | undefined): string => (text ?? '').replace(/^\uFEFF/, '').trim();
/** What spreadsheets add, and what people write into a number to read it better. */
const bareNumber = (text: string): string =>
  word(text)
    .replace(/^'/, '')
    .replace(/[\s()-]/g, '');
/** `=` … were quoted when this was exported (CSV injection). */
const bareText = (text: string): string => word(text).replace(/^'(?=[=+\-@\t\r])/, '');
export const keyOf = ({ library, number }: Pick<EntryFields, 'library' | 'number'>): string =>
  `${library} ${number}`;

/** Rows looked at in one turn of the event loop: a few ms. */
const ROWS_AT_ONCE = 250;

/** Looks what a table would do; `stored` is the directory without the office's own extensions. */
export async function previewOf(
  table: readonly (readonly string[])[],
  stored: readonly DirectoryEntry[],
): Promise<ImportPreview> {
  const titles = (table[0] ?? []).map(word);
  const columns = new Map(
    FIELDS.map((field) => [field, titles.findIndex((title) => TITLES[field].includes(title.toLowerCase()))]),
  );
  const ignored = titles.filter((title, place) => title !== '' && ![...columns.values()].includes(place));
  const missing = (['number', 'name'] as const).find((field) => columns.get(field)! < 0) ?? null;
  if (missing !== null) return { missing, ignored, rows: [], absent: [] };
  const known = new Map(stored.map((entry) => [keyOf(entry), entry]));
  const seen = new Set<string>();
  const rows: ImportRow[] = [];
  let fresh = 0;
  for (const [place, cells] of table.entries()) {
    if (place % ROWS_AT_ONCE === 0) await pause();
    if (place === 0 || cells.every((cell) => word(cell) === '')) continue;
    const read = rowOf((field) => cells[columns.get(field)!] ?? '');
    const key = keyOf(read.fields);
    const before = known.get(key) ?? null;
    const errors = [...read.errors, ...entryErrors(read.fields)];
    if (seen.has(key)) errors.push({ field: 'number', error: 'doubled' });
    else if (before === null && ++fresh + stored.length > ENTRIES_MAX)
      errors.push({ field: 'number', error: 'full' });
    seen.add(key);
    const change = errors.length > 0 ? 'bad' : changeOf(before, read.fields);
    rows.push({ line: place + 1, fields: read.fields, errors, replaces: before?.id ?? null, change });
  }
  return {
    missing: null,
    ignored,
    rows,
    absent: stored.filter((one) => !seen.has(keyOf(one))).map(({ id }) => id),
  };
}

function rowOf(cell: (field: keyof EntryFields) => string): {
  readonly fields: EntryFields;
  readonly errors: readonly FieldError[];
} {
  const errors: FieldError[] = [];
  const library = bareText(cell('library')).toLowerCase();
  const important = bareText(cell('important')).toLowerCase();
  if (![...LOCAL, ...LONG_DISTANCE].includes(library))
    errors.push({ field: 'library', error: 'library-unknown' });
  if (![...YES, ...NO].includes(important)) errors.push({ field: 'important', error: 'important-unknown' });
  const fields: EntryFields = {
    library: LONG_DISTANCE.includes(library) ? 'long-distance' : 'local',
    number: bareNumber(cell('number')),
    name: bareText(cell('name')),
    shortCode: bareNumber(cell('shortCode')),
    department: bareText(cell('department')),
    notes: bareText(cell('notes')),
    important: YES.includes(important),
  };
  return { fields, errors };
}

function changeOf(before: DirectoryEntry | null, fields: EntryFields): ImportRow['change'] {
  if (before === null) return 'new';
  return FIELDS.every((field) => before[field] === fields[field]) ? 'same' : 'changed';
}
