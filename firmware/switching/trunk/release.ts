import { leave } from '../call.ts';
import { guardedTrunk } from '../connection.ts';
import type { EventOf, TrunkIn } from '../handlers.ts';
import { moveElsewhere, takeBack } from '../outgoing.ts';
import type { TrunkState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { type InCall, type Next, notePolarity, settled } from './condition.ts';
import { answersBy, traceTone } from './outgoing.ts';

/*
 * What tells, in a conversation, that the far end went away: polarity, loop drop, busy tone.
 */

function farEndGone(tx: Transaction, trunk: InCall, reason: string): TrunkState {
  const call = tx.call(trunk.state.call);
  const by = call.from === trunk.index ? 'caller' : 'called';
  leave(tx, call.index, trunk.index, { cause: 16, by, reason });
  return guardedTrunk(tx);
}

export function loopDrop(tx: Transaction, trunk: InCall): Next {
  if (!trunk.config.releaseBy.includes('loop-drop')) return 'ignored';
  tx.trace(tx.call(trunk.state.call), trunk, 'release.loopDrop', { trunk: trunk.config.name });
  return farEndGone(tx, trunk, 'loop current stopped');
}

/**
 * As in a conversation. But whoever calls for help and was not answered must not have to dial again: the wire may have
 * been cut, and another line will do.
 */
export function dropAwaiting(tx: Transaction, trunk: TrunkIn<'awaitingAnswer'>): Next {
  const { call, ringback } = trunk.state;
  const tells = trunk.config.releaseBy.includes('loop-drop');
  const unheard = ringback !== 'ended' && tx.call(call).kind === 'emergency';
  if (!tells || !unheard || !moveElsewhere(tx, trunk, call, guardedTrunk(tx))) return loopDrop(tx, trunk);
  tx.trace(tx.call(call), trunk, 'release.loopDrop', { trunk: trunk.config.name });
  takeBack(tx, call);
  return settled(tx, trunk);
}

/**
 * Outgoing: back to the idle polarity after the answer is the release. Incoming: away from it (a line
 * reversed for caller ID before the ring may still swing back when it is answered).
 */
export function polarityInTalk(tx: Transaction, trunk: TrunkIn<'talking'>, event: EventOf<'polarity'>): Next {
  const change = notePolarity(tx, trunk, event.reversed);
  const { idleReversed } = tx.trunk(trunk.index).condition;
  const { state } = trunk;
  const swungAway = event.reversed !== idleReversed;
  if (change === 'same') return settled(tx, trunk);
  if (state.direction === 'out' && swungAway) {
    if (state.answeredBy === 'polarity' || !answersBy(trunk, 'polarity')) return settled(tx, trunk);
    tx.trace(tx.call(state.call), trunk, 'answer.corrected', { trunk: trunk.config.name });
    tx.updateCall(state.call, { answeredAt: tx.now });
    return { ...state, answeredBy: 'polarity' };
  }
  if (!trunk.config.releaseBy.includes('polarity') || (state.direction === 'in' && !swungAway))
    return settled(tx, trunk);
  tx.trace(tx.call(state.call), trunk, 'release.polarity', { trunk: trunk.config.name });
  return farEndGone(tx, trunk, 'polarity');
}

/** Dial tone in an incoming call is the public exchange's: its caller had gone as we answered. */
export function toneInTalk(
  tx: Transaction,
  trunk: TrunkIn<'talking'> | TrunkIn<'caught'> | TrunkIn<'asked'>,
  event: EventOf<'tone'>,
): Next {
  const incoming = trunk.state.state !== 'talking' || trunk.state.direction === 'in';
  const busy = event.tone === 'busy' || event.tone === 'congestion';
  const tells = (busy && trunk.config.releaseBy.includes('busy-tone')) || (event.tone === 'dial' && incoming);
  if (!event.on || !tells) return 'ignored';
  traceTone(tx, trunk, event);
  return farEndGone(tx, trunk, `${event.tone} tone`);
}

export function polarityWhenCaught(
  tx: Transaction,
  trunk: TrunkIn<'caught'> | TrunkIn<'asked'>,
  event: EventOf<'polarity'>,
): Next {
  const change = notePolarity(tx, trunk, event.reversed);
  const swungAway = event.reversed !== tx.trunk(trunk.index).condition.idleReversed;
  if (change === 'same' || !swungAway || !trunk.config.releaseBy.includes('polarity'))
    return settled(tx, trunk);
  return farEndGone(tx, trunk, 'polarity');
}
