import { refused, type Verdict, type Way } from '../destination.ts';
import { subscriberOf } from '../people.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { isBySecretary } from './secretary.ts';

/*
 * Somebody does not want to be called now: do-not-disturb, absent. A chief's secretary gets through.
 */

export function absent(tx: Transaction, call: Call, line: LinePort, way: Way): Verdict {
  const { number } = line.config;
  if (!subscriberOf(tx, number).absent || isBySecretary(call, line, way)) return null;
  tx.trace(call, line, 'extension.absent', { number });
  return { kind: 'done', reached: refused(21, 'absent', [{ text: 'absent' }]) };
}

export function doNotDisturb(tx: Transaction, call: Call, line: LinePort, way: Way): Verdict {
  const { number } = line.config;
  if (!subscriberOf(tx, number).doNotDisturb || isBySecretary(call, line, way)) return null;
  tx.trace(call, line, 'extension.doNotDisturb', { number });
  return { kind: 'done', reached: refused(21, 'do not disturb', [{ text: 'do-not-disturb' }]) };
}
