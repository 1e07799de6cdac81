/** The thread that packs one table, and ends. */
import { parentPort, workerData } from 'node:worker_threads';
import writeXlsxFile, { type Cell } from 'write-excel-file/node';
import type { PlainCell, SheetOrder } from './xlsx.ts';

const DATE_FORMAT = 'yyyy-mm-dd hh:mm:ss';
const WIDTH = 18;

const cell = (value: PlainCell): Cell => {
  if (value === null || value === '') return null;
  if (typeof value === 'string') return { type: String, value };
  if (typeof value === 'number') return { type: Number, value };
  return { type: Date, value: new Date(value.date), format: DATE_FORMAT };
};

/** A, B … Z, AA … of a column from 0. */
const letters = (column: number): string =>
  (column >= 26 ? letters(Math.floor(column / 26) - 1) : '') + String.fromCharCode(65 + (column % 26));

const { sheet, titles, rows, total, sums } = workerData as SheetOrder;
const last = rows.length + 1;
const totals = titles.map((_, column): Cell => {
  if (sums.includes(column) && rows.length > 0)
    return {
      type: 'Formula',
      value: `SUM(${letters(column)}2:${letters(column)}${last})`,
      fontWeight: 'bold',
    };
  return column === 1 ? { type: String, value: total ?? '', fontWeight: 'bold' } : null;
});
const table = [
  titles.map((value): Cell => ({ type: String, value, fontWeight: 'bold' })),
  ...rows.map((row) => row.map(cell)),
  ...(total === null ? [] : [totals]),
];
const file = await writeXlsxFile(table, {
  sheet,
  stickyRowsCount: 1,
  columns: titles.map(() => ({ width: WIDTH })),
}).toBuffer();
parentPort!.postMessage(file);
