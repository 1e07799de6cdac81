import { type Refused, refused, type Verdict, type Way } from '../destination.ts';
import { decideComplete, leadsOutside } from '../digits.ts';
import type { LegReason } from '../model.ts';
import { subscriberOf } from '../people.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Call forwarding (ECMA-269 §17.1.13): all calls, on busy, when the telephone is out of service. "On no answer" is
 * the fallback of a ringing call, see `destination.ts`. A rule is a function declaration: the table of rules is
 * read before this file has run when tests begin here.
 */

/** Sends a call to any number that an extension can dial. */
export function divertTo(tx: Transaction, line: LinePort, to: string, how: LegReason): Verdict {
  const { number, entity } = line.config;
  const decision = decideComplete(tx.base.tables, to, entity);
  if (decision.kind === 'extension') return { kind: 'divert', to: decision.number, how };
  if (leadsOutside(decision))
    return { kind: 'done', reached: { kind: 'outside', dial: to, way: { how, by: number } } };
  return { kind: 'done', reached: nowhere(number, to) };
}

const nowhere = (number: string, to: string): Refused =>
  refused(3, `${number} is forwarded to ${to}, which leads nowhere`, [{ text: 'number-vacant' }]);

/** Somebody to whom all calls go must still be able to call back. */
function isTarget(tx: Transaction, call: Call, to: string): boolean {
  const caller = tx.port(call.from);
  return caller.kind === 'line' && caller.config.number === to;
}

function forwarded(tx: Transaction, call: Call, line: LinePort, to: string | null, how: LegReason): Verdict {
  if (to === null || isTarget(tx, call, to)) return null;
  tx.trace(call, line, 'forward.active', { number: line.config.number, to, why: how });
  return divertTo(tx, line, to, how);
}

const set = (tx: Transaction, line: LinePort) => subscriberOf(tx, line.config.number).forward;

export function forwardAll(tx: Transaction, call: Call, line: LinePort, _way: Way): Verdict {
  return forwarded(tx, call, line, set(tx, line).all, 'forward-all');
}

export function forwardBusy(tx: Transaction, call: Call, line: LinePort, _way: Way): Verdict {
  return forwarded(tx, call, line, set(tx, line).busy, 'forward-busy');
}

export function forwardOffline(tx: Transaction, call: Call, line: LinePort, _way: Way): Verdict {
  return forwarded(tx, call, line, set(tx, line).offline, 'forward-offline');
}
