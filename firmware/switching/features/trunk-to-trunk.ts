import { linesOf } from '../appearances.ts';
import { partiesOf } from '../parties.ts';
import type { Call, LinePort, Port, PortIndex } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Two exchange lines that only hear each other may never be released: their far ends must tell. So it takes a
 * class of service that permits it, and at least one line whose far end is known to tell.
 */

function outsideAlone(
  tx: Transaction,
  parties: readonly PortIndex[],
): readonly Extract<Port, { kind: 'trunk' }>[] {
  const ports = parties.map((party) => tx.port(party));
  const trunks = ports.flatMap((port) => (port.kind === 'trunk' ? [port] : []));
  return trunks.length === ports.length && trunks.length > 0 ? trunks : [];
}

/** Its far end tells when it has gone. */
export const tellsRelease = ({ config }: Extract<Port, { kind: 'trunk' }>): boolean =>
  config.carrier !== '' || config.releaseBy.length > 0;

export const mayConnect = (tx: Transaction, by: LinePort): boolean =>
  tx.base.tables.classes.get(by.config.classOfService)?.trunkToTrunk ?? false;

export function permitted(tx: Transaction, held: Call, consulted: Call, by: LinePort): boolean {
  const own = linesOf(tx, by).map(({ index }) => index);
  const others = [...partiesOf(held), ...partiesOf(consulted)].filter((party) => !own.includes(party));
  const trunks = outsideAlone(tx, others);
  return trunks.length < 2 || (mayConnect(tx, by) && trunks.some(tellsRelease));
}

/** Whether those who are left in a call may go on without `left`. */
export function mayGoOnAlone(tx: Transaction, call: Call, left: Port): boolean {
  const trunks = outsideAlone(tx, partiesOf(call));
  return (
    trunks.length === 0 || ((left.kind === 'trunk' || mayConnect(tx, left)) && trunks.some(tellsRelease))
  );
}
