import { sql as raw } from 'kysely';
import type { DirectoryEntry, LeftMessage, Ticket } from '#ports/desk.ts';
import type {
  ConsoleLayout,
  DeskChange,
  DeskPending,
  DeskStore,
  Operation,
  Page,
  Shift,
} from '#ports/desk-store.ts';
import type { TrainingScore } from '#ports/training.ts';
import { ok, type Result } from '#units/result.ts';
import { bodiesOf } from './bodies.ts';
import { pruneDesk } from './desk-prune.ts';
import { ticketWords } from './desk-words.ts';
import type { Statement } from './protocol.ts';
import { rowsOf, sql, type Typed, typed } from './typed.ts';
import type { WorkerLink } from './worker-link.ts';

/** Rows whose body was read by some statement. */
type Bodies = Typed<{ body: string }>;

function saving(change: DeskChange): Statement {
  switch (change.what) {
    case 'entry':
      return replacing('directory', { id: change.row.id, body: JSON.stringify(change.row) });
    case 'entryGone':
      return typed(sql.deleteFrom('directory').where('id', '=', change.id));
    case 'ticket': {
      const { id, openedEpochMs, state, result, operator } = change.row;
      const words = ticketWords(change.row);
      const row = { id, opened_ms: Math.round(openedEpochMs), state, result, operator, words };
      return replacing('tickets', { ...row, body: JSON.stringify(change.row) });
    }
    case 'message': {
      const { id, for: recipient, leftEpochMs, readEpochMs } = change.row;
      const read_ms = readEpochMs === null ? null : Math.round(readEpochMs);
      const row = { id, recipient, left_ms: Math.round(leftEpochMs), read_ms };
      return replacing('messages', { ...row, body: JSON.stringify(change.row) });
    }
    case 'operation': {
      const { id, operator, console, op, call, number, outcome } = change.row;
      const row = { id, operator, console, op, call, number, outcome };
      return replacing('operations', { ...row, epoch_ms: Math.round(change.row.epochMs) });
    }
    case 'shift': {
      const { id, operator, console, beganEpochMs, endedEpochMs, words } = change.row;
      const ended_ms = endedEpochMs === null ? null : Math.round(endedEpochMs);
      const row = { id, operator, console, began_ms: Math.round(beganEpochMs), ended_ms, words };
      return replacing('shifts', { ...row, body: JSON.stringify(change.row) });
    }
    case 'score': {
      const { id, operator, endedEpochMs } = change.row;
      const row = { id, operator, ended_ms: Math.round(endedEpochMs) };
      return replacing('scores', { ...row, body: JSON.stringify(change.row) });
    }
    case 'layout':
      return replacing('layouts', { user: change.row.user, body: JSON.stringify(change.row) });
  }
}

type DeskTable = 'directory' | 'tickets' | 'messages' | 'operations' | 'shifts' | 'scores' | 'layouts';

/** One text for each table: compiling it for every row of a long list would hold up the exchange. */
const REPLACING = new Map<DeskTable, string>();

function replacing(table: DeskTable, row: Readonly<Record<string, string | number | null>>): Statement {
  let text = REPLACING.get(table);
  if (text === undefined) {
    // The columns of each table are written where the row is made, always in the same order.
    text = typed(sql.replaceInto(table).values(row as never)).sql;
    REPLACING.set(table, text);
  }
  return { sql: text, parameters: Object.values(row) };
}

async function pending(link: WorkerLink): Promise<Result<DeskPending>> {
  const tickets = typed(
    sql.selectFrom('tickets').select('body').where('state', '<>', 'completed').orderBy('id'),
  );
  const shifts = typed(sql.selectFrom('shifts').select('body').where('ended_ms', 'is', null).orderBy('id'));
  const handovers = typed(
    sql
      .selectFrom('shifts')
      .select('body')
      .where('id', 'in', (q) =>
        q
          .selectFrom('shifts')
          .select(({ fn }) => fn.max('id').as('id'))
          .where('ended_ms', 'is not', null)
          .groupBy('console'),
      )
      .where('words', '<>', '')
      .orderBy('id'),
  );
  const messages = typed(
    sql.selectFrom('messages').select('body').where('read_ms', 'is', null).orderBy('id'),
  );
  const tables = ['directory', 'tickets', 'messages', 'operations', 'shifts'] as const;
  const last = tables.map((table) =>
    typed(
      sql.selectFrom(table).select(({ fn }) => fn.coalesce(fn.max<number>('id'), raw<number>`0`).as('last')),
    ),
  );
  const done = await link.run(false, [tickets, shifts, handovers, messages, ...last]);
  if (!done.ok) return done;
  const rows = (place: number) => done.value[place]!.rows;
  const [entry, ticket, message, operation, shift] = last.map(
    (statement, place) => rowsOf(statement, rows(4 + place))[0]!.last,
  );
  return ok({
    tickets: bodiesOf<Ticket>(link, rowsOf(tickets, rows(0))),
    shifts: bodiesOf<Shift>(link, rowsOf(shifts, rows(1))),
    handovers: bodiesOf<Shift>(link, rowsOf(handovers, rows(2))),
    messages: bodiesOf<LeftMessage>(link, rowsOf(messages, rows(3))),
    last: { entry: entry!, ticket: ticket!, message: message!, operation: operation!, shift: shift! },
  });
}

/** A page of the newest; one row more than asked tells whether there is a next one. */
function paged<T extends { readonly id: number }>(found: readonly T[], limit: number): Page<T> {
  const rows = found.slice(0, limit);
  return { rows, next: found.length > limit ? rows.at(-1)!.id : null };
}

