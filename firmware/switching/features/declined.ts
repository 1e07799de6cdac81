import { attendantDeclines, backToQueue } from '../attendant/telephone.ts';
import { release } from '../call.ts';
import { nameOfCause } from '../causes.ts';
import { restingLine } from '../connection.ts';
import { reach, refused, type Verdict } from '../destination.ts';
import type { EventOf, LineIn } from '../handlers.ts';
import type { Cause, LegReason } from '../model.ts';
import { callerGetsOn } from '../onward.ts';
import { targetsOf } from '../parties.ts';
import { numberAt } from '../people.ts';
import { stopRinging, withdraw } from '../ringing.ts';
import type { CallIndex, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { forwardBusy, forwardOffline } from './forward.ts';
import { huntOn } from './hunt.ts';
import { recall } from './recall.ts';

/*
 * A telephone that can refuse (SIP 486, 603, 480 …) refuses a call that rings at it: its caller goes on at once, and is
 * not left to ring to the end. The others who ring go on ringing.
 */

/** User busy, call rejected: somebody is there. Any other cause: the telephone is out of reach. */
const isBusy = (cause: Cause): boolean => cause === 17 || cause === 21;

export function declined(
  tx: Transaction,
  line: LineIn<'alerting'>,
  { cause }: EventOf<'declined'>,
): LineState {
  const { index, id, phase, legs } = tx.call(line.state.call);
  const number = numberAt(tx, line);
  tx.trace(tx.call(index), line, 'extension.declined', { number, cause: `${cause} ${nameOfCause(cause)}` });
  if (phase.phase === 'prompting') {
    release(tx, index, { cause, by: 'caller', reason: 'declined', leaving: line.index });
    return restingLine(tx, line.index);
  }
  const how = legs.findLast(({ port }) => port === line.port)?.how ?? 'dialled';
  tx.declined = line.index;
  tx.free(line.index, id);
  stopRinging(tx, index, line.index);
  tx.setLine(line.index, restingLine(tx, line.index));
  attendantDeclines(tx, line, index);
  if (phase.phase === 'alerting' && targetsOf(tx.call(index)).length === 0)
    goesOn(tx, index, number, how, cause);
  return tx.line(line.index).state;
}

/** Hunting first, then what the called one has set, then whoever sent the caller; else he is told. */
function goesOn(tx: Transaction, index: CallIndex, number: string, how: LegReason, cause: Cause): void {
  if (backToQueue(tx, index)) return;
  const hunted = huntOn(tx, tx.call(index));
  if (hunted !== null) {
    callerGetsOn(tx, index, hunted);
    return;
  }
  withdraw(tx, index);
  const verdict = how === 'recall' ? null : forwarded(tx, index, number, cause);
  const call = tx.call(index);
  if (verdict?.kind === 'divert')
    callerGetsOn(tx, index, reach(tx, index, verdict.to, { how: verdict.how, by: number }));
  else if (verdict?.kind === 'done') callerGetsOn(tx, index, verdict.reached);
  else if (call.fallback !== null && call.fallback.number !== null) {
    // It keeps where it has been: two who refuse and are sent to each other would call as fast as the network does.
    const { number: to, how: sentBy, by } = call.fallback;
    tx.updateCall(index, { fallback: null });
    callerGetsOn(tx, index, reach(tx, index, to, { how: sentBy, by }));
  } else if (call.sender !== null) recall(tx, index, call.sender);
  // The exchange sees it free: a call-back waits until it has been used.
  else callerGetsOn(tx, index, refused(cause, 'declined', [], { number, why: 'no-answer' }));
}

function forwarded(tx: Transaction, index: CallIndex, number: string, cause: Cause): Verdict {
  const owner = tx.base.tables.lineOfNumber.get(number);
  if (owner === undefined) return null;
  const rule = isBusy(cause) ? forwardBusy : forwardOffline;
  return rule(tx, tx.call(index), tx.line(owner), { how: 'dialled', by: '' });
}
