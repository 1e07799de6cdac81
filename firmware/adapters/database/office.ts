import type { Version, VersionStore } from '#ports/configuration.ts';
import type { Database } from '#ports/database.ts';
import { ok } from '#units/result.ts';
import { readBodies } from './bodies.ts';
import { rowsOf, sql, typed } from './typed.ts';
import type { WorkerLink } from './worker-link.ts';

type Kept = Parameters<Database['kept']['save']>[0][number];

export const keptOn = (link: WorkerLink): Database['kept'] => ({
  load: async () => {
    const all = typed(sql.selectFrom('kept').selectAll().orderBy('what').orderBy('key'));
    const done = await link.run(false, [all]);
    if (!done.ok) return done;
    return ok(
      readBodies(
        link,
        rowsOf(all, done.value[0]!.rows),
        ({ value }) => value,
        (value: Kept['value'], { what, key }) => ({ what, key, value }) as Kept,
      ),
    );
  },
  save: async (kept) => {
    const done = await link.run(true, kept.map(saving));
    return done.ok ? ok(null) : done;
  },
});

function saving({ what, key, value }: Kept) {
  if (value === null) {
    return typed(sql.deleteFrom('kept').where('what', '=', what).where('key', '=', key));
  }
  const text = JSON.stringify(value);
  return typed(
    sql
      .insertInto('kept')
      .values({ what, key, value: text })
      .onConflict((conflict) => conflict.columns(['what', 'key']).doUpdateSet({ value: text })),
  );
}

export const settingsOn = (link: WorkerLink): Database['settings'] => ({
  get: async (key) => {
    const one = typed(sql.selectFrom('settings').select('value').where('key', '=', key));
    const done = await link.run(false, [one]);
    return done.ok ? ok(rowsOf(one, done.value[0]!.rows)[0]?.value ?? null) : done;
  },
  put: async (key, value) => {
    const put = sql
      .insertInto('settings')
      .values({ key, value })
      .onConflict((conflict) => conflict.column('key').doUpdateSet({ value }));
    const done = await link.run(true, [typed(put)]);
    return done.ok ? ok(null) : done;
  },
});

/** Its answers have no room for a fault: a history that cannot be read is empty, and `health` says why. */
export const versionsOn = (link: WorkerLink): VersionStore => ({
  load: async () => {
    const all = typed(sql.selectFrom('versions').selectAll().orderBy('version'));
    const done = await link.run(false, [all]);
    if (!done.ok) return [];
    return rowsOf(all, done.value[0]!.rows).map((row) => ({
      ...{ version: row.version, epochMs: row.epoch_ms, author: row.author, reason: row.reason },
      ...{ confirmByEpochMs: row.confirm_by_ms, rolledBackTo: row.rolled_back_to, text: row.text },
    }));
  },
  add: async (version, text) => (await link.run(true, [typed(adding(version, text))])).ok,
  confirm: async (version) => {
    const confirm = sql.updateTable('versions').set({ confirm_by_ms: null }).where('version', '=', version);
    const done = await link.run(true, [typed(confirm)]);
    return done.ok && done.value[0]!.changes > 0;
  },
});

const adding = (
  { version, epochMs, author, reason, confirmByEpochMs, rolledBackTo }: Version,
  text: string,
) =>
  sql.insertInto('versions').values({
    ...{ version, epoch_ms: Math.round(epochMs), author, reason, text },
    ...{ confirm_by_ms: confirmByEpochMs, rolled_back_to: rolledBackTo },
  });
