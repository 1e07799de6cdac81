import type { NameAddress, SipMessage, SipRequest, SipResponse } from '#ports/sip-codec.ts';
import type { Duration } from '#units/time.ts';
import type { Flow } from '../flow.ts';
import type { FailureCause, TransactionId } from '../transactions/state.ts';
import type { Dialog } from './dialog.ts';
import type { Negotiation } from './offer-answer.ts';
import type { Unconfirmed, Waiting } from './reliable.ts';
import type { Refresh } from './session-timer.ts';

export type SessionId = number & { readonly unit: 'session' };

/**
 * `calling`, `cancelling`: our INVITE is out. `incoming`: theirs awaits our word. `answering`: our 200 awaits its
 * ACK. `leaving`: our BYE is out. `gone`: told to be over; only late repeats still come.
 */
export type SessionState =
  | 'calling'
  | 'cancelling'
  | 'incoming'
  | 'answering'
  | 'confirmed'
  | 'leaving'
  | 'gone';

export type EndCause =
  | 'refused'
  | 'cancelled'
  | 'bye'
  | 'hungUp'
  | 'timeout'
  | 'noAck'
  | 'transport'
  | 'expired';

/** What the exchange is told of its calls. Bodies are null where there was none. */
export type CallEvent =
  | {
      readonly kind: 'incoming';
      readonly session: SessionId;
      readonly invite: SipRequest;
      readonly flow: Flow;
      readonly offer: Uint8Array | null;
    }
  | {
      readonly kind: 'progress';
      readonly session: SessionId;
      readonly response: SipResponse;
      readonly body: Uint8Array | null;
    }
  /** A 200 to our INVITE. `wantsAnswer`: it brought the offer, `accept` gives the answer in the ACK. */
  | {
      readonly kind: 'answered';
      readonly session: SessionId;
      readonly response: SipResponse;
      readonly body: Uint8Array | null;
      readonly wantsAnswer: boolean;
    }
  /** The ACK to our 200; with the answer when the 200 brought the offer. */
  | { readonly kind: 'established'; readonly session: SessionId; readonly body: Uint8Array | null }
  /** The peer offers anew, or (null) asks for an offer: `accept` or `decline`. */
  | { readonly kind: 'offered'; readonly session: SessionId; readonly body: Uint8Array | null }
  | { readonly kind: 'withdrawn'; readonly session: SessionId }
  | { readonly kind: 'offerAnswered'; readonly session: SessionId; readonly body: Uint8Array | null }
  | { readonly kind: 'offerRefused'; readonly session: SessionId; readonly status: number }
  /** INFO, REFER and the like within a call; `respond` answers. */
  | {
      readonly kind: 'asked';
      readonly session: SessionId;
      readonly transaction: TransactionId;
      readonly request: SipRequest;
    }
  | {
      readonly kind: 'ended';
      readonly session: SessionId;
      readonly why: EndCause;
      readonly message: SipMessage | null;
    }
  /** A request outside any call; `respond` answers. */
  | {
      readonly kind: 'request';
      readonly transaction: TransactionId;
      readonly request: SipRequest;
      readonly flow: Flow;
    }
  /** The final answer to a request of ours outside any call, or to one of `ask`; null: none came. */
  | {
      readonly kind: 'response';
      readonly transaction: TransactionId;
      readonly response: SipResponse | null;
    };

/**
 * `repeat` a 200 until `giveUp`; `glare` tries an offer again; repeat a reliable provisional answer at `prack`
 * until `noPrack`; `refresh` the session, which is over at `expiry`; `remind` a caller that we are still at it.
 */
export const SESSION_TIMERS = [
  'repeat',
  'giveUp',
  'glare',
  'prack',
  'noPrack',
  'refresh',
  'expiry',
  'remind',
] as const;
export type SessionTimer = (typeof SESSION_TIMERS)[number];

