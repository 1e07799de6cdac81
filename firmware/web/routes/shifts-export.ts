/** Shifts (班次) of all operators as a table. */
import type { Shift } from '#ports/desk-store.ts';
import { ShiftExportQuerySchema } from '../protocol/desk-books.ts';
import type { Route } from '../routing/route.ts';
import { bookRoutes, type Column, column as columnOf, type Language } from './book-export.ts';

const ENDS: Readonly<Record<Language, Readonly<Record<Shift['endedBy'], string>>>> = {
  'zh-CN': { '': '', 'log-out': '退出', 'hand-over': '交班', gone: '离开', replaced: '换台' },
  en: { '': '', 'log-out': 'logged out', 'hand-over': 'handed over', gone: 'left', replaced: 'moved' },
};
const column = columnOf<Shift>;
const seconds = (ms: number): number => Math.round(ms / 100) / 10;
const figure = (zh: string, en: string, name: Exclude<keyof Shift['statistics'], `${string}Ms`>) =>
  column(zh, en, ({ statistics }) => statistics[name]);

const COLUMNS: readonly Column<Shift>[] = [
  column('话务员', 'Operator', ({ operator }) => operator),
  column('话务台', 'Console', ({ console }) => console),
  column('上班', 'Began', ({ beganEpochMs }) => ({ at: beganEpochMs })),
  column('下班', 'Ended', ({ endedEpochMs }) => (endedEpochMs === null ? null : { at: endedEpochMs })),
  column('结束方式', 'Ended by', ({ endedBy }, language) => ENDS[language][endedBy]),
  column('接班人', 'Handed over to', ({ to }) => to),
  figure('应答', 'Answered', 'answered'),
  figure('三声铃内应答', 'Within three rings', 'answeredInThreeRings'),
  column('平均应答（秒）', 'Mean time to answer (s)', ({ statistics }) => seconds(statistics.answerMeanMs)),
  column('95% 应答（秒）', '95% answered within (s)', ({ statistics }) => seconds(statistics.answerP95Ms)),
  figure('转接', 'Transferred', 'transferred'),
  figure('回叫', 'Recalled', 'recalled'),
  figure('未接', 'Lost', 'lost'),
  figure('话单', 'Tickets', 'tickets'),
  column('交班留言', 'Words for the next shift', ({ words }) => words),
];

export const SHIFT_EXPORT_ROUTES: readonly Route[] = bookRoutes({
  name: 'shifts',
  sheet: { 'zh-CN': '班次', en: 'Shifts' },
  summary: 'Shifts of all operators',
  query: ShiftExportQuerySchema,
  columns: COLUMNS,
  read: (store, query, limit, before) => store.shifts(query, limit, before),
});
