import type { Refused } from '../destination.ts';
import { refused } from '../destination.ts';
import type { Extension } from '../office.ts';
import { partiesOf } from '../parties.ts';
import { subscriberOf, userOf } from '../people.ts';
import { isSettled, mayCall } from '../routing/class.ts';
import { traceOfReason } from '../routing/reason.ts';
import type { CallIndex, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { beginDear, limitsOf } from './dear-calls.ts';

/*
 * Whether an extension may call a public number: class of service, lists, lock, account code, number of calls.
 * Emergency calls never come by here.
 */

export type Permission =
  | { readonly kind: 'yes' }
  /** More digits could change it: nothing is seized yet. */
  | { readonly kind: 'open' }
  /** It would be with an account code. */
  | { readonly kind: 'account' }
  | Refused;

function linesInUse(tx: Transaction, number: string): number {
  let count = 0;
  for (const call of tx.calls)
    if (
      call !== null &&
      call.legs[0]?.number === number &&
      partiesOf(call).some((party) => tx.port(party).kind === 'trunk')
    )
      count++;
  return count;
}

/** @param number public number, without outside prefix, as far as dialled */
export function permissionOf(
  tx: Transaction,
  index: CallIndex,
  line: LinePort,
  number: string,
  complete: boolean,
  user: Extension = userOf(tx, line),
): Permission {
  const call = tx.call(index);
  const classOfService = tx.base.tables.classes.get(user.classOfService);
  if (classOfService === undefined)
    return refused(21, `no such class: ${user.classOfService}`, [{ text: 'not-permitted' }]);
  const { locked } = subscriberOf(tx, user.number);
  const unlimited =
    classOfService.reach === 'international' && classOfService.premium && classOfService.deny.length === 0;
  const limits = limitsOf(tx, user.number, classOfService.dearCallsPerHourMax);
  const free =
    unlimited && locked === null && classOfService.accountCode !== 'required' && limits.length === 0;
  const { routing } = tx.base.tables;
  if (!free && !complete && !isSettled(routing, { number, classOfService })) return { kind: 'open' };
  let dear = false;
  if (!free) {
    const account = call.account === '' ? null : call.account;
    const overrideBy = call.anyClass ? call.dialled : null;
    const verdict = mayCall(routing, { number, classOfService, locked, account, overrideBy });
    tx.emit(traceOfReason(call.id, line.port, verdict.why));
    // It is asked for when the whole number is dialled: what follows is the code.
    if (!verdict.ok && verdict.wantsAccount) return { kind: complete ? 'account' : 'open' };
    if (!verdict.ok)
      return refused(verdict.cause, verdict.why.rule, [
        { text: locked === null ? 'not-permitted' : 'locked' },
      ]);
    dear = verdict.reach === 'international' || verdict.premium;
  }
  if (linesInUse(tx, user.number) >= classOfService.trunkCallsMax) {
    tx.trace(call, line, 'class.callsMax', { number: user.number, max: classOfService.trunkCallsMax });
    return refused(21, 'too many calls to the outside', [{ text: 'not-permitted' }]);
  }
  return (dear ? beginDear(tx, call, line, limits) : null) ?? { kind: 'yes' };
}
