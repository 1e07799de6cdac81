import type { NameAddress, SipField, SipResponse } from '#ports/sip-codec.ts';
import type { Instant } from '#units/time.ts';
import { field } from '../codec/fields.ts';
import { normalIpv6 } from '../codec/host.ts';
import { sipUri } from '../codec/uri.ts';
import type { Flow } from '../flow.ts';
import { alertInfo } from '../identity/alert-info.ts';
import { callerHeaders, type Party } from '../identity/caller.ts';
import { carrierDiversion, telephoneDiversion } from '../identity/diversion.ts';
import { inForm } from '../identity/number-form.ts';
import type { Place } from '../locate/locate.ts';
import type { Binding } from '../registrar/binding.ts';
import { makeOffer } from '../sdp/offer.ts';
import type { CallDesk } from './call-desk.ts';
import { type Attempt, type Leg, toldTo } from './legs.ts';
import type { InviteRefusal, InviteWish, LegId } from './surface.ts';

type Begun = { readonly leg: LegId } | { readonly refused: InviteRefusal };

/** Rings a device at all its contacts, or a trunk at the first of its servers. */
export function invite(desk: CallDesk, wish: InviteWish, now: Instant): Begun {
  return wish.to.kind === 'device'
    ? ringDevice(desk, wish, wish.to.user, now)
    : callTrunk(desk, wish, wish.to.id, now);
}

/** Of the address by which a peer of that flow finds us. */
export const familyOfFlow = ({ local }: Flow): 'ipv4' | 'ipv6' =>
  normalIpv6(local.host) === null ? 'ipv4' : 'ipv6';

/** By the way that its first attempt takes. */
export function familyOf({ office }: CallDesk, to: InviteWish['to'], now: Instant): 'ipv4' | 'ipv6' {
  const place = to.kind === 'trunk' ? office.trunk(to.id)?.servers.inOrder()[0] : undefined;
  const way = to.kind === 'device' ? office.bindingsOf(to.user, now)[0]?.flow : place && office.flowTo(place);
  return way ? familyOfFlow(way) : 'ipv4';
}

/** `flow`: of the first attempt; a telephone with contacts on several networks is told one address of ours. */
function newLeg(
  desk: CallDesk,
  wish: InviteWish,
  trunk: Leg['trunk'],
  policy: Leg['policy'],
  flow: Flow | null,
): Leg {
  const leg = desk.legs.add(desk.newSdpId(), { role: 'caller', policy, trunk, wish, invite: null });
  if (flow !== null) leg.host = desk.hostAt(flow);
  const local = toldTo(leg, wish.local);
  const offer = makeOffer(leg.sdp, local, policy);
  Object.assign(leg, { sdp: offer.session, ourOffer: offer.pending, local });
  return leg;
}

/** The offer of the first INVITE, again for each attempt: one voice, whoever answers. */
const offerOf = (leg: Leg): Uint8Array => makeOffer(leg.sdp, leg.local!, leg.policy).body;

function ringDevice(desk: CallDesk, wish: InviteWish, user: string, now: Instant): Begun {
  const { office } = desk;
  const device = office.device(user);
  const bindings = office.bindingsOf(user, now);
  if (device === undefined || bindings.length === 0) return { refused: 'notRegistered' };
  const leg = newLeg(desk, wish, null, device.media, bindings[0]!.flow);
  for (const binding of bindings) ringBinding(desk, leg, binding, wish, now);
  if (leg.attempts.size > 0) return { leg: leg.id };
  desk.legs.remove(leg);
  return { refused: 'noRoom' };
}

