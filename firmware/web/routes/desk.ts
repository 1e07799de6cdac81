/** What the operators' desk has besides its socket: consoles, the wall, tickets, messages, operations, shifts. */
import type { Answer } from '#ports/database.ts';
import type { DeskStore, Page } from '#ports/desk-store.ts';
import { maskedTicket } from '../desk/masked.ts';
import type { Parts } from '../parts.ts';
import { DoneSchema } from '../protocol/common.ts';
import {
  BOOK_PAGE_MAX,
  LayoutSchema,
  MessagePageSchema,
  MessageQuerySchema,
  OperationPageSchema,
  OperationQuerySchema,
  ReadSchema,
  ShiftPageSchema,
  ShiftQuerySchema,
  TicketPageSchema,
  TicketQuerySchema,
} from '../protocol/desk-books.ts';
import { BoardSchema, ConsolesSchema, TrunkGroupsSchema } from '../protocol/desk-view.ts';
import { DESK_SUPERVISORS, DESK_USERS, LOGGED_IN, SEATS } from '../routing/policy.ts';
import { failed, forbidden, notRunning, Refused } from '../routing/refused.ts';
import { type Asked, type Route, route } from '../routing/route.ts';

const subject = 'operators';
const refusals = { 503: 'error' } as const;

interface Limits {
  readonly limit?: number;
  readonly before?: number;
}

/** One page of a book of the desk. */
async function pageOf<T>(
  { database }: Parts,
  { limit = BOOK_PAGE_MAX, before }: Limits,
  read: (store: DeskStore, limit: number, before?: number) => Answer<Page<T>>,
): Promise<Page<T> | Refused> {
  if (database === null) return notRunning('database');
  const page = await read(database.desk, limit, before);
  return page.ok ? page.value : failed(page.error);
}

/** Times of a query under the names that the store has for them. */
function timesOf<Q extends { readonly from?: number; readonly to?: number } & Limits>(query: Q) {
  const { from, to, limit: _, before: __, ...rest } = query;
  return {
    ...rest,
    ...(from === undefined ? {} : { fromEpochMs: from }),
    ...(to === undefined ? {} : { toEpochMs: to }),
  };
}

const consoles = route({
  method: 'GET',
  path: '/api/desk/consoles',
  operation: 'deskConsoles',
  subject,
  summary: "Operators' consoles, and who sits there",
  policy: DESK_USERS,
  answer: ConsolesSchema,
  refusals,
  handle: ({ parts }) => parts.desk?.consoles() ?? notRunning('desk'),
});

const trunkGroups = route({
  method: 'GET',
  path: '/api/desk/trunk-groups',
  operation: 'deskTrunkGroups',
  subject,
  summary: 'Groups of exchange lines and their positions, for keys that supervise them',
  policy: DESK_USERS,
  answer: TrunkGroupsSchema,
  refusals,
  handle: ({ parts }) =>
    parts.desk?.trunkGroups().map(({ group, ports }) => ({ group, ports: [...ports] })) ?? notRunning('desk'),
});

const board = route({
  method: 'GET',
  path: '/api/board',
  operation: 'board',
  subject,
  summary: 'The wall: who waits by level and since when, answered in time, consoles; no caller is named',
  policy: LOGGED_IN,
  answer: BoardSchema,
  refusals,
  handle: ({ parts }) => parts.desk?.board() ?? notRunning('desk'),
});

const tickets = route({
  method: 'GET',
  path: '/api/tickets',
  operation: 'tickets',
  subject,
  summary: 'Tickets of callers, newest first',
  policy: DESK_USERS,
  query: TicketQuerySchema,
  answer: TicketPageSchema,
  refusals,
  handle: async ({ parts, query, who }) => {
    const page = await pageOf(parts, query, (store, limit, before) =>
      store.tickets(timesOf(query), limit, before),
    );
    if (page instanceof Refused) return page;
    const mask = (number: string): string => parts.mask(who.role, number);
    return { tickets: page.rows.map((one) => maskedTicket(one, mask)), next: page.next };
  },
});

const mayRead = ({ who }: Asked<unknown, unknown, unknown>, number: string | undefined): boolean =>
  (who.role !== null && SEATS.includes(who.role)) || (who.extension !== '' && number === who.extension);
