import { isOutOfService } from '../appearances.ts';
import type { Verdict, Way } from '../destination.ts';
import { phoneOf, subscriberOf } from '../people.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Chief and secretary: calls for the chief ring at the secretary, who alone gets through, and whoever the secretary
 * transfers. While the secretary takes no calls, the chief's own telephone rings.
 */

/** The secretary calls, or has sent the caller. */
export function isBySecretary(call: Call, { config }: LinePort, way: Way): boolean {
  const { secretary: to } = config;
  if (to === null) return false;
  return way.by === to || call.legs.some((leg) => leg.number === to && leg.how !== 'secretary');
}

function takesCalls(tx: Transaction, number: string): boolean {
  const index = tx.base.tables.lineOfNumber.get(number);
  if (index === undefined) return false;
  const { doNotDisturb, absent, forward } = subscriberOf(tx, number);
  const there = !isOutOfService(tx, phoneOf(tx, tx.line(index)));
  return !doNotDisturb && !absent && (there || forward.offline !== null);
}

export function secretary(tx: Transaction, call: Call, line: LinePort, way: Way): Verdict {
  const { secretary: to, number } = line.config;
  if (to === null || isBySecretary(call, line, way) || !takesCalls(tx, to)) return null;
  tx.trace(call, line, 'secretary.takes', { number, to });
  return { kind: 'divert', to, how: 'secretary' };
}
