import type { NameAddress, SipCodec, SipField, SipMessage, SipRequest } from '#ports/sip-codec.ts';
import type { Endpoint } from '#ports/sip-transport.ts';
import { earlier, type Instant } from '#units/time.ts';
import { newCallId, newTag, type RandomBytes } from '../chance.ts';
import type { Flow } from '../flow.ts';
import { HOPS_MAX } from '../hops.ts';
import { makeResponse, NO_BODY, type ResponseParts, tagOf } from '../make.ts';
import { TransactionLayer } from '../transactions/layer.ts';
import type { TransactionLimits } from '../transactions/room.ts';
import type { TransactionId } from '../transactions/state.ts';
import { dialogKey, type RequestParts } from './dialog.ts';
import { hear } from './inward.ts';
import { NOTHING_OFFERED, negotiated } from './offer-answer.ts';
import type { CallEvent, Session, SessionId } from './session.ts';
import { wish } from './session-timer.ts';
import { type Held, SESSION_LIMITS, type SessionLimits, SessionStore } from './store.ts';
import { ALLOW, SDP, SUPPORTED, SUPPORTED_TIMER, Worker } from './work.ts';

export interface UserAgentOptions {
  readonly codec: SipCodec;
  readonly random: RandomBytes;
  readonly transactionLimits?: TransactionLimits;
  readonly sessionLimits?: SessionLimits;
  /** Where a peer of that flow finds us; `local` of the flow unless we are behind NAT. */
  readonly seenAs?: (flow: Flow) => Endpoint;
}

/** A call to be made. The To of the INVITE has no tag; the From is given one. */
export interface CallParts {
  readonly target: SipRequest['uri'];
  readonly from: NameAddress;
  readonly to: NameAddress;
  readonly contact: NameAddress;
  readonly routes?: readonly NameAddress[];
  readonly fields?: readonly SipField[];
  /** Null leaves the offer to the peer. */
  readonly offer: Uint8Array | null;
  /** Max-Forwards, 0 to 70; missing: the call begins here. */
  readonly hops?: number | undefined;
  /** The INVITE that was challenged or redirected, to be tried again as the same call (RFC 3261 §8.1.3.5). */
  readonly again?: Pick<SipRequest, 'callId' | 'cseq' | 'from'>;
}

/**
 * Calls over transactions (RFC 3261 §12 to §15): bytes, time and wishes in; bytes, deadlines and call events out.
 * All that a peer sends is handled, answered or ignored; nothing of it throws. A wish that a call's state does not
 * allow (any more) does nothing: the event that overtook it is on its way.
 */
export class UserAgent {
  private readonly transactions: TransactionLayer;
  private readonly store: SessionStore;
  private readonly worker: Worker;
  private readonly codec: SipCodec;

  constructor(options: UserAgentOptions) {
    const { codec, random, transactionLimits, sessionLimits = SESSION_LIMITS } = options;
    this.codec = codec;
    this.store = new SessionStore(sessionLimits);
    const limits = transactionLimits && { limits: transactionLimits };
    this.transactions = new TransactionLayer({ codec, random, ...limits });
    const { seenAs = ({ local }) => local } = options;
    this.worker = new Worker(this.store, this.transactions, random, seenAs);
  }

  get held(): Held & { readonly transactions: number } {
    return { ...this.store.held, transactions: this.transactions.size };
  }

  get deadline(): Instant | null {
    return earlier(this.store.deadline, this.transactions.deadline);
  }

  /** What is to be sent, and what the exchange must know, since the last call. */
  drain(): { readonly sent: Worker['sent']; readonly events: CallEvent[] } {
    const { sent, events } = this.worker;
    this.worker.sent = [];
    this.worker.events = [];
    return { sent, events };
  }

  /** What the exchange must know, alone; `drain` still gives what is to be sent. */
  takeEvents(): CallEvent[] {
    const { events } = this.worker;
    this.worker.events = [];
    return events;
  }