const notYours = (): Refused =>
  forbidden('for', 'these are somebody else’s messages', 'ask for those of the own extension');

const messages = route({
  method: 'GET',
  path: '/api/messages',
  operation: 'messages',
  subject,
  summary: 'Messages left with operators, newest first; who is no operator sees those of the own extension',
  policy: LOGGED_IN,
  query: MessageQuerySchema,
  answer: MessagePageSchema,
  refusals,
  handle: async (asked) => {
    const { parts, query } = asked;
    if (!mayRead(asked, query.for)) return notYours();
    const { limit: _, before: __, ...wish } = query;
    const page = await pageOf(parts, query, (store, limit, before) => store.messages(wish, limit, before));
    if (page instanceof Refused) return page;
    const unread = query.for === undefined ? null : (parts.desk?.unread(query.for) ?? null);
    return { messages: page.rows, next: page.next, unread };
  },
});

const read = route({
  method: 'POST',
  path: '/api/messages/read',
  operation: 'readMessages',
  subject,
  summary: 'They were read: the lamp of the extension goes out when it was the last',
  policy: LOGGED_IN,
  body: ReadSchema,
  answer: DoneSchema,
  refusals,
  handle: (asked) => {
    const { parts, body } = asked;
    if (!mayRead(asked, body.for)) return notYours();
    if (parts.desk === null) return notRunning('desk');
    parts.desk.read(body.for, body.ids);
    return { done: true } as const;
  },
});

const operations = route({
  method: 'GET',
  path: '/api/operations',
  operation: 'operations',
  subject,
  summary: 'Every key of the consoles that acted, newest first',
  policy: DESK_SUPERVISORS,
  query: OperationQuerySchema,
  answer: OperationPageSchema,
  refusals,
  handle: async ({ parts, query, who }) => {
    const page = await pageOf(parts, query, (store, limit, before) =>
      store.operations(timesOf(query), limit, before),
    );
    if (page instanceof Refused) return page;
    const rows = page.rows.map((one) => ({ ...one, number: parts.mask(who.role, one.number) }));
    return { operations: rows, next: page.next };
  },
});

const shifts = route({
  method: 'GET',
  path: '/api/shifts',
  operation: 'shifts',
  subject,
  summary: 'Who was on duty when, and what was done, newest first',
  policy: DESK_SUPERVISORS,
  query: ShiftQuerySchema,
  answer: ShiftPageSchema,
  refusals,
  handle: async ({ parts, query }) => {
    const page = await pageOf(parts, query, (store, limit, before) =>
      store.shifts(timesOf(query), limit, before),
    );
    return page instanceof Refused ? page : { shifts: page.rows, next: page.next };
  },
});

const EMPTY_LAYOUT = { keys: [], profile: 'numeric-pad', remapped: {} };

const layout = route({
  method: 'GET',
  path: '/api/desk/layout',
  operation: 'consoleLayout',
  subject,
  summary: 'How the user who asks has the console',
  policy: DESK_USERS,
  answer: LayoutSchema,
  refusals,
  handle: async ({ parts: { database }, who }) => {
    if (database === null) return notRunning('database');
    const found = await database.desk.layout(who.name);
    if (!found.ok) return failed(found.error);
    const { keys, profile, remapped } = found.value ?? EMPTY_LAYOUT;
    return { keys, profile, remapped };
  },
});

const setLayout = route({
  method: 'PUT',
  path: '/api/desk/layout',
  operation: 'setConsoleLayout',
  subject,
  summary: 'Keeps how the user who asks has the console',
  policy: DESK_USERS,
  body: LayoutSchema,
  answer: DoneSchema,
  refusals,
  handle: async ({ parts: { database }, who, body }) => {
    if (database === null) return notRunning('database');
    const saved = await database.desk.save([{ what: 'layout', row: { ...body, user: who.name } }]);
    return saved.ok ? ({ done: true } as const) : failed(saved.error);
  },
});

export const DESK_ROUTES: readonly Route[] = [
  consoles,
  trunkGroups,
  board,
  tickets,
  messages,
  read,
  operations,
  shifts,
  layout,
  setLayout,
];
