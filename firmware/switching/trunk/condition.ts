import { alarm } from '../alarms.ts';
import { leave } from '../call.ts';
import { restingTrunk } from '../connection.ts';
import type { EventOf, TrunkIn } from '../handlers.ts';
import { moveOrFail, takeBack } from '../outgoing.ts';
import type { CallIndex, TrunkPort, TrunkState } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * What an exchange line shows of itself, whatever it is used for: polarity, battery, dial tone, health.
 */

export type Next = TrunkState | 'ignored';
/** In a call of its own. */
export type InCall = TrunkPort & { readonly state: { readonly call: CallIndex } };

/** The first look at a line's polarity only tells what it is; a change tells something. */
export function notePolarity(tx: Transaction, trunk: TrunkPort, reversed: boolean): 'changed' | 'same' {
  const { reversed: before, idleReversed } = trunk.condition;
  tx.setCondition(trunk.index, { reversed, idleReversed: idleReversed ?? reversed });
  return before !== null && before !== reversed ? 'changed' : 'same';
}

/** After `tx.setCondition`: the port as it is now. */
export const settled = (tx: Transaction, trunk: TrunkPort): TrunkState => tx.trunk(trunk.index).state;

export function onlyPolarity(tx: Transaction, trunk: TrunkPort, event: EventOf<'polarity'>): Next {
  notePolarity(tx, trunk, event.reversed);
  return settled(tx, trunk);
}

export function noteBattery(tx: Transaction, trunk: TrunkPort, present: boolean): void {
  if (trunk.condition.battery === present) return;
  tx.setCondition(trunk.index, { battery: present });
  tx.emit(alarm('TR-TRUNK-001', `port ${trunk.port}`, !present));
}

export function onlyBattery(tx: Transaction, trunk: TrunkPort, event: EventOf<'battery'>): Next {
  noteBattery(tx, trunk, event.present);
  return settled(tx, trunk);
}

export function batteryAtRest(tx: Transaction, trunk: TrunkPort, event: EventOf<'battery'>): Next {
  if (trunk.condition.battery === event.present) return 'ignored';
  noteBattery(tx, trunk, event.present);
  return restingTrunk(tx, trunk.index);
}

export function noteSilence(tx: Transaction, trunk: TrunkPort, silent: boolean): void {
  if (trunk.condition.silent === silent) return;
  tx.setCondition(trunk.index, { silent });
  tx.emit(alarm('TR-TRUNK-002', `port ${trunk.port}`, silent));
}

export const outOfService = (tx: Transaction, trunk: TrunkPort): TrunkState => {
  tx.emit(alarm('TR-PORT-002', `port ${trunk.port}`, true));
  return { state: 'outOfService', alarmed: true, deadline: null };
};

export const lostAtRest = (tx: Transaction, trunk: TrunkPort, event: EventOf<'health'>): Next =>
  event.inService ? 'ignored' : outOfService(tx, trunk);

export function lostInCall(tx: Transaction, trunk: InCall, event: EventOf<'health'>): Next {
  if (event.inService) return 'ignored';
  tx.trace(tx.call(trunk.state.call), trunk, 'trunk.lost', { trunk: trunk.config.name });
  leave(tx, trunk.state.call, trunk.index, { cause: 38, by: 'exchange', reason: 'exchange line lost' });
  return outOfService(tx, trunk);
}

/** The caller has heard nothing of this line yet: another will do. */
export const lostOnTheWay =
  (callOf: (state: TrunkState) => CallIndex | null) =>
  (tx: Transaction, trunk: TrunkPort, event: EventOf<'health'>): Next => {
    if (event.inService) return 'ignored';
    const call = callOf(trunk.state);
    if (call === null) return outOfService(tx, trunk);
    tx.trace(tx.call(call), trunk, 'trunk.lost', { trunk: trunk.config.name });
    return moveOrFail(tx, trunk, call, outOfService(tx, trunk), 38, 'exchange line lost');
  };

/** Nobody has answered yet. Whoever calls for help must not have to dial again: another line will do. */
export function lostAwaiting(
  tx: Transaction,
  trunk: TrunkIn<'awaitingAnswer'>,
  event: EventOf<'health'>,
): Next {
  const { call } = trunk.state;
  if (event.inService || tx.call(call).kind !== 'emergency') return lostInCall(tx, trunk, event);
  takeBack(tx, call);
  return lostOnTheWay(callOf)(tx, trunk, event);
}

export const callOf = (state: TrunkState): CallIndex | null =>
  'call' in state ? state.call : 'next' in state ? state.next : null;

export function healthOutOfService(
  tx: Transaction,
  trunk: TrunkIn<'outOfService'>,
  event: EventOf<'health'>,
): Next {
  if (!event.inService) return trunk.state.alarmed ? 'ignored' : outOfService(tx, trunk);
  if (trunk.index >= tx.base.tables.officePorts) return 'ignored';
  if (trunk.state.alarmed) tx.emit(alarm('TR-PORT-002', `port ${trunk.port}`, false));
  noteBattery(tx, trunk, true);
  tx.setCondition(trunk.index, { reversed: null, idleReversed: null });
  return restingTrunk(tx, trunk.index);
}
