import type { Instant } from '#units/time.ts';
import type { CallEvent } from '../dialogs/session.ts';
import { hopsBeyond } from '../hops.ts';
import { callerOf } from '../identity/caller.ts';
import { DIVERSIONS_MAX, diversionsOf, timesDiverted } from '../identity/diversion.ts';
import { legOf } from './asked.ts';
import { replacesOf } from './bodies.ts';
import type { CallDesk } from './call-desk.ts';
import { familyOfFlow } from './outgoing.ts';
import { calledOf } from './places.ts';
import type { PeerRef } from './surface.ts';

/** A call that comes from whoever has proved to be `from`: a leg of its own, or a refusal. */
export function incoming(
  desk: CallDesk,
  event: Extract<CallEvent, { kind: 'incoming' }>,
  from: PeerRef | null,
  now: Instant,
): void {
  const { session, invite: request, flow, offer } = event;
  const { ua, tell } = desk.office;
  if (from === null) {
    ua.reject(session, 403, {}, now);
    return;
  }
  const trunk = from.kind === 'trunk' ? (desk.office.trunk(from.id) ?? null) : null;
  const device = from.kind === 'device' ? desk.office.device(from.user) : undefined;
  const policy = trunk?.settings.media ?? device?.media;
  const named = replacesOf(request);
  const replaces = named === null || named === 'broken' ? null : legOf(desk, named);
  if (policy === undefined || named === 'broken' || (named !== null && replaces === null)) {
    ua.reject(session, named === 'broken' ? 400 : policy === undefined ? 403 : 481, {}, now);
    return;
  }
  const hops = hopsBeyond(request);
  if (hops === null || (trunk !== null && timesDiverted(request) > DIVERSIONS_MAX)) {
    ua.reject(session, 483, {}, now);
    return;
  }
  const leg = desk.legs.add(desk.newSdpId(), { role: 'called', policy, trunk, wish: null, invite: request });
  leg.session = session;
  leg.host = desk.hostAt(flow);
  leg.theirOffer = offer;
  desk.legs.link(leg, session);
  const said = callerOf(request, trunk !== null);
  // A telephone's number is the one that it proved, whatever it writes.
  const caller = device === undefined ? said : { ...said, number: device.number, name: device.name };
  const called = calledOf(request, trunk);
  // Whoever says of himself that others have sent him on must be somebody whom we believe it.
  const diversions = trunk === null ? [] : diversionsOf(request);
  const family = familyOfFlow(flow);
  tell({ kind: 'incoming', leg: leg.id, from, caller, called, replaces, family, diversions, hops });
}
