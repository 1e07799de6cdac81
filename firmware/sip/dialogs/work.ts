import type { SipField, SipMessage, SipRequest, SipResponse } from '#ports/sip-codec.ts';
import type { Endpoint } from '#ports/sip-transport.ts';
import { after, type Duration, type Instant, sec } from '#units/time.ts';
import type { RandomBytes } from '../chance.ts';
import { field, fieldOf, listOf } from '../codec/fields.ts';
import type { Flow } from '../flow.ts';
import { makeResponse, NO_BODY, type ResponseParts } from '../make.ts';
import type { TransactionLayer } from '../transactions/layer.ts';
import { GIVE_UP, T1, T2, type TransactionId } from '../transactions/state.ts';
import { advanced, type Dialog, type RequestParts, requestIn } from './dialog.ts';
import { SESSION } from './machine.ts';
import { negotiated } from './offer-answer.ts';
import { isReliable, RELIABLE, type Waiting } from './reliable.ts';
import type {
  CallEvent,
  CallWork,
  EndCause,
  Session,
  SessionEvent,
  SessionEventOf,
  SessionHandler,
  SessionTimer,
} from './session.ts';
import {
  expiresAfter,
  granted,
  grantedBy,
  type Refresh,
  refreshAfter,
  TIMER,
  wish,
} from './session-timer.ts';
import type { Purpose, SessionStore } from './store.ts';

/** Proxies cancel an INVITE of which they have heard nothing new for three minutes (RFC 3261 §13.3.1.1, §16.6). */
const REMIND: Duration = sec(60);

export const SDP: SipField = { name: 'content-type', value: 'application/sdp' };
export const ALLOW: SipField = {
  name: 'allow',
  value: 'INVITE, ACK, CANCEL, BYE, OPTIONS, PRACK, INFO, UPDATE, REFER, NOTIFY, MESSAGE',
};

export const SUPPORTED: SipField = { name: 'supported', value: `${TIMER}, ${RELIABLE}` };
/** Of a call that leaves the offer to the peer: a reliable answer would bring one before the call is answered. */
export const SUPPORTED_TIMER: SipField = { name: 'supported', value: TIMER };

export const knowsUpdate = (message: SipMessage): boolean => listOf(message, 'allow').includes('UPDATE');

export const withBody = ({ contact }: Session, body: Uint8Array | null): ResponseParts => ({
  contact: [contact],
  fields: body === null ? [ALLOW] : [ALLOW, SDP],
  ...(body !== null && { body }),
});

/** Does what the session machine decides: the one place where calls send, tell and set deadlines. */
export class Worker implements CallWork {
  readonly store: SessionStore;
  readonly transactions: TransactionLayer;
  readonly random: RandomBytes;
  /** Where a peer of that flow finds us: not at `local` when we are behind NAT. */
  readonly seenAs: (flow: Flow) => Endpoint;
  now = 0 as Instant;
  events: CallEvent[] = [];
  sent: { readonly flow: Flow; readonly bytes: Uint8Array }[] = [];

  constructor(
    store: SessionStore,
    transactions: TransactionLayer,
    random: RandomBytes,
    seenAs: (flow: Flow) => Endpoint,
  ) {
    this.seenAs = seenAs;
    this.store = store;
    this.transactions = transactions;
    this.random = random;
  }

  /** One event of one session, by the table. */
  happen<K extends SessionEvent['kind']>(session: Session, event: SessionEventOf<K>): void {
    const handler = SESSION[session.state][event.kind as K] as SessionHandler<K>;
    const next = handler(this, session, event);
    // A session that could not even say goodbye is over at once, whatever its handler hoped for.
    if (next !== 'ignored' && this.store.get(session.id) === session) session.state = next;
    else if (this.store.get(session.id) !== session) session.state = 'gone';
  }

  timer(session: Session, timer: SessionTimer): void {
    if (timer === 'glare') this.offerNow(session);
    else if (timer === 'giveUp') this.happen(session, { kind: 'giveUp' });
    else if (timer === 'noPrack') this.happen(session, { kind: 'noPrack' });
    else if (timer === 'prack') this.repeatProvisional(session);
    else if (timer === 'refresh') this.refresh(session);
    else if (timer === 'remind') this.remind(session);
    else if (timer === 'expiry') this.happen(session, { kind: 'hangUp', status: 0, why: 'expired' });
    else if (session.answer !== null) {
      const { transaction, response, interval } = session.answer;
      this.transactions.respond(transaction, response, this.now);
      session.answer.interval = Math.min(2 * interval, T2) as Duration;
      this.arm(session, 'repeat', session.answer.interval);
    }
  }

  tell(event: CallEvent): void {
    this.events.push(event);
  }

  respond(
    session: Session,
    transaction: TransactionId,
    request: SipRequest,
    status: number,
    retryAfterSec?: number,
  ): void {
    const wait = [{ name: 'retry-after', value: String(retryAfterSec) }];
    const fields = retryAfterSec === undefined ? [] : wait;
    this.respondWith(session, transaction, request, status, { fields });
  }

