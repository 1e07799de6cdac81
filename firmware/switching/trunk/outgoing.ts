import { ms } from '#units/time.ts';
import { release } from '../call.ts';
import { guardedTrunk, restingTrunk } from '../connection.ts';
import type { EventOf, TrunkIn } from '../handlers.ts';
import type { AnswerSupervision, Cause } from '../model.ts';
import {
  answerOutside,
  cutThrough,
  dialOn,
  moveElsewhere,
  moveOrFail,
  ringsOutside,
  seize,
} from '../outgoing.ts';
import type { TrunkPort, TrunkState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { type InCall, type Next, noteBattery, notePolarity, noteSilence, settled } from './condition.ts';

/*
 * Calls to the public network: dial tone, digits, and what tells that somebody answered.
 */

export function guardEnds(tx: Transaction, trunk: TrunkIn<'guard'>): TrunkState {
  const { next } = trunk.state;
  return next === null ? restingTrunk(tx, trunk.index) : seize(tx, trunk.index, next);
}

export function batteryInGuard(tx: Transaction, trunk: TrunkIn<'guard'>, event: EventOf<'battery'>): Next {
  const { next } = trunk.state;
  noteBattery(tx, trunk, event.present);
  if (event.present || next === null) return settled(tx, trunk);
  moveElsewhere(tx, trunk, next, { ...trunk.state, next: null });
  return settled(tx, trunk);
}

export const callerDropped = (tx: Transaction, trunk: TrunkIn<'clearing'>): TrunkState =>
  guardedTrunk(tx, trunk.state.next);

export function hearsDialTone(tx: Transaction, trunk: TrunkIn<'seizing'>, event: EventOf<'tone'>): Next {
  if (!event.on) return 'ignored';
  if (event.tone === 'dial') {
    noteSilence(tx, trunk, false);
    return dialOn(tx, trunk, trunk.state.call, 0);
  }
  if (event.tone !== 'busy' && event.tone !== 'congestion') return 'ignored';
  traceTone(tx, trunk, event);
  return moveOrFail(tx, trunk, trunk.state.call, guardedTrunk(tx), 42, `${event.tone} tone at seizure`);
}

/** Another line of the group if there is one; else the digits are sent unheard (the tone may be unusual). */
export function noDialTone(tx: Transaction, trunk: TrunkIn<'seizing'>): TrunkState {
  const { call } = trunk.state;
  const seconds = tx.base.office.timing.dialToneWaitMsMax / 1_000;
  tx.trace(tx.call(call), trunk, 'trunk.noDialTone', { trunk: trunk.config.name, seconds });
  noteSilence(tx, trunk, true);
  if (moveElsewhere(tx, trunk, call, guardedTrunk(tx))) return settled(tx, trunk);
  tx.trace(tx.call(call), trunk, 'trunk.dialsBlind', { trunk: trunk.config.name });
  return dialOn(tx, trunk, call, 0);
}

export function digitsSent(tx: Transaction, trunk: TrunkIn<'dialling'>, event: EventOf<'sent'>): Next {
  if (event.id !== trunk.state.sending) return 'ignored';
  return dialOn(tx, trunk, trunk.state.call, trunk.state.taken);
}

/** The line went away under the digits: nobody has been reached, another line will do. */
export function dropWhileDialling(tx: Transaction, trunk: TrunkIn<'dialling'>): Next {
  if (!trunk.config.releaseBy.includes('loop-drop')) return 'ignored';
  const { call } = trunk.state;
  tx.trace(tx.call(call), trunk, 'release.loopDrop', { trunk: trunk.config.name });
  return moveOrFail(tx, trunk, call, guardedTrunk(tx), 38, 'loop current stopped while dialling');
}

export function sentLost(tx: Transaction, trunk: TrunkIn<'dialling'>): TrunkState {
  tx.trace(tx.call(trunk.state.call), trunk, 'trunk.sentLost', { trunk: trunk.config.name });
  return dialOn(tx, trunk, trunk.state.call, trunk.state.taken);
}

export const traceTone = (tx: Transaction, trunk: InCall, { tone }: EventOf<'tone'>): void =>
  tx.trace(tx.call(trunk.state.call), trunk, 'release.tone', { trunk: trunk.config.name, tone });

/** Busy (user) and congestion (network) are told apart by the public exchange's cadence (E.180). */
function refusedOutside(tx: Transaction, trunk: InCall, event: EventOf<'tone'>): TrunkState {
  traceTone(tx, trunk, event);
  const cause: Cause = event.tone === 'busy' ? 17 : 42;
  release(tx, trunk.state.call, {
    cause,
    by: 'called',
    reason: `${event.tone} tone outside`,
    leaving: trunk.index,
  });
  return guardedTrunk(tx);
}

export function toneWhileDialling(tx: Transaction, trunk: TrunkIn<'dialling'>, event: EventOf<'tone'>): Next {
  if (!event.on) return 'ignored';
  if (event.tone === 'ringback') return cutThrough(tx, trunk.state.call, 'heard');
  if (event.tone === 'busy' || event.tone === 'congestion') return refusedOutside(tx, trunk, event);
  return 'ignored';
}

export const answersBy = (trunk: TrunkPort, means: AnswerSupervision): boolean =>
  trunk.config.answerBy.includes(means);

export function toneWhileAwaiting(
  tx: Transaction,
  trunk: TrunkIn<'awaitingAnswer'>,
  event: EventOf<'tone'>,
): Next {
  const { state } = trunk;
  if (event.tone === 'ringback') {
    if (event.on) {
      if (state.ringback === 'not heard') ringsOutside(tx, state.call, trunk);
      return { ...state, ringback: 'heard', deadline: null };
    }
    if (state.ringback !== 'heard') return 'ignored';
    if (!answersBy(trunk, 'ringback')) {
      const deadline = tx.in(ms(tx.base.office.timing.answerByTimeMs));
      return { ...state, ringback: 'ended', deadline };
    }
    tx.trace(tx.call(state.call), trunk, 'answer.ringbackEnded', { trunk: trunk.config.name });
    return answerOutside(tx, state.call, 'ringback');
  }
  if (!event.on || (event.tone !== 'busy' && event.tone !== 'congestion')) return 'ignored';
  return refusedOutside(tx, trunk, event);
}

export function answeredByTime(tx: Transaction, trunk: TrunkIn<'awaitingAnswer'>): TrunkState {
  const seconds = tx.base.office.timing.answerByTimeMs / 1_000;
  tx.trace(tx.call(trunk.state.call), trunk, 'answer.time', { trunk: trunk.config.name, seconds });
  return answerOutside(tx, trunk.state.call, 'time');
}

export function polarityOnTheWay(tx: Transaction, trunk: InCall, event: EventOf<'polarity'>): Next {
  const change = notePolarity(tx, trunk, event.reversed);
  const { idleReversed } = tx.trunk(trunk.index).condition;
  if (change === 'same' || event.reversed === idleReversed || !answersBy(trunk, 'polarity'))
    return settled(tx, trunk);
  tx.trace(tx.call(trunk.state.call), trunk, 'answer.polarity', { trunk: trunk.config.name });
  return answerOutside(tx, trunk.state.call, 'polarity');
}
