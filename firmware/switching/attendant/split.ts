import { identityOf, NEW_CALL, settle } from '../call.ts';
import { addLeg, changeLeg, openLeg } from '../legs.ts';
import { withoutParty } from '../parties.ts';
import { numberAt } from '../people.ts';
import type { Call, CallIndex, LinePort, PortIndex } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/**
 * A party of a conference goes into a call of its own, which `by` keeps on hold; the others go on without it.
 */
export function splitOff(tx: Transaction, index: CallIndex, party: PortIndex, by: LinePort): Call {
  const call = tx.call(index);
  const port = tx.port(party);
  const { number, name, absence } = identityOf(tx, call, party);
  const talking = (leg: ReturnType<typeof openLeg>) => ({ ...leg, answeredAt: tx.now });
  tx.free(party, call.id);
  tx.updateCall(index, {
    ...withoutParty(call, party),
    legs: changeLeg(call.legs, port, { releasedAt: tx.now }),
  });
  const legs = [talking(openLeg(port, number, 'transfer', by.config.number, tx.now))];
  const split = tx.addCall({
    ...NEW_CALL,
    kind: port.kind === 'trunk' ? call.kind : 'internal',
    from: party,
    to: by.index,
    heldBy: [by.index],
    caller: { number, name, absence },
    toNumber: numberAt(tx, by),
    dialled: '',
    startedAt: tx.now,
    answeredAt: tx.now,
    phase: { phase: 'connected' },
    legs: addLeg(legs, talking(openLeg(by, numberAt(tx, by), 'transfer', '', tx.now))),
    entity: call.entity,
  });
  const { held } = tx.line(by.index);
  tx.setLinePart(by.index, { held: [...held, split.index], consults: true });
  if (port.kind === 'line' && 'call' in port.state) tx.setLine(party, { ...port.state, call: split.index });
  if (port.kind === 'trunk' && 'call' in port.state) tx.setTrunk(party, { ...port.state, call: split.index });
  settle(tx, index);
  settle(tx, split.index);
  return tx.call(split.index);
}
