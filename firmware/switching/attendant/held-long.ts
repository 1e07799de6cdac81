import type { CallIndex, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { holdArea } from './cards.ts';
import { deskOf, lineOfConsole } from './desks.ts';
import { giveBack } from './requeue.ts';

/**
 * Somebody is in the hold area of a console for long (`holdRecallMs`): he waits for operators again, for the one who
 * holds him first. False: he is with that operator still, or this is no console's telephone.
 */
export function comesBackFromHoldArea(tx: Transaction, index: CallIndex, line: LinePort): boolean {
  const console = tx.base.tables.consoleAt.get(line.config.number);
  if (console === undefined || lineOfConsole(tx, console)?.index !== line.index) return false;
  const desk = deskOf(tx, console.id);
  if (desk === null || !holdArea(tx, line, desk).includes(index)) return false;
  giveBack(tx, index, line, console.id, 'recall');
  return true;
}
