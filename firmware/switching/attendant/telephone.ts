import { leave, originate, release } from '../call.ts';
import { restingLine } from '../connection.ts';
import { dial } from '../dialling.ts';
import { beginConsultation } from '../features/hold.ts';
import { join, mayTransfer } from '../features/transfer.ts';
import type { EventOf, LineIn } from '../handlers.ts';
import { partiesOf, sideOf, targetsOf } from '../parties.ts';
import { mayBeginNumber } from '../routing/plan.ts';
import type { CallIndex, LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { destinationOf, presentCall, sourceOf } from './cards.ts';
import { ATTENDING, attendsAt, changeDesk, deskOf, touch } from './desks.ts';
import type { AttendantConsole } from './model.ts';
import { giveBack, quiet } from './requeue.ts';
import { isWaiting } from './stay.ts';

/*
 * The telephone of an operator who is logged in. Off-hook it is silent between two calls, however long (`attending`):
 * no dial tone, no howler, no lockout. What its hook does means what it means at any telephone; but nobody whom the
 * console keeps on hold is lost by it. Logged out or unplugged, it is a telephone like any other.
 */

type InCall = LinePort & { readonly state: { readonly call: CallIndex } };

/** Lifted with nobody ringing. Null: it is no operator's telephone. */
export function attendantLifts(tx: Transaction, line: LinePort): LineState | null {
  const console = attendsAt(tx, line);
  if (console === null) return null;
  touch(tx, console.id);
  return ATTENDING;
}

/** It rings because its console has asked for something that needs it. */
export function asksFor(tx: Transaction, line: LinePort): boolean {
  const console = attendsAt(tx, line);
  return console !== null && deskOf(tx, console.id)?.pending != null;
}

/** A digit at rest begins a call, as at a telephone that has dial tone. */
export function dialsAtRest(
  tx: Transaction,
  line: LineIn<'attending'>,
  event: EventOf<'digit'>,
): LineState | 'ignored' {
  if (!mayBeginNumber(event.digit)) return 'ignored';
  const { index } = originate(tx, line);
  tx.setLinePart(line.index, { consults: false });
  const state = { state: 'dialTone', call: index, tone: 'dial', deadline: tx.now } as const;
  tx.setLine(line.index, state);
  return dial(tx, { ...line, state }, event);
}

/** The two parties of a console go on together, without it. False: they may not, or are not two. */
export function joinParties(tx: Transaction, console: AttendantConsole, line: LinePort): boolean {
  const desk = deskOf(tx, console.id);
  if (desk === null) return false;
  const [source, destination] = [sourceOf(tx, console, desk), destinationOf(tx, console, desk)];
  const present = presentCall(tx, tx.line(line.index));
  if (source === null || destination === null || present === null) return false;
  const held = present.id === source.id ? destination : source;
  if (present.id === held.id || !held.heldBy.includes(line.index)) return false;
  if (!mayTransfer(tx, held, present, tx.line(line.index))) return false;
  join(tx, held.index, present.index, tx.line(line.index));
  changeDesk(tx, console.id, { source: null, destination: null, failed: null, callFor: null });
  return true;
}

/**
 * Hung up: two parties stay together, one is released; whoever cannot be connected waits for operators again. False:
 * it is no operator's telephone.
 */
export function attendantHangsUp(tx: Transaction, line: InCall): boolean {
  const console = attendsAt(tx, line);
  if (console === null) return false;
  if (!joinParties(tx, console, line)) {
    const call = tx.call(line.state.call);
    const reason = 'on-hook';
    leave(tx, call.index, line.index, { cause: 16, by: sideOf(call, line.index), reason });
    returnSource(tx, console, line);
  }
  return true;
}

/** The source is on hold, and its operator has nobody to connect it with. */
function returnSource(tx: Transaction, console: AttendantConsole, line: LinePort): void {
  const desk = deskOf(tx, console.id);
  const source = desk === null ? null : sourceOf(tx, console, desk);
  if (source?.heldBy.includes(line.index)) giveBack(tx, source.index, line, console.id, 'recall');
  changeDesk(tx, console.id, { source: null, destination: null, failed: null, callFor: null });
}

/** Put down at a tone, or from rest: the hold area stays. */
export function attendantRests(tx: Transaction, line: LinePort): LineState | null {
  const console = attendsAt(tx, line);
  if (console === null) return null;
  returnSource(tx, console, line);
  return restingLine(tx, line.index);
}

/** The telephone has failed, or an operator has left: who was with it waits for the others. */
export function returnEverybody(tx: Transaction, line: LinePort, console: string): void {
  const present = presentCall(tx, tx.line(line.index));
  for (const index of [...tx.line(line.index).held]) {
    if (tx.calls[index] !== null) giveBack(tx, index, line, console, 'recall');
  }
  if (present !== null && tx.calls[present.index]?.id === present.id)
    giveBack(tx, present.index, line, console, 'recall');
}

/** A telephone fails, in the middle of a call or not: an operator's loses nobody by it. */
export function attendantLost(tx: Transaction, line: LinePort): void {
  const console = attendsAt(tx, line);
  if (console === null) return;
  // Out of service from here on: nobody shall be given back to this very console.
  changeDesk(tx, console.id, { absent: true });
  returnEverybody(tx, line, console.id);
}

/** It rang for somebody who waits: he goes on waiting. False: for another reason. */
export function backToQueue(tx: Transaction, index: CallIndex): boolean {
  const call = tx.call(index);
  if (call.stay === null || call.stay.answeredAt !== null) return false;
  if (targetsOf(call).length === 0) tx.updateCall(index, { phase: { phase: 'waiting', ready: false } });
  else quiet(tx, index);
  return true;
}

/** Its telephone has refused a caller who waits: the console is absent, and not rung for him again. */
export function attendantDeclines(tx: Transaction, line: LinePort, index: CallIndex): void {
  const console = attendsAt(tx, line);
  if (console !== null && isWaiting(tx.call(index))) changeDesk(tx, console.id, { absent: true });
}

/** Ordinary again: off-hook it has the dial tone of any telephone that is lifted. */
export function ordinaryAgain(tx: Transaction, line: LinePort): void {
  if (tx.line(line.index).state.state === 'attending')
    tx.setLine(line.index, beginConsultation(tx, tx.line(line.index)));
}

/** Whatever it hears, short of a conversation: it attends now. False: it is on-hook, or busy. */
export function madeReady(tx: Transaction, line: LinePort): boolean {
  const { state } = tx.line(line.index);
  switch (state.state) {
    case 'attending':
      return true;
    case 'dialTone':
    case 'collecting':
      if (partiesOf(tx.call(state.call)).length > 1) return false;
      release(tx, state.call, {
        cause: 16,
        by: 'caller',
        reason: 'given up at the console',
        leaving: line.index,
      });
      break;
    case 'hearsTone':
    case 'howler':
    case 'parked':
      break;
    default:
      return false;
  }
  tx.setLine(line.index, ATTENDING);
  return true;
}