  /** One message, as a datagram or a stream's framing gave it. */
  receive(bytes: Uint8Array, flow: Flow, now: Instant): void {
    this.worker.now = now;
    const decoded = this.codec.decode(bytes);
    if (decoded.ok) this.transactions.receive(decoded.message, flow, now);
    else if (decoded.refusal.answer !== null) this.worker.sent.push({ flow, bytes: decoded.refusal.answer });
    this.settle();
  }

  /** A message that has been read already. */
  take(message: SipMessage, flow: Flow, now: Instant): void {
    this.worker.now = now;
    this.transactions.receive(message, flow, now);
    this.settle();
  }

  /** Whether a request is one that has come before, or belongs to one that has. */
  knows(request: SipRequest): boolean {
    return this.transactions.knows(request);
  }

  /** The call of a dialog that somebody names (Replaces, RFC 3891), by our tag and the peer's. */
  withDialog(callId: string, localTag: string, remoteTag: string): SessionId | null {
    return this.store.withDialog(dialogKey(callId, localTag, remoteTag))?.id ?? null;
  }

  /** A request outside any call, complete but for its Via; its answer is told as `response`. */
  request(request: SipRequest, flow: Flow, now: Instant): TransactionId | null {
    this.worker.now = now;
    const transaction = this.transactions.request(request, flow, now);
    if (transaction !== null) this.store.outside.add(transaction);
    this.settle();
    return transaction;
  }

  /** A request within a call that changes nothing of it: INFO, NOTIFY, REFER. */
  ask(id: SessionId, method: string, parts: RequestParts, now: Instant): TransactionId | null {
    let transaction: TransactionId | null = null;
    this.with(id, now, (session) => {
      transaction = this.worker.ask(session, method, parts);
    });
    return transaction;
  }

  wake(now: Instant): void {
    this.worker.now = now;
    this.transactions.wake(now);
    this.settle();
    for (let due = this.store.takeDue(now); due !== null; due = this.store.takeDue(now)) {
      this.worker.timer(due.session, due.timer);
      this.settle();
    }
  }

  flowLost(flow: Flow, now: Instant): void {
    this.worker.now = now;
    this.transactions.flowLost(flow, now);
    this.settle();
  }

  /** Null when there is no room for one more call. */
  call(parts: CallParts, flow: Flow, now: Instant): SessionId | null {
    this.worker.now = now;
    if (!this.store.hasRoom(null)) return null;
    const localTag = (parts.again && tagOf(parts.again.from)) ?? newTag(this.worker.random);
    const invite = this.inviteOf(parts, localTag);
    const transaction = this.transactions.request(invite, flow, now);
    if (transaction === null) return null;
    const { contact } = parts;
    const session = this.store.add({ role: 'caller', flow, invite, localTag, contact, transaction });
    session.local = parts.offer;
    if (parts.offer !== null) session.negotiation = negotiated(NOTHING_OFFERED, 'sendOffer')!;
    this.settle();
    return session.id;
  }

  private inviteOf(parts: CallParts, localTag: string): SipRequest {
    const { again, offer } = parts;
    return {
      kind: 'request',
      method: 'INVITE',
      uri: parts.target,
      via: [],
      from: { ...parts.from, params: [{ name: 'tag', value: localTag }] },
      to: parts.to,
      callId: again?.callId ?? newCallId(this.worker.random),
      cseq: { number: (again?.cseq.number ?? 0) + 1, method: 'INVITE' },
      contact: [parts.contact],
      route: parts.routes ?? [],
      recordRoute: [],
      maxForwards: parts.hops ?? HOPS_MAX,
      fields: [
        ALLOW,
        ...wish(null),
        ...(offer === null ? [SUPPORTED_TIMER] : [SUPPORTED, SDP]),
        ...(parts.fields ?? []),
      ],
      body: offer ?? NO_BODY,
    };
  }

