/** The thread that reads one table, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import { parse } from 'csv-parse/sync';
import { strFromU8, unzipSync, zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/node';
import {
  CELL_LENGTH_MAX,
  type FromTableThread,
  TABLE_COLUMNS_MAX,
  TABLE_ROWS_MAX,
  type TableOrder,
  type TableTrouble,
  UNPACKED_BYTES_MAX,
} from './table.ts';

const ROWS_AT_ONCE = 250;

class Trouble extends Error {
  readonly why: TableTrouble;
  constructor(why: TableTrouble) {
    super(why);
    this.why = why;
  }
}

/** Excel writes the tables of Chinese offices in GB 18030 unless it is told otherwise. */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function readCsv(bytes: Uint8Array): unknown[][] {
  const text = textOf(bytes);
  const [first = ''] = text.split(/\r?\n/, 1);
  const delimiter = [',', ';', '\t'].find((one) => first.includes(one)) ?? ',';
  // One more than may be, so that too many are noticed.
  const wishes = {
    bom: true,
    delimiter,
    relax_column_count: true,
    relax_quotes: true,
    to: TABLE_ROWS_MAX + 1,
  };
  return parse(text, { ...wishes, max_record_size: TABLE_COLUMNS_MAX * CELL_LENGTH_MAX });
}

const NEEDED =
  /^(\[Content_Types\]\.xml|_rels\/|xl\/(workbook|sharedStrings|styles)\.xml|xl\/_rels\/|xl\/worksheets\/)/;

/**
 * What a packed file says of its size cannot be trusted: it is unpacked into room of just that size, and only what came
 * out there is read.
 */
async function readXlsx(bytes: Uint8Array): Promise<unknown[][]> {
  let unpacked = 0;
  const files = unzipSync(bytes, {
    filter: ({ name, originalSize }) => {
      if (!NEEDED.test(name)) return false;
      unpacked += originalSize;
      if (unpacked > UNPACKED_BYTES_MAX) throw new Trouble('too-large');
      return true;
    },
  });
  // Entities that stand for entities: no spreadsheet writes a document type.
  for (const content of Object.values(files))
    if (strFromU8(content.subarray(0, 4_096)).includes('<!DOCTYPE')) throw new Trouble('unreadable');
  return readSheet(Buffer.from(zipSync(files, { level: 0 })));
}

const cellOf = (value: unknown): string => {
  if (value === null || value === undefined) return '';
  const text = value instanceof Date ? value.toISOString().slice(0, 10) : String(value);
  return text.slice(0, CELL_LENGTH_MAX);
};

const say = (message: FromTableThread): void => parentPort!.postMessage(message);

async function read({ kind, bytes }: TableOrder): Promise<TableTrouble | null> {
  try {
    const table = kind === 'csv' ? readCsv(bytes) : await readXlsx(bytes);
    if (table.length > TABLE_ROWS_MAX) return 'too-many-rows';
    const rows = table.map((row) => row.slice(0, TABLE_COLUMNS_MAX).map(cellOf));
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE)
      say({ rows: rows.slice(from, from + ROWS_AT_ONCE) });
    return null;
  } catch (error) {
    return error instanceof Trouble ? error.why : 'unreadable';
  }
}

say({ trouble: await read(workerData as TableOrder) });
