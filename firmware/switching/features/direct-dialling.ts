import type { Trunk } from '../office.ts';
import { compilePatterns, matchPatterns } from '../routing/public.ts';
import type { Call } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { modeNow } from './mode.ts';

/*
 * Direct dialling in (DDI, DID): the carrier says which of the office's numbers a caller has dialled, and that chooses
 * who rings. Only lines that speak in messages say it.
 */

/** Carriers write a number as `+8621…`, `8621…` or its last digits; patterns are of digits. */
const digitsOf = (called: string): string => called.replace(/[^0-9]/g, '');

/** The inside number behind the one that was called; null: none is, or nothing was said. */
export function directNumber(tx: Transaction, { did, entity }: Trunk, call: Call): string | null {
  const called = digitsOf(call.called);
  if (called === '' || did.length === 0) return null;
  const rows = compilePatterns(did.map((value) => ({ pattern: value.pattern, value })));
  const { best } = matchPatterns(rows, called);
  if (best === null) return null;
  const { to, toByMode } = best.value;
  const plain = typeof to === 'string' ? to : called.slice(-to.last);
  const number = toByMode[modeNow(tx, entity)] ?? plain;
  tx.trace(call, tx.port(call.from), 'trunk.direct', { called, number });
  return number;
}
