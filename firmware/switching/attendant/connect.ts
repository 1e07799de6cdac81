import { dropParty, identityOf, leave, sentTo } from '../call.ts';
import { type Reached, reach } from '../destination.ts';
import { dialFor } from '../dialling.ts';
import { decideComplete, leadsOutside, leadsToParty } from '../digits.ts';
import { leaveCampedOn } from '../features/camp-on.ts';
import type { CommandOf } from '../features/commands.ts';
import { conference } from '../features/conference.ts';
import { isNumber } from '../features/dialable.ts';
import { beginConsultation, hold, mayHold, retrieve } from '../features/hold.ts';
import { freeSlot, park } from '../features/park.ts';
import { no, yes } from '../features/reply.ts';
import { mayJoin } from '../features/transfer.ts';
import { permitted } from '../features/trunk-to-trunk.ts';
import type { Reply } from '../model.ts';
import { callerGetsOn } from '../onward.ts';
import { otherOf, partiesOf } from '../parties.ts';
import type { Call } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { destinationOf, presentCall, sourceOf } from './cards.ts';
import { ATTENDING, changeDesk } from './desks.ts';
import { callYes, type Seat, seatNow, whenReady } from './seat.ts';
import { splitOff } from './split.ts';
import { backToSource, leavePresent } from './talk.ts';
import { joinParties, madeReady } from './telephone.ts';

/*
 * An operator brings two together: calls the wanted one, announces, transfers; or lets the caller wait there.
 */

const NOBODY = { source: null, destination: null, failed: null, callFor: null } as const;

/** Calls `to` from a telephone that attends; a source on hold is what the call is about. */
function callFrom(tx: Transaction, seat: Seat, to: string, about: Call | null): Reply {
  const { console, line } = seat;
  tx.setLine(line.index, beginConsultation(tx, tx.line(line.index)));
  tx.setLinePart(line.index, { consults: about !== null });
  const calling = tx.line(line.index);
  if (!('call' in calling.state)) return no('not-in-that-state');
  const { id } = tx.call(calling.state.call);
  changeDesk(tx, console.id, { destination: id, calling: to, failed: null, reserved: null, called: null });
  tx.setLine(line.index, dialFor(tx, { ...calling, state: calling.state }, to));
  return yes(id);
}

export function consoleCall(tx: Transaction, seat: Seat, asked: CommandOf<'consoleCall'>): Reply {
  const { console, line, desk } = seat;
  if (!isNumber(asked.to)) return no('bad-number');
  const present = presentCall(tx, line);
  const source = sourceOf(tx, console, desk);
  const talks = line.state.state === 'talking' || line.state.state === 'awaitingAnswer';
  if (present !== null && talks) {
    // With two parties already there is no third card.
    const second = destinationOf(tx, console, desk);
    if ((source !== null && second !== null) || !mayHold(present, line)) return no('not-in-that-state');
    hold(tx, present.index, line);
    tx.setLine(line.index, ATTENDING);
    changeDesk(tx, console.id, { source: present.id, destination: null });
    return callFrom(tx, seat, asked.to, tx.call(present.index));
  }
  return whenReady(tx, seat, asked) ?? callFrom(tx, seat, asked.to, source);
}

export function consoleRingAgain(tx: Transaction, seat: Seat): Reply {
  const { desk, console, line } = seat;
  const { failed } = desk;
  if (failed === null || failed.number === '' || !madeReady(tx, line)) return no('not-in-that-state');
  return callFrom(tx, seat, failed.number, sourceOf(tx, console, desk));
}

export function consoleCancel(tx: Transaction, seat: Seat): Reply {
  const { console, line, desk } = seat;
  const destination = destinationOf(tx, console, desk);
  const present = presentCall(tx, line);
  if (destination !== null && destination.id === present?.id) {
    leavePresent(tx, seat, destination, 'given up for the source');
    backToSource(tx, seat);
    return yes();
  }
  if (destination !== null) {
    const reason = 'given up for the source';
    leave(tx, destination.index, line.index, { cause: 16, by: 'caller', reason });
    changeDesk(tx, console.id, { destination: null, failed: null, callFor: null });
    return yes();
  }
  if (present !== null || !madeReady(tx, line)) return no('not-in-that-state');
  backToSource(tx, seat);
  return yes();
}

/** The caller waits at the busy destination, and comes back in time. */
function campOn(tx: Transaction, seat: Seat): Reply {
  const { console, line, desk } = seat;
  const source = sourceOf(tx, console, desk);
  const { failed } = desk;
  if (source === null || failed?.state !== 'busy' || !source.heldBy.includes(line.index))
    return no('not-in-that-state');
  const choices = { number: failed.number, why: 'busy' } as const;
  if (!tx.base.tables.lineOfNumber.has(failed.number)) return no('bad-number');
  if (!leaveCampedOn(tx, tx.line(line.index), source.index, choices)) return no('not-in-that-state');
  madeReady(tx, line);
  changeDesk(tx, console.id, NOBODY);
  return callYes(source);
}

export function consoleCampOn(tx: Transaction, seat: Seat): Reply {
  return campOn(tx, seat);
}

export function consoleTransfer(tx: Transaction, seat: Seat): Reply {
  const { console, line, desk } = seat;
  const source = sourceOf(tx, console, desk);
  const destination = destinationOf(tx, console, desk);
  if (source !== null && destination === null && desk.failed?.state === 'busy') return campOn(tx, seat);
  if (source === null || destination === null) return no('not-in-that-state');
  if (!permitted(tx, source, destination, line)) return no('not-permitted');
  bringBack(tx, seat, source, destination);
  if (!joinParties(tx, console, line)) return no('not-in-that-state');
  tx.setLine(line.index, ATTENDING);
  return callYes(source);
}

