import type { SipRequest, SipResponse } from '#ports/sip-codec.ts';
import type { Duration } from '#units/time.ts';
import { fieldOf, optionTags } from '../codec/fields.ts';
import { tagOf } from '../make.ts';
import { advanced, type Dialog, requestIn } from './dialog.ts';
import { negotiated } from './offer-answer.ts';
import { bodyOf, type CallWork, type Session, type SessionEventOf } from './session.ts';

export const RELIABLE = '100rel';

/** A provisional answer that is repeated until its PRACK (RFC 3262 §3). */
export interface Unconfirmed {
  readonly rseq: number;
  readonly response: SipResponse;
  interval: Duration;
}

/** Word on an INVITE that has to wait until the one before is confirmed. */
export interface Waiting {
  readonly status: number;
  readonly body: Uint8Array | null;
}

export const asksReliable = (invite: SipRequest): boolean => optionTags(invite, 'require').includes(RELIABLE);

/** Whether this answer is to be reliable: always when the caller insists, with a body when it can. */
export function isReliable(invite: SipRequest, { status, body }: Waiting): boolean {
  if (status <= 100 || status >= 200) return false;
  return asksReliable(invite) || (body !== null && optionTags(invite, 'supported').includes(RELIABLE));
}

/** `RAck: 1 7 INVITE`: which answer of ours is confirmed. */
export function confirms(request: SipRequest, session: Session): boolean {
  const { unconfirmed, invite } = session;
  if (unconfirmed === null) return false;
  const expected = `${unconfirmed.rseq} ${invite.cseq.number} INVITE`;
  return (fieldOf(request, 'rack') ?? '').replace(/[ \t]+/g, ' ') === expected;
}

/** A PRACK of the caller. Returns whether it confirmed something, after which what waits may follow. */
export function peerConfirms(work: CallWork, session: Session, event: SessionEventOf<'prack'>): boolean {
  const { request, transaction } = event;
  if (!confirms(request, session)) {
    work.respond(session, transaction, request, 481);
    return false;
  }
  session.unconfirmed = null;
  work.arm(session, 'prack', null);
  work.arm(session, 'noPrack', null);
  // The answer to an offer that the provisional answer brought.
  const body = bodyOf(request);
  if (body !== null && session.negotiation.state === 'localOffer') {
    session.negotiation = negotiated(session.negotiation, 'receiveAnswer')!;
    work.tell({ kind: 'offerAnswered', session: session.id, body });
  }
  work.respond(session, transaction, request, 200);
  return true;
}

/**
 * Confirms a provisional answer of the called (§4). Each comes once upwards, in order: null for a repeat, for one
 * that overtook another, and for one that nobody has to confirm.
 */
export function prackOf(session: Session, response: SipResponse): SipRequest | null {
  const dialog = session.early.get(tagOf(response.to) ?? '');
  const rseq = Number(/^[0-9]{1,10}$/.exec(fieldOf(response, 'rseq') ?? '')?.[0] ?? 0);
  if (dialog === undefined || rseq === 0 || !optionTags(response, 'require').includes(RELIABLE)) return null;
  const last = session.confirmed.get(dialog.remoteTag);
  if (last !== undefined && rseq !== last + 1) return null;
  session.confirmed.set(dialog.remoteTag, rseq);
  const next: Dialog = advanced(dialog);
  session.early.set(dialog.remoteTag, next);
  const fields = [{ name: 'rack', value: `${rseq} ${response.cseq.number} INVITE` }];
  return requestIn(next, 'PRACK', { fields });
}