  /**
   * 180, 183 and their like to an INVITE that has come. A body is the answer where the caller knows 100rel, and
   * otherwise a foretaste of what the 200 brings.
   */
  progress(id: SessionId, status: number, body: Uint8Array | null, now: Instant): void {
    this.with(id, now, (session) => {
      if (session.state === 'incoming') this.worker.say(session, { status, body });
    });
  }

  /** 200 to an INVITE that has come: the answer to its offer, or the offer that it left to us. */
  answer(id: SessionId, body: Uint8Array, now: Instant): void {
    this.with(id, now, (session) => {
      if (session.state === 'incoming') this.worker.say(session, { status: 200, body });
    });
  }

  /** Answers what the peer offered within the call, or gives it the offer it asks for. */
  accept(id: SessionId, body: Uint8Array, now: Instant): void {
    this.with(id, now, (session) => {
      if (session.unacknowledged !== null) this.acknowledgeOffer(session, body);
      else if (session.theirs !== null) this.answerOffer(session, session.theirs, body);
      this.worker.offerNow(session);
    });
  }

  private acknowledgeOffer(session: Session, body: Uint8Array): void {
    const { unacknowledged, dialog } = session;
    if (unacknowledged === null || dialog === null) return;
    session.unacknowledged = null;
    session.negotiation = negotiated(session.negotiation, 'sendAnswer') ?? session.negotiation;
    session.local = body;
    this.worker.acknowledge(session, dialog, unacknowledged.cseq.number, body);
  }

  private answerOffer(session: Session, theirs: NonNullable<Session['theirs']>, body: Uint8Array): void {
    const { transaction, request } = theirs;
    session.theirs = null;
    if (request.method === 'INVITE') {
      this.worker.answerInvite(session, transaction, request, body);
      return;
    }
    this.worker.answerUpdate(session, transaction, request, body);
  }

  decline(id: SessionId, status: number, now: Instant): void {
    this.with(id, now, (session) => {
      if (session.theirs === null) return;
      const { transaction, request } = session.theirs;
      session.theirs = null;
      session.negotiation = negotiated(session.negotiation, 'rollBack')!;
      this.worker.respond(session, transaction, request, status);
      this.worker.offerNow(session);
    });
  }

  /** Offers anew within a call (hold, resume, a new address), as soon as that may be. */
  offer(id: SessionId, body: Uint8Array, now: Instant): void {
    this.with(id, now, (session) => {
      session.wanted = body;
      this.worker.offerNow(session);
    });
  }

  /** Refuses an INVITE that has come, with more than a status: a challenge, a reason, another address. */
  reject(id: SessionId, status: number, parts: ResponseParts, now: Instant): void {
    this.with(id, now, (session) => {
      if (session.state !== 'incoming') return;
      this.worker.respondWith(session, session.inviteTransaction, session.invite, status, parts);
      this.worker.finish(session, 'hungUp', null);
      session.state = 'gone';
    });
  }

  /** Ends a call whatever its state: by CANCEL, BYE, or `status` to an INVITE that has come. */
  hangUp(id: SessionId, now: Instant, status = 603): void {
    this.with(id, now, (session) => this.worker.happen(session, { kind: 'hangUp', status, why: 'hungUp' }));
  }

  /** Answers a request that was told as `request` or `asked`. */
  respond(
    transaction: TransactionId,
    request: SipRequest,
    status: number,
    parts: ResponseParts,
    now: Instant,
  ): void {
    this.worker.now = now;
    const response = makeResponse(request, status, { tag: newTag(this.worker.random), ...parts });
    this.transactions.respond(transaction, response, now);
    this.settle();
  }

  private with(id: SessionId, now: Instant, act: (session: Session) => void): void {
    this.worker.now = now;
    const session = this.store.get(id);
    if (session !== undefined) act(session);
    this.settle();
  }

  /** What the transactions have to say, until they say nothing more. */
  private settle(): void {
    for (let outputs = this.transactions.drain(); outputs.length > 0; outputs = this.transactions.drain())
      for (const output of outputs) hear(this.worker, output);
  }
}
