import type { CallId } from '#units/ids.ts';
import { absorb, dropParty, goesOnWithout } from '../call.ts';
import { endedCall, letGo } from '../connection.ts';
import type { Reply } from '../model.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { connectionOf, isReply, lineInState, linesOfDevice } from './devices.ts';
import { no, yes } from './reply.ts';

/*
 * A telephone that was just lifted takes the place of another one in a conversation (RFC 3891): its user goes on at
 * another of his telephones, or helps out a colleague of his pickup group. Nobody else may.
 */

const mayTake = ({ config }: LinePort, { config: other }: LinePort): boolean =>
  config.number === other.number || (other.pickupGroup !== null && config.pickupGroup === other.pickupGroup);

const canBeTaken = ({ phase, kind, room, speaker, supervisor }: Call): boolean =>
  phase.phase === 'connected' &&
  kind !== 'emergency' &&
  room === null &&
  speaker === null &&
  supervisor === null;

export function takeOver(
  tx: Transaction,
  asked: { readonly device: string; readonly call: CallId; readonly from: string },
): Reply {
  if (linesOfDevice(tx, asked.device).length === 0) return no('no-such-device');
  const found = connectionOf(tx, asked.from, asked.call);
  if (isReply(found)) return found;
  const line = lineInState(tx, asked.device, 'dialTone');
  if (line?.state.state !== 'dialTone' || !canBeTaken(found.call)) return no('not-in-that-state');
  if (!mayTake(line, found.line)) return no('not-permitted');
  const { call, line: left } = found;
  tx.trace(call, line, 'pickup.taken', { by: line.config.number, at: left.config.number });
  absorb(tx, line.state.call, call.index, 'pickup');
  const kept = call.heldBy.includes(left.index) && left.state.state !== 'holding';
  dropParty(tx, call.index, left.index);
  if (!kept) letGo(tx, left.index, endedCall(call, 16));
  goesOnWithout(tx, call.index, left);
  return yes(call.id);
}
