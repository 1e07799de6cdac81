import type { SipResponse } from '#ports/sip-codec.ts';
import { fieldOf } from '../codec/fields.ts';
import { tagOf } from '../make.ts';
import { type Dialog, dialogOfResponse } from './dialog.ts';
import { peerOffers } from './mid-call.ts';
import { negotiated } from './offer-answer.ts';
import { peerConfirms, prackOf } from './reliable.ts';
import {
  bodyOf,
  type CallWork,
  type EndCause,
  type Session,
  type SessionEventOf,
  type SessionState,
  type SessionTable,
} from './session.ts';

const ignore = (): 'ignored' => 'ignored';

/** Early dialogs of one INVITE; a proxy that invents more is not followed. */
const MOST_EARLY = 12;

function progress(
  work: CallWork,
  session: Session,
  { response }: SessionEventOf<'provisional'>,
): SessionState {
  const tag = tagOf(response.to) ?? '';
  if (tag !== '' && !session.early.has(tag) && session.early.size < MOST_EARLY)
    work.addEarly(session, dialogOfResponse(session.invite, response));
  const body = bodyOf(response);
  if (fieldOf(response, 'rseq') !== undefined) {
    const prack = prackOf(session, response);
    if (prack === null) return 'calling';
    work.sendPrack(session, prack);
    // What comes reliably is the answer, not a foretaste of it (RFC 3262 §5).
    session.negotiation = (body && negotiated(session.negotiation, 'receiveAnswer')) ?? session.negotiation;
  }
  if (response.status > 100) work.tell({ kind: 'progress', session: session.id, response, body });
  return 'calling';
}

/** The first 200 makes the call. It brings the answer, or, to an INVITE without one, the offer. */
function answered(work: CallWork, session: Session, { response }: SessionEventOf<'success'>): SessionState {
  const dialog = confirmedDialog(session, response);
  const body = bodyOf(response);
  work.confirm(session, dialog);
  work.learn(session, response);
  const late = session.negotiation.state === 'none' && body !== null;
  const event = late ? 'receiveOffer' : 'receiveAnswer';
  session.negotiation = (body && negotiated(session.negotiation, event)) ?? session.negotiation;
  if (late) session.unacknowledged = response;
  else work.acknowledge(session, dialog, session.invite.cseq.number, null);
  work.tell({ kind: 'answered', session: session.id, response, body, wantsAnswer: late });
  return 'confirmed';
}

/** The numbers that PRACKs of the early dialog have used are not used again. */
function confirmedDialog(session: Session, response: SipResponse): Dialog {
  const dialog = dialogOfResponse(session.invite, response);
  const early = session.early.get(dialog.remoteTag);
  return early === undefined ? dialog : { ...dialog, localCSeq: early.localCSeq };
}

/** Cancelled too late: the call stands, so it is acknowledged and hung up (RFC 3261 §9.1, §15). */
function answeredYetUnwanted(
  work: CallWork,
  session: Session,
  { response }: SessionEventOf<'success'>,
): SessionState {
  const dialog = confirmedDialog(session, response);
  work.confirm(session, dialog);
  work.acknowledge(session, dialog, session.invite.cseq.number, null);
  session.endCause = 'cancelled';
  work.bye(session);
  return 'leaving';
}

/** A 200 again: the ACK was lost. A 200 of another: two phones answered, and one is enough (§13.2.2.4). */
const answeredAgain =
  (state: SessionState) =>
  (work: CallWork, session: Session, { response }: SessionEventOf<'success'>): SessionState => {
    reacknowledge(work, session, response);
    return state;
  };

function reacknowledge(work: CallWork, session: Session, response: SipResponse): void {
  const { ack } = session;
  const tag = tagOf(response.to) ?? '';
  if (ack !== null && ack.tag === tag) {
    if (ack.cseq === response.cseq.number) work.sendAgain(session, ack.bytes);
  } else if (session.dialog?.remoteTag !== tag)
    work.byeFork(session, dialogOfResponse(session.invite, response));
}

const over =
  (why: EndCause) =>
  (work: CallWork, session: Session, event: SessionEventOf<'failure' | 'failed' | 'left'>): SessionState => {
    work.finish(session, why, 'response' in event ? event.response : null);
    return 'gone';
  };

function failed(work: CallWork, session: Session, { why }: SessionEventOf<'failed'>): SessionState {
  work.finish(session, why === 'transport' ? 'transport' : 'timeout', null);
  return 'gone';
}

function cancelledByCaller(
  work: CallWork,
  session: Session,
  { cancel }: SessionEventOf<'cancelled'>,
): SessionState {
  work.respond(session, session.inviteTransaction, session.invite, 487);
  work.finish(session, 'cancelled', cancel);
  return 'gone';
}

function peerLeaves(
  work: CallWork,
  session: Session,
  { request, transaction }: SessionEventOf<'bye'>,
): SessionState {
  work.respond(session, transaction, request, 200);
  work.finish(session, 'bye', request);
  return 'gone';
}

/** The caller may hang up by BYE before we answered (§15). */
function callerLeaves(work: CallWork, session: Session, event: SessionEventOf<'bye'>): SessionState {
  work.respond(session, event.transaction, event.request, 200);
  work.respond(session, session.inviteTransaction, session.invite, 487);
  work.finish(session, 'bye', event.request);
  return 'gone';
}

