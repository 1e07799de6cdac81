import type { Verdict, Way } from '../destination.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Chief and secretary: calls for the chief ring at the secretary, who alone gets through, and whoever the secretary
 * transfers.
 */
export function secretary(tx: Transaction, call: Call, line: LinePort, way: Way): Verdict {
  const { secretary: to, number } = line.config;
  if (to === null || way.by === to || way.how === 'recall') return null;
  const sender = call.legs.some((leg) => leg.number === to && leg.how !== 'secretary');
  if (sender) return null;
  tx.trace(call, line, 'secretary.takes', { number, to });
  return { kind: 'divert', to, how: 'secretary' };
}
