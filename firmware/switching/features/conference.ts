import { addParty, settle } from '../call.ts';
import { partiesOf } from '../parties.ts';
import type { CallIndex, LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { inCall } from './hold.ts';
import { watchRoom } from './room.ts';
import { join } from './transfer.ts';

/** As many as the media plane mixes in one conference. */
export const MEMBERS_MAX = 32;

/**
 * The held party, the consulted one and the telephone itself, all together (ECMA-269 §17.1.9). More can be added
 * by another consultation.
 */
export function conference(
  tx: Transaction,
  held: CallIndex,
  consulted: CallIndex,
  line: LinePort,
): LineState {
  const { index } = join(tx, held, consulted, line);
  addParty(tx, index, line.index, 'conference', line.config.number);
  if (tx.call(index).room !== null) watchRoom(tx, index);
  settle(tx, index);
  const call = tx.call(index);
  tx.trace(call, line, 'conference.made', {
    number: line.config.number,
    members: partiesOf(call).length,
  });
  return inCall(tx, index);
}
