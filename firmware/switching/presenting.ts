import { hopsSaid } from './hops.ts';
import type { Effect } from './model.ts';
import { userOf } from './people.ts';
import { withPlus } from './routing/e164.ts';
import { hidesNumber, type OutCaller } from './routing/presentation.ts';
import type { Call, CallPhase, TrunkPort } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * What a carrier is told of who calls out over its line.
 */

/** A caller from outside; the carrier that he goes out over may want another form of his number than is dialled here. */
function strangerOf(tx: Transaction, { caller }: Call): NonNullable<OutCaller['stranger']> {
  const e164 = withPlus(caller.number, tx.base.tables.routing.dialling);
  return e164 === null ? caller : { ...caller, e164 };
}

/** What the called side may know of who calls out. */
export function outCaller(tx: Transaction, call: Call): OutCaller {
  const caller = tx.port(call.from);
  // Whom we have called outside, and who is now sent on, is not the one that the call was begun by.
  const began = call.legs[0]?.port === caller.port;
  if (caller.kind !== 'line')
    return { publicNumber: '', hidden: false, ...(began && { stranger: strangerOf(tx, call) }) };
  const user = userOf(tx, caller);
  const hidden = hidesNumber(user, tx.people.subscribers.get(user.number), call.hidden);
  return { publicNumber: user.publicNumber, hidden };
}

export const presentEffect = (
  { port }: TrunkPort,
  { diversions, hops }: Call,
  { present }: Extract<CallPhase, { phase: 'outgoing' }>,
): Effect => ({
  ...{ kind: 'present', port, hidden: present.kind === 'hidden' },
  number: present.kind === 'number' ? present.number : '',
  ...(present.kind === 'number' && present.e164 !== undefined && { e164: present.e164 }),
  ...(diversions.length > 0 && { diversions }),
  ...hopsSaid(hops),
});
