import type { SipRequest } from '#ports/sip-codec.ts';
import type { Instant } from '#units/time.ts';
import { field } from '../codec/fields.ts';
import { eventOf, FEATURE_PACKAGE } from '../events/feature-event.ts';
import type { Notifier } from '../events/notifier.ts';
import type { Flow } from '../flow.ts';
import { numberOfUri } from '../identity/caller.ts';
import { type ResponseParts, tagOf } from '../make.ts';
import type { Registrar } from '../registrar/registrar.ts';
import { isOwn } from './feature-desk.ts';
import { ALLOWED } from './guardian.ts';
import type { PeerRef } from './surface.ts';

interface Rooms {
  readonly notifier: Notifier;
  readonly registrar: Registrar;
}

/** The answer to a request that belongs to no call; `sender` is who has proved to have sent it. */
export function answerOutside(
  { notifier, registrar }: Rooms,
  request: SipRequest,
  sender: PeerRef | null,
  flow: Flow,
  now: Instant,
): { readonly status: number; readonly parts: ResponseParts } {
  const { method, to } = request;
  const user = sender?.kind === 'device' ? sender.user : null;
  if (method === 'SUBSCRIBE' && sender?.kind === 'device' && eventOf(request) === FEATURE_PACKAGE)
    if (!isOwn(request, sender)) return { status: 403, parts: {} };
  if (method === 'SUBSCRIBE' && (user !== null || tagOf(to) !== null))
    return notifier.subscribe(user ?? '', request, flow, now);
  if (method === 'REGISTER' && user !== null)
    // Nobody registers for another (§10.3 step 4).
    return numberOfUri(to.uri) === user
      ? registrar.register(user, request, flow, now)
      : { status: 403, parts: {} };
  if (method === 'NOTIFY') return { status: tagOf(to) === null && sender !== null ? 200 : 481, parts: {} };
  return { status: 405, parts: { fields: [field('allow', ALLOWED.join(', '))] } };
}