const unknownBye =
  (state: SessionState) =>
  (work: CallWork, session: Session, { request, transaction }: SessionEventOf<'bye'>): SessionState => {
    work.respond(session, transaction, request, state === 'leaving' ? 200 : 481);
    return state;
  };

/** The ACK to our 200. */
function acknowledged(
  work: CallWork,
  session: Session,
  { request }: SessionEventOf<'ack'>,
): SessionState | 'ignored' {
  const { answer } = session;
  if (answer === null || request.cseq.number !== answer.response.cseq.number) return 'ignored';
  session.answer = null;
  work.arm(session, 'repeat', null);
  work.arm(session, 'giveUp', null);
  const body = bodyOf(request);
  const answersOurs = session.negotiation.state === 'localOffer' && session.pending === null;
  // A 200 with an offer whose ACK brings no answer: what was agreed before stands (RFC 6337 §2.1).
  if (answersOurs)
    session.negotiation = negotiated(session.negotiation, body === null ? 'rollBack' : 'receiveAnswer')!;
  const first = session.state === 'answering';
  if (first) work.tell({ kind: 'established', session: session.id, body });
  else if (answersOurs) work.tell({ kind: 'offerAnswered', session: session.id, body });
  if (session.hungUp) {
    work.bye(session);
    return 'leaving';
  }
  work.offerNow(session);
  return 'confirmed';
}

function leave(work: CallWork, session: Session, { why }: SessionEventOf<'hangUp'>): SessionState {
  session.endCause = why;
  // A 200 with an offer is answered by an ACK in any case.
  if (session.unacknowledged !== null && session.dialog !== null)
    work.acknowledge(session, session.dialog, session.unacknowledged.cseq.number, null);
  session.unacknowledged = null;
  work.bye(session);
  return 'leaving';
}

/** BYE must wait for the ACK, or for the end of waiting (§15). */
function leaveLater(_work: CallWork, session: Session, { why }: SessionEventOf<'hangUp'>): SessionState {
  session.hungUp = true;
  session.endCause = why;
  return 'answering';
}

function refuse(work: CallWork, session: Session, { status, why }: SessionEventOf<'hangUp'>): SessionState {
  work.respond(session, session.inviteTransaction, session.invite, status);
  work.finish(session, why, null);
  return 'gone';
}

function abandon(work: CallWork, session: Session, { why }: SessionEventOf<'hangUp'>): SessionState {
  session.endCause = why;
  work.cancel(session);
  return 'cancelling';
}

/** No ACK in 32 s: the call is not one (§13.3.1.4). */
function neverAcknowledged(work: CallWork, session: Session): SessionState {
  if (!session.hungUp) session.endCause = 'noAck';
  session.answer = null;
  work.arm(session, 'repeat', null);
  work.bye(session);
  return 'leaving';
}

function left(work: CallWork, session: Session): SessionState {
  work.finish(session, session.endCause, null);
  return 'gone';
}

const refuseOffer = (work: CallWork, session: Session, event: SessionEventOf<'offer'>): 'ignored' => {
  work.respond(session, event.transaction, event.request, 481);
  return 'ignored';
};

const refusePrack = (work: CallWork, session: Session, event: SessionEventOf<'prack'>): 'ignored' => {
  work.respond(session, event.transaction, event.request, 481);
  return 'ignored';
};

function confirmed(work: CallWork, session: Session, event: SessionEventOf<'prack'>): 'ignored' {
  if (peerConfirms(work, session, event)) work.sayNext(session);
  return 'ignored';
}

/** RFC 3262 §3: what cannot be confirmed cannot become a call. */
function neverConfirmed(work: CallWork, session: Session): SessionState {
  work.respond(session, session.inviteTransaction, session.invite, 504);
  work.finish(session, 'noAck', null);
  return 'gone';
}

/** What a state does with what says nothing in it. */
const DEAF = {
  prack: refusePrack,
  noPrack: ignore,
  provisional: ignore,
  success: ignore,
  failure: ignore,
  failed: ignore,
  cancelled: ignore,
  ack: ignore,
  hangUp: ignore,
  left: ignore,
  giveUp: ignore,
  offer: refuseOffer,
};

/** A call leg: each state, each event. */
export const SESSION: SessionTable = {
  calling: {
    ...DEAF,
    provisional: progress,
    success: answered,
    failure: over('refused'),
    failed,
    bye: unknownBye('calling'),
    offer: peerOffers,
    hangUp: abandon,
  },
  cancelling: {
    ...DEAF,
    success: answeredYetUnwanted,
    failure: over('cancelled'),
    failed: over('cancelled'),
    bye: unknownBye('cancelling'),
  },
  incoming: {
    ...DEAF,
    prack: confirmed,
    noPrack: neverConfirmed,
    cancelled: cancelledByCaller,
    failed,
    bye: callerLeaves,
    offer: peerOffers,
    hangUp: refuse,
  },
  answering: {
    ...DEAF,
    ack: acknowledged,
    bye: peerLeaves,
    offer: peerOffers,
    hangUp: leaveLater,
    giveUp: neverAcknowledged,
  },
  confirmed: {
    ...DEAF,
    success: answeredAgain('confirmed'),
    ack: acknowledged,
    bye: peerLeaves,
    offer: peerOffers,
    hangUp: leave,
    giveUp: neverAcknowledged,
  },
  leaving: { ...DEAF, success: answeredAgain('leaving'), bye: unknownBye('leaving'), left },
  gone: { ...DEAF, success: answeredAgain('gone'), bye: unknownBye('gone') },
};
