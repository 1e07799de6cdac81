import type { AuditEntry, Database, Token, User } from '#ports/database.ts';
import { ok, type Result } from '#units/result.ts';
import { bodiesOf, readBodies } from './bodies.ts';
import type { Outcome } from './protocol.ts';
import { rowsOf, sql, typed } from './typed.ts';
import type { WorkerLink } from './worker-link.ts';

/** Years of a busy office; the oldest go. */
const AUDIT_ENTRIES_MAX = 500_000;

const nothing = (done: Result<readonly Outcome[]>): Result<null> => (done.ok ? ok(null) : done);
const any = (done: Result<readonly Outcome[]>): Result<boolean> =>
  done.ok ? ok(done.value[0]!.changes > 0) : done;

export const usersOn = (link: WorkerLink): Database['users'] => ({
  list: async () => {
    const all = typed(sql.selectFrom('users').select('body').orderBy('name'));
    const done = await link.run(false, [all]);
    return done.ok ? ok(bodiesOf<User>(link, rowsOf(all, done.value[0]!.rows))) : done;
  },
  put: async (user) => {
    const body = JSON.stringify(user);
    const put = sql
      .insertInto('users')
      .values({ name: user.name, body })
      .onConflict((conflict) => conflict.column('name').doUpdateSet({ body }));
    return nothing(await link.run(true, [typed(put)]));
  },
  remove: async (name) =>
    any(await link.run(true, [typed(sql.deleteFrom('users').where('name', '=', name))])),
});

export const tokensOn = (link: WorkerLink): Database['tokens'] => ({
  list: async () => {
    const all = typed(sql.selectFrom('tokens').select('body').orderBy('id'));
    const done = await link.run(false, [all]);
    return done.ok ? ok(bodiesOf<Token>(link, rowsOf(all, done.value[0]!.rows))) : done;
  },
  put: async (token) => {
    const body = JSON.stringify(token);
    const put = sql
      .insertInto('tokens')
      .values({ id: token.id, body })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ body }));
    return nothing(await link.run(true, [typed(put)]));
  },
  remove: async (id) => any(await link.run(true, [typed(sql.deleteFrom('tokens').where('id', '=', id))])),
});

export const auditOn = (link: WorkerLink): Database['audit'] => ({
  append: async ({ epochMs, who, from, action, target, facts }) => {
    const row = {
      epoch_ms: Math.round(epochMs),
      who,
      origin: from,
      action,
      target,
      facts: JSON.stringify(facts),
    };
    const oldest = sql
      .deleteFrom('audit')
      .where('id', '<=', ({ selectFrom }) =>
        selectFrom('audit').select(({ fn, eb }) => eb(fn.max('id'), '-', AUDIT_ENTRIES_MAX).as('id')),
      );
    return nothing(await link.run(true, [typed(sql.insertInto('audit').values(row)), typed(oldest)]));
  },
  search: async ({ who, action, fromEpochMs }, limit, before) => {
    const page = typed(
      sql
        .selectFrom('audit')
        .selectAll()
        .$if(who !== undefined, (q) => q.where('who', '=', who!))
        .$if(action !== undefined, (q) => q.where('action', '=', action!))
        .$if(fromEpochMs !== undefined, (q) => q.where('epoch_ms', '>=', fromEpochMs!))
        .$if(before !== undefined, (q) => q.where('id', '<', before!))
        .orderBy('id', 'desc')
        .limit(limit + 1),
    );
    const done = await link.run(false, [page]);
    if (!done.ok) return done;
    const rows = rowsOf(page, done.value[0]!.rows);
    const shown = rows.slice(0, limit);
    const entries = readBodies(
      link,
      shown,
      ({ facts }) => facts,
      (facts: AuditEntry['facts'], { epoch_ms: epochMs, origin: from, ...row }) => ({
        ...row,
        ...{ epochMs, from, facts },
      }),
    );
    return ok({ entries, next: rows.length > limit ? (shown.at(-1)?.id ?? null) : null });
  },
});
