import { aGuide, release } from '../../call.ts';
import { endedCall, hearsTone } from '../../connection.ts';
import type { FeatureDecision } from '../../digits.ts';
import type { Phrase } from '../../model.ts';
import { userOf } from '../../people.ts';
import { featureRefusal } from '../../routing/class.ts';
import { traceOfReason } from '../../routing/reason.ts';
import type { CallIndex, LinePort, LineState } from '../../state.ts';
import type { Transaction } from '../../transaction.ts';
import { FEATURE_HANDLERS } from './handlers.ts';

/*
 * A feature code was dialled: its handler does it and says what the telephone hears. What somebody set is answered
 * by a guide and the confirmation tone, what cannot be done by a guide and the tone that refuses.
 */

type InCall = LinePort & { readonly state: { readonly call: CallIndex } };

/** What a handler answers with. */
export type Outcome =
  /** Done: it is said, then the confirmation tone. */
  | { readonly kind: 'done'; readonly say: readonly Phrase[] }
  | { readonly kind: 'impossible'; readonly say: readonly Phrase[] }
  /** Dialled as if the user had done it. */
  | { readonly kind: 'dial'; readonly number: string; readonly hidden?: boolean; readonly anyClass?: boolean }
  /** The handler has taken the call over. */
  | { readonly kind: 'state'; readonly state: LineState };

/** An outcome that is said. */
export type Said = Extract<Outcome, { kind: 'done' | 'impossible' }>;

export const done = (...say: readonly Phrase[]): Said => ({ kind: 'done', say });
export const impossible = (...say: readonly Phrase[]): Said => ({
  kind: 'impossible',
  say: say.length === 0 ? [{ text: 'feature-not-possible' }] : say,
});

export interface FeatureUse extends FeatureDecision {
  readonly line: InCall;
  readonly call: CallIndex;
  /** Number of who uses it; at a hot desk not the telephone's own. */
  readonly user: string;
}
export type FeatureHandler = (tx: Transaction, use: FeatureUse) => Outcome;

/** Does what a code says. `dial` goes on where the caller's digits go. */
export function runFeature(
  tx: Transaction,
  line: InCall,
  decision: FeatureDecision,
  dial: (outcome: Extract<Outcome, { kind: 'dial' }>) => LineState,
): LineState {
  const { call } = line.state;
  const user = userOf(tx, line);
  tx.updateCall(call, { kind: 'feature', toNumber: '' });
  const facts = { feature: decision.feature, does: decision.does, by: user.number };
  tx.trace(tx.call(call), line, 'feature.used', facts);
  const outcome = permittedOutcome(tx, line, decision, user.number);
  switch (outcome.kind) {
    case 'dial':
      return dial(outcome);
    case 'state':
      return outcome.state;
    case 'done':
    case 'impossible':
      return say(tx, line, call, outcome);
  }
}

function permittedOutcome(tx: Transaction, line: InCall, decision: FeatureDecision, user: string): Outcome {
  const { call } = line.state;
  const classOfService = tx.base.tables.classes.get(userOf(tx, line).classOfService);
  const refusal = classOfService === undefined ? null : featureRefusal(classOfService, decision.feature);
  if (refusal === null) return FEATURE_HANDLERS[decision.feature](tx, { ...decision, line, call, user });
  tx.emit(traceOfReason(tx.call(call).id, line.port, refusal));
  return impossible({ text: 'not-permitted' });
}

/** What was done, or could not be, is said; then there is nothing more to hear than its tone. */
export function say(
  tx: Transaction,
  line: InCall,
  index: CallIndex,
  { kind, say: phrases }: Said,
): LineState {
  const call = tx.call(index);
  const cause = kind === 'done' ? 16 : 21;
  release(tx, index, { cause, by: 'exchange', reason: `feature ${kind}`, leaving: line.index });
  const guide = phrases.length === 0 ? null : aGuide(tx, phrases, userOf(tx, line).language);
  const heard = hearsTone(tx, endedCall(call, cause), guide);
  return kind === 'done' && heard.state === 'hearsTone' ? { ...heard, tone: 'confirmation' } : heard;
}
