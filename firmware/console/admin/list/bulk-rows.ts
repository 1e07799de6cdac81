/** Many extensions at once: a range of numbers, or rows of a spreadsheet. */
import type { Data } from '../draft/edits.ts';

export const BULK_MAX = 512;

export interface BulkRows {
  readonly rows: readonly Data[];
  /** Lines, from 1, that cannot be used, and why. */
  readonly problems: readonly { readonly line: number; readonly why: BulkProblem }[];
}
export type BulkProblem = 'number' | 'taken' | 'noPort' | 'portTaken';

interface Office {
  readonly taken: ReadonlySet<string>;
  readonly takenPorts: ReadonlySet<string>;
  readonly free: readonly string[];
}

/** 801 to 820 on the free ports in their order; leading zeros stay. Numbers that exist are left out and told. */
export function rangeOf(first: string, last: string, named: string, office: Office): BulkRows {
  if (!/^\d{1,12}$/.test(first) || !/^\d{1,12}$/.test(last) || Number(last) < Number(first))
    return { rows: [], problems: [{ line: 1, why: 'number' }] };
  const count = Math.min(BULK_MAX, Number(last) - Number(first) + 1);
  const free = [...office.free];
  const rows: Data[] = [];
  const problems: BulkRows['problems'][number][] = [];
  for (let i = 0; i < count; i += 1) {
    const number = String(Number(first) + i).padStart(first.length, '0');
    if (office.taken.has(number)) {
      problems.push({ line: i + 1, why: 'taken' });
      continue;
    }
    const port = free.shift();
    if (port === undefined) {
      problems.push({ line: i + 1, why: 'noPort' });
      break;
    }
    rows.push({ number, port, name: `${named} ${number}`.trim() });
  }
  return { rows, problems };
}

const COLUMNS = ['number', 'name', 'port', 'classOfService', 'pickupGroup', 'publicNumber'] as const;

/** Rows copied in a spreadsheet: number, name, and more if they are there. No port: the next free one. */
export function pasted(text: string, office: Office): BulkRows {
  const taken = new Set(office.taken);
  const ports = new Set(office.takenPorts);
  const free = [...office.free];
  const rows: Data[] = [];
  const problems: BulkRows['problems'][number][] = [];
  for (const [i, line] of text.split(/\r?\n/).slice(0, BULK_MAX).entries()) {
    if (line.trim() === '') continue;
    const cells = line.split('\t').map((cell) => cell.trim());
    const row = Object.fromEntries(
      COLUMNS.map((name, column) => [name, cells[column] ?? '']).filter(([, value]) => value !== ''),
    ) as Record<string, string>;
    const number = row.number ?? '';
    // A first line without a number is the heading of the columns.
    if (!/^[0-9*#]{1,32}$/.test(number)) {
      if (i > 0) problems.push({ line: i + 1, why: 'number' });
      continue;
    }
    const port = row.port ?? free.find((one) => !ports.has(one));
    const why = taken.has(number)
      ? 'taken'
      : port === undefined
        ? 'noPort'
        : ports.has(port)
          ? 'portTaken'
          : null;
    if (why !== null || port === undefined) {
      problems.push({ line: i + 1, why: why ?? 'noPort' });
      continue;
    }
    taken.add(number);
    ports.add(port);
    rows.push({ ...row, number, port, name: row.name ?? number });
  }
  return { rows, problems };
}
