import { assert } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { endSupervision, forgetHeld, identityOf, settle } from '../call.ts';
import { addLeg, changeLeg, openLeg } from '../legs.ts';
import { partiesOf, targetsOf, withoutParty } from '../parties.ts';
import { recordOf } from '../records.ts';
import type { Call, CallIndex, LinePort, PortIndex } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { assumeAnswered } from './hold.ts';
import { permitted } from './trunk-to-trunk.ts';

/*
 * Transfer (ECMA-269 §17.1): the held party and the consulted one go on together in the held call; the consulting
 * telephone is out. The consulted party may still ring; then the held party hears ringback, and when nobody
 * answers it comes back to who transferred it.
 */

/** A consultation that has come far enough for its party to be handed over. */
export function canBeJoined(call: Call): boolean {
  const { phase } = call;
  return (
    phase.phase === 'connected' ||
    phase.phase === 'alerting' ||
    phase.phase === 'waiting' ||
    (phase.phase === 'outgoing' && phase.cutThrough)
  );
}

/** Whether `by` may leave these two calls to each other; the reason goes to the trace. */
export function mayTransfer(tx: Transaction, held: Call, consulted: Call, by: LinePort): boolean {
  const refuse = (why: string): false => {
    tx.trace(consulted, by, 'transfer.refused', { by: by.config.number, why });
    return false;
  };
  if (!canBeJoined(consulted)) return refuse('the consulted party is not reached yet');
  if (!canBeJoined(held)) return refuse('the held party is gone');
  if (!permitted(tx, held, consulted, by))
    return refuse('outside callers must not be connected to each other');
  return true;
}

/** Moves everybody of `from` but `but` into `into`, with their slots and states. */
function move(tx: Transaction, from: Call, into: CallIndex, but: PortIndex, by: string): PortIndex[] {
  const moved: PortIndex[] = [];
  for (const party of [...partiesOf(from), ...targetsOf(from)]) {
    if (party === but) continue;
    const port = tx.port(party);
    const { id, legs } = tx.call(into);
    if (from.heldBy.includes(party)) {
      const { held } = tx.line(party);
      tx.setLinePart(party, { held: held.map((one) => (one === from.index ? into : one)) });
    } else if (port.kind === 'line' && port.knock?.call === from.index) {
      tx.setLinePart(party, { knock: { ...port.knock, call: into } });
    } else {
      tx.free(party, from.id);
      tx.hold(party, id);
      if ('call' in port.state && port.kind === 'line') tx.setLine(party, { ...port.state, call: into });
      if ('call' in port.state && port.kind === 'trunk') tx.setTrunk(party, { ...port.state, call: into });
    }
    const old = from.legs.findLast((leg) => leg.port === port.port);
    const leg = { ...openLeg(port, identityOf(tx, from, party).number, 'transfer', by, tx.now) };
    const answeredAt = old?.answeredAt === null || old === undefined ? null : tx.now;
    tx.updateCall(into, {
      legs: addLeg(legs, { ...leg, alertedAt: old?.alertedAt ?? null, answeredAt, sent: old?.sent ?? '' }),
    });
    moved.push(party);
  }
  return moved;
}

/**
 * The held and the consulted call become one, without `by` (or with it: a conference). `by` must hold the first
 * and be in the second; its own port is its handler's business.
 */
export function join(tx: Transaction, heldIndex: CallIndex, consultedIndex: CallIndex, by: LinePort): Call {
  assumeAnswered(tx, consultedIndex);
  endSupervision(tx, consultedIndex);
  const held = tx.call(heldIndex);
  const consulted = tx.call(consultedIndex);
  const number = by.config.number;
  forgetHeld(tx, heldIndex, by.index);
  tx.updateCall(heldIndex, {
    ...withoutParty(held, by.index),
    legs: changeLeg(held.legs, by, { releasedAt: tx.now }),
  });
  const ringing = targetsOf(consulted);
  const moved = move(tx, consulted, heldIndex, by.index, number);
  const talking = moved.filter((party) => !ringing.includes(party));
  const present = [...partiesOf(tx.call(heldIndex)), ...talking];
  const [from, to = null, ...more] = present;
  assert(from !== undefined, `${held.id} is transferred but nobody is in it`);
  const { transferRecallMs } = tx.base.office.services.timing;
  const waits = consulted.phase.phase === 'alerting' || consulted.phase.phase === 'waiting';
  tx.updateCall(heldIndex, {
    ...{ from, to, more },
    heldBy: [...tx.call(heldIndex).heldBy, ...consulted.heldBy.filter((party) => party !== by.index)],
    phase: waits ? consulted.phase : { phase: 'connected' },
    toNumber: waits ? consulted.toNumber : held.toNumber,
    shown: waits ? identityOf(tx, tx.call(heldIndex), from) : held.shown,
    answeredAt: held.answeredAt ?? tx.now,
    deadline: waits ? tx.in(ms(transferRecallMs)) : null,
    fallback: waits ? { number, how: 'recall', by: number } : null,
    hunt: consulted.hunt,
    visited: [],
  });
  endConsultation(tx, consulted, held.id, by);
  settle(tx, heldIndex);
  tx.trace(tx.call(heldIndex), by, 'transfer.done', {
    from: identityOf(tx, held, from).number,
    to: consulted.toNumber,
    by: number,
  });
  return tx.call(heldIndex);
}

/** The consultation's own record; everybody but `by` has left it. */
function endConsultation(tx: Transaction, consulted: Call, joined: Call['id'], by: LinePort): void {
  tx.emit({ kind: 'record', record: recordOf(consulted, tx.ports, tx.now, 16, 'caller', joined) });
  tx.free(by.index, consulted.id);
  tx.removeCall(consulted.index);
}
