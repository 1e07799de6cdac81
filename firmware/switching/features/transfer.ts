import { assert } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { isWaiting, withoutStay } from '../attendant/stay.ts';
import { dropParty, endSupervision, forgetHeld, identityOf, sentTo, settle } from '../call.ts';
import { DIVERSIONS_KEPT, fromOutside } from '../diversion.ts';
import { fewerHops } from '../hops.ts';
import { addLeg, changeLeg, openLeg } from '../legs.ts';
import { partiesOf, presentIn, stillCalls, targetsOf, withoutParty } from '../parties.ts';
import { userOf } from '../people.ts';
import { recordOf } from '../records.ts';
import type { Call, CallIndex, LinePort, PortIndex } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { assumeAnswered } from './hold.ts';
import { placesIn, watchRoom } from './room.ts';
import { permitted } from './trunk-to-trunk.ts';

/*
 * Transfer (ECMA-269 §17.1): the held party and the consulted one go on together in the held call; the consulting
 * telephone is out. The consulted party may still ring; then the held party hears ringback, and when nobody
 * answers it comes back to who transferred it.
 */

/** A consultation that has come far enough for its party to be handed over. */
export function canBeJoined(call: Call): boolean {
  const { phase } = call;
  return (
    phase.phase === 'connected' ||
    phase.phase === 'alerting' ||
    phase.phase === 'waiting' ||
    (phase.phase === 'outgoing' && phase.cutThrough)
  );
}

function refused(tx: Transaction, consulted: Call, by: LinePort, why: string): false {
  tx.trace(consulted, by, 'transfer.refused', { by: by.config.number, why });
  return false;
}

/** Whether `by` may leave these two calls to each other; the reason goes to the trace. */
export function mayTransfer(tx: Transaction, held: Call, consulted: Call, by: LinePort): boolean {
  if (!mayJoin(tx, held, consulted, by)) return false;
  if (permitted(tx, held, consulted, by)) return true;
  return refused(tx, consulted, by, 'outside callers must not be connected to each other');
}

/** Whether two calls of a telephone can become one. */
export function mayJoin(tx: Transaction, held: Call, consulted: Call, by: LinePort): boolean {
  const refuse = (why: string) => refused(tx, consulted, by, why);
  if (!canBeJoined(consulted)) return refuse('the consulted party is not reached yet');
  if (held.phase.phase !== 'connected') return refuse('the held party is gone');
  if (held.kind === 'emergency' || consulted.kind === 'emergency')
    return refuse('an emergency call stays with who made it');
  if (stillCalls(held) || stillCalls(consulted)) return refuse('a group call is still calling');
  if (held.speaker !== null || consulted.speaker !== null) return refuse('a page is no conversation');
  const reached = [...partiesOf(consulted), ...targetsOf(consulted)];
  const both = reached.filter((party) => party !== by.index && partiesOf(held).includes(party));
  if (both.length > 0) return refuse('the same party is on both sides');
  if (isWaiting(consulted) && presentIn(held).every((party) => party === by.index))
    return refuse('the held party is in another call: it cannot wait');
  if (held.room !== null && (consulted.phase.phase === 'alerting' || consulted.phase.phase === 'waiting'))
    return refuse('a conference room takes who has answered');
  if (held.room !== null && consulted.room !== null) return refuse('both are conference rooms');
  if (consulted.room !== null && placesIn(tx, consulted) < partiesOf(held).length - 2)
    return refuse('the conference is full');
  return true;
}

/** Moves everybody of `from` but `but` into `into`, with their slots and states. */
function move(tx: Transaction, from: Call, into: CallIndex, but: PortIndex, by: string): PortIndex[] {
  const moved: PortIndex[] = [];
  for (const party of [...partiesOf(from), ...targetsOf(from)]) {
    if (party === but) continue;
    const port = tx.port(party);
    const { id, legs } = tx.call(into);
    if (from.heldBy.includes(party)) {
      const { held } = tx.line(party);
      tx.setLinePart(party, { held: held.map((one) => (one === from.index ? into : one)) });
    } else if (port.kind === 'line' && port.knock?.call === from.index) {
      tx.setLinePart(party, { knock: { ...port.knock, call: into } });
    } else {
      tx.free(party, from.id);
      tx.hold(party, id);
      if ('call' in port.state && port.kind === 'line') tx.setLine(party, { ...port.state, call: into });
      if ('call' in port.state && port.kind === 'trunk') tx.setTrunk(party, { ...port.state, call: into });
    }
    const old = from.legs.findLast((leg) => leg.port === port.port);
    const leg = openLeg(port, identityOf(tx, from, party).number, 'transfer', by, tx.now);
    const talks = old !== undefined && old.answeredAt !== null;
    const times = { alertedAt: talks ? null : tx.now, answeredAt: talks ? tx.now : null };
    tx.updateCall(into, { legs: addLeg(legs, { ...leg, ...times, sent: old?.sent ?? '' }) });
    moved.push(party);
  }
  return moved;
}