function ringBinding(desk: CallDesk, leg: Leg, binding: Binding, wish: InviteWish, now: Instant): void {
  const { ua, contactAt } = desk.office;
  const { flow, contact, path, user } = binding;
  const { caller, autoAnswer, alert, diversions = [], hops } = wish;
  const host = flow.local.host;
  const shown = shownTo(caller);
  const from: NameAddress = { display: shown.name, uri: sipUri(shown.number, host), params: [] };
  const to: NameAddress = { display: '', uri: sipUri(user, host), params: [] };
  const style = desk.office.device(user)?.ringing ?? 'plain';
  // One Alert-Info alone: telephones that answer by themselves do not ring.
  const rings = alert === undefined ? [] : alertInfo(style, alert);
  const fields: SipField[] = [...(autoAnswer ? AUTO_ANSWER : rings), ...telephoneDiversion(diversions, host)];
  const parts = {
    target: contact.uri,
    from,
    to,
    contact: contactAt(flow, shown.number),
    routes: path,
    fields,
    offer: offerOf(leg),
    hops,
  };
  const session = ua.call(parts, flow, now);
  if (session === null) return;
  leg.attempts.set(session, { session, place: null, heard: false, proved: false });
  desk.legs.link(leg, session);
}

const shownTo = ({ number, name, restricted }: Party): { number: string; name: string } =>
  restricted || number === '' ? { number: 'anonymous', name: 'Anonymous' } : { number, name };

/** As the usual desk phones understand it: RFC 5373's word, and those from before it. */
const AUTO_ANSWER: SipField[] = [
  field('answer-mode', 'Auto'),
  field('alert-info', '<http://localhost>;info=alert-autoanswer;delay=0'),
  field('call-info', '<sip:localhost>;answer-after=0'),
];

function callTrunk(desk: CallDesk, wish: InviteWish, id: string, now: Instant): Begun {
  const trunk = desk.office.trunk(id);
  if (trunk === undefined || trunk.state !== 'up') return { refused: 'trunkDown' };
  const places = trunk.servers.inOrder();
  const first = places[0] === undefined ? null : desk.office.flowTo(places[0]);
  const leg = newLeg(desk, wish, trunk, trunk.settings.media, first);
  leg.placesLeft = places;
  if (nextPlace(desk, leg, now)) return { leg: leg.id };
  desk.legs.remove(leg);
  return { refused: 'noRoom' };
}

/** The next server of a trunk; false: there is none. */
export function nextPlace(desk: CallDesk, leg: Leg, now: Instant): boolean {
  for (let place = leg.placesLeft[0]; place !== undefined; place = leg.placesLeft[0]) {
    leg.placesLeft = leg.placesLeft.slice(1);
    if (attempt(desk, leg, place, null, now)) return true;
  }
  return false;
}

function attempt(desk: CallDesk, leg: Leg, place: Place, again: SipResponse | null, now: Instant): boolean {
  const { ua, flowTo, contactAt } = desk.office;
  const { trunk, wish } = leg;
  const flow = flowTo(place);
  if (trunk === null || wish === null || wish.to.kind !== 'trunk' || flow === null) return false;
  const { domain, user, callerStyle, callerForm = 'dialled', diversionStyle = 'none' } = trunk.settings;
  const { mainNumber: account = user } = trunk.settings;
  const target = sipUri(wish.to.number, domain);
  const headers = callerHeaders(inForm(wish.caller, callerForm), callerStyle, domain, user);
  const diverted = carrierDiversion(wish.diversions ?? [], diversionStyle, { domain, account, target });
  const proofs = trunk.credentials.proofs('INVITE', target);
  const session = ua.call(
    {
      target,
      from: headers.from,
      to: { display: '', uri: target, params: [] },
      contact: contactAt(flow, user),
      routes: trunk.routes(),
      fields: [...headers.fields, ...diverted, ...proofs],
      offer: offerOf(leg),
      hops: wish.hops,
      ...(again !== null && { again: { callId: again.callId, cseq: again.cseq, from: again.from } }),
    },
    flow,
    now,
  );
  if (session === null) return false;
  leg.attempts.set(session, { session, place, heard: again !== null, proved: proofs.length > 0 });
  desk.legs.link(leg, session);
  if (again === null) desk.armNoWord(leg, now);
  return true;
}

/** A server that asks who we are is told, once (RFC 3261 §22.2). */
export function retry(
  desk: CallDesk,
  leg: Leg,
  { place, proved }: Attempt,
  response: SipResponse,
  now: Instant,
): boolean {
  const { trunk } = leg;
  if (place === null || trunk === null || (response.status !== 401 && response.status !== 407)) return false;
  return trunk.credentials.learn(proved, response) && attempt(desk, leg, place, response, now);
}
