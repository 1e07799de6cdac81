import { ms } from '#units/time.ts';
import { release } from '../call.ts';
import { treatCaller } from '../routing/callers.ts';
import { traceOfReason } from '../routing/reason.ts';
import type { Call, TrunkPort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { answerWith } from './answering.ts';

/*
 * Black and white lists: how a caller from outside is treated before anybody is disturbed. An exchange line cannot
 * be refused while it rings, unless it is a carrier's: to hang up on a caller the line is answered and released.
 */

/** Number that the call goes to instead; null: like any other call. */
export function treat(tx: Transaction, call: Call, trunk: TrunkPort): string | 'taken care of' | null {
  const { routing, entities } = tx.base.tables;
  const treated = treatCaller(routing, tx.people.harassing, call.caller.number);
  if (treated === null) return null;
  tx.emit(traceOfReason(call.id, trunk.port, treated.why));
  const language = entities.get(trunk.config.entity)?.language ?? 'zh-CN';
  switch (treated.treat.kind) {
    case 'hang-up':
      return refuseCaller(tx, call, trunk);
    case 'message':
      return answerWith(tx, call, trunk, [{ sound: treated.treat.guide }], language);
    case 'divert':
      return treated.treat.number;
    case 'important':
      return treated.treat.number;
  }
}

function refuseCaller(tx: Transaction, call: Call, trunk: TrunkPort): 'taken care of' {
  if (trunk.config.carrier !== '') {
    release(tx, call.index, { cause: 21, by: 'exchange', reason: 'on the black list', leaving: null });
    return 'taken care of';
  }
  release(tx, call.index, { cause: 21, by: 'exchange', reason: 'on the black list', leaving: trunk.index });
  const deadline = tx.in(ms(tx.base.office.timing.trunkGuardMs));
  tx.setTrunk(trunk.index, { state: 'clearing', next: null, deadline });
  return 'taken care of';
}
