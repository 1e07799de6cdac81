import type { SipRequest } from '#ports/sip-codec.ts';
import type { Instant } from '#units/time.ts';
import { field } from '../codec/fields.ts';
import type { TransactionId } from '../transactions/state.ts';
import { dtmfOf, dtmfRelay, type NamedDialog, referTarget } from './bodies.ts';
import type { CallDesk } from './call-desk.ts';
import { ALLOWED } from './guardian.ts';
import type { Leg } from './legs.ts';
import type { LegId } from './surface.ts';

/** A request within a call that changes nothing of its voice. */
export function asked(
  desk: CallDesk,
  leg: Leg,
  transaction: TransactionId,
  request: SipRequest,
  now: Instant,
): void {
  const answer = (status: number, allow = false): void =>
    desk.office.ua.respond(
      transaction,
      request,
      status,
      allow ? { fields: [field('allow', ALLOWED.join(', '))] } : {},
      now,
    );
  if (request.method === 'INFO') {
    const key = dtmfOf(request);
    answer(key === null && request.body.length > 0 ? 415 : 200);
    if (key !== null) desk.office.tell({ kind: 'dtmf', leg: leg.id, ...key });
  } else if (request.method === 'REFER') {
    const target = referTarget(request);
    if (target === null) answer(400);
    else if (leg.refer !== null || leg.session === null) answer(491);
    else {
      leg.refer = { transaction, request };
      const replaces = target.replaces === null ? null : legOf(desk, target.replaces);
      desk.office.tell({ kind: 'refer', leg: leg.id, to: target.to, replaces });
    }
  } else if (request.method === 'OPTIONS') answer(200, true);
  else if (request.method === 'MESSAGE') answer(405, true);
  else answer(501, true);
}

export function legOf(desk: CallDesk, { callId, localTag, remoteTag }: NamedDialog): LegId | null {
  const session = desk.office.ua.withDialog(callId, localTag, remoteTag);
  return session === null ? null : (desk.legs.of(session)?.id ?? null);
}

export function referAnswer(desk: CallDesk, leg: Leg, accepted: boolean, now: Instant): void {
  const { refer } = leg;
  if (refer === null) return;
  desk.office.ua.respond(refer.transaction, refer.request, accepted ? 202 : 603, {}, now);
  if (!accepted) leg.refer = null;
}

/** RFC 3515 §2.4.4: the status line of what came of it. */
export function referProgress(desk: CallDesk, leg: Leg, status: number, now: Instant): void {
  const { refer, session } = leg;
  if (refer === null || session === null) return;
  const state = status < 200 ? 'active;expires=60' : 'terminated;reason=noresource';
  if (status >= 200) leg.refer = null;
  const fields = [
    field('event', `refer;id=${refer.request.cseq.number}`),
    field('subscription-state', state),
    field('content-type', 'message/sipfrag;version=2.0'),
  ];
  const phrase = status < 200 ? 'Trying' : status < 300 ? 'OK' : 'Failed';
  const body = new TextEncoder().encode(`SIP/2.0 ${status} ${phrase}\r\n`);
  desk.office.ua.ask(session, 'NOTIFY', { fields, body }, now);
}

export function sendDtmf(desk: CallDesk, leg: Leg, digit: string, now: Instant): void {
  if (leg.session === null || !/^[0-9A-D*#]$/.test(digit)) return;
  const fields = [field('content-type', 'application/dtmf-relay')];
  desk.office.ua.ask(leg.session, 'INFO', { fields, body: dtmfRelay(digit) }, now);
}
