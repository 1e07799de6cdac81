import { leave } from '../call.ts';
import { restingLine } from '../connection.ts';
import type { LineIn } from '../handlers.ts';
import { sideOf } from '../parties.ts';
import type { LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { hold, mayHold, retrieve } from './hold.ts';

/*
 * A telephone that puts its call on hold by itself and says so (RFC 3264 §8.4): it needs no dial tone in its place, for
 * it dials at another of its lines.
 */

export function ownHold(tx: Transaction, line: LineIn<'talking'>): LineState | 'ignored' {
  const call = tx.call(line.state.call);
  if (line.knock !== null || !mayHold(call, line)) return 'ignored';
  hold(tx, call.index, line);
  return { state: 'holding', deadline: null };
}

export function ownRetrieve(tx: Transaction, line: LinePort): LineState | 'ignored' {
  const held = line.held.at(-1);
  return held === undefined ? 'ignored' : retrieve(tx, held, line);
}

/** Whoever is left on hold at a line that hangs up has been released by its user: his display had shown him. */
export function hangUpHolding(tx: Transaction, line: LinePort): LineState {
  for (const index of line.held) {
    const by = sideOf(tx.call(index), line.index);
    leave(tx, index, line.index, { cause: 16, by, reason: 'on-hook' });
  }
  return restingLine(tx, line.index);
}
