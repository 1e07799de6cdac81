/** What lies on the scripted desk besides its calls, as the exchange answers over HTTP. */
import { directory, entryOf, ticketFor, waitingCall } from './desk-people.ts';

const entries = directory.map(entryOf);
const tickets = [ticketFor(waitingCall('02155501234', '上海代理商', { notes: '三月的订单' }))];
const operations = ['consoleAnswer', 'shiftBegan'].map((op, i) => ({
  ...{ id: i + 1, epochMs: Date.now(), operator: 'lin', console: '1', op, call: '', number: '8203' },
  outcome: i === 0 ? 'taken' : 'done',
}));
const bad = { field: 'name', error: 'name-missing' };
const looked = {
  ...{ missing: null, ignored: ['颜色'], fresh: 1, changed: 0, same: 2, bad: 1, absent: 3, taken: null },
  rows: [
    { line: 3, change: 'bad', entry: { ...entries[0], name: '' }, errors: [bad] },
    { line: 2, change: 'new', entry: entries[1], errors: [] },
  ],
};
const BOOKS: Readonly<Record<string, object>> = {
  '/api/directory': { entries, total: entries.length },
  '/api/import/directory.csv': looked,
  '/api/tickets': { tickets, next: 1 },
  '/api/operations': { operations, next: null },
};

/** Null: it has no such book. */
export const bookOf = (path: string): object | null => BOOKS[path] ?? null;
