import type { SipRequest } from '#ports/sip-codec.ts';

/** Of a request that begins here (RFC 3261 §8.1.1.6): farther than any call has to go, and not for ever. */
export const HOPS_MAX = 70;

/**
 * How many more hops what comes of a request may take: one less than it had left itself, as at a proxy (RFC 7332 §5, RFC
 * 3261 §16.6 step 3), 0 to 70. Null: it has none left, and 483 is its answer (§16.3 step 3). Who writes more than anybody needs would
 * have a call go round all the longer.
 */
export function hopsBeyond({ maxForwards }: Pick<SipRequest, 'maxForwards'>): number | null {
  if (maxForwards === null) return HOPS_MAX;
  return maxForwards === 0 ? null : Math.min(maxForwards, HOPS_MAX) - 1;
}
