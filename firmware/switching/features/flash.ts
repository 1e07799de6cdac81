import { ms } from '#units/time.ts';
import { leave } from '../call.ts';
import { restingLine } from '../connection.ts';
import type { EventOf, LineIn } from '../handlers.ts';
import { partiesOf, sideOf } from '../parties.ts';
import type { CallIndex, Knock, LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { conference, MEMBERS_MAX } from './conference.ts';
import { beginConsultation, hold, mayHold, retrieve } from './hold.ts';
import { answerKnock, takeKnock } from './knock.ts';
import { comesBack } from './recall.ts';
import { join, mayJoin, mayTransfer } from './transfer.ts';

/*
 * The hook flash (register recall): holds and consults, and with a second party 1 drops the present one, 2
 * changes over, 3 brings all together, 4 connects the two and leaves (ETSI ETS 300 738 style digits); without
 * a digit it means what the office has set. Hanging up connects the two.
 */

type InCall = LinePort & { readonly state: { readonly call: CallIndex } };

const heldOf = (tx: Transaction, { index }: LinePort): CallIndex | undefined => tx.line(index).held.at(-1);

/** In conversation: another party is called, or, when one is held already, a digit says what is meant. */
export function flashInTalk(tx: Transaction, line: InCall): LineState | 'ignored' {
  const { call } = line.state;
  const { phase } = tx.call(call);
  const { knock } = tx.line(line.index);
  if (phase.phase !== 'connected' && phase.phase !== 'outgoing')
    return knock === null ? flashBack(tx, line) : insteadOfWaiting(tx, line, knock);
  if (!mayHold(tx.call(call), line)) return 'ignored';
  if (knock !== null) return answerKnock(tx, line);
  const first = heldOf(tx, line) === undefined;
  hold(tx, call, line);
  if (first) return beginConsultation(tx, line);
  const { recallDigitMs } = tx.base.office.services.timing;
  return { state: 'recalled', active: call, deadline: tx.in(ms(recallDigitMs)) };
}

/** A telephone that only waits for somebody takes the call that knocks. */
function insteadOfWaiting(tx: Transaction, line: InCall, knock: Knock): LineState {
  const reason = 'given up for the call that knocks';
  leave(tx, line.state.call, line.index, { cause: 16, by: 'caller', reason });
  return takeKnock(tx, line, knock);
}

/** The consultation has come to nothing, or is given up: back to the party on hold. */
export function flashBack(tx: Transaction, line: InCall): LineState | 'ignored' {
  const held = heldOf(tx, line);
  if (held === undefined) return 'ignored';
  leave(tx, line.state.call, line.index, {
    cause: 16,
    by: 'caller',
    reason: 'given up for the party on hold',
  });
  return retrieve(tx, held, tx.line(line.index));
}

/** The call has ended, its tone is heard: back to the party on hold. */
export function flashAfterEnd(tx: Transaction, line: LinePort): LineState | 'ignored' {
  const held = heldOf(tx, line);
  const { knock } = tx.line(line.index);
  if (held !== undefined) return retrieve(tx, held, tx.line(line.index));
  return knock === null ? 'ignored' : takeKnock(tx, line, knock);
}

/** The two calls of a recalled telephone: the present one, if it still exists, and the other. */
function twoCalls(
  tx: Transaction,
  line: LineIn<'recalled'>,
): { active: CallIndex | null; other: CallIndex | null } {
  const { held } = tx.line(line.index);
  const active = held.includes(line.state.active) ? line.state.active : null;
  return { active, other: held.findLast((call) => call !== active) ?? null };
}

const back = (tx: Transaction, line: LinePort, call: CallIndex | null): LineState =>
  call === null ? beginConsultation(tx, line) : retrieve(tx, call, tx.line(line.index));

function together(tx: Transaction, line: LineIn<'recalled'>, active: CallIndex, other: CallIndex): LineState {
  const members = partiesOf(tx.call(active)).length + partiesOf(tx.call(other)).length - 1;
  const present = retrieve(tx, active, tx.line(line.index));
  if (members > MEMBERS_MAX || !mayJoin(tx, tx.call(other), tx.call(active), line)) return present;
  return conference(tx, other, active, tx.line(line.index));
}

function dropPresent(
  tx: Transaction,
  line: LineIn<'recalled'>,
  active: CallIndex,
  other: CallIndex,
): LineState {
  retrieve(tx, active, tx.line(line.index));
  leave(tx, active, line.index, { cause: 16, by: 'caller', reason: 'dropped for the party on hold' });
  return retrieve(tx, other, tx.line(line.index));
}

function connectAndLeave(
  tx: Transaction,
  line: LineIn<'recalled'>,
  active: CallIndex,
  other: CallIndex,
): LineState {
  const present = retrieve(tx, active, tx.line(line.index));
  if (!mayTransfer(tx, tx.call(other), tx.call(active), line)) return present;
  join(tx, other, active, tx.line(line.index));
  return beginConsultation(tx, line);
}

/** A digit after the flash. */
export function recalledDigit(tx: Transaction, line: LineIn<'recalled'>, event: EventOf<'digit'>): LineState {
  const { active, other } = twoCalls(tx, line);
  if (active === null || other === null) return back(tx, line, active ?? other);
  switch (event.digit) {
    case '1':
      return dropPresent(tx, line, active, other);
    case '2':
      return retrieve(tx, other, tx.line(line.index));
    case '3':
      return together(tx, line, active, other);
    case '4':
      return connectAndLeave(tx, line, active, other);
    default:
      return retrieve(tx, active, tx.line(line.index));
  }
}

/** No digit, or a second flash: what the office has set for it. */
export function recalledPlain(tx: Transaction, line: LineIn<'recalled'>): LineState {
  const { active, other } = twoCalls(tx, line);
  if (active === null || other === null) return back(tx, line, active ?? other);
  return tx.base.office.services.flash === 'conference'
    ? together(tx, line, active, other)
    : retrieve(tx, other, tx.line(line.index));
}

/**
 * Hung up in a consultation: the two are connected, or the held one comes back by ringing. Two who both came from
 * elsewhere (one of them had knocked) have nothing to do with each other.
 */
export function hangUpInConsultation(tx: Transaction, line: InCall, held: CallIndex): LineState {
  const consulted = tx.call(line.state.call);
  if (tx.line(line.index).consults && mayTransfer(tx, tx.call(held), consulted, line)) {
    join(tx, held, consulted.index, tx.line(line.index));
    return restingLine(tx, line.index);
  }
  leave(tx, consulted.index, line.index, { cause: 16, by: sideOf(consulted, line.index), reason: 'on-hook' });
  return comesBack(tx, tx.line(line.index));
}

/** Hung up right after a flash. */
export function hangUpRecalled(tx: Transaction, line: LineIn<'recalled'>): LineState {
  const { active, other } = twoCalls(tx, line);
  if (active === null || other === null) return comesBack(tx, tx.line(line.index));
  const present = retrieve(tx, active, tx.line(line.index));
  tx.setLine(line.index, present);
  return hangUpInConsultation(tx, tx.line(line.index) as InCall, other);
}
