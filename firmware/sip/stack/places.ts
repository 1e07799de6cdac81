import type { NameAddress, SipRequest } from '#ports/sip-codec.ts';
import type { Endpoint, Flow, Listener } from '#ports/sip-transport.ts';
import { hexOf, type RandomBytes } from '../chance.ts';
import { field } from '../codec/fields.ts';
import { normalIpv6 } from '../codec/host.ts';
import { sipUri } from '../codec/uri.ts';
import { numberOfUri } from '../identity/caller.ts';
import type { Place } from '../locate/locate.ts';
import { NO_BODY } from '../make.ts';
import type { Trunk } from '../trunk/trunk.ts';

const isNear = (host: string): boolean => host.startsWith('127.') || host === '::1';

/** From which of our addresses a server is reached; loopback only from loopback. Null: by none. */
export function flowTo(
  listeners: readonly Listener[],
  { transport, address, port, name }: Place,
): Flow | null {
  const six = normalIpv6(address) !== null;
  const fitting = listeners.filter(
    ({ transport: own, local }) => own === transport && (normalIpv6(local.host) !== null) === six,
  );
  const listener = fitting.find(({ local }) => isNear(local.host) === isNear(address)) ?? fitting[0];
  if (listener === undefined) return null;
  const flow: Flow = { transport, local: listener.local, remote: { host: address, port } };
  return transport === 'TLS' ? { ...flow, serverName: name } : flow;
}

/** Where a peer of that flow finds us. */
export function contactAt({ transport }: Flow, { host, port }: Endpoint, user: string): NameAddress {
  const params = transport === 'UDP' ? [] : [{ name: 'transport', value: transport.toLowerCase() }];
  return { display: '', uri: { ...sipUri(user, host, port), params }, params: [] };
}

/** "Are you there?" to a registered telephone. */
export const optionsTo = (
  contact: NameAddress,
  own: NameAddress,
  route: readonly NameAddress[],
  random: RandomBytes,
): SipRequest => ({
  kind: 'request',
  method: 'OPTIONS',
  uri: contact.uri,
  via: [],
  from: { ...own, params: [{ name: 'tag', value: hexOf(random(8)) }] },
  to: { display: '', uri: contact.uri, params: [] },
  callId: hexOf(random(16)),
  cseq: { number: 1, method: 'OPTIONS' },
  contact: [own],
  route,
  recordRoute: [],
  maxForwards: 70,
  fields: [],
  body: NO_BODY,
});

/**
 * "Fetch your settings anew", to a registered telephone. Outside any subscription, as all makers know it; `reboot=false`
 * for those who would start anew otherwise.
 */
export const checkSyncTo = (...[contact, own, route, random]: Parameters<typeof optionsTo>): SipRequest => ({
  ...optionsTo(contact, own, route, random),
  method: 'NOTIFY',
  cseq: { number: 1, method: 'NOTIFY' },
  fields: [field('event', 'check-sync;reboot=false'), field('subscription-state', 'terminated')],
});

/** To the account's own Contact a carrier writes the account; the number that was dialled is then in the To. */
export function calledOf(request: SipRequest, trunk: Trunk | null): string {
  const direct = numberOfUri(request.uri);
  const own = trunk !== null && (direct === trunk.settings.user || direct === '');
  return own ? numberOfUri(request.to.uri) : direct;
}
