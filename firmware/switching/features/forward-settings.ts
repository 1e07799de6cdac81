import { decideComplete, leadsToParty } from '../digits.ts';
import type { Subscriber } from '../kept.ts';
import { changeSubscriber, extensionOf, subscriberOf } from '../people.ts';
import type { Transaction } from '../transaction.ts';

/*
 * What a user may set by himself, by code or by a key of his telephone.
 */

/** Where a number that somebody gives leads: it must be one that can be dialled, and not his own. */
export function leadsSomewhere(tx: Transaction, user: string, number: string): boolean {
  const entity = extensionOf(tx, user)?.entity ?? '';
  return number !== user && leadsToParty(decideComplete(tx.base.tables, number, entity));
}

/**
 * Sends calls of an extension to a number, or (null) no longer. `more`: what is said with it. False: the number leads
 * nowhere.
 */
export function setForward(
  tx: Transaction,
  user: string,
  when: keyof Subscriber['forward'],
  to: string | null,
  more: Partial<Pick<Subscriber, 'noAnswerMs'>> = {},
): boolean {
  if (to !== null && !leadsSomewhere(tx, user, to)) return false;
  changeSubscriber(tx, user, { forward: { ...subscriberOf(tx, user).forward, [when]: to }, ...more });
  return true;
}
