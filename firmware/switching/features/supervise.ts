import { absorb, settle } from '../call.ts';
import { stillCalls } from '../parties.ts';
import { extensionOf } from '../people.ts';
import type { CallIndex, LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { type FeatureUse, impossible, type Outcome } from './codes/run.ts';
import { lineInState } from './devices.ts';

/*
 * Supervision of a conversation: listen (1, also what it begins with), whisper to the own colleague (2), barge in
 * (3). It ends when one of the two leaves, holds or transfers.
 */

const WAYS = { '1': 'listen', '2': 'whisper', '3': 'barge' } as const;
const isWay = (key: string): key is keyof typeof WAYS => key in WAYS;

/** The code with an extension's number: its conversation is heard, unnoticed. */
export function supervise(tx: Transaction, { call, line, user, args }: FeatureUse): Outcome {
  const classOfService = tx.base.tables.classes.get(extensionOf(tx, user)?.classOfService ?? '');
  if (classOfService?.supervise !== true) return impossible({ text: 'not-permitted' });
  const agent = lineInState(tx, args.number ?? '', 'talking');
  if (agent?.state.state !== 'talking' || agent.config.number === line.config.number) return impossible();
  const talk = tx.call(agent.state.call);
  if (talk.phase.phase !== 'connected' || talk.supervisor !== null || talk.heldBy.length > 0)
    return impossible();
  if (talk.kind === 'emergency' || talk.speaker !== null || stillCalls(talk) || line.held.length > 0)
    return impossible();
  tx.updateCall(talk.index, { supervisor: { party: line.index, agent: agent.index, way: 'listen' } });
  absorb(tx, call, talk.index, 'supervise');
  tx.trace(talk, line, 'supervise.begins', { by: user, number: agent.config.number });
  return { kind: 'state', state: tx.line(line.index).state };
}

/** A key of the supervisor; null: he is none. */
export function superviseKey(
  tx: Transaction,
  line: LinePort & { readonly state: { readonly call: CallIndex } },
  key: string,
): LineState | null {
  const { supervisor, index } = tx.call(line.state.call);
  if (supervisor === null || supervisor.party !== line.index) return null;
  if (!isWay(key)) return tx.line(line.index).state;
  const way = WAYS[key];
  tx.updateCall(index, { supervisor: { ...supervisor, way } });
  tx.trace(tx.call(index), line, 'supervise.way', { by: line.config.number, way });
  settle(tx, index);
  return tx.line(line.index).state;
}
