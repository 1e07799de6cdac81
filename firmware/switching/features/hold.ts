import { assert } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { endSupervision, forgetHeld, hearsIn, originate, settle } from '../call.ts';
import { answerLeg } from '../legs.ts';
import { partiesOf, stillCalls } from '../parties.ts';
import type { Call, CallIndex, LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Hold and retrieve: a telephone steps out of a call that goes on to exist. The others hear music when fewer
 * than two are left.
 */

/**
 * Whether a telephone may step out of a call. An emergency call is not put on hold by mistake; a page has nobody to be
 * held, who supervises is no party, and who waits himself has nobody there yet.
 */
export function mayHold(call: Call, { index }: LinePort): boolean {
  const { phase, kind, speaker, supervisor } = call;
  if (kind === 'emergency' || speaker !== null || supervisor?.party === index || stillCalls(call))
    return false;
  return phase.phase === 'connected' || (phase.phase === 'outgoing' && phase.cutThrough);
}

/** A party steps out; its slot is free then. Its port's state is its handler's business. */
export function hold(tx: Transaction, index: CallIndex, line: LinePort): Call {
  assumeAnswered(tx, index);
  endSupervision(tx, index);
  const call = tx.call(index);
  assert(!call.heldBy.includes(line.index), `${line.port} holds ${call.id} already`);
  tx.free(line.index, call.id);
  tx.setLinePart(line.index, { held: [...tx.line(line.index).held, index] });
  const { holdRecallMs } = tx.base.office.services.timing;
  const held = tx.updateCall(index, {
    heldBy: [...call.heldBy, line.index],
    paused: false,
    deadline:
      call.phase.phase === 'connected' && call.room === null ? tx.in(ms(holdRecallMs)) : call.deadline,
  });
  tx.trace(held, line, 'hold.held', { number: line.config.number });
  settle(tx, index);
  return held;
}

/**
 * An exchange line may never say that it was answered. Whoever puts it on hold, or hands it on, has heard that it
 * is.
 */
export function assumeAnswered(tx: Transaction, index: CallIndex): void {
  const { phase, answeredAt, from, to } = tx.call(index);
  if (phase.phase !== 'outgoing') return;
  assert(to !== null && phase.cutThrough, 'a call on its way out is put on hold before its line is heard');
  const call = tx.updateCall(index, { phase: { phase: 'connected' }, answeredAt: answeredAt ?? tx.now });
  let { legs } = call;
  for (const party of [from, to]) legs = answerLeg(legs, tx.port(party), tx.now);
  tx.updateCall(index, { legs });
  const trunk = tx.trunk(to);
  tx.trace(call, trunk, 'answer.assumed', { trunk: trunk.config.name });
  if (trunk.state.state !== 'awaitingAnswer') return;
  tx.setTrunk(to, {
    state: 'talking',
    call: index,
    direction: 'out',
    answeredBy: 'time',
    hears: 'party',
    deadline: null,
  });
}

/** Back into a call that was on hold; the telephone must be in no other. */
export function retrieve(tx: Transaction, index: CallIndex, line: LinePort): LineState {
  const call = tx.call(index);
  forgetHeld(tx, index, line.index);
  tx.hold(line.index, call.id);
  const heldBy = call.heldBy.filter((party) => party !== line.index);
  const endsHold = heldBy.length === 0 && call.phase.phase === 'connected' && call.room === null;
  const back = tx.updateCall(index, { heldBy, deadline: endsHold ? null : call.deadline });
  tx.trace(back, line, 'hold.retrieved', { number: line.config.number });
  settle(tx, index);
  return inCall(tx, index);
}

/** What a telephone that is (again) in a call hears. */
export function inCall(tx: Transaction, index: CallIndex): LineState {
  const call = tx.call(index);
  if (call.phase.phase === 'outgoing') {
    return call.phase.cutThrough
      ? { state: 'awaitingAnswer', call: index, deadline: null }
      : { state: 'dialingOut', call: index, deadline: null };
  }
  if (call.phase.phase === 'alerting' && partiesOf(call).length === 1 && call.answeredAt === null)
    return { state: 'ringingOut', call: index, deadline: null };
  return { state: 'talking', call: index, hears: hearsIn(call), deadline: null };
}

/** A second call of a telephone whose first one is on hold. */
export function beginConsultation(tx: Transaction, line: LinePort): LineState {
  const { index } = originate(tx, line);
  tx.setLinePart(line.index, { consults: tx.line(line.index).held.length > 0 });
  const deadline = tx.in(ms(tx.base.office.timing.firstDigitMsMax));
  return { state: 'dialTone', call: index, tone: 'specialDial', deadline };
}
