/** A table of call records as XLSX, made in a thread of its own: packing it would hold up the exchange. */
import { Worker } from 'node:worker_threads';
import type { StoredRecord } from '#ports/database.ts';
import { columns, SHEET, TOTAL } from './columns.ts';
import type { TableWishes } from './csv.ts';
import { wholeSeconds } from './rows.ts';

/** Cells as the thread is given them: text, number, or a local date as `{date}` in ms. */
export type PlainCell = string | number | null | { readonly date: number };
export interface SheetOrder {
  readonly sheet: string;
  readonly titles: readonly string[];
  readonly rows: readonly (readonly PlainCell[])[];
  /** Label in the first text column, sums by formula under these columns (from 0); null: no such row. */
  readonly total: string | null;
  readonly sums: readonly number[];
}

const MS_MAX = 60_000;
/** The thread's own; a table of `XLSX_ROWS_MAX` rows needs about half. */
const HEAP_MB_MAX = 512;

export async function sheetOrder(
  records: AsyncIterable<StoredRecord>,
  { language, mask, offsetMinutes }: TableWishes,
): Promise<SheetOrder> {
  const all = columns(language);
  const rows: PlainCell[][] = [];
  for await (const record of records)
    rows.push(
      all.map(({ kind, value }) => {
        const found = value(record, mask);
        if (typeof found !== 'number') return found;
        if (kind === 'date') return { date: found + offsetMinutes(found) * 60_000 };
        return kind === 'seconds' ? wholeSeconds(found) : found;
      }),
    );
  const addable = (title: string): number => all.findIndex((column) => column.title.en === title);
  return {
    sheet: SHEET[language],
    titles: all.map(({ title }) => title[language]),
    rows,
    total: TOTAL[language],
    sums: [addable('Talk, seconds'), addable('Charge units')],
  };
}

/** The file; null when the thread could not make it in time or in its memory. */
export function xlsx(order: SheetOrder): Promise<Buffer | null> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./xlsx-thread.ts', import.meta.url), {
      workerData: order,
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB_MAX },
    });
    const deadline = setTimeout(() => void worker.terminate(), MS_MAX);
    let file: Buffer | null = null;
    worker.on('message', (bytes: Uint8Array) => {
      file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    });
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      clearTimeout(deadline);
      resolve(file);
    });
  });
}
