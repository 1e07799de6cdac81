import { ms } from '#units/time.ts';
import { aGuide } from '../call.ts';
import type { Language, Phrase } from '../model.ts';
import type { Call, TrunkPort, TrunkState } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * The exchange itself answers a call from outside: to say something and release it, or to ask for an extension.
 */

/** However long a guide is, a line is not held for ever. */
const GUIDE_MS_MAX = 120_000;

export function answering(
  tx: Transaction,
  call: Call,
  purpose: 'message' | 'dial',
  say: readonly Phrase[],
  language: Language,
): TrunkState {
  tx.updateCall(call.index, {
    answeredAt: call.answeredAt ?? tx.now,
    phase: { phase: 'initiated' },
    deadline: null,
  });
  return {
    state: 'asked',
    call: call.index,
    purpose,
    digits: '',
    guide: aGuide(tx, say, language),
    deadline: tx.in(ms(GUIDE_MS_MAX)),
  };
}

/** For a caller whose line still rings; its own handler goes on from what is set here. */
export function answerWith(
  tx: Transaction,
  call: Call,
  trunk: TrunkPort,
  say: readonly Phrase[],
  language: Language,
): 'taken care of' {
  tx.setTrunk(trunk.index, answering(tx, call, 'message', say, language));
  return 'taken care of';
}
