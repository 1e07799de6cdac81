import { partiesOf } from '../parties.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/**
 * Two exchange lines that only hear each other may never be released: their far ends must tell. So it takes a
 * class of service that permits it, and at least one line whose far end is known to tell.
 */
export function permitted(tx: Transaction, held: Call, consulted: Call, by: LinePort): boolean {
  const others = [...partiesOf(held), ...partiesOf(consulted)].filter((party) => party !== by.index);
  const trunks = others.flatMap((party) => {
    const port = tx.port(party);
    return port.kind === 'trunk' ? [port] : [];
  });
  if (trunks.length < 2 || trunks.length < others.length) return true;
  const may = tx.base.tables.classes.get(by.config.classOfService)?.trunkToTrunk ?? false;
  return may && trunks.some(({ config }) => config.releaseBy.length > 0);
}
