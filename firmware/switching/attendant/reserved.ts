import { refused, type Verdict, type Way } from '../destination.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/** An extension is kept free for another console than this one. */
export function isReserved(tx: Transaction, number: string, but: string | null): boolean {
  const { desks } = tx.people.attendants;
  for (const [console, { reserved }] of desks)
    if (console !== but && reserved?.number === number) return true;
  return false;
}

/** Kept free for an operator, it is busy for everybody else. */
export function reserved(tx: Transaction, call: Call, line: LinePort, _way: Way): Verdict {
  if (tx.people.attendants.desks.size === 0) return null;
  const caller = tx.port(call.from);
  const console = caller.kind === 'line' ? tx.base.tables.consoleAt.get(caller.config.number)?.id : undefined;
  const { number } = line.config;
  if (!isReserved(tx, number, console ?? null)) return null;
  tx.trace(call, line, 'attendant.reserved', { number });
  return { kind: 'done', reached: refused(17, 'reserved by an operator', [], { number, why: 'busy' }) };
}
