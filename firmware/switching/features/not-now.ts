import { refused, type Verdict } from '../destination.ts';
import { subscriberOf } from '../people.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Somebody does not want to be called now: do-not-disturb, absent.
 */

export function absent(tx: Transaction, call: Call, line: LinePort): Verdict {
  const { number } = line.config;
  if (!subscriberOf(tx, number).absent) return null;
  tx.trace(call, line, 'extension.absent', { number });
  return { kind: 'done', reached: refused(21, 'absent', [{ text: 'absent' }]) };
}

/** Calls that the extension has asked for itself (recall, call-back) get through. */
export function doNotDisturb(tx: Transaction, call: Call, line: LinePort, way: { how: string }): Verdict {
  const { number } = line.config;
  if (!subscriberOf(tx, number).doNotDisturb || way.how === 'recall') return null;
  tx.trace(call, line, 'extension.doNotDisturb', { number });
  return { kind: 'done', reached: refused(21, 'do not disturb', [{ text: 'do-not-disturb' }]) };
}