  respondWith(
    session: Session,
    transaction: TransactionId,
    request: SipRequest,
    status: number,
    parts: ResponseParts,
  ): void {
    const response = makeResponse(request, status, { tag: session.localTag, ...parts });
    this.transactions.respond(transaction, response, this.now);
  }

  /** 200 to an INVITE, repeated until its ACK (RFC 3261 §13.3.1.4): also over TCP, a proxy may speak UDP further on. */
  answerInvite(session: Session, transaction: TransactionId, request: SipRequest, body: Uint8Array): void {
    const event = session.negotiation.state === 'remoteOffer' ? 'sendAnswer' : 'sendOffer';
    // Agreed in a reliable provisional answer already: the 200 only repeats it.
    if (session.negotiation.state !== 'agreed' || request !== session.invite)
      session.negotiation = negotiated(session.negotiation, event) ?? session.negotiation;
    session.local = body;
    const { fields = [], ...parts } = withBody(session, body);
    const timer = this.grant(session, request);
    const marks = { tag: session.localTag, fields: [...fields, ...timer] };
    const response = makeResponse(request, 200, { ...parts, ...marks });
    this.transactions.respond(transaction, response, this.now);
    session.answer = { transaction, response, interval: T1 };
    this.arm(session, 'repeat', T1);
    this.arm(session, 'giveUp', GIVE_UP);
  }

  acceptRefresh(session: Session, transaction: TransactionId, request: SipRequest): void {
    const fields = [ALLOW, ...this.grant(session, request)];
    this.respondWith(session, transaction, request, 200, { contact: [session.contact], fields });
  }

  /** 200 to an UPDATE that brought an offer. */
  answerUpdate(session: Session, transaction: TransactionId, request: SipRequest, body: Uint8Array): void {
    session.negotiation = negotiated(session.negotiation, 'sendAnswer') ?? session.negotiation;
    session.local = body;
    const { fields = [], ...parts } = withBody(session, body);
    const timer = this.grant(session, request);
    this.respondWith(session, transaction, request, 200, { ...parts, fields: [...fields, ...timer] });
  }

  learn(session: Session, response: SipResponse): void {
    if (fieldOf(response, 'allow') !== undefined) session.peerKnowsUpdate = knowsUpdate(response);
    this.keepAlive(session, grantedBy(response));
  }

  private grant(session: Session, request: SipRequest): readonly SipField[] {
    const { refresh, fields } = granted(request);
    this.keepAlive(session, refresh);
    return fields;
  }

  private keepAlive(session: Session, refresh: Refresh | null): void {
    session.refresh = refresh;
    this.arm(session, 'refresh', refresh?.ours ? refreshAfter(refresh) : null);
    this.arm(session, 'expiry', refresh === null ? null : expiresAfter(refresh));
  }

  /** By UPDATE, which disturbs nothing; else by offering anew what stands (RFC 4028 §7.4). */
  private refresh(session: Session): void {
    if (session.state !== 'confirmed' || session.pending !== null) return;
    if (session.peerKnowsUpdate) this.sendWithin(session, 'UPDATE', 'refresh', null);
    else {
      session.wanted ??= session.local;
      this.offerNow(session);
    }
  }

  /** The first word, or the next, on an INVITE that has come: at once, or when the one before is confirmed. */
  say(session: Session, word: Waiting): void {
    const last = word.status === 200;
    session.lastWord = last ? null : word;
    this.arm(session, 'remind', last ? null : REMIND);
    if (session.unconfirmed !== null) session.waiting.push(word);
    else if (last) {
      session.state = 'answering';
      this.answerInvite(session, session.inviteTransaction, session.invite, word.body ?? NO_BODY);
    } else if (isReliable(session.invite, word)) this.sayReliably(session, word);
    else {
      const parts = withBody(session, word.body);
      this.respondWith(session, session.inviteTransaction, session.invite, word.status, parts);
    }
  }

  /** What was agreed reliably is not offered again. */
  private remind(session: Session): void {
    const { state, lastWord, negotiation } = session;
    if (state !== 'incoming' || lastWord === null) return;
    const body = negotiation.state === 'agreed' ? null : lastWord.body;
    this.say(session, { ...lastWord, body });
  }

  sayNext(session: Session): void {
    while (session.unconfirmed === null && session.state === 'incoming' && session.waiting.length > 0)
      this.say(session, session.waiting.shift()!);
  }

  private sayReliably(session: Session, { status, body }: Waiting): void {
    const { inviteTransaction, invite, localTag, negotiation } = session;
    const rseq = session.rseq++;
    const event = negotiation.state === 'remoteOffer' ? 'sendAnswer' : 'sendOffer';
    if (body !== null && negotiation.state !== 'agreed')
      session.negotiation = negotiated(negotiation, event) ?? negotiation;
    const parts = withBody(session, body);
    const marks = [field('require', RELIABLE), field('rseq', String(rseq))];
    const fields = [...(parts.fields ?? []), ...marks];
    const response = makeResponse(invite, status, { ...parts, tag: localTag, fields });
    this.transactions.respond(inviteTransaction, response, this.now);
    session.unconfirmed = { rseq, response, interval: T1 };
    this.arm(session, 'prack', T1);
    this.arm(session, 'noPrack', GIVE_UP);
  }

