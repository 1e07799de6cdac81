import { ms } from '#units/time.ts';
import { startRinger } from '../alerting.ts';
import { restingLine } from '../connection.ts';
import { noAnswerOf, type Verdict, type Way } from '../destination.ts';
import { addLeg, openLeg } from '../legs.ts';
import { targetsOf } from '../parties.ts';
import { subscriberOf } from '../people.ts';
import { connect, stopRinging, withdraw } from '../ringing.ts';
import type { Call, CallIndex, Knock, LinePort, LineState, PortIndex } from '../state.ts';
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
  return takeKnock(tx, line, knock);
}

/** The telephone, which is in no other call now, has the one that knocked. */
export function takeKnock(tx: Transaction, line: LinePort, knock: Knock): LineState {
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

/** A telephone in conversation with one party, which wants to hear of further callers, hears a knock. */
export function knockOn(tx: Transaction, call: Call, line: LinePort, way: Way): Verdict {
  const { state, held, knock, config } = tx.line(line.index);
  const { callWaiting, forward } = subscriberOf(tx, config.number);
  if (state.state !== 'talking' || held.length > 0 || knock !== null) return null;
  if (!callWaiting || forward.busy !== null || way.how === 'recall' || way.how === 'hunt') return null;
  const talk = tx.call(state.call);
  if (talk.kind === 'emergency' || talk.room !== null || talk.speaker !== null) return null;
  tx.setLinePart(line.index, { knock: { call: call.index, phase: 'tone', id: null } });
  const leg = { ...openLeg(line, config.number, way.how, way.by, tx.now), alertedAt: tx.now };
  const fallback = noAnswerOf(tx, line);
  const msMax = fallback === null ? tx.base.office.timing.ringMsMax : config.noAnswerMs;
  tx.updateCall(call.index, {
    legs: addLeg(call.legs, leg),
    alertedAt: call.alertedAt ?? tx.now,
    phase: { phase: 'alerting', targets: [line.index] },
    fallback: fallback ?? call.fallback,
    deadline: tx.in(ms(msMax)),
  });
  tx.trace(call, line, 'knock.begins', { number: config.number });
  return { kind: 'done', reached: { kind: 'ringing' } };
}
