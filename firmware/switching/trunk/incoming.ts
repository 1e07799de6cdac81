import { ms, sec } from '#units/time.ts';
import { arrive, asDialledHere, release, type SaidOfCall } from '../call.ts';
import { guardedTrunk, restingTrunk } from '../connection.ts';
import type { EventOf, TrunkIn } from '../handlers.ts';
import { changeLeg } from '../legs.ts';
import type { CallerId } from '../model.ts';
import { offer } from '../onward.ts';
import { displace, reseat } from '../outgoing.ts';
import type { TrunkPort, TrunkState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { type InCall, type Next, settled } from './condition.ts';

/*
 * Calls from the public network: ring, caller ID, offer, abandon, glare.
 */

/** FSK follows within the first silence (Bell 202: 0.5 to 1.5 s after the ring); then nobody waits longer. */
const CALLER_ID_WAIT = sec(3);
/** Caller ID before the first ring (ETSI, DTMF): the ring follows within a few seconds, or not at all. */
const ANNOUNCED = sec(6);

const gap = (tx: Transaction) => tx.in(ms(tx.base.office.timing.trunkRingGapMsMax));

export function ringsIn(
  tx: Transaction,
  trunk: TrunkPort,
  callerId: CallerId | null,
  said: SaidOfCall = {},
): TrunkState {
  const { index } = arrive(tx, trunk, callerId, said);
  if (callerId === null) return { state: 'ringingIn', call: index, deadline: gap(tx) };
  tx.setTrunk(trunk.index, { state: 'offered', call: index, deadline: gap(tx) });
  offer(tx, index);
  return settled(tx, trunk);
}

export const ringsAtRest = (tx: Transaction, trunk: TrunkPort, event: EventOf<'ringing'>): Next =>
  event.on ? ringsIn(tx, trunk, null) : 'ignored';

export const announced = (tx: Transaction, _trunk: TrunkPort, event: EventOf<'callerId'>): TrunkState => ({
  state: 'announced',
  callerId: event.callerId,
  called: event.called ?? '',
  diversions: event.diversions ?? [],
  hops: event.hops ?? null,
  deadline: tx.in(ANNOUNCED),
});

/** A caller who comes in the guard time is announced like any other, unless an emergency call waits for the line. */
export const announcedInGuard = (
  tx: Transaction,
  trunk: TrunkIn<'guard'>,
  event: EventOf<'callerId'>,
): Next => (trunk.state.next === null ? announced(tx, trunk, event) : 'ignored');

/** In its guard time an emergency call may already wait for this line. */
export function ringsInGuard(tx: Transaction, trunk: TrunkIn<'guard'>, event: EventOf<'ringing'>): Next {
  if (!event.on) return 'ignored';
  const { next } = trunk.state;
  if (next === null) return ringsIn(tx, trunk, null);
  tx.trace(tx.call(next), trunk, 'trunk.glare', { trunk: trunk.config.name });
  displace(tx, trunk, next);
  tx.setTrunk(trunk.index, ringsIn(tx, trunk, null));
  reseat(tx, next);
  return settled(tx, trunk);
}

export function offerNow(tx: Transaction, trunk: TrunkIn<'ringingIn'>): TrunkState {
  tx.setTrunk(trunk.index, { state: 'offered', call: trunk.state.call, deadline: gap(tx) });
  offer(tx, trunk.state.call);
  return settled(tx, trunk);
}

/** The end of the first burst starts the wait for the number; a second burst ends it. */
export function ringsOn(tx: Transaction, trunk: TrunkIn<'ringingIn'>, event: EventOf<'ringing'>): TrunkState {
  if (event.on) return offerNow(tx, trunk);
  return { ...trunk.state, deadline: tx.in(CALLER_ID_WAIT) };
}

/** Known now, for telephones, for the record and for the caller's leg in it. */
function callerIs(tx: Transaction, trunk: InCall, callerId: CallerId): void {
  const caller = asDialledHere(tx, callerId);
  const { legs } = tx.call(trunk.state.call);
  tx.updateCall(trunk.state.call, { caller, legs: changeLeg(legs, trunk, { number: caller.number }) });
}

export function numberArrives(
  tx: Transaction,
  trunk: TrunkIn<'ringingIn'>,
  event: EventOf<'callerId'>,
): TrunkState {
  callerIs(tx, trunk, event.callerId);
  return offerNow(tx, trunk);
}

/** Too late for the telephone's display, in time for the record. */
export function numberIsLate(tx: Transaction, trunk: InCall, event: EventOf<'callerId'>): Next {
  if (tx.call(trunk.state.call).caller.number !== '') return 'ignored';
  callerIs(tx, trunk, event.callerId);
  return trunk.state as TrunkState;
}

export const stillRings = (tx: Transaction, trunk: TrunkIn<'offered'>): TrunkState => ({
  ...trunk.state,
  deadline: gap(tx),
});

export function abandoned(tx: Transaction, trunk: InCall): TrunkState {
  tx.trace(tx.call(trunk.state.call), trunk, 'trunk.abandoned', { trunk: trunk.config.name });
  release(tx, trunk.state.call, {
    cause: 16,
    by: 'caller',
    reason: 'abandoned while ringing',
    leaving: trunk.index,
  });
  return restingTrunk(tx, trunk.index);
}

/**
 * We went off-hook into a ring, so the public exchange has connected its caller to us: he hears ringback
 * while the destination rings, and the call that wanted the line goes elsewhere.
 */
export function glare(tx: Transaction, trunk: TrunkIn<'seizing'>, event: EventOf<'ringing'>): Next {
  if (!event.on) return 'ignored';
  const outgoing = trunk.state.call;
  tx.trace(tx.call(outgoing), trunk, 'trunk.glare', { trunk: trunk.config.name });
  const { test } = tx.call(outgoing);
  const reason = 'somebody calls in on the line that was tried';
  if (test) release(tx, outgoing, { cause: 34, by: 'exchange', reason, leaving: trunk.index });
  else displace(tx, trunk, outgoing);
  const { index } = arrive(tx, trunk, null);
  const deadline = tx.in(ms(tx.base.office.timing.ringMsMax));
  tx.setTrunk(trunk.index, { state: 'caught', call: index, deadline });
  offer(tx, index);
  if (!test) reseat(tx, outgoing);
  return settled(tx, trunk);
}

export function caughtTooLong(tx: Transaction, trunk: TrunkIn<'caught'>): TrunkState {
  release(tx, trunk.state.call, { cause: 19, by: 'exchange', reason: 'no answer', leaving: trunk.index });
  return guardedTrunk(tx);
}
