import { dropParty, identityOf, release } from '../call.ts';
import { restingLine } from '../connection.ts';
import { partiesOf } from '../parties.ts';
import { ring } from '../ringing.ts';
import type { LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * A party that was left on hold is not forgotten: the telephone rings for it as soon as it is put down.
 */

/** The telephone was put down while it kept somebody on hold: it rings for the newest; older ones are released. */
export function comesBack(tx: Transaction, line: LinePort): LineState {
  const { held } = tx.line(line.index);
  for (const call of held.slice(0, -1))
    release(tx, call, { cause: 16, by: 'exchange', reason: 'left on hold', leaving: null });
  const index = held.at(-1);
  tx.setLine(line.index, restingLine(tx, line.index));
  if (index === undefined || tx.line(line.index).state.state !== 'idle') return tx.line(line.index).state;
  const call = tx.call(index);
  if (partiesOf(call).length === 1) {
    release(tx, index, { cause: 16, by: 'caller', reason: 'on-hook', leaving: null });
    return tx.line(line.index).state;
  }
  if (partiesOf(call).length > 2) {
    // A conference goes on without who has left it.
    dropParty(tx, index, line.index);
    return tx.line(line.index).state;
  }
  dropParty(tx, index, line.index);
  const left = tx.call(index);
  tx.updateCall(index, { shown: identityOf(tx, left, left.from) });
  tx.trace(left, line, 'recall.rings', { number: line.config.number, why: 'hung up with somebody on hold' });
  ring(tx, index, [tx.line(line.index)], { how: 'recall', by: line.config.number, msMax: null });
  return tx.line(line.index).state;
}
