import { sql as raw } from 'kysely';
import type { Database, NewRecord, RecordPage, RecordQuery, StoredRecord } from '#ports/database.ts';
import { ok, type Result } from '#units/result.ts';
import { readBodies } from './bodies.ts';
import type { Statement } from './protocol.ts';
import { numbersIn, trunkNamesIn } from './record-words.ts';
import { rowsOf, sql, typed } from './typed.ts';
import type { WorkerLink } from './worker-link.ts';

const READ = ['serial', 'body'] as const;
interface ReadRow {
  readonly serial: number;
  readonly body: string;
}

/** Fields that came after the first records were written. */
const LATER: Pick<NewRecord, 'attended'> = { attended: [] };

const recordsOf = (link: WorkerLink, rows: readonly ReadRow[]): StoredRecord[] =>
  readBodies(
    link,
    rows,
    ({ body }) => body,
    (record: NewRecord, { serial }) => ({ ...LATER, ...record, serial }),
  );

const COLUMNS = [
  ...(['boot_id', 'call', 'kind', 'entity', 'started_ms', 'answered', 'talk_ms', 'units'] as const),
  ...(['numbers', 'trunks', 'body'] as const),
] as const;

const known = ({ bootId, call }: Pick<NewRecord, 'bootId' | 'call'>) =>
  sql.selectFrom('records').select('serial').where('boot_id', '=', bootId).where('call', '=', call);

/** Every call comes by here, so the text is written once, for a record of nothing; only what stands in it is another. */
const NOTHING = { bootId: '', call: '' as NewRecord['call'] };
const SERIAL = typed(known(NOTHING));
/** Not `on conflict do nothing`: that would use up a serial each time, and a spool would take it for a lost call. */
const INSERT = typed(
  sql
    .insertInto('records')
    .columns(COLUMNS)
    .expression(
      sql
        .selectNoFrom(COLUMNS.map((column) => raw`${null}`.as(column)))
        .where(({ not, exists }) => not(exists(known(NOTHING)))),
    ),
);

/** Asked for as often as calls end. */
const AFTER = typed(
  sql.selectFrom('records').select(READ).where('serial', '>', 0).orderBy('serial').limit(1),
);

const serialOf = ({ bootId, call }: NewRecord): typeof SERIAL => ({ ...SERIAL, parameters: [bootId, call] });

/** Parameters in the order of `COLUMNS`, then those of `known`. */
const insert = (record: NewRecord): Statement => ({
  sql: INSERT.sql,
  parameters: [
    ...[record.bootId, record.call, record.kind, record.entity, Math.round(record.startedEpochMs)],
    ...[record.answeredEpochMs === null ? 0 : 1, Math.round(record.talkMs), record.units],
    numbersIn(record).join('\n'),
    trunkNamesIn(record)
      .map((name) => `\n${name}\n`)
      .join(''),
    JSON.stringify(record),
    ...serialOf(record).parameters,
  ],
});

function matching(query: RecordQuery) {
  const { fromEpochMs, toEpochMs, number, kind, entity, answered, trunk, minTalkMs } = query;
  return sql
    .selectFrom('records')
    .$if(fromEpochMs !== undefined, (q) => q.where('started_ms', '>=', fromEpochMs!))
    .$if(toEpochMs !== undefined, (q) => q.where('started_ms', '<', toEpochMs!))
    .$if(kind !== undefined, (q) => q.where('kind', '=', kind!))
    .$if(entity !== undefined, (q) => q.where('entity', '=', entity!))
    .$if(answered !== undefined, (q) => q.where('answered', '=', answered ? 1 : 0))
    .$if(minTalkMs !== undefined, (q) => q.where('talk_ms', '>=', minTalkMs!))
    .$if(number !== undefined && number !== '', (q) =>
      q.where(raw<number>`instr(numbers, ${number})`, '>', 0),
    )
    .$if(trunk !== undefined, (q) => q.where(raw<number>`instr(trunks, ${`\n${trunk}\n`})`, '>', 0));
}

