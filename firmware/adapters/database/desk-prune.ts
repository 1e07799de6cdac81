import { ok, type Result } from '#units/result.ts';
import { sql, typed } from './typed.ts';
import type { WorkerLink } from './worker-link.ts';

/** Rows of one transaction: a year deleted at once would hold up every other writer. */
const PRUNE_AT_ONCE = 1_000;

const old = (olderThanEpochMs: number) => [
  typed(
    sql
      .deleteFrom('operations')
      .where('id', 'in', (from) =>
        from
          .selectFrom('operations')
          .select('id')
          .where('epoch_ms', '<', olderThanEpochMs)
          .orderBy('epoch_ms')
          .limit(PRUNE_AT_ONCE),
      ),
  ),
  typed(
    sql
      .deleteFrom('tickets')
      .where('id', 'in', (from) =>
        from
          .selectFrom('tickets')
          .select('id')
          .where('opened_ms', '<', olderThanEpochMs)
          .where('state', '=', 'completed')
          .orderBy('opened_ms')
          .limit(PRUNE_AT_ONCE),
      ),
  ),
  typed(
    sql
      .deleteFrom('messages')
      .where('id', 'in', (from) =>
        from
          .selectFrom('messages')
          .select('id')
          .where('left_ms', '<', olderThanEpochMs)
          .where('read_ms', 'is not', null)
          .limit(PRUNE_AT_ONCE),
      ),
  ),
  typed(
    sql
      .deleteFrom('shifts')
      .where('id', 'in', (from) =>
        from
          .selectFrom('shifts')
          .select('id')
          .where('began_ms', '<', olderThanEpochMs)
          .where('ended_ms', 'is not', null)
          .limit(PRUNE_AT_ONCE),
      ),
  ),
  typed(
    sql
      .deleteFrom('scores')
      .where('id', 'in', (from) =>
        from.selectFrom('scores').select('id').where('ended_ms', '<', olderThanEpochMs).limit(PRUNE_AT_ONCE),
      ),
  ),
];

/** What is still open, or not yet read, stays however old it is. */
export async function pruneDesk(link: WorkerLink, olderThanEpochMs: number): Promise<Result<number>> {
  const statements = old(olderThanEpochMs);
  for (let deleted = 0; ; ) {
    const done = await link.run(true, statements);
    if (!done.ok) return done;
    const changes = done.value.map((outcome) => outcome.changes);
    deleted += changes.reduce((sum, one) => sum + one, 0);
    if (changes.every((one) => one < PRUNE_AT_ONCE)) return ok(deleted);
  }
}