export interface Session {
  readonly id: SessionId;
  readonly role: 'caller' | 'called';
  readonly flow: Flow;
  readonly invite: SipRequest;
  readonly localTag: string;
  readonly contact: NameAddress;
  state: SessionState;
  inviteTransaction: TransactionId;
  dialog: Dialog | null;
  /** Of our INVITE, by the peer's tag, until one of them answers. */
  readonly early: Map<string, Dialog>;
  negotiation: Negotiation;
  /** Our last ACK, for repeats of the 200 that it acknowledges. */
  ack: { readonly cseq: number; readonly tag: string; readonly bytes: Uint8Array } | null;
  /** The 200 that brought an offer, until the exchange answers it. */
  unacknowledged: SipResponse | null;
  /** Our 200, repeated until its ACK. */
  answer: {
    readonly transaction: TransactionId;
    readonly response: SipResponse;
    interval: Duration;
  } | null;
  /** What the exchange wants to offer, until it has been answered. */
  wanted: Uint8Array | null;
  /** Our re-INVITE or UPDATE. */
  pending: {
    readonly transaction: TransactionId;
    readonly method: 'INVITE' | 'UPDATE';
    readonly offer: Uint8Array;
  } | null;
  /** Theirs, until it is accepted or declined. */
  theirs: { readonly transaction: TransactionId; readonly request: SipRequest } | null;
  /** Our reliable provisional answer, and what may only follow its PRACK (RFC 3262 §3). */
  unconfirmed: Unconfirmed | null;
  readonly waiting: Waiting[];
  /** What their INVITE was told last, as long as it waits. */
  lastWord: Waiting | null;
  /** Number of our next reliable answer. */
  rseq: number;
  /** By the peer's tag, the number of the last of theirs that we have confirmed. */
  readonly confirmed: Map<string, number>;
  /** The session timer (RFC 4028), when the peer takes part. */
  refresh: Refresh | null;
  /** What we last offered or answered: offered again where the peer knows no UPDATE. */
  local: Uint8Array | null;
  peerKnowsUpdate: boolean;
  /** Hung up before the ACK had come: BYE has to wait for it (RFC 3261 §15). */
  hungUp: boolean;
  endCause: EndCause;
  /** Its end was told before the peer has answered our BYE. */
  endTold: boolean;
}

/** What can happen to a session, besides offers within a call. */
export type SessionEvent =
  | { readonly kind: 'provisional'; readonly response: SipResponse }
  | { readonly kind: 'success'; readonly response: SipResponse }
  | { readonly kind: 'failure'; readonly response: SipResponse }
  | { readonly kind: 'failed'; readonly why: FailureCause }
  | { readonly kind: 'cancelled'; readonly cancel: SipRequest }
  | { readonly kind: 'ack'; readonly request: SipRequest }
  | { readonly kind: 'bye'; readonly request: SipRequest; readonly transaction: TransactionId }
  | { readonly kind: 'offer'; readonly request: SipRequest; readonly transaction: TransactionId }
  | { readonly kind: 'prack'; readonly request: SipRequest; readonly transaction: TransactionId }
  | { readonly kind: 'noPrack' }
  | { readonly kind: 'hangUp'; readonly status: number; readonly why: EndCause }
  | { readonly kind: 'left' }
  | { readonly kind: 'giveUp' };

export type SessionEventOf<K extends SessionEvent['kind']> = Extract<SessionEvent, { kind: K }>;

/** What a handler may do; the user agent does it. */
export interface CallWork {
  tell(event: CallEvent): void;
  respond(
    session: Session,
    transaction: TransactionId,
    request: SipRequest,
    status: number,
    retryAfterSec?: number,
  ): void;
  cancel(session: Session): void;
  /** ACK to a 200, kept for its repeats. */
  acknowledge(session: Session, dialog: Dialog, cseq: number, body: Uint8Array | null): void;
  sendAgain(session: Session, bytes: Uint8Array): void;
  /** Confirms a reliable provisional answer. */
  sendPrack(session: Session, prack: SipRequest): void;
  /** 200 to a request that keeps the call alive. */
  acceptRefresh(session: Session, transaction: TransactionId, request: SipRequest): void;
  /** Takes over what a 2xx of the peer says of itself and of the session timer. */
  learn(session: Session, response: SipResponse): void;
  /** Says what had to wait for a PRACK. */
  sayNext(session: Session): void;
  bye(session: Session): void;
  /** Ends a dialog of a second phone that answered, too. */
  byeFork(session: Session, dialog: Dialog): void;
  /** Gives the session its dialog, under which its requests are found. */
  confirm(session: Session, dialog: Dialog): void;
  addEarly(session: Session, dialog: Dialog): void;
  arm(session: Session, timer: SessionTimer, wait: Duration | null): void;
  /** Sends what is wanted, if it may be sent now. */
  offerNow(session: Session): void;
  /** Tells the end, forgets the dialog. */
  finish(session: Session, why: EndCause, message: SipMessage | null): void;
}

export type SessionHandler<K extends SessionEvent['kind']> = (
  work: CallWork,
  session: Session,
  event: SessionEventOf<K>,
) => SessionState | 'ignored';

/** A state or an event that is not there does not compile. */
export type SessionTable = {
  readonly [S in SessionState]: { readonly [K in SessionEvent['kind']]: SessionHandler<K> };
};

export const bodyOf = (message: SipMessage): Uint8Array | null =>
  message.body.length === 0 ? null : message.body;
