import { otherOf, partiesOf } from '../parties.ts';
import type { CallIndex, PortIndex } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { deskOf } from './desks.ts';
import { giveBack } from './requeue.ts';

/**
 * The party to whom a chained caller was sent leaves: he comes back to his operator. The leaving port is its handler's
 * business. False: the call ends as any other.
 */
export function comesBackChained(tx: Transaction, index: CallIndex, leaving: PortIndex): boolean {
  const call = tx.call(index);
  const { chained, phase } = call;
  if (chained === null || phase.phase !== 'connected' || partiesOf(call).length !== 2) return false;
  const left = otherOf(call, leaving);
  const port = tx.port(leaving);
  if (left === null || tx.port(left).port !== chained.port || call.heldBy.includes(left)) return false;
  const { consoles, consoleAt } = tx.base.tables;
  // The operator himself lets him go.
  if (port.kind === 'line' && consoleAt.get(port.config.number)?.id === chained.console) return false;
  if (!consoles.has(chained.console) || deskOf(tx, chained.console) === null) return false;
  giveBack(tx, index, port, chained.console, 'chained');
  return true;
}
