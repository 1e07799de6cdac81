import type { CommandHandler, CommandOf } from '../features/commands.ts';
import { ringFor } from '../features/prompt.ts';
import { no, yes } from '../features/reply.ts';
import type { Reply } from '../model.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { changeDesk, deskOf, lineOfConsole, touch } from './desks.ts';
import type { AttendantCommand, AttendantConsole } from './model.ts';
import type { Desk } from './state.ts';
import { madeReady } from './telephone.ts';

/*
 * What every command of a console begins with: somebody is logged in there, and the telephone can do it.
 */

export interface Seat {
  readonly console: AttendantConsole;
  readonly desk: Desk;
  readonly line: LinePort;
}

export type Operate<O extends AttendantCommand['op']> = (
  tx: Transaction,
  seat: Seat,
  asked: CommandOf<O>,
) => Reply;

export const taken = (by: string): Reply => ({ ok: false, why: 'taken', by });
export const callYes = ({ id }: Call): Reply => yes(id);

/** As they are after something has been done. */
export const seatNow = (tx: Transaction, { console }: Seat): Seat | null => {
  const desk = deskOf(tx, console.id);
  const line = lineOfConsole(tx, console);
  return desk === null || line === null ? null : { console, desk, line };
};

/** Any key brings an absent console back. */
export function seated<O extends AttendantCommand['op']>(operate: Operate<O>): CommandHandler<O> {
  return (tx, asked) => {
    const { console: id } = asked as AttendantCommand;
    const console = tx.base.tables.consoles.get(id);
    const line = console === undefined ? null : lineOfConsole(tx, console);
    if (console === undefined || line === null) return no('no-such-device');
    if (deskOf(tx, id)?.plugged !== true) return no('not-in-that-state');
    if (line.state.state === 'outOfService') return no('device-cannot');
    touch(tx, id);
    return operate(tx, { console, line, desk: deskOf(tx, id)! }, asked);
  };
}

/**
 * For what needs a telephone that is off-hook and in no call. One that is on-hook rings, and `asked` is done when it is
 * lifted: the answer then is the call that rings. Null: it is ready now.
 */
export function whenReady(tx: Transaction, { console, line }: Seat, asked: AttendantCommand): Reply | null {
  if (madeReady(tx, line)) return null;
  const { state } = tx.line(line.index);
  if (state.state !== 'idle') return no('not-in-that-state');
  const number = 'to' in asked ? asked.to : 'number' in asked && asked.number !== null ? asked.number : '';
  const call = ringFor(tx, tx.line(line.index), number, true);
  changeDesk(tx, console.id, { pending: asked });
  return yes(call.id);
}
