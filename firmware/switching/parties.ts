import type { Call, PortIndex } from './state.ts';

/*
 * Who is in a call. Pure questions; nothing here changes anything.
 */

/** Everybody in the call, also who keeps it on hold; not those whose telephone only rings. */
export function partiesOf(call: Call): readonly PortIndex[] {
  if (call.to === null && call.more.length === 0) return [call.from];
  return call.to === null ? [call.from, ...call.more] : [call.from, call.to, ...call.more];
}

/** The exchange line by which a call goes out. */
export const wayOutOf = ({ from, to, test }: Call): PortIndex | null => to ?? (test ? from : null);

/** Whose telephone rings, or hears a knock. */
export const targetsOf = ({ phase }: Call): readonly PortIndex[] =>
  phase.phase === 'alerting' ? phase.targets : phase.phase === 'connected' ? (phase.targets ?? []) : [];

/** An operator's group call that still calls somebody: it cannot be held or joined before all have answered, or not. */
export const stillCalls = (call: Call): boolean => call.calledBy !== null && targetsOf(call).length > 0;

/** Parties that have not put it on hold. */
export const presentIn = (call: Call): readonly PortIndex[] =>
  call.heldBy.length === 0
    ? partiesOf(call)
    : partiesOf(call).filter((party) => !call.heldBy.includes(party));

/** Parties that are switched through to each other; none, or at least two. */
export function hearing(call: Call | null): readonly PortIndex[] {
  if (call === null) return [];
  const { phase } = call;
  if (phase.phase !== 'connected' && !(phase.phase === 'outgoing' && phase.cutThrough)) return [];
  if (call.silent || call.paused) return [];
  const present = presentIn(call);
  return present.length < 2 ? [] : present;
}

/** The other one of two parties; null when there is none or more than one. */
export function otherOf(call: Call, index: PortIndex): PortIndex | null {
  const others = partiesOf(call).filter((party) => party !== index);
  return others.length === 1 ? others[0]! : null;
}

/** Which side of a call a party is on, for its record. */
export const sideOf = (call: Call, index: PortIndex): 'caller' | 'called' =>
  call.from === index && !call.test ? 'caller' : 'called';

/** The call without a party; who began it may be that one. */
export function withoutParty(call: Call, index: PortIndex): Pick<Call, 'from' | 'to' | 'more' | 'heldBy'> {
  const [from = call.from, to = null, ...more] = partiesOf(call).filter((party) => party !== index);
  return { from, to, more, heldBy: call.heldBy.filter((party) => party !== index) };
}