async function bodies<T extends { readonly id: number }>(
  link: WorkerLink,
  statement: Bodies,
  limit: number,
): Promise<Result<Page<T>>> {
  const done = await link.run(false, [statement]);
  if (!done.ok) return done;
  const found = rowsOf(statement, done.value[0]!.rows);
  const rows = bodiesOf<T>(link, found.slice(0, limit));
  return ok({ rows, next: found.length > limit ? (rows.at(-1)?.id ?? null) : null });
}

const tickets =
  (link: WorkerLink): DeskStore['tickets'] =>
  ({ fromEpochMs, toEpochMs, operator, state, result, text = '' }, limit, before) =>
    bodies<Ticket>(
      link,
      typed(
        sql
          .selectFrom('tickets')
          .select('body')
          .$if(fromEpochMs !== undefined, (q) => q.where('opened_ms', '>=', fromEpochMs!))
          .$if(toEpochMs !== undefined, (q) => q.where('opened_ms', '<', toEpochMs!))
          .$if(operator !== undefined, (q) => q.where('operator', '=', operator!))
          .$if(state !== undefined, (q) => q.where('state', '=', state!))
          .$if(result !== undefined, (q) => q.where('result', '=', result!))
          .$if(text !== '', (q) => q.where(raw<number>`instr(words, ${text.toLowerCase()})`, '>', 0))
          .$if(before !== undefined, (q) => q.where('id', '<', before!))
          .orderBy('id', 'desc')
          .limit(limit + 1),
      ),
      limit,
    );

const operations =
  (link: WorkerLink): DeskStore['operations'] =>
  async ({ fromEpochMs, toEpochMs, operator, console, op, number = '' }, limit, before) => {
    const page = typed(
      sql
        .selectFrom('operations')
        .selectAll()
        .$if(fromEpochMs !== undefined, (q) => q.where('epoch_ms', '>=', fromEpochMs!))
        .$if(toEpochMs !== undefined, (q) => q.where('epoch_ms', '<', toEpochMs!))
        .$if(operator !== undefined, (q) => q.where('operator', '=', operator!))
        .$if(console !== undefined, (q) => q.where('console', '=', console!))
        .$if(op !== undefined, (q) => q.where('op', '=', op!))
        .$if(number !== '', (q) => q.where(raw<number>`instr(number, ${number})`, '>', 0))
        .$if(before !== undefined, (q) => q.where('id', '<', before!))
        .orderBy('id', 'desc')
        .limit(limit + 1),
    );
    const done = await link.run(false, [page]);
    if (!done.ok) return done;
    const rows = rowsOf(page, done.value[0]!.rows).map(
      ({ epoch_ms: epochMs, ...row }): Operation => ({ ...row, epochMs }),
    );
    return ok(paged(rows, limit));
  };

const messages =
  (link: WorkerLink): DeskStore['messages'] =>
  ({ for: recipient, unread = false }, limit, before) =>
    bodies<LeftMessage>(
      link,
      typed(
        sql
          .selectFrom('messages')
          .select('body')
          .$if(recipient !== undefined, (q) => q.where('recipient', '=', recipient!))
          .$if(unread, (q) => q.where('read_ms', 'is', null))
          .$if(before !== undefined, (q) => q.where('id', '<', before!))
          .orderBy('id', 'desc')
          .limit(limit + 1),
      ),
      limit,
    );

const shifts =
  (link: WorkerLink): DeskStore['shifts'] =>
  ({ operator, fromEpochMs, toEpochMs }, limit, before) =>
    bodies<Shift>(
      link,
      typed(
        sql
          .selectFrom('shifts')
          .select('body')
          .$if(operator !== undefined, (q) => q.where('operator', '=', operator!))
          .$if(fromEpochMs !== undefined, (q) => q.where('began_ms', '>=', fromEpochMs!))
          .$if(toEpochMs !== undefined, (q) => q.where('began_ms', '<', toEpochMs!))
          .$if(before !== undefined, (q) => q.where('id', '<', before!))
          .orderBy('id', 'desc')
          .limit(limit + 1),
      ),
      limit,
    );

const scores =
  (link: WorkerLink): DeskStore['scores'] =>
  ({ operator }, limit, before) =>
    bodies<TrainingScore>(
      link,
      typed(
        sql
          .selectFrom('scores')
          .select('body')
          .$if(operator !== undefined, (q) => q.where('operator', '=', operator!))
          .$if(before !== undefined, (q) => q.where('id', '<', before!))
          .orderBy('id', 'desc')
          .limit(limit + 1),
      ),
      limit,
    );

export const deskOn = (link: WorkerLink): DeskStore => ({
  save: async (changes) => {
    if (changes.length === 0) return ok(null);
    const done = await link.run(true, changes.map(saving));
    return done.ok ? ok(null) : done;
  },
  pending: () => pending(link),
  entriesAfter: async (id, limit) => {
    const some = typed(
      sql.selectFrom('directory').select('body').where('id', '>', id).orderBy('id').limit(limit),
    );
    const done = await link.run(false, [some]);
    return done.ok ? ok(bodiesOf<DirectoryEntry>(link, rowsOf(some, done.value[0]!.rows))) : done;
  },
  tickets: tickets(link),
  messages: messages(link),
  operations: operations(link),
  shifts: shifts(link),
  scores: scores(link),
  layout: async (user) => {
    const one = typed(sql.selectFrom('layouts').select('body').where('user', '=', user));
    const done = await link.run(false, [one]);
    return done.ok ? ok(bodiesOf<ConsoleLayout>(link, rowsOf(one, done.value[0]!.rows))[0] ?? null) : done;
  },
  prune: (olderThanEpochMs) => pruneDesk(link, olderThanEpochMs),
});