  /** Doubling, without a cap (RFC 3262 §3). */
  private repeatProvisional(session: Session): void {
    const { unconfirmed, inviteTransaction } = session;
    if (unconfirmed === null) return;
    this.transactions.respond(inviteTransaction, unconfirmed.response, this.now);
    unconfirmed.interval = (2 * unconfirmed.interval) as Duration;
    this.arm(session, 'prack', unconfirmed.interval);
  }

  sendPrack(session: Session, prack: SipRequest): void {
    const transaction = this.transactions.request(prack, session.flow, this.now);
    if (transaction !== null) this.store.ofRequest.set(transaction, { session, purpose: 'prack' });
  }

  cancel(session: Session): void {
    this.transactions.cancel(session.inviteTransaction, this.now);
  }

  acknowledge(session: Session, dialog: Dialog, cseq: number, body: Uint8Array | null): void {
    const fields = body === null ? [] : [SDP];
    const request = requestIn(dialog, 'ACK', { cseq, fields, body: body ?? NO_BODY });
    const bytes = this.transactions.sendAck(request, session.flow);
    session.ack = { cseq, tag: dialog.remoteTag, bytes };
  }

  sendAgain({ flow }: Session, bytes: Uint8Array): void {
    this.sent.push({ flow, bytes });
  }

  bye(session: Session): void {
    if (this.sendWithin(session, 'BYE', 'bye', null) === null) this.finish(session, session.endCause, null);
    // A peer that has vanished answers no BYE: the other party is not kept waiting for that, half a minute more.
    else if (session.endCause !== 'hungUp') this.tellEnd(session, session.endCause, null);
  }

  byeFork(session: Session, dialog: Dialog): void {
    this.transactions.sendAck(requestIn(dialog, 'ACK'), session.flow);
    this.transactions.request(requestIn(advanced(dialog), 'BYE'), session.flow, this.now);
  }

  confirm(session: Session, dialog: Dialog): void {
    this.store.confirm(session, dialog);
  }

  addEarly(session: Session, dialog: Dialog): void {
    this.store.addEarly(session, dialog);
  }

  arm({ id }: Session, timer: SessionTimer, wait: Duration | null): void {
    this.store.arm(id, timer, wait === null ? null : after(this.now, wait));
  }

  /** One thing after the other (RFC 3261 §14.1): an offer waits for all that is open, and for its back-off. */
  offerNow(session: Session): void {
    const { wanted, negotiation } = session;
    const busy = session.pending ?? session.theirs ?? session.answer ?? session.unacknowledged;
    if (session.state !== 'confirmed' || wanted === null || busy !== null) return;
    if (this.store.isArmed(session.id, 'glare')) return;
    const next = negotiated(negotiation, 'sendOffer');
    if (next === null) return;
    const transaction = this.sendWithin(session, 'INVITE', 'offer', wanted);
    if (transaction === null) return;
    session.negotiation = next;
    session.pending = { transaction, method: 'INVITE', offer: wanted };
  }

  finish(session: Session, why: EndCause, message: SipMessage | null): void {
    if (this.store.get(session.id) !== session) return;
    // What the peer has asked and nobody has answered gets its end, too (RFC 3261 §15.1.2).
    const { theirs } = session;
    session.theirs = null;
    if (theirs !== null) this.respond(session, theirs.transaction, theirs.request, 487);
    this.store.forget(session);
    this.tellEnd(session, why, message);
  }

  private tellEnd(session: Session, why: EndCause, message: SipMessage | null): void {
    if (!session.endTold) this.events.push({ kind: 'ended', session: session.id, why, message });
    session.endTold = true;
  }

  /** From 0 up to 1. */
  chance(): number {
    const [high = 0, low = 0] = this.random(2);
    return (256 * high + low) / 65_536;
  }

  /** A request of the exchange within a call, such as INFO or NOTIFY; its answer is told as `response`. */
  ask(session: Session, method: string, parts: RequestParts): TransactionId | null {
    if (session.dialog === null || session.state === 'gone') return null;
    session.dialog = advanced(session.dialog);
    const request = requestIn(session.dialog, method, { contact: [session.contact], ...parts });
    const transaction = this.transactions.request(request, session.flow, this.now);
    if (transaction !== null) this.store.outside.add(transaction);
    return transaction;
  }

  private sendWithin(
    session: Session,
    method: string,
    purpose: Purpose,
    body: Uint8Array | null,
  ): TransactionId | null {
    session.dialog = advanced(session.dialog!);
    const contact = method === 'BYE' ? [] : [session.contact];
    const timer = method === 'BYE' ? [] : [SUPPORTED_TIMER, ...wish(session.refresh)];
    const fields = [...timer, ...(body === null ? [] : [ALLOW, SDP])];
    session.local = body ?? session.local;
    const request = requestIn(session.dialog, method, { contact, fields, body: body ?? NO_BODY });
    const transaction = this.transactions.request(request, session.flow, this.now);
    if (transaction !== null) this.store.ofRequest.set(transaction, { session, purpose });
    return transaction;
  }
}
