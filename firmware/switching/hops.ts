import type { Call, CallIndex, Port } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * How far a call may still go beyond this exchange (SIP's Max-Forwards): given on with what goes out for it, so that one that goes
 * round in circles ends by itself. Null: nobody has said, and it begins here.
 */

type Hops = Call['hops'];

/** Of two calls that become one. */
export const fewerHops = (a: Hops, b: Hops): Hops => (a === null || b === null ? (a ?? b) : Math.min(a, b));

/** For an effect or a view; nothing where nobody has said. */
export const hopsSaid = (hops: Hops): { readonly hops?: number } => (hops === null ? {} : { hops });

/** The call that a telephone has just begun; one that it has answered or held is none. */
export function setHops(tx: Transaction, { index, state }: Port, hops: number): void {
  const call: CallIndex | null = 'call' in state ? state.call : null;
  if (call !== null && tx.call(call).from === index && tx.call(call).phase.phase === 'initiated')
    tx.updateCall(call, { hops });
}
