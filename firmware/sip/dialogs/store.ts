import type { NameAddress, SipRequest } from '#ports/sip-codec.ts';
import type { Instant } from '#units/time.ts';
import type { Flow } from '../flow.ts';
import { Timers } from '../timers.ts';
import type { TransactionId } from '../transactions/state.ts';
import { type Dialog, keyOf } from './dialog.ts';
import { NOTHING_OFFERED } from './offer-answer.ts';
import { SESSION_TIMERS, type Session, type SessionId, type SessionTimer } from './session.ts';

export interface SessionLimits {
  readonly total: number;
  /** Of calls that come from one address. */
  readonly perSource: number;
}

export const SESSION_LIMITS: SessionLimits = { total: 2_000, perSource: 1_000 };

/** What a request of ours was for. */
export type Purpose = 'invite' | 'offer' | 'bye' | 'prack' | 'refresh';

/** Everything that is held for calls: nothing may remain when all of them are over. */
export interface Held {
  readonly sessions: number;
  readonly dialogs: number;
  readonly requests: number;
  readonly sources: number;
  readonly timers: number;
}

const TIMERS_PER_SESSION = SESSION_TIMERS.length;
const timerKey = (id: SessionId, timer: SessionTimer): number =>
  id * TIMERS_PER_SESSION + SESSION_TIMERS.indexOf(timer);

export interface NewSession {
  readonly role: Session['role'];
  readonly flow: Flow;
  readonly invite: SipRequest;
  readonly localTag: string;
  readonly contact: NameAddress;
  readonly transaction: TransactionId;
}

/** The calls, and the ways by which messages and deadlines find them. */
export class SessionStore {
  /** Requests of ours; stays until their transaction has ended, also beyond the call's end. */
  readonly ofRequest = new Map<TransactionId, { readonly session: Session; readonly purpose: Purpose }>();
  /** Requests of ours that belong to no call, or whose answer concerns nobody but who asked. */
  readonly outside = new Set<TransactionId>();
  /** INVITEs of the peer, for a CANCEL to find; the first one of a call until the call is over. */
  readonly ofInvite = new Map<TransactionId, Session>();
  private readonly sessions = new Map<SessionId, Session>();
  private readonly byDialog = new Map<string, Session>();
  private readonly perSource = new Map<string, number>();
  private readonly timers = new Timers();
  private readonly limits: SessionLimits;
  private lastId = 0;

  constructor(limits: SessionLimits) {
    this.limits = limits;
  }

  get held(): Held {
    return {
      sessions: this.sessions.size,
      dialogs: this.byDialog.size,
      requests: this.ofRequest.size + this.ofInvite.size + this.outside.size,
      sources: this.perSource.size,
      timers: this.timers.size,
    };
  }

  get deadline(): Instant | null {
    return this.timers.earliest;
  }

  hasRoom(source: string | null): boolean {
    if (this.sessions.size >= this.limits.total) return false;
    return source === null || (this.perSource.get(source) ?? 0) < this.limits.perSource;
  }

  get(id: SessionId): Session | undefined {
    return this.sessions.get(id);
  }

  withDialog(key: string): Session | undefined {
    return this.byDialog.get(key);
  }

  add({ role, flow, invite, localTag, contact, transaction }: NewSession): Session {
    this.lastId += 1;
    const session: Session = {
      id: this.lastId as SessionId,
      role,
      flow,
      invite,
      localTag,
      contact,
      state: role === 'caller' ? 'calling' : 'incoming',
      inviteTransaction: transaction,
      dialog: null,
      early: new Map(),
      negotiation: NOTHING_OFFERED,
      ack: null,
      unacknowledged: null,
      answer: null,
      wanted: null,
      pending: null,
      theirs: null,
      unconfirmed: null,
      waiting: [],
      lastWord: null,
      rseq: 1,
      confirmed: new Map(),
      refresh: null,
      local: null,
      peerKnowsUpdate: false,
      hungUp: false,
      endCause: 'hungUp',
      endTold: false,
    };
    this.sessions.set(session.id, session);
    if (role === 'caller') this.ofRequest.set(transaction, { session, purpose: 'invite' });
    else {
      this.ofInvite.set(transaction, session);
      this.perSource.set(flow.remote.host, (this.perSource.get(flow.remote.host) ?? 0) + 1);
    }
    return session;
  }

  addEarly(session: Session, dialog: Dialog): void {
    session.early.set(dialog.remoteTag, dialog);
    this.byDialog.set(keyOf(dialog), session);
  }

  /** From now on the session's dialog is this one; the other early ones are nobody's. */
  confirm(session: Session, dialog: Dialog): void {
    session.dialog = dialog;
    this.byDialog.set(keyOf(dialog), session);
    this.dropEarly(session);
  }

  forget(session: Session): void {
    this.sessions.delete(session.id);
    for (const timer of SESSION_TIMERS) this.timers.clear(timerKey(session.id, timer));
    this.dropEarly(session);
    if (session.dialog !== null) this.byDialog.delete(keyOf(session.dialog));
    if (session.role === 'caller') return;
    // It has its final answer: no CANCEL can concern it any more (RFC 3261 §9.2), whatever its transaction still absorbs.
    this.ofInvite.delete(session.inviteTransaction);
    const source = session.flow.remote.host;
    const count = (this.perSource.get(source) ?? 1) - 1;
    if (count === 0) this.perSource.delete(source);
    else this.perSource.set(source, count);
  }

  forgetTransaction(id: TransactionId): void {
    this.ofRequest.delete(id);
    this.outside.delete(id);
    this.ofInvite.delete(id);
  }

  arm(id: SessionId, timer: SessionTimer, at: Instant | null): void {
    if (at === null) this.timers.clear(timerKey(id, timer));
    else this.timers.set(timerKey(id, timer), at);
  }

  isArmed(id: SessionId, timer: SessionTimer): boolean {
    return this.timers.has(timerKey(id, timer));
  }

  takeDue(now: Instant): { readonly session: Session; readonly timer: SessionTimer } | null {
    for (let key = this.timers.takeDue(now); key !== null; key = this.timers.takeDue(now)) {
      const session = this.sessions.get(Math.floor(key / TIMERS_PER_SESSION) as SessionId);
      if (session !== undefined) return { session, timer: SESSION_TIMERS[key % TIMERS_PER_SESSION]! };
    }
    return null;
  }

  private dropEarly(session: Session): void {
    for (const dialog of session.early.values())
      if (dialog.remoteTag !== session.dialog?.remoteTag) this.byDialog.delete(keyOf(dialog));
    session.early.clear();
  }
}
