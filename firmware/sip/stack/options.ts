import type { SipCodec } from '#ports/sip-codec.ts';
import type { Endpoint, Flow, Listener } from '#ports/sip-transport.ts';
import type { RandomBytes } from '../chance.ts';
import type { DefenceSettings } from '../defence/defence.ts';
import type { Hash } from '../digest/digest.ts';
import type { SubscriptionId } from '../events/subscription.ts';
import type { Place, Wanted } from '../locate/locate.ts';
import type { BindingId } from '../registrar/binding.ts';
import type { Trunk, TrunkPurpose } from '../trunk/trunk.ts';
import type { StackEvent } from './surface.ts';

export interface StackOptions {
  readonly codec: SipCodec;
  readonly random: RandomBytes;
  readonly hash: Hash;
  /** In which passwords are valid; HA1 of all devices are made with it. */
  readonly realm: string;
  readonly listeners: readonly Listener[];
  readonly defence?: DefenceSettings;
  /** Where a peer of that flow finds us; `local` of the flow unless we are behind NAT. */
  readonly seenAs?: (flow: Flow) => Endpoint;
}

export interface StackOutput {
  readonly sent: readonly { readonly flow: Flow; readonly bytes: Uint8Array }[];
  /** Answered by `located` with the trunk's id. */
  readonly locate: readonly { readonly trunk: string; readonly wanted: Wanted }[];
  readonly events: readonly StackEvent[];
}

/** What the answer to a request of ours is for. */
export type Purpose =
  | { readonly kind: 'check'; readonly binding: BindingId }
  | { readonly kind: 'notify'; readonly subscription: SubscriptionId }
  | { readonly kind: 'trunk'; readonly trunk: Trunk; readonly purpose: TrunkPurpose; readonly place: Place };
