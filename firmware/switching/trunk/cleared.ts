import { leave, release, settle } from '../call.ts';
import { nameOfCause } from '../causes.ts';
import { guardedTrunk, restingTrunk } from '../connection.ts';
import type { EventOf, TrunkIn } from '../handlers.ts';
import type { Cause } from '../model.ts';
import { moveOrFail, outgoingPhase, takeBack } from '../outgoing.ts';
import { sideOf } from '../parties.ts';
import type { CallIndex, TrunkPort, TrunkState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import type { InCall } from './condition.ts';
import { abandoned } from './incoming.ts';

/*
 * The far end of a carrier's line says by message that a call is over or cannot be, and why (SIP status, ITU-T Q.850):
 * other than a tone it leaves nothing to be guessed.
 */

/** It is the carrier that fails, not who was called: another line may do. */
const OF_THE_NETWORK: readonly Cause[] = [34, 38, 41, 42, 44, 47, 102];

type Cleared = EventOf<'cleared'>;

function trace(tx: Transaction, trunk: InCall, { cause }: Cleared): void {
  const facts = { trunk: trunk.config.name, cause: `${cause} ${nameOfCause(cause)}` };
  tx.trace(tx.call(trunk.state.call), trunk, 'release.cleared', facts);
}

export const clearedAtRest = (tx: Transaction, trunk: TrunkPort): TrunkState => restingTrunk(tx, trunk.index);

export function callerCleared(tx: Transaction, trunk: InCall, event: Cleared): TrunkState {
  trace(tx, trunk, event);
  return abandoned(tx, trunk);
}

export function clearedInTalk(tx: Transaction, trunk: InCall, event: Cleared): TrunkState {
  trace(tx, trunk, event);
  const { index } = tx.call(trunk.state.call);
  const by = sideOf(tx.call(index), trunk.index);
  leave(tx, index, trunk.index, { cause: event.cause, by, reason: 'cleared by the far end' });
  return guardedTrunk(tx);
}

/** The carrier's other lines fail for the same reason, so they count as tried. */
function carrierTried(tx: Transaction, { config, index }: TrunkPort, call: CallIndex): void {
  const phase = outgoingPhase(tx.call(call));
  const same = tx.base.tables.trunks.filter((other) => tx.trunk(other).config.carrier === config.carrier);
  const tried = config.carrier === '' ? [index] : same;
  tx.updateCall(call, { phase: { ...phase, cutThrough: false, tried: [...phase.tried, ...tried] } });
  const caller = tx.port(tx.call(call).from);
  if (caller.kind === 'line' && caller.state.state === 'awaitingAnswer')
    tx.setLine(caller.index, { state: 'dialingOut', call, deadline: null });
  settle(tx, call);
}

/** Who was called is busy, unknown …: the caller is told. The carrier fails: its call goes on elsewhere, unheard. */
export function clearedOnTheWay(
  tx: Transaction,
  trunk: TrunkIn<'seizing'> | TrunkIn<'dialling'> | TrunkIn<'awaitingAnswer'>,
  event: Cleared,
): TrunkState {
  const { cause } = event;
  const { call, state } = trunk.state;
  trace(tx, trunk, event);
  const rang = state === 'awaitingAnswer' && trunk.state.ringback !== 'not heard';
  const forHelp = tx.call(call).kind === 'emergency';
  const elsewhere = forHelp || (!rang && OF_THE_NETWORK.includes(cause));
  if (!elsewhere) {
    release(tx, call, { cause, by: 'called', reason: 'refused outside', leaving: trunk.index });
    return guardedTrunk(tx);
  }
  if (rang) takeBack(tx, call);
  carrierTried(tx, trunk, call);
  return moveOrFail(tx, trunk, call, guardedTrunk(tx), cause, 'the carrier cannot do it');
}