async function search(
  link: WorkerLink,
  query: RecordQuery,
  limit: number,
  before?: number,
): Promise<Result<RecordPage>> {
  const page = typed(
    matching(query)
      .$if(before !== undefined, (q) => q.where('serial', '<', before!))
      .select(READ)
      .orderBy('serial', 'desc')
      // One more than asked tells whether there is a next page.
      .limit(limit + 1),
  );
  const totals = typed(
    matching(query).select(({ fn }) => [
      fn.countAll<number>().as('total'),
      fn.coalesce(fn.sum<number>('talk_ms'), raw<number>`0`).as('talk'),
      fn.coalesce(fn.sum<number>('units'), raw<number>`0`).as('units'),
    ]),
  );
  const done = await link.run(false, [page, totals]);
  if (!done.ok) return done;
  const rows = rowsOf(page, done.value[0]!.rows);
  const shown = rows.slice(0, limit);
  const [sums] = rowsOf(totals, done.value[1]!.rows);
  return ok({
    records: recordsOf(link, shown),
    next: rows.length > limit ? (shown.at(-1)?.serial ?? null) : null,
    total: sums!.total,
    totalTalkMs: sums!.talk,
    totalUnits: sums!.units,
  });
}

/** One request, so that all of them are on disk or none. */
async function appendAll(
  link: WorkerLink,
  records: readonly NewRecord[],
): Promise<Result<readonly number[]>> {
  const done = await link.run(
    true,
    records.flatMap((record) => [insert(record), serialOf(record)]),
  );
  if (!done.ok) return done;
  // Each has two outcomes, of which the second tells the serial.
  return ok(records.map((_, i) => rowsOf(SERIAL, done.value[2 * i + 1]!.rows)[0]!.serial));
}

/** None is the end: over rows that cannot be read it goes on. */
async function after(
  link: WorkerLink,
  serial: number,
  limit: number,
): Promise<Result<readonly StoredRecord[]>> {
  for (let from = serial; ; ) {
    const some: typeof AFTER = { ...AFTER, parameters: [from, limit] };
    const done = await link.run(false, [some]);
    if (!done.ok) return done;
    const rows = rowsOf(some, done.value[0]!.rows);
    const records = recordsOf(link, rows);
    if (records.length > 0 || rows.length === 0) return ok(records);
    from = rows.at(-1)!.serial;
  }
}

export const recordsOn = (link: WorkerLink): Database['records'] => ({
  append: async (record) => {
    const done = await appendAll(link, [record]);
    return done.ok ? ok(done.value[0]!) : done;
  },
  appendAll: (records) => appendAll(link, records),
  search: (query, limit, before) => search(link, query, limit, before),
  find: async (bootId, call) => {
    const one = typed(
      sql.selectFrom('records').select(READ).where('boot_id', '=', bootId).where('call', '=', call),
    );
    const done = await link.run(false, [one]);
    if (!done.ok) return done;
    return ok(recordsOf(link, rowsOf(one, done.value[0]!.rows))[0] ?? null);
  },
  after: (serial, limit) => after(link, serial, limit),
  prune: (olderThanEpochMs) => prune(link, olderThanEpochMs),
});

/** Rows of one transaction: a year of records deleted at once would hold up every other writer. */
const PRUNE_AT_ONCE = 1_000;

async function prune(link: WorkerLink, olderThanEpochMs: number): Promise<Result<number>> {
  const some = typed(
    sql
      .deleteFrom('records')
      .where('serial', 'in', (from) =>
        from
          .selectFrom('records')
          .select('serial')
          .where('started_ms', '<', olderThanEpochMs)
          .orderBy('started_ms')
          .limit(PRUNE_AT_ONCE),
      ),
  );
  for (let deleted = 0; ; ) {
    const done = await link.run(true, [some]);
    if (!done.ok) return done;
    const { changes } = done.value[0]!;
    deleted += changes;
    if (changes < PRUNE_AT_ONCE) return ok(deleted);
  }
}