/** The destination is the one that the telephone is in, so that the source's call is the one that goes on. */
function bringBack(tx: Transaction, { line }: Seat, source: Call, destination: Call): void {
  const present = presentCall(tx, line);
  if (present?.id !== source.id || !destination.heldBy.includes(line.index) || !mayHold(source, line)) return;
  hold(tx, source.index, line);
  tx.setLine(line.index, ATTENDING);
  tx.setLine(line.index, retrieve(tx, destination.index, tx.line(line.index)));
}

/** Where a number leads that an operator sends somebody to. */
function reached(tx: Transaction, call: Call, to: string, by: string, entity: string): Reached {
  const decision = decideComplete(tx.base.tables, to, entity);
  const way = { how: 'transfer', by } as const;
  if (leadsOutside(decision)) return { kind: 'outside', dial: to, way };
  return reach(tx, call.index, to, way);
}

export function consoleSend(
  tx: Transaction,
  { console, line, desk }: Seat,
  { to }: CommandOf<'consoleSend'>,
): Reply {
  const source = sourceOf(tx, console, desk);
  if (!isNumber(to)) return no('bad-number');
  const { entity, number: by } = line.config;
  if (!leadsToParty(decideComplete(tx.base.tables, to, entity))) return no('bad-number');
  if (source === null || source.id !== presentCall(tx, line)?.id) return no('not-in-that-state');
  const other = otherOf(source, line.index);
  // Who has put this call on hold is in another one, and cannot be sent.
  if (
    other === null ||
    source.heldBy.length > 0 ||
    source.phase.phase !== 'connected' ||
    source.room !== null ||
    !mayHold(source, line)
  )
    return no('not-in-that-state');
  dropParty(tx, source.index, line.index);
  tx.setLine(line.index, ATTENDING);
  changeDesk(tx, console.id, NOBODY);
  const call = tx.updateCall(source.index, {
    phase: { phase: 'waiting', ready: true },
    shown: identityOf(tx, tx.call(source.index), other),
    ...sentTo(source, to),
    visited: [],
    sender: by,
  });
  callerGetsOn(tx, source.index, reached(tx, call, to, by, entity));
  return callYes(source);
}

export function consoleToggle(tx: Transaction, { console, line, desk }: Seat): Reply {
  const source = sourceOf(tx, console, desk);
  const destination = destinationOf(tx, console, desk);
  const present = presentCall(tx, line);
  if (source === null || destination === null || present === null) return no('not-in-that-state');
  const other = present.id === source.id ? destination : source;
  if (!other.heldBy.includes(line.index) || !mayHold(present, line)) return no('not-in-that-state');
  hold(tx, present.index, line);
  tx.setLine(line.index, ATTENDING);
  tx.setLine(line.index, retrieve(tx, other.index, tx.line(line.index)));
  return callYes(other);
}

export function consoleConference(tx: Transaction, seat: Seat): Reply {
  const { console, line, desk } = seat;
  const source = sourceOf(tx, console, desk);
  const destination = destinationOf(tx, console, desk);
  if (source === null || destination === null || destination.phase.phase !== 'connected')
    return no('not-in-that-state');
  bringBack(tx, seat, source, destination);
  const [held, present] = [tx.call(source.index), tx.call(destination.index)];
  const now = seatNow(tx, seat)?.line ?? line;
  if (presentCall(tx, now)?.id !== present.id || !mayJoin(tx, held, present, now))
    return no('not-in-that-state');
  tx.setLine(line.index, conference(tx, source.index, destination.index, now));
  tx.setLinePart(line.index, { consults: false });
  changeDesk(tx, console.id, { destination: null, failed: null, callFor: null });
  return callYes(source);
}

/** Of three parties the last one waits on hold, as destination. */
export function consoleSplit(tx: Transaction, { console, line, desk }: Seat): Reply {
  const source = sourceOf(tx, console, desk);
  if (source === null || source.id !== presentCall(tx, line)?.id) return no('not-in-that-state');
  const others = partiesOf(source).filter((party) => party !== line.index);
  if (others.length !== 2 || !mayHold(source, line) || source.heldBy.length > 0 || source.room !== null)
    return no('not-in-that-state');
  const { id } = splitOff(tx, source.index, others[1]!, line);
  changeDesk(tx, console.id, { destination: id });
  return callYes(source);
}

export function consolePark(
  tx: Transaction,
  { console, line, desk }: Seat,
  asked: CommandOf<'consolePark'>,
): Reply {
  const source = sourceOf(tx, console, desk);
  const slot = asked.slot ?? freeSlot(tx);
  const { parkSlots } = tx.base.office.services;
  if (slot === null || !parkSlots.includes(slot)) return no('bad-number');
  const inUse = tx.calls.some((call) => call?.phase.phase === 'parked' && call.phase.slot === slot);
  if (source === null || inUse) return no('not-in-that-state');
  const present = presentCall(tx, line);
  if (present !== null && present.id !== source.id) return no('not-in-that-state');
  const talks = present !== null;
  if (
    talks &&
    (line.state.state !== 'talking' || !mayHold(source, line) || otherOf(source, line.index) === null)
  )
    return no('not-in-that-state');
  if (talks) {
    hold(tx, source.index, line);
    tx.setLine(line.index, ATTENDING);
  }
  if (!park(tx, source.index, tx.line(line.index), slot)) return no('not-in-that-state');
  changeDesk(tx, console.id, NOBODY);
  madeReady(tx, line);
  return callYes(source);
}
