/** Tickets (话单) as a table: what an operators' room gives to whoever looks after its callers. */
import type { Ticket } from '#ports/desk.ts';
import { TicketExportQuerySchema } from '../protocol/desk-books.ts';
import type { Route } from '../routing/route.ts';
import { bookRoutes, type Column, column as columnOf, type Language } from './book-export.ts';

type Words<K extends string> = Readonly<Record<Language, Readonly<Record<K, string>>>>;

const STATES: Words<Ticket['state']> = {
  'zh-CN': { open: '处理中', staged: '暂存', completed: '完成', 'handed-on': '已移交' },
  en: { open: 'open', staged: 'staged', completed: 'completed', 'handed-on': 'handed on' },
};
const RESULTS: Words<Ticket['result']> = {
  'zh-CN': {
    ...{ '': '', transferred: '已转接', message: '已留言', informed: '已答复', refused: '已拒绝' },
    ...{ lost: '已挂机', 'follow-up': '待跟进' },
  },
  en: {
    ...{ '': '', transferred: 'transferred', message: 'message left', informed: 'informed' },
    ...{ refused: 'refused', lost: 'hung up', 'follow-up': 'to follow up' },
  },
};

const column = columnOf<Ticket>;
const COLUMNS: readonly Column<Ticket>[] = [
  column('编号', 'Ticket', ({ id }) => String(id)),
  column('开始时间', 'Opened', ({ openedEpochMs }) => ({ at: openedEpochMs })),
  column('结束时间', 'Closed', ({ closedEpochMs }) =>
    closedEpochMs === null ? null : { at: closedEpochMs },
  ),
  column('话务员', 'Operator', ({ operator }) => operator),
  column('话务台', 'Console', ({ console }) => console),
  column('状态', 'State', ({ state }, language) => STATES[language][state]),
  column('来话号码', 'Caller’s number', ({ callerNumber }, _, mask) => mask(callerNumber)),
  column('来话人', 'Who called', ({ callerName }) => callerName),
  column('要找谁', 'Who was wanted', ({ wanted }) => wanted),
  column('事由', 'Why', ({ reason }) => reason),
  column('结果', 'Result', ({ result }, language) => RESULTS[language][result]),
  column('跟进', 'Follow-up', ({ followUp }) => followUp),
  column('附言', 'Notes', ({ notes }) => notes),
];

export const TICKET_EXPORT_ROUTES: readonly Route[] = bookRoutes({
  name: 'tickets',
  sheet: { 'zh-CN': '话务单', en: 'Tickets' },
  summary: 'Tickets',
  query: TicketExportQuerySchema,
  columns: COLUMNS,
  read: (store, query, limit, before) => store.tickets(query, limit, before),
});
