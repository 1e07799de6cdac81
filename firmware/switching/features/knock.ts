import { ms } from '#units/time.ts';
import { alertKind } from '../alert-kind.ts';
import { alertingOf, startRinger } from '../alerting.ts';
import { callerIdTime } from '../calendar.ts';
import { clearKnock } from '../call.ts';
import { restingLine } from '../connection.ts';
import { noAnswerMsOf, noAnswerOf, type Verdict, type Way } from '../destination.ts';
import type { EventOf, LineIn } from '../handlers.ts';
import { addLeg, firstAlert, openLeg } from '../legs.ts';
import { targetsOf } from '../parties.ts';
import { subscriberOf } from '../people.ts';
import { connect, stopRinging, withdraw } from '../ringing.ts';
import type { Call, CallIndex, Knock, LinePort, LineState, PortIndex } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { hold } from './hold.ts';
import { epochMsNow } from './mode.ts';

/*
 * Call waiting: a call knocks on a telephone that is in conversation. One that can show a number in conversation
 * (Telcordia GR-30 §3, ETSI EN 300 659-2) answers the alerting signal with a digit D and is then sent the number;
 * meanwhile it does not hear the other party.
 */

/** The first beep of any region is over; the alerting signal follows it. */
const BEEP = ms(500);
/** 80 ms of signal, 160 ms for the answer (GR-30 §2.3.3), and what the media plane needs to see it. */
const ANSWER = ms(80 + 160 + 160);
/** A long name takes about a second. */
const NUMBER = ms(3_000);

type InCall = LinePort & { readonly state: { readonly call: CallIndex } };

/** A flash takes the call that knocks; the present one is held. */
export function answerKnock(tx: Transaction, line: InCall): LineState {
  const { knock } = tx.line(line.index);
  if (knock === null) return line.state as LineState;
  hold(tx, line.state.call, line);
  tx.setLinePart(line.index, { consults: false });
  return takeKnock(tx, line, knock);
}

/** The telephone, which is in no other call now, has the one that knocked. */
export function takeKnock(tx: Transaction, line: LinePort, knock: Knock): LineState {
  clearKnock(tx, line.index);
  return connect(tx, knock.call, line.index, 'dialled', '');
}

/** The knock is over: the caller has gone, or the call goes elsewhere. */
export function unknock(tx: Transaction, index: PortIndex, call: CallIndex): void {
  clearKnock(tx, index);
  stopRinging(tx, call, index);
  if (targetsOf(tx.call(call)).length === 0) withdraw(tx, call);
}

/** The telephone was put down while somebody knocked: it rings for him. */
export function ringForKnock(tx: Transaction, line: LinePort, knock: Knock): LineState {
  const call = tx.call(knock.call);
  clearKnock(tx, line.index);
  tx.setLine(line.index, restingLine(tx, line.index));
  const { state } = tx.line(line.index);
  if (state.state !== 'idle') {
    stopRinging(tx, knock.call, line.index);
    return state;
  }
  tx.hold(line.index, call.id);
  const ringer = startRinger(alertingOf(tx.base.office, line.config), tx.now);
  const { deadline } = ringer;
  const alert = alertKind(tx, call, 'dialled');
  return { state: 'alerting', call: knock.call, ringer, answers: false, alert, deadline };
}

/** A telephone in conversation with one party, which wants to hear of further callers, hears a knock. */
export function knockOn(tx: Transaction, call: Call, owner: LinePort, way: Way, line: LinePort): Verdict {
  const user = owner.config;
  const { state, held, knock, config } = tx.line(line.index);
  // One with several lines has rung at another, as long as one was free.
  if (config.appearances.length > 0) return null;
  const { callWaiting, forward } = subscriberOf(tx, user.number);
  if (state.state !== 'talking' || held.length > 0 || knock !== null) return null;
  if (!callWaiting || forward.busy !== null || way.how === 'recall' || way.how === 'hunt') return null;
  const talk = tx.call(state.call);
  if (talk.phase.phase !== 'connected' || talk.supervisor?.party === line.index) return null;
  if (talk.kind === 'emergency' || talk.room !== null || talk.speaker !== null) return null;
  tx.setLinePart(line.index, { knock: { call: call.index, phase: 'tone', id: null } });
  tx.setLine(line.index, { ...state, deadline: tx.in(BEEP) });
  const leg = { ...openLeg(line, user.number, way.how, way.by, tx.now), alertedAt: tx.now };
  const fallback = noAnswerOf(tx, owner);
  const msMax = fallback === null ? tx.base.office.timing.ringMsMax : noAnswerMsOf(tx, owner);
  tx.updateCall(call.index, {
    legs: addLeg(call.legs, leg),
    alertedAt: firstAlert(call, tx.now),
    phase: { phase: 'alerting', targets: [line.index] },
    fallback: fallback ?? call.fallback,
    deadline: tx.in(ms(msMax)),
  });
  tx.trace(call, line, 'knock.begins', { number: user.number });
  return { kind: 'done', reached: { kind: 'ringing' } };
}

type Talking = LineIn<'talking'>;

function setPaused(tx: Transaction, line: Talking, paused: boolean): void {
  tx.updateCall(line.state.call, { paused });
}

/** Back in conversation, with a beep now and then. */
function beepsOn(tx: Transaction, line: Talking, knock: Knock): LineState {
  setPaused(tx, line, false);
  tx.setLinePart(line.index, { knock: { ...knock, phase: 'quiet', id: null } });
  return { ...line.state, deadline: null };
}

/** The time of a step is over: the beep is followed by the alerting signal, the rest by conversation. */
export function knockDue(tx: Transaction, line: Talking): LineState | 'ignored' {
  const { knock } = tx.line(line.index);
  if (knock === null) return { ...line.state, deadline: null };
  if (knock.phase !== 'tone' || tx.call(line.state.call).more.length > 0) return beepsOn(tx, line, knock);
  const id = tx.nextSend();
  setPaused(tx, line, true);
  tx.setLinePart(line.index, { knock: { ...knock, phase: 'alert', id } });
  tx.emit({ kind: 'callWaitingAlert', port: line.port, id });
  return { ...line.state, deadline: tx.in(ANSWER) };
}

/** The telephone answers that it can show a number; any other digit is meant for the other party. */
export function knockDigit(tx: Transaction, line: Talking, digit: string): LineState | null {
  const { knock } = tx.line(line.index);
  if (knock?.phase !== 'alert' || digit !== 'D') return null;
  const id = tx.nextSend();
  tx.setLinePart(line.index, { knock: { ...knock, phase: 'number', id } });
  const { shown, caller } = tx.call(knock.call);
  const dateTime = callerIdTime(epochMsNow(tx), tx.base.office.localTime);
  tx.emit({ kind: 'sendCallerId', port: line.port, callerId: shown ?? caller, dateTime, offHook: true, id });
  return { ...line.state, deadline: tx.in(NUMBER) };
}

/** The number is out. */
export function knockSent(tx: Transaction, line: Talking, event: EventOf<'sent'>): LineState | 'ignored' {
  const { knock } = tx.line(line.index);
  return knock?.phase === 'number' && knock.id === event.id ? beepsOn(tx, line, knock) : 'ignored';
}
