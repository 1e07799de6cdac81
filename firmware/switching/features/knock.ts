import { startRinger } from '../alerting.ts';
import { restingLine } from '../connection.ts';
import { targetsOf } from '../parties.ts';
import { connect, stopRinging, withdraw } from '../ringing.ts';
import type { CallIndex, Knock, LinePort, LineState, PortIndex } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { hold } from './hold.ts';

/*
 * Call waiting: a call knocks on a telephone that is in conversation.
 */

type InCall = LinePort & { readonly state: { readonly call: CallIndex } };

/** A flash takes the call that knocks; the present one is held. */
export function answerKnock(tx: Transaction, line: InCall): LineState {
  const { knock } = tx.line(line.index);
  if (knock === null) return line.state as LineState;
  hold(tx, line.state.call, line);
  tx.setLinePart(line.index, { knock: null });
  return connect(tx, knock.call, line.index, 'dialled', '');
}

/** The knock is over: the caller has gone, or the call goes elsewhere. */
export function unknock(tx: Transaction, index: PortIndex, call: CallIndex): void {
  tx.setLinePart(index, { knock: null });
  stopRinging(tx, call, index);
  if (targetsOf(tx.call(call)).length === 0) withdraw(tx, call);
}

/** The telephone was put down while somebody knocked: it rings for him. */
export function ringForKnock(tx: Transaction, line: LinePort, knock: Knock): LineState {
  const { id } = tx.call(knock.call);
  tx.setLinePart(line.index, { knock: null });
  tx.setLine(line.index, restingLine(tx, line.index));
  const { state } = tx.line(line.index);
  if (state.state !== 'idle') {
    stopRinging(tx, knock.call, line.index);
    return state;
  }
  tx.hold(line.index, id);
  const ringer = startRinger(tx.base.office.alerting, tx.now);
  return { state: 'alerting', call: knock.call, ringer, deadline: ringer.deadline };
}
