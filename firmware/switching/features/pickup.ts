import { isOneOf } from '../appearances.ts';
import { release } from '../call.ts';
import { partiesOf, targetsOf } from '../parties.ts';
import { connect } from '../ringing.ts';
import type { Call, CallIndex, LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Pickup (抢接): taking a call that rings at another telephone, of the own pickup group or a named one.
 */

function ringingAt(
  tx: Transaction,
  wanted: (line: LinePort) => boolean,
  me: LinePort,
): { call: Call; at: LinePort } | null {
  let oldest: { call: Call; at: LinePort } | null = null;
  for (const call of tx.calls) {
    if (call?.phase.phase !== 'alerting' || isOneOf(tx, partiesOf(call), me)) continue;
    const target = targetsOf(call)
      .map((index) => tx.line(index))
      .find(wanted);
    if (target === undefined || target.knock?.call === call.index) continue;
    if (oldest === null || call.startedAt < oldest.call.startedAt) oldest = { call, at: target };
  }
  return oldest;
}

/**
 * The call that rings in the line's group, or at a number, is this line's; null when nothing rings there.
 * `own` is the call that the code was dialled in: it ends.
 */
export function pickUp(
  tx: Transaction,
  line: LinePort,
  own: CallIndex,
  number: string | null,
): LineState | null {
  const { pickupGroup } = line.config;
  const wanted = ({ config, index }: LinePort): boolean =>
    index !== line.index &&
    (number === null ? pickupGroup !== null && config.pickupGroup === pickupGroup : config.number === number);
  const found = ringingAt(tx, wanted, line);
  if (found === null) return null;
  release(tx, own, { cause: 16, by: 'caller', reason: 'picked up another call', leaving: line.index });
  tx.trace(found.call, line, 'pickup.taken', { by: line.config.number, at: found.at.config.number });
  tx.setLinePart(line.index, { consults: false });
  return connect(tx, found.call.index, line.index, 'pickup', found.at.config.number);
}
