import type { AlertKind, LegReason } from './model.ts';
import type { Call } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * For whom a telephone rings, so that one that can rings differently for it: an analog one has the one cadence of its
 * country.
 */

/** As the call is when it begins to ring. Who sends a caller on does not change where the caller comes from. */
export function alertKind(tx: Transaction, call: Call, how: LegReason): AlertKind {
  if (how === 'recall') return 'recall';
  const caller = tx.port(call.from);
  if (caller.kind === 'trunk') return 'outside';
  return tx.base.tables.consoleAt.has(caller.config.number) ? 'operator' : 'inside';
}
