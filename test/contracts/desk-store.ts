import { describe, expect, it } from 'vitest';
import type { Database } from '#ports/database.ts';
import type { ConsoleLayout, DeskChange } from '#ports/desk-store.ts';
import { entry, message, operation, score, shift, ticket } from '../support/desk.ts';
import { NOON_EPOCH_MS } from '../support/records.ts';
import { type DatabaseUnderTest, value } from './database.ts';

const HOUR_MS = 3_600_000;
const LAYOUT: ConsoleLayout = {
  ...{ user: 'chen', profile: 'numeric-pad', remapped: { answer: 'F2' } },
  keys: [{ kind: 'extension', number: '802', label: '总机' }, null, { kind: 'level', level: 2 }],
};
const ids = ({ rows }: { readonly rows: readonly { readonly id: number }[] }): readonly number[] =>
  rows.map(({ id }) => id);

/** What every `Database` promises of what operators leave behind; run on SQLite and on the one in memory. */
export function deskStoreContract(name: string, make: () => DatabaseUnderTest): void {
  const withDesk =
    (body: (desk: Database['desk'], database: Database, under: DatabaseUnderTest) => Promise<void>) =>
    async () => {
      const under = make();
      try {
        const database = await under.open();
        await body(database.desk, database, under);
      } finally {
        await under.close();
      }
    };

  describe(`the contract of what operators leave behind: ${name}`, () => {
    it(
      'a fresh one has nothing pending, and gives ids from 1 on',
      withDesk(async (desk) => {
        expect(await value(desk.pending())).toEqual({
          ...{ tickets: [], shifts: [], handovers: [], messages: [] },
          last: { entry: 0, ticket: 0, message: 0, operation: 0, shift: 0 },
        });
        expect(await value(desk.save([]))).toBeNull();
        expect(await value(desk.layout('chen'))).toBeNull();
      }),
    );

    it(
      'a directory is read a page at a time; what is put again replaces, what is gone is gone',
      withDesk(async (desk) => {
        const all = Array.from({ length: 25 }, (_, i): DeskChange => ({ what: 'entry', row: entry(i + 1) }));
        await value(desk.save(all));
        await value(
          desk.save([
            { what: 'entry', row: entry(3, { name: '单雄信' }) },
            { what: 'entryGone', id: 4 },
            { what: 'entryGone', id: 99 },
          ]),
        );
        const first = await value(desk.entriesAfter(0, 4));
        expect(first.map((one) => one.id)).toEqual([1, 2, 3, 5]);
        expect(first[2]).toEqual(entry(3, { name: '单雄信' }));
        expect(await value(desk.entriesAfter(5, 100))).toHaveLength(20);
        expect((await value(desk.pending())).last.entry).toBe(25);
      }),
    );

    it(
      'tickets that are not completed, unread messages and open shifts wait for the next start',
      withDesk(async (desk) => {
        const closed = { state: 'completed', closedEpochMs: NOON_EPOCH_MS + 5, result: 'informed' } as const;
        await value(
          desk.save([
            { what: 'ticket', row: ticket(1, closed) },
            { what: 'ticket', row: ticket(2, { notes: '来电询价' }) },
            { what: 'ticket', row: ticket(3, { state: 'staged' }) },
            { what: 'message', row: message(1, { readEpochMs: NOON_EPOCH_MS }) },
            { what: 'message', row: message(2) },
            { what: 'shift', row: shift(1, { endedEpochMs: NOON_EPOCH_MS, words: '早班' }) },
            { what: 'shift', row: shift(2, { endedEpochMs: NOON_EPOCH_MS, words: '中班留言' }) },
            { what: 'shift', row: shift(3, { console: '2', endedEpochMs: NOON_EPOCH_MS }) },
            { what: 'shift', row: shift(4, { operator: 'amir' }) },
            { what: 'operation', row: operation(7) },
          ]),
        );
        const pending = await value(desk.pending());
        expect(pending.tickets).toEqual([ticket(2, { notes: '来电询价' }), ticket(3, { state: 'staged' })]);
        expect(pending.messages).toEqual([message(2)]);
        expect(pending.shifts).toEqual([shift(4, { operator: 'amir' })]);
        expect(pending.handovers.map(({ words }) => words)).toEqual(['中班留言']);
        expect(pending.last).toEqual({ entry: 0, ticket: 3, message: 2, operation: 7, shift: 4 });
      }),
    );

    it(
      'tickets are found by time, operator, state, result and words',
      withDesk(async (desk) => {
        const rows = [
          ticket(1, { operator: 'amir' }),
          ticket(2, { openedEpochMs: NOON_EPOCH_MS + HOUR_MS, callerName: 'Wang' }),
          ticket(3, { state: 'staged', wanted: '销售部' }),
          ticket(4, { result: 'message', callerNumber: '13800001111' }),
        ];
        await value(desk.save(rows.map((row) => ({ what: 'ticket', row }))));
        const found = async (query: Parameters<typeof desk.tickets>[0]) =>
          ids(await value(desk.tickets(query, 9)));
        expect(await found({})).toEqual([4, 3, 2, 1]);
        expect(await found({ operator: 'amir' })).toEqual([1]);
        expect(await found({ fromEpochMs: NOON_EPOCH_MS + 1 })).toEqual([2]);
        expect(await found({ toEpochMs: NOON_EPOCH_MS })).toEqual([]);
        expect(await found({ state: 'staged' })).toEqual([3]);
        expect(await found({ result: 'message' })).toEqual([4]);
        expect(await found({ text: 'wang' })).toEqual([2]);
        expect(await found({ text: '销售' })).toEqual([3]);
        expect(await found({ text: '0000111' })).toEqual([4]);
        expect(await found({ text: "%' or 1=1" })).toEqual([]);
        const page = await value(desk.tickets({}, 3));
        expect([ids(page), page.next]).toEqual([[4, 3, 2], 2]);
        const rest = await value(desk.tickets({}, 3, page.next!));
        expect([ids(rest), rest.next]).toEqual([[1], null]);
        expect(rest.rows[0]).toEqual(ticket(1, { operator: 'amir' }));
      }),
    );

    it(
      'operations are found by time, operator, console, key and number',
      withDesk(async (desk) => {
        const rows = [
          operation(1, { operator: 'amir', console: '2' }),
          operation(2, { op: 'consoleCall', number: '8021' }),
          operation(3, { epochMs: NOON_EPOCH_MS + HOUR_MS, outcome: 'not-in-that-state' }),
        ];
        await value(desk.save(rows.map((row) => ({ what: 'operation', row }))));
        const found = async (query: Parameters<typeof desk.operations>[0]) =>
          ids(await value(desk.operations(query, 9)));
        expect(await found({})).toEqual([3, 2, 1]);
        expect(await found({ operator: 'amir' })).toEqual([1]);
        expect(await found({ console: '1' })).toEqual([3, 2]);
        expect(await found({ op: 'consoleCall' })).toEqual([2]);
        expect(await found({ number: '802' })).toEqual([2]);
        expect(await found({ fromEpochMs: NOON_EPOCH_MS + 1 })).toEqual([3]);
        expect(await found({ toEpochMs: NOON_EPOCH_MS + 1 })).toEqual([2, 1]);
        expect((await value(desk.operations({}, 1, 3))).rows).toEqual([rows[1]]);
      }),
    );

    it(
      'messages are found by whom they are for, shifts by operator and time',
      withDesk(async (desk) => {
        await value(
          desk.save([
            { what: 'message', row: message(1) },
            { what: 'message', row: message(2, { for: '803' }) },
            { what: 'message', row: message(3, { readEpochMs: NOON_EPOCH_MS }) },
            { what: 'shift', row: shift(1) },
            { what: 'shift', row: shift(2, { operator: 'amir', beganEpochMs: NOON_EPOCH_MS + 9 }) },
          ]),
        );
        expect(ids(await value(desk.messages({}, 9)))).toEqual([3, 2, 1]);
        expect(ids(await value(desk.messages({ for: '802' }, 9)))).toEqual([3, 1]);
        expect(ids(await value(desk.messages({ for: '802', unread: true }, 9)))).toEqual([1]);
        expect(ids(await value(desk.shifts({ operator: 'amir' }, 9)))).toEqual([2]);
        expect(ids(await value(desk.shifts({ fromEpochMs: NOON_EPOCH_MS }, 1)))).toEqual([2]);
        expect(ids(await value(desk.shifts({ toEpochMs: NOON_EPOCH_MS }, 9)))).toEqual([]);
        expect(ids(await value(desk.shifts({ toEpochMs: NOON_EPOCH_MS + 1 }, 9)))).toEqual([1]);
      }),
    );

    it(
      'scores of training are found by operator, the newest first, and go when they are old',
      withDesk(async (desk) => {
        const later = { endedEpochMs: NOON_EPOCH_MS + 9 };
        const rows = [score(1), score(2, { operator: 'amir', ...later }), score(3, later)];
        await value(desk.save(rows.map((row) => ({ what: 'score', row }))));
        expect(await value(desk.scores({ operator: 'chen' }, 9))).toEqual({
          rows: [rows[2], rows[0]],
          next: null,
        });
        expect(await value(desk.scores({}, 2))).toMatchObject({ rows: [{ id: 3 }, { id: 2 }], next: 2 });
        expect(ids(await value(desk.scores({}, 2, 2)))).toEqual([1]);
        expect(await value(desk.prune(NOON_EPOCH_MS + 1))).toBe(1);
        expect(ids(await value(desk.scores({}, 9)))).toEqual([3, 2]);
      }),
    );

    it(
      'what is old and over is deleted; what somebody still waits for stays however old it is',
      withDesk(async (desk) => {
        const over = { state: 'completed', closedEpochMs: NOON_EPOCH_MS } as const;
        await value(
          desk.save([
            { what: 'ticket', row: ticket(1, over) },
            { what: 'ticket', row: ticket(2) },
            { what: 'message', row: message(1, { readEpochMs: NOON_EPOCH_MS }) },
            { what: 'message', row: message(2) },
            { what: 'operation', row: operation(1) },
            { what: 'operation', row: operation(2, { epochMs: NOON_EPOCH_MS + HOUR_MS }) },
            { what: 'shift', row: shift(1, { endedEpochMs: NOON_EPOCH_MS }) },
            { what: 'shift', row: shift(2) },
          ]),
        );
        expect(await value(desk.prune(NOON_EPOCH_MS + 1))).toBe(4);
        expect(ids(await value(desk.tickets({}, 9)))).toEqual([2]);
        expect(ids(await value(desk.messages({}, 9)))).toEqual([2]);
        expect(ids(await value(desk.operations({}, 9)))).toEqual([2]);
        expect(ids(await value(desk.shifts({}, 9)))).toEqual([2]);
      }),
    );

    it(
      'after a restart layouts, tickets and directory are there',
      withDesk(async (desk, database, under) => {
        await value(desk.save([{ what: 'layout', row: { ...LAYOUT, keys: [] } }]));
        await value(
          desk.save([
            { what: 'layout', row: LAYOUT },
            { what: 'ticket', row: ticket(1) },
            { what: 'entry', row: entry(1) },
          ]),
        );
        expect(await value(desk.layout('chen'))).toEqual(LAYOUT);
        if (under.reopen === undefined) return;
        const again = (await under.reopen(database)).desk;
        expect(await value(again.layout('chen'))).toEqual(LAYOUT);
        expect((await value(again.pending())).tickets).toEqual([ticket(1)]);
        expect(await value(again.entriesAfter(0, 5))).toEqual([entry(1)]);
      }),
    );
  });
}
