import type { DeskAction, DeskReply, DeskSeat, Ticket } from '#ports/desk.ts';
import type { Operation, Shift } from '#ports/desk-store.ts';
import { OperatorsDesk } from '#runtime/desk/desk.ts';
import type { DeskSources } from '#runtime/desk/sources.ts';
import { value } from '../../../contracts/database.ts';
import { ScriptedExchange } from './scripted-exchange.ts';

export const answer = { op: 'consoleAnswer', call: null } as const;

/** The operators' room: two consoles at a scripted exchange, and what lies in its drawers afterwards. */
export class DeskRoom {
  readonly exchange = new ScriptedExchange();
  desk!: OperatorsDesk;

  static async open(): Promise<DeskRoom> {
    const room = new DeskRoom();
    await room.open();
    return room;
  }

  /** Also again, as after a restart. */
  async open(more: Partial<DeskSources> = {}): Promise<void> {
    this.desk = await OperatorsDesk.open(this.exchange.sources(more));
    await this.desk.loaded;
  }

  async sit(user: string, console = '1', taken: () => void = () => undefined, tab = 'a'): Promise<DeskSeat> {
    const sat = await this.desk.sit(user, console, tab, taken);
    if (!sat.ok) throw new Error(sat.error.what);
    await this.exchange.turn();
    return sat.value;
  }

  /** Why somebody may not sit there; null: he sits. */
  async why(user: string, console: string): Promise<string | null> {
    const sat = await this.desk.sit(user, console, 'x', () => undefined);
    return sat.ok ? null : sat.error.code;
  }

  async act(seat: DeskSeat, action: DeskAction): Promise<DeskReply> {
    const reply = await seat.act(action);
    await this.exchange.turn();
    return reply;
  }

  async ops(): Promise<readonly Operation[]> {
    await this.exchange.turn();
    return (await value(this.exchange.database.desk.operations({}, 100))).rows;
  }

  async shifts(): Promise<readonly Shift[]> {
    await this.exchange.turn();
    return (await value(this.exchange.database.desk.shifts({}, 100))).rows;
  }

  async tickets(): Promise<readonly Ticket[]> {
    await this.exchange.turn();
    return (await value(this.exchange.database.desk.tickets({}, 100))).rows;
  }
}
