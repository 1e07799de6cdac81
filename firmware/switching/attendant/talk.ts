import { after, ms } from '#units/time.ts';
import { leave } from '../call.ts';
import type { CommandOf } from '../features/commands.ts';
import { hold, mayHold, retrieve } from '../features/hold.ts';
import { no } from '../features/reply.ts';
import type { Reply } from '../model.ts';
import { partiesOf, sideOf } from '../parties.ts';
import { connect } from '../ringing.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { callById, destinationOf, holdArea, presentCall, sourceOf } from './cards.ts';
import { ATTENDING, changeDesk, deskOf, lineOfConsole } from './desks.ts';
import { CLAIM_MS } from './present.ts';
import { callYes, type Seat, seatNow, taken, whenReady } from './seat.ts';
import type { Stay } from './state.ts';
import { isWaiting, servedBy, type WaitingCall, waitingCalls, withoutStay } from './stay.ts';
import { joinParties, madeReady } from './telephone.ts';

/*
 * An operator takes a call, keeps it, lets it go.
 */

/** A waiting call is answered at this telephone, by key or by lifting it; what changes in it then. */
export function answeredAt(tx: Transaction, call: Call, party: LinePort): Pick<Call, 'stay' | 'attended'> {
  if (!isWaiting(call)) return { stay: call.stay, attended: call.attended };
  const console = tx.base.tables.consoleAt.get(party.config.number);
  if (console === undefined || deskOf(tx, console.id) === null) return withoutStay(call, tx.now, 'released');
  const stay: Stay = {
    ...call.stay,
    ...{ console: console.id, answeredAt: tx.now, presented: [], claim: null, own: null },
  };
  changeDesk(tx, console.id, {
    absent: false,
    touchedAt: tx.now,
    failed: null,
    source: call.id,
    called: null,
  });
  tx.trace(call, party, 'attendant.answered', { console: console.id, number: call.stay.group });
  return { stay, attended: call.attended };
}

/** The console that has a call: it waits no more. */
function whoHas(tx: Transaction, call: Call): string | null {
  if (call.stay?.claim) return call.stay.claim.console;
  if (call.stay !== null) return call.stay.console;
  const holder = call.heldBy.map((party) => tx.base.tables.consoleAt.get(tx.line(party).config.number));
  return holder.find((one) => one !== undefined)?.id ?? call.attended.at(-1)?.console ?? null;
}

/** The call that a key means; else why not. */
function wanted(
  tx: Transaction,
  { console }: Seat,
  id: Call['id'] | null,
): WaitingCall | ReturnType<typeof no> {
  if (id === null) {
    const mine = ({ stay }: WaitingCall) => stay.presented.some((one) => one.console === console.id);
    return waitingCalls(tx).find((call) => mine(call) && call.stay.claim === null) ?? no('no-such-call');
  }
  const call = callById(tx, id);
  if (call === null) return no('no-such-call');
  const by = whoHas(tx, call);
  if (by !== null && by !== console.id) return taken(by);
  if (!isWaiting(call)) return no('not-in-that-state');
  return servedBy(tx, call).includes(console.id) ? call : no('not-permitted');
}

export function consoleAnswer(tx: Transaction, seat: Seat, { call: id }: CommandOf<'consoleAnswer'>): Reply {
  const found = wanted(tx, seat, id);
  if ('ok' in found) return found;
  const { console, line } = seat;
  if (madeReady(tx, line)) {
    const state = connect(tx, found.index, line.index, 'attendant', found.stay.group);
    tx.setLine(line.index, state);
    tx.setLinePart(line.index, { consults: false });
    return callYes(found);
  }
  const { state } = tx.line(line.index);
  const ringsForUs = state.state === 'alerting' && isWaiting(tx.call(state.call));
  if (state.state !== 'idle' && !ringsForUs) return no('not-in-that-state');
  const claim = { console: console.id, until: after(tx.now, ms(CLAIM_MS)) };
  // It rings for this one from the end of this step on; see `present.ts`.
  tx.updateCall(found.index, { stay: { ...found.stay, claim } });
  return callYes(found);
}

export function consoleHold(tx: Transaction, { console, line }: Seat): Reply {
  const present = presentCall(tx, line);
  if (present === null || line.state.state !== 'talking' || !mayHold(present, line))
    return no('not-in-that-state');
  hold(tx, present.index, line);
  tx.setLine(line.index, ATTENDING);
  tx.setLinePart(line.index, { consults: false });
  changeDesk(tx, console.id, { source: null, destination: null, failed: null, callFor: null });
  return callYes(present);
}

export function consoleRetrieve(tx: Transaction, seat: Seat, asked: CommandOf<'consoleRetrieve'>): Reply {
  const { console, line, desk } = seat;
  const area = holdArea(tx, line, desk);
  const call = asked.call === null ? tx.calls[area.at(-1) ?? -1] : callById(tx, asked.call);
  if (call === null || call === undefined) return no('no-such-call');
  if (!line.held.includes(call.index)) {
    const by = whoHas(tx, call);
    return by === null || by === console.id ? no('not-in-that-state') : taken(by);
  }
  const later = whenReady(tx, seat, { ...asked, call: call.id });
  if (later !== null) return later;
  tx.setLine(line.index, retrieve(tx, call.index, tx.line(line.index)));
  tx.setLinePart(line.index, { consults: false });
  changeDesk(tx, console.id, { source: call.id, destination: null, failed: null, called: null });
  return callYes(call);
}

/** Back to the source that is on hold; else the telephone attends. */
export function backToSource(tx: Transaction, seat: Seat): void {
  const { console, desk, line } = seatNow(tx, seat) ?? seat;
  const source = sourceOf(tx, console, desk);
  if (source?.heldBy.includes(line.index)) {
    tx.setLine(line.index, ATTENDING);
    tx.setLine(line.index, retrieve(tx, source.index, tx.line(line.index)));
    tx.setLinePart(line.index, { consults: false });
  } else tx.setLine(line.index, ATTENDING);
  changeDesk(tx, console.id, { destination: null, failed: null, callFor: null });
}

/** The operator leaves the call that the telephone is in. */
export function leavePresent(tx: Transaction, { line }: Seat, present: Call, reason: string): void {
  leave(tx, present.index, line.index, { cause: 16, by: sideOf(present, line.index), reason });
  tx.setLine(line.index, ATTENDING);
}

export function consoleRelease(tx: Transaction, seat: Seat): Reply {
  const { console, line, desk } = seat;
  const present = presentCall(tx, line);
  if (joinParties(tx, console, line)) {
    tx.setLine(line.index, ATTENDING);
    return { ok: true, call: null };
  }
  if (present !== null) {
    const source = sourceOf(tx, console, desk);
    leavePresent(tx, seat, present, 'released at the console');
    // Who could not be connected is not lost.
    if (source !== null && source.id !== present.id) backToSource(tx, seat);
    else if (destinationOf(tx, console, desk) !== null || source !== null)
      changeDesk(tx, console.id, { source: null, destination: null, failed: null, callFor: null });
    return callYes(present);
  }
  if (!madeReady(tx, line)) return no('not-in-that-state');
  backToSource(tx, seat);
  return { ok: true, call: null };
}

/** Of a telephone that may be anywhere: the console that works there, for whom it is answered. */
export const consoleOfLine = (tx: Transaction, line: LinePort) => {
  const console = tx.base.tables.consoleAt.get(line.config.number);
  return console !== undefined && lineOfConsole(tx, console)?.index === line.index ? console : null;
};

export const isConference = (call: Call): boolean => partiesOf(call).length > 2;
