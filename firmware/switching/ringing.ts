import { assert } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { alertKind } from './alert-kind.ts';
import { alertingOf, startRinger } from './alerting.ts';
import { answeredAt } from './attendant/talk.ts';
import { addParty, hearsIn, settle, stopTargets } from './call.ts';
import { fromOutside } from './diversion.ts';
import { addLeg, answerLeg, changeLeg, firstAlert, openLeg } from './legs.ts';
import type { LegReason } from './model.ts';
import { targetsOf } from './parties.ts';
import { changeSubscriber, numberAt } from './people.ts';
import type { Call, CallIndex, LinePort, LineState, PortIndex } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * Telephones ring for a call, one or several; the first that is lifted has it.
 */

export interface RingWishes {
  readonly how: LegReason;
  /** Number of who brought the call there; empty: nobody. */
  readonly by: string;
  /** From now to the call's fallback; null: as long as the region lets a telephone ring. */
  readonly msMax: number | null;
  /** A telephone that can, answers by itself; missing: when it is paged. */
  readonly answers?: boolean;
}

/** Rings idle telephones for a call, beside those that ring already. */
export function ring(
  tx: Transaction,
  index: CallIndex,
  lines: readonly LinePort[],
  wishes: RingWishes,
): Call {
  const call = tx.call(index);
  const ringing = call.phase.phase === 'alerting' ? call.phase.targets : [];
  let { legs } = call;
  for (const line of lines) {
    assert(line.state.state === 'idle', `${line.port} is to ring but is ${line.state.state}`);
    tx.hold(line.index, call.id);
    const leg = openLeg(line, numberAt(tx, line), wishes.how, wishes.by, tx.now);
    legs = addLeg(legs, { ...leg, alertedAt: tx.now });
    const answers = wishes.answers ?? wishes.how === 'page';
    const { office } = tx.base;
    // One that answers by itself is asked to with the ring: it must not ring for the number before.
    const alerting = answers ? office.alerting : alertingOf(office, line.config);
    const ringer = startRinger(alerting, tx.now);
    const { deadline } = ringer;
    const alert = alertKind(tx, call, wishes.how);
    tx.setLine(line.index, { state: 'alerting', call: index, ringer, answers, alert, deadline });
    tx.trace(call, line, 'extension.alerting', { number: line.config.number });
    rememberCaller(tx, call, line);
  }
  const msMax = wishes.msMax ?? tx.base.office.timing.ringMsMax;
  const after = tx.updateCall(index, {
    legs,
    alertedAt: firstAlert(call, tx.now),
    phase: { phase: 'alerting', targets: [...ringing, ...lines.map((line) => line.index)] },
    deadline: tx.in(ms(msMax)),
  });
  settle(tx, index);
  return after;
}

/** For "last caller"; who is rung back for a call of his own has not been called. */
function rememberCaller(tx: Transaction, call: Call, line: LinePort): void {
  const { number } = call.caller;
  const user = numberAt(tx, line);
  if (number !== '' && number !== user) changeSubscriber(tx, user, { lastCaller: number });
}

/** One of them stops ringing, the others go on. */
export function stopRinging(tx: Transaction, index: CallIndex, target: PortIndex): void {
  const call = tx.call(index);
  const { phase } = call;
  if (phase.phase !== 'alerting' && phase.phase !== 'connected') return;
  tx.updateCall(index, {
    legs: changeLeg(call.legs, tx.port(target), { releasedAt: tx.now }),
    phase: { phase: phase.phase, targets: targetsOf(call).filter((other) => other !== target) },
  });
}

/** Nobody rings any more; the call waits, and its caller hears what he heard before. */
export function withdraw(tx: Transaction, index: CallIndex): Call {
  stopTargets(tx, index);
  return tx.updateCall(index, { phase: { phase: 'waiting', ready: true }, deadline: null });
}

/**
 * A telephone takes the call, whether it rang, knocked, or picks up; the others stop ringing. Its slot must be
 * free. Returns what it hears now.
 */
export function connect(
  tx: Transaction,
  index: CallIndex,
  party: PortIndex,
  how: LegReason,
  by: string,
): LineState {
  const before = tx.call(index);
  if (before.phase.phase === 'connected') return joinIn(tx, before, party, how, by);
  stopTargets(tx, index, party);
  const port = tx.port(party);
  if (port.kind === 'line') tx.setLinePart(party, { answered: port.answered + 1 });
  addParty(tx, index, party, how, by);
  const call = tx.updateCall(index, {
    answeredAt: before.answeredAt ?? tx.now,
    phase: { phase: 'connected' },
    deadline: null,
    fallback: null,
    sender: null,
    hunt: null,
    diversions: fromOutside(before),
    ...(port.kind === 'line' ? answeredAt(tx, before, port) : {}),
  });
  tx.updateCall(index, { legs: answerLeg(call.legs, tx.port(call.from), tx.now) });
  tx.trace(call, port, 'answer.inside', { number: port.config.number });
  callerTalks(tx, call);
  settle(tx, index);
  return { state: 'talking', call: index, hears: hearsIn(tx.call(index)), deadline: null };
}

/** One more joins those who are connected already (paging); whoever else rings goes on ringing. */
function joinIn(tx: Transaction, call: Call, party: PortIndex, how: LegReason, by: string): LineState {
  stopRinging(tx, call.index, party);
  const reopened = openLeg(tx.port(party), numberAt(tx, tx.port(party)), how, by, tx.now);
  tx.updateCall(call.index, { legs: addLeg(tx.call(call.index).legs, reopened) });
  addParty(tx, call.index, party, how, by);
  settle(tx, call.index);
  return { state: 'talking', call: call.index, hears: hearsIn(tx.call(call.index)), deadline: null };
}

/** The waiting side of a call that was answered: it is switched through. */
export function callerTalks(tx: Transaction, call: Call): void {
  const caller = tx.port(call.from);
  if (call.heldBy.includes(call.from)) return;
  const hears = hearsIn(call);
  if (caller.kind === 'line') {
    const { state } = caller.state;
    if (state === 'ringingOut' || state === 'awaitingAnswer' || state === 'dialingOut')
      tx.setLine(caller.index, { state: 'talking', call: call.index, hears, deadline: null });
    else assert(state === 'talking', `${caller.port} was ringing out but is ${state}`);
    return;
  }
  const { state } = caller.state;
  if (state !== 'offered' && state !== 'caught' && state !== 'ringingIn' && state !== 'asked') return;
  tx.setTrunk(caller.index, {
    state: 'talking',
    call: call.index,
    direction: 'in',
    answeredBy: 'inside',
    hears,
    deadline: null,
  });
}
