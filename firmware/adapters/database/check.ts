import type { DatabaseSync } from 'node:sqlite';

/** Where a table keeps JSON. What is read of it is used as it is, so text that is none is damage. */
const JSON_COLUMNS: Readonly<Record<string, string>> = {
  records: 'body',
  kept: 'value',
  audit: 'facts',
  users: 'body',
  tokens: 'body',
  directory: 'body',
  tickets: 'body',
  messages: 'body',
  shifts: 'body',
  layouts: 'body',
  scores: 'body',
};

/**
 * The first findings of SQLite's own check, or else the tables with rows that cannot be read: a write that the disk
 * lost inside a page is in good order to SQLite. Null when the file is whole.
 */
export function whatIsWrong(db: DatabaseSync): string | null {
  const rows = db.prepare('pragma integrity_check(3)').all() as { integrity_check: string }[];
  const findings = rows.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  if (findings.length === 0) findings.push(...tornTables(db));
  return findings.length === 0 ? null : findings.join('; ');
}

/** Whether a row of the table can be read, as an SQL condition. */
export const isReadable = (table: string): string => {
  const column = JSON_COLUMNS[table];
  return column === undefined ? 'true' : `json_valid(${column})`;
};

function tornTables(db: DatabaseSync): string[] {
  const tables = db.prepare("select name from sqlite_master where type = 'table'").all() as {
    name: string;
  }[];
  return tables
    .filter(({ name }) => name in JSON_COLUMNS)
    .map(({ name }) => {
      const torn = db.prepare(`select count(*) as rows from ${name} where not ${isReadable(name)}`);
      return { name, rows: Number(torn.get()!.rows) };
    })
    .filter(({ rows }) => rows > 0)
    .map(({ name, rows }) => `${rows} rows of ${name} cannot be read`);
}