/**
 * The held and the consulted call become one, without `by` (or with it: a conference). `by` must hold the first
 * and be in the second; its own port is its handler's business. `keeper`: the line that holds the first, when it is
 * another one of the same telephone.
 */
export function join(
  tx: Transaction,
  heldIndex: CallIndex,
  consultedIndex: CallIndex,
  by: LinePort,
  keeper: LinePort = by,
): Call {
  assumeAnswered(tx, consultedIndex);
  endSupervision(tx, consultedIndex);
  const held = tx.call(heldIndex);
  const consulted = tx.call(consultedIndex);
  if (consulted.room !== null) return joinRoom(tx, held, consulted, by, keeper);
  const { number } = userOf(tx, by);
  forgetHeld(tx, heldIndex, keeper.index);
  tx.updateCall(heldIndex, {
    ...withoutParty(held, keeper.index),
    legs: changeLeg(held.legs, keeper, { releasedAt: tx.now }),
  });
  const ringing = targetsOf(consulted);
  const moved = move(tx, consulted, heldIndex, by.index, number);
  const talking = moved.filter((party) => !ringing.includes(party));
  const stayed = partiesOf(held).filter((party) => party !== keeper.index);
  const present = [...stayed, ...talking];
  const [from, to = null, ...more] = present;
  assert(from !== undefined, `${held.id} is transferred but nobody is in it`);
  const recallAt = tx.in(ms(tx.base.office.services.timing.transferRecallMs));
  const waits = consulted.phase.phase === 'alerting' || consulted.phase.phase === 'waiting';
  tx.updateCall(heldIndex, {
    ...{ from, to, more },
    heldBy: [...tx.call(heldIndex).heldBy, ...consulted.heldBy.filter((party) => party !== by.index)],
    phase: waits ? consulted.phase : { phase: 'connected' },
    ...(waits ? sentTo(held, consulted.toNumber) : {}),
    shown: waits ? identityOf(tx, tx.call(heldIndex), from) : held.shown,
    answeredAt: held.answeredAt ?? tx.now,
    // What the called one has set for calls that are not answered, and hunting, go their way first.
    deadline: !waits
      ? null
      : consulted.fallback || consulted.hunt || consulted.stay
        ? consulted.deadline
        : recallAt,
    // Who waits for operators goes on waiting there; they send nobody back.
    ...(isWaiting(consulted) ? { ...withoutStay(held, tx.now, 'served'), stay: consulted.stay } : {}),
    fallback: waits ? consulted.fallback : null,
    sender: waits && consulted.stay === null ? by.config.number : null,
    hunt: consulted.hunt,
    visited: [],
    diversions: [...fromOutside(held), ...consulted.diversions].slice(0, DIVERSIONS_KEPT),
    hops: fewerHops(held.hops, consulted.hops),
  });
  endConsultation(tx, isWaiting(consulted) ? { ...consulted, stay: null } : consulted, held.id, by);
  if (held.room !== null) watchRoom(tx, heldIndex);
  settle(tx, heldIndex);
  tx.trace(tx.call(heldIndex), by, 'transfer.done', {
    from: identityOf(tx, held, from).number,
    to: consulted.toNumber,
    by: number,
  });
  return tx.call(heldIndex);
}

/** Who was on hold is brought into a conference room: the room is what goes on. */
function joinRoom(tx: Transaction, held: Call, room: Call, by: LinePort, keeper: LinePort): Call {
  const { number } = userOf(tx, by);
  forgetHeld(tx, held.index, keeper.index);
  const { heldBy } = withoutParty(held, keeper.index);
  dropParty(tx, room.index, by.index);
  const stayed = partiesOf(tx.call(room.index)).filter((party) => party !== by.index);
  const [from, to = null, ...more] = [...stayed, ...move(tx, held, room.index, keeper.index, number)];
  assert(from !== undefined, `${held.id} is brought into ${room.id}, but nobody is in it`);
  const legs = changeLeg(held.legs, keeper, { releasedAt: tx.now });
  tx.emit({
    kind: 'record',
    record: recordOf({ ...held, legs }, tx.ports, tx.now, 16, 'exchange', room.id),
  });
  tx.removeCall(held.index);
  tx.updateCall(room.index, { from, to, more, heldBy: [...tx.call(room.index).heldBy, ...heldBy] });
  watchRoom(tx, room.index);
  settle(tx, room.index);
  return tx.call(room.index);
}

/** The consultation's own record; everybody but `by` has left it. */
function endConsultation(tx: Transaction, consulted: Call, joined: Call['id'], by: LinePort): void {
  tx.emit({ kind: 'record', record: recordOf(consulted, tx.ports, tx.now, 16, 'caller', joined) });
  tx.free(by.index, consulted.id);
  tx.removeCall(consulted.index);
}
