import type { SipResponse } from '#ports/sip-codec.ts';
import { type Duration, ms, sec } from '#units/time.ts';
import { fieldOf } from '../codec/fields.ts';
import { retargeted } from './dialog.ts';
import { negotiated } from './offer-answer.ts';
import { bodyOf, type CallWork, type Session, type SessionEventOf, type SessionState } from './session.ts';

/** §14.2 lets the other side ask for no more. */
const AGAIN_SEC_MAX = 10;

/** A re-INVITE or an UPDATE of the peer (RFC 3261 §14.2, RFC 3311 §5.2, RFC 6337 §3). */
export function peerOffers(
  work: CallWork,
  session: Session,
  event: SessionEventOf<'offer'>,
): SessionState | 'ignored' {
  const { request, transaction } = event;
  const refusal = refusalOf(session, event);
  if (refusal !== null) {
    // 500 asks to try again in up to 10 s; a fixed number would let both sides meet again.
    work.respond(
      session,
      transaction,
      request,
      refusal,
      refusal === 500 ? request.cseq.number % 10 : undefined,
    );
    return 'ignored';
  }
  if (session.dialog !== null) session.dialog = retargeted(session.dialog, request);
  const body = bodyOf(request);
  if (body === null && request.method === 'UPDATE') {
    work.acceptRefresh(session, transaction, request);
    return 'ignored';
  }
  if (body !== null)
    session.negotiation = negotiated(session.negotiation, 'receiveOffer') ?? session.negotiation;
  session.theirs = { transaction, request };
  work.tell({ kind: 'offered', session: session.id, body });
  return 'ignored';
}

/** 491: our offers crossed. 500: one thing after the other. */
function refusalOf(session: Session, { request }: SessionEventOf<'offer'>): 491 | 500 | null {
  const { negotiation, pending, theirs, answer } = session;
  const early = session.state === 'calling' || session.state === 'incoming';
  if (request.method === 'INVITE') {
    if (early || theirs !== null || answer !== null) return 500;
    return pending !== null || negotiation.state === 'localOffer' ? 491 : null;
  }
  if (request.body.length === 0) return null;
  if (negotiation.state === 'localOffer') return 491;
  // An early dialog may only be changed after the first offer is answered (RFC 3311 §5.1).
  if (negotiation.state === 'remoteOffer' || theirs !== null || answer !== null) return 500;
  return null;
}

/** The final word on our re-INVITE or UPDATE; null when none came. Says whether the call must end. */
export function ourOfferFinal(
  work: CallWork,
  session: Session,
  response: SipResponse | null,
  chance: number,
): 'goOn' | 'leave' {
  const { pending } = session;
  session.pending = null;
  const settle = (): void => {
    // What was wished meanwhile is still to be offered.
    if (session.wanted === pending?.offer) session.wanted = null;
  };
  if (response !== null && response.status < 300) {
    session.dialog = retargeted(session.dialog!, response);
    const body = bodyOf(response);
    const event = body === null ? 'rollBack' : 'receiveAnswer';
    session.negotiation = negotiated(session.negotiation, event) ?? session.negotiation;
    settle();
    work.learn(session, response);
    if (pending?.method === 'INVITE') work.acknowledge(session, session.dialog, response.cseq.number, null);
    work.tell({ kind: 'offerAnswered', session: session.id, body });
    return 'goOn';
  }
  session.negotiation = negotiated(session.negotiation, 'rollBack')!;
  const wait = response === null ? null : waitAfter(session, response, chance);
  if (wait !== null) {
    work.arm(session, 'glare', wait);
    return 'goOn';
  }
  settle();
  const status = response?.status ?? 408;
  work.tell({ kind: 'offerRefused', session: session.id, status });
  // §12.2.1.2: these two say that there is no call any more.
  return status === 408 || status === 481 ? 'leave' : 'goOn';
}

/** When an offer that met something else is made once more; null: it is refused for good. */
function waitAfter(session: Session, response: SipResponse, chance: number): Duration | null {
  if (response.status === 491) return glareWait(session.role, chance);
  // §14.2: it came before our last answer was acknowledged, or overtook our ACK.
  const [, asked] = /^(\d{1,2})[ \t]*(?:;|$)/.exec(fieldOf(response, 'retry-after') ?? '') ?? [];
  return response.status === 500 && asked !== undefined && Number(asked) <= AGAIN_SEC_MAX
    ? sec(Number(asked))
    : null;
}

/** §14.1: whoever made the Call-ID waits 2.1 to 4 s, the other up to 2 s, in steps of 10 ms. */
export function glareWait(role: Session['role'], chance: number): Duration {
  return role === 'caller' ? ms(2_100 + 10 * Math.floor(chance * 191)) : ms(10 * Math.floor(chance * 201));
}
