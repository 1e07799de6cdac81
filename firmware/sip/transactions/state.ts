import type { SipRequest, SipResponse } from '#ports/sip-codec.ts';
import { type Duration, ms, sec } from '#units/time.ts';
import type { Flow } from '../flow.ts';

/** Round-trip estimate, longest interval between repeats, longest life of a message (RFC 3261 §17). */
export const T1: Duration = ms(500);
export const T2: Duration = sec(4);
export const T4: Duration = sec(5);
/** Timers B, F, H, J, L, M: a request, or an answer, is not heard of again. */
export const GIVE_UP: Duration = (64 * T1) as Duration;
/** Timer D. */
export const ANSWER_REPEATS: Duration = sec(32);
/** An INVITE that is only ever answered by 100: somebody has it, and nobody was found (as timer C, §16.6). */
export const NO_FINAL_ANSWER: Duration = sec(181);
/**
 * One whose called is said to ring, or speaks before the answer. Few repeat that each minute (§13.3.1.1), a call for help
 * may wait in a queue that never answers, and whoever calls can hang up: only what was forgotten ends by this.
 */
export const RINGS_MAX: Duration = sec(3_600);
/** 100 Trying is sent when the user agent has said nothing by then (§17.2.1). */
export const TRYING_AFTER: Duration = ms(200);

export type TransactionId = number & { readonly unit: 'transaction' };

export type ClientInviteState = 'calling' | 'proceeding' | 'completed' | 'accepted';
export type ClientOtherState = 'trying' | 'proceeding' | 'completed';
export type ServerInviteState = 'proceeding' | 'completed' | 'confirmed' | 'accepted';
export type ServerOtherState = 'trying' | 'proceeding' | 'completed';

interface Common {
  readonly id: TransactionId;
  readonly key: string;
  readonly flow: Flow;
  /** Who is charged for the room that it takes. */
  readonly source: string;
  /** Null as soon as it is only there to absorb repeats: thousands are, and what was read of a message is large. */
  request: SipRequest | null;
  /** What is repeated: the request of a client, the last answer of a server, the ACK of a completed INVITE. */
  repeats: Uint8Array | null;
  /** Between this repeat and the next. */
  interval: Duration;
}

export interface ClientTransaction extends Common {
  readonly role: 'client';
  /** CANCEL is wanted as soon as an answer of any kind has come (§9.1), or is on its way. */
  cancelling: 'no' | 'wanted' | 'sent';
}

export type ClientInvite = ClientTransaction & { readonly kind: 'clientInvite'; state: ClientInviteState };
export type ClientOther = ClientTransaction & {
  readonly kind: 'clientOther';
  state: ClientOtherState;
  /** Made by the layer itself (a CANCEL); nobody above hears of it. */
  readonly own: boolean;
};

export interface ServerTransaction extends Common {
  readonly role: 'server';
}

export type ServerInvite = ServerTransaction & { readonly kind: 'serverInvite'; state: ServerInviteState };
export type ServerOther = ServerTransaction & { readonly kind: 'serverOther'; state: ServerOtherState };

export type Transaction = ClientInvite | ClientOther | ServerInvite | ServerOther;

export type ClientEvent = 'provisional' | 'success' | 'failure' | 'resend' | 'end';
export type ServerEvent = 'retransmission' | 'ack' | 'provisional' | 'success' | 'failure' | 'resend' | 'end';

/** What a handler may do; the layer does it. */
export interface Work {
  /** Sends what repeats, once. */
  repeat(transaction: Transaction): void;
  resendAfter(transaction: Transaction, wait: Duration | null): void;
  endAfter(transaction: Transaction, wait: Duration): void;
  /** For one that is over for everybody above and only absorbs repeats: ends then, or soon after with others. */
  absorbFor(transaction: Transaction, wait: Duration): void;
  /** Hands the response up to the user agent. */
  tell(transaction: Transaction, response: SipResponse): void;
  fail(transaction: Transaction, why: FailureCause): void;
  /** Answers a refusal with an ACK and keeps it for repeats. */
  acknowledge(transaction: ClientInvite, response: SipResponse): void;
  sendTrying(transaction: ServerInvite): void;
  sendCancel(transaction: ClientInvite): void;
  passAck(transaction: ServerInvite): void;
}

export type FailureCause = 'timeout' | 'noAck' | 'transport';

export type ClientHandler<T, S> = (
  work: Work,
  transaction: T,
  response: SipResponse | null,
) => S | 'ended' | 'ignored';
export type ServerHandler<T, S> = (work: Work, transaction: T) => S | 'ended' | 'ignored';

/** A state or an event that is not there does not compile. */
export type ClientTable<T, S extends string> = {
  readonly [State in S]: { readonly [Event in ClientEvent]: ClientHandler<T, S> };
};
export type ServerTable<T, S extends string> = {
  readonly [State in S]: { readonly [Event in ServerEvent]: ServerHandler<T, S> };
};
