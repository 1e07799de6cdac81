import type { BoardView, Desk, DeskAction, DeskReply, DeskSeat, DeskView, Lamp } from '#ports/desk.ts';
import type { CallId, PortId } from '#units/ids.ts';
import { fail, ok } from '#units/result.ts';
import { entry } from '../../support/desk.ts';

export const EMPTY_VIEW: DeskView = {
  ...{ console: '1', consoleName: '话务台 1', extension: '801', operator: 'operator', state: 'idle' },
  ...{ suspended: false, telephone: 'off-hook', groups: [], levels: [], waiting: [], source: null },
  ...{ destination: null, conference: false, held: [], reserved: null, chained: false, called: [] },
  ...{ ticket: null, staged: [], recent: [], messages: [], parked: [], otherConsoles: [], alarms: 0 },
  ...{ wakeUps: [], quietTimes: [] },
  ...{ entityMode: { entity: 'main', mode: 'day', byHand: false }, handover: '', may: ['consoleAnswer'] },
  statistics: {
    ...{ sinceEpochMs: 0, answered: 0, answeredInThreeRings: 0, answerMeanMs: 0, answerP95Ms: 0 },
    ...{ transferred: 0, recalled: 0, lost: 0, tickets: 0 },
  },
};

export const card = (number: string): NonNullable<DeskView['source']> => ({
  ...{ call: 'c1' as CallId, number, name: '', state: 'connected', outside: true, sinceEpochMs: 5 },
  ...{ entry: null, language: null, important: false, notes: '', lamp: 'unknown' },
});

/** A desk that is moved by the test's hand, and remembers what it was asked. */
export class ScriptedDesk {
  view: DeskView = EMPTY_VIEW;
  readonly asked: DeskAction[] = [];
  readonly sat: string[] = [];
  readonly loggedOut: string[] = [];
  refuse: string | null = null;
  reply: DeskReply = { ok: true, call: null };
  left = 0;
  boardNow: BoardView = { groups: [], consoles: [] };
  take: () => void = () => undefined;
  readonly #changed = new Set<() => void>();
  readonly #lamps = new Set<(changes: readonly (readonly [string, Lamp])[]) => void>();
  readonly #boards = new Set<() => void>();

  show(change: Partial<DeskView>): void {
    this.view = { ...this.view, ...change };
    for (const changed of [...this.#changed]) changed();
  }

  lamp(number: string, lamp: Lamp): void {
    for (const changed of [...this.#lamps]) changed([[number, lamp]]);
  }

  showBoard(board: BoardView): void {
    this.boardNow = board;
    for (const changed of [...this.#boards]) changed();
  }

  get desk(): Pick<
    Desk,
    'sit' | 'board' | 'onBoard' | 'logOut' | 'consoles' | 'trunkGroups' | 'unread' | 'read'
  > {
    return {
      sit: async (user, console, tab, taken) => {
        if (this.refuse !== null) return fail({ code: this.refuse, where: '', what: '', todo: '' });
        this.sat.push(`${user} ${console} ${tab}`);
        this.take = taken;
        return ok(this.#seat());
      },
      board: () => this.boardNow,
      onBoard: (changed) => {
        this.#boards.add(changed);
        return () => this.#boards.delete(changed);
      },
      logOut: (user) => void this.loggedOut.push(user),
      consoles: () => [{ id: '1', name: '话务台 1', operator: null }],
      trunkGroups: () => [{ group: 'outside', ports: ['1/7', '1/8'] as PortId[] }],
      unread: () => 2,
      read: (_number, ids) => ids.length,
    };
  }

  #seat(): DeskSeat {
    return {
      view: () => this.view,
      onChange: (changed) => {
        this.#changed.add(changed);
        return () => this.#changed.delete(changed);
      },
      lamps: () => [['801', 'free']],
      onLamps: (changed) => {
        this.#lamps.add(changed);
        return () => this.#lamps.delete(changed);
      },
      search: (text, limit) => [
        { ...entry(limit), name: text, found: { field: 'name', from: 0, to: 1 }, lamp: 'free' },
      ],
      act: async (action) => {
        this.asked.push(action);
        return this.reply;
      },
      leave: () => {
        this.left += 1;
      },
    };
  }
}
