import { ms } from '#units/time.ts';
import { dropParty, identityOf, originate, sentTo, settle } from '../call.ts';
import type { LineIn } from '../handlers.ts';
import { partiesOf } from '../parties.ts';
import type { BusyChoices, CallIndex, LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Camp-on (遇忙等待): a caller waits, with music, until a busy extension is free. Whoever transfers a caller to a
 * busy extension leaves him waiting there, and has him back when it lasts too long.
 */

/** The caller himself waits. `ended` is the call that found the extension busy. */
export function campOn(tx: Transaction, line: LineIn<'hearsTone'>, choices: BusyChoices): LineState {
  const call = originate(tx, line);
  tx.updateCall(call.index, {
    kind: 'internal',
    dialled: line.state.ended.dialled,
    toNumber: choices.number,
    phase: { phase: 'waiting', ready: true },
    // Nobody listens to music for ever.
    deadline: tx.in(ms(tx.base.office.services.timing.callBackMsMax)),
  });
  tx.trace(call, line, 'campOn.waits', { number: choices.number });
  return { state: 'talking', call: call.index, hears: 'music', deadline: null };
}

/** Hung up while a held party wants somebody who is busy: the party waits there. */
export function leaveCampedOn(
  tx: Transaction,
  line: LinePort,
  held: CallIndex,
  { number }: BusyChoices,
): boolean {
  const call = tx.call(held);
  if (partiesOf(call).length !== 2 || call.phase.phase !== 'connected' || call.room !== null) return false;
  dropParty(tx, held, line.index);
  const left = tx.call(held);
  const by = line.config.number;
  tx.updateCall(held, {
    ...sentTo(left, number),
    shown: identityOf(tx, left, left.from),
    phase: { phase: 'waiting', ready: true, way: { how: 'transfer', by } },
    deadline: tx.in(ms(tx.base.office.services.timing.campOnRecallMs)),
    sender: by,
    visited: [],
  });
  settle(tx, held);
  tx.trace(tx.call(held), line, 'campOn.waits', { number });
  return true;
}
