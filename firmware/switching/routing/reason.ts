import type { CallId, PortId } from '#units/ids.ts';
import type { Effect } from '../model.ts';
import type { ROUTING_RULES } from './rules.ts';

type RoutingRule = keyof typeof ROUTING_RULES;

/** Why routing decided as it did: a rule of the catalogue, and all facts that its text needs. */
export type Reason = {
  [R in RoutingRule]: {
    readonly rule: R;
    readonly facts: Readonly<Record<(typeof ROUTING_RULES)[R][number], string | number>>;
  };
}[RoutingRule];

/** A reason as the trace effect of a call and a port, each null when there is none. */
export const traceOfReason = (call: CallId | null, port: PortId | null, reason: Reason): Effect => ({
  kind: 'trace',
  call,
  port,
  rule: reason.rule,
  facts: reason.facts,
});
