import { changeSubscriber, userOf } from '../people.ts';
import type { CallIndex, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/** What the user dialled last, for redial. A number outside counts when it is known to be complete. */
export function rememberDialled(tx: Transaction, index: CallIndex, line: LinePort): void {
  const dialled = tx.call(index).dialled.replace(/#$/, '');
  if (/^\+?[0-9]+$/.test(dialled)) changeSubscriber(tx, userOf(tx, line).number, { lastDialled: dialled });
}
