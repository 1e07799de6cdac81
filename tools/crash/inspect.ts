import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { namesIn } from '#adapters/database/names.ts';
import type { Promised, Span } from './acknowledged.ts';
import { hashOf } from './writer.ts';

/** Looks at the file from outside, with nothing but SQLite; answers everything that is not as promised. */
export function inspect(folder: string, promised: Promised): string[] {
  const { main } = namesIn(folder);
  if (!existsSync(main)) return promised.count === 0 ? [] : ['the file of the database is gone'];
  const db = new DatabaseSync(main, { timeout: 5_000 });
  try {
    return inspectOpen(db, promised);
  } finally {
    db.close();
  }
}

/** Never throws for what it finds: a file that cannot be read is a finding, too. */
export function inspectOpen(db: DatabaseSync, promised: Promised): string[] {
  try {
    return findings(db, promised);
  } catch (error) {
    return [`it cannot be read: ${error instanceof Error ? error.message : String(error)}`];
  }
}

function findings(db: DatabaseSync, promised: Promised): string[] {
  const check = db.prepare('pragma integrity_check(5)').all() as { integrity_check: string }[];
  const damage = check.map((row) => row.integrity_check).filter((text) => text !== 'ok');
  if (damage.length > 0) return damage.map((text) => `integrity: ${text}`);
  const tables = new Set(
    (db.prepare("select name from sqlite_master where type = 'table'").all() as { name: string }[]).map(
      ({ name }) => name,
    ),
  );
  const rows = (table: string): Record<string, string | number>[] =>
    tables.has(table)
      ? (db.prepare(`select * from ${table}`).all() as Record<string, string | number>[])
      : [];
  return [
    ...recordsWrong(rows('records'), promised),
    ...spansWrong(
      'kept',
      promised.kept,
      new Map(rows('kept').map((row) => [`${row.what} ${row.key}`, keptCount(row)])),
    ),
    ...spansWrong(
      'setting',
      promised.settings,
      new Map(rows('settings').map((row) => [`${row.key}`, Number(row.value)])),
    ),
    ...versionsWrong(rows('versions'), promised),
    ...auditWrong(rows('audit'), promised),
  ];
}

type Row = Record<string, string | number>;

/** What a disk that loses writes leaves inside a page, SQLite's own check does not see: `{}` for what is no JSON. */
function bodyOf(text: unknown): Readonly<Record<string, unknown>> {
  try {
    return Object(JSON.parse(String(text)));
  } catch {
    return {};
  }
}

const keptCount = ({ value }: Row): number => Number(bodyOf(value).lastDialled);

function recordsWrong(rows: readonly Row[], promised: Promised): string[] {
  const found = new Map<string, number>();
  const wrong: string[] = [];
  for (const row of rows) {
    const key = `${row.boot_id} ${row.call}`;
    found.set(key, (found.get(key) ?? 0) + 1);
    const body = bodyOf(row.body);
    if (`${body.bootId} ${body.call}` !== key) wrong.push(`record ${key} holds another call`);
  }
  for (const key of promised.records) {
    const count = found.get(key) ?? 0;
    if (count !== 1) wrong.push(`record ${key} was acknowledged and is there ${count} times`);
  }
  return wrong;
}

function spansWrong(
  what: string,
  promised: ReadonlyMap<string, Span>,
  found: ReadonlyMap<string, number>,
): string[] {
  return [...promised].flatMap(([key, { acknowledged, asked }]) => {
    if (acknowledged === 0) return [];
    const n = found.get(key) ?? 0;
    // Something newer may have reached the disk without its acknowledgement having been heard.
    return n >= acknowledged && n <= Math.max(asked, acknowledged)
      ? []
      : [`${what} ${key}: ${acknowledged} was acknowledged, ${n} is there`];
  });
}

function versionsWrong(rows: readonly Row[], promised: Promised): string[] {
  const texts = new Map(rows.map((row) => [Number(row.version), String(row.text)]));
  const torn = [...texts].filter(
    ([version, text]) => !text.startsWith(`# version ${version}\n`) || !text.endsWith('\n'),
  );
  return [
    ...torn.map(([version]) => `version ${version} of the office is not whole`),
    ...[...promised.versions].flatMap(([version, hash]) =>
      hashOf(texts.get(version) ?? '') === hash
        ? []
        : [`version ${version} of the office is not as acknowledged`],
    ),
  ];
}

function auditWrong(rows: readonly Row[], promised: Promised): string[] {
  const found = new Set(rows.map(({ target }) => Number(target)));
  return [...promised.audit].flatMap((n) =>
    found.has(n) ? [] : [`entry ${n} of the operation log is gone`],
  );
}
