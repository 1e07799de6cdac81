import type { SipCodec, SipMessage, SipRequest, SipResponse, Via } from '#ports/sip-codec.ts';
import { assert } from '#units/result.ts';
import { after, type Duration, type Instant, instant, ms } from '#units/time.ts';
import { newBranch, newTag, type RandomBytes } from '../chance.ts';
import { param } from '../codec/params.ts';
import { answerFlow, type Flow, flowKey, stamped } from '../flow.ts';
import { makeAck, makeCancel, makeResponse } from '../make.ts';
import { Timers } from '../timers.ts';
import { CLIENT_INVITE, CLIENT_OTHER, startClient } from './client.ts';
import { answeredKey, clientKey, serverKey } from './keys.ts';
import { Room, TRANSACTION_LIMITS, type TransactionLimits } from './room.ts';
import { SERVER_INVITE, SERVER_OTHER, startServer } from './server.ts';
import type {
  ClientEvent,
  ClientInvite,
  ClientOther,
  FailureCause,
  ServerEvent,
  ServerInvite,
  ServerOther,
  Transaction,
  TransactionId,
  Work,
} from './state.ts';
import { T1 } from './state.ts';

/**
 * Transactions that only absorb repeats end together, this far apart: RFC 3261 §17 says how long they wait at least, and
 * to be woken for each of the four of every call is dearer than their end.
 */
const ENDS_APART: Duration = ms(500);

/** What the layer wants done, in order. */
export type TransactionOutput =
  | { readonly kind: 'send'; readonly flow: Flow; readonly bytes: Uint8Array }
  /** A new request; `transaction` is null for the ACK to a 2xx, which nobody answers. */
  | {
      readonly kind: 'request';
      readonly transaction: TransactionId | null;
      readonly request: SipRequest;
      readonly flow: Flow;
    }
  | { readonly kind: 'response'; readonly transaction: TransactionId; readonly response: SipResponse }
  /** The other side has given up its INVITE; the CANCEL is answered, the INVITE is still to be, with 487. */
  | { readonly kind: 'cancelled'; readonly transaction: TransactionId; readonly cancel: SipRequest }
  /** No answer, or none that could be given; `ended` follows. */
  | { readonly kind: 'failed'; readonly transaction: TransactionId; readonly why: FailureCause }
  | { readonly kind: 'ended'; readonly transaction: TransactionId };

export interface TransactionOptions {
  readonly codec: SipCodec;
  readonly random: RandomBytes;
  readonly limits?: TransactionLimits;
}

/** RFC 3261 §17 with RFC 6026: messages and time in; bytes, deadlines and what the user agent must know out. */
export class TransactionLayer {
  private readonly transactions = new Map<TransactionId, Transaction>();
  private readonly byKey = new Map<string, TransactionId>();
  private readonly timers = new Timers();
  private readonly room: Room;
  /** Requests of ours have room of their own: no flood of others can keep us from calling. */
  private readonly ownRoom: Room;
  private readonly codec: SipCodec;
  private readonly random: RandomBytes;
  private readonly work: Work;
  private out: TransactionOutput[] = [];
  private lastId = 0;
  /** The ACK that is being looked at. */
  private ack: SipRequest | null = null;
  private now = 0 as Instant;

  constructor({ codec, random, limits = TRANSACTION_LIMITS }: TransactionOptions) {
    this.codec = codec;
    this.random = random;
    this.room = new Room(limits);
    this.ownRoom = new Room({ total: limits.total, perSource: limits.total });
    this.work = this.makeWork();
  }

  get size(): number {
    return this.transactions.size;
  }

  get deadline(): Instant | null {
    return this.timers.earliest;
  }

  /** What has come out since the last call. */
  drain(): TransactionOutput[] {
    const out = this.out;
    this.out = [];
    return out;
  }

  receive(message: SipMessage, flow: Flow, now: Instant): void {
    this.now = now;
    if (message.kind === 'response') this.receiveResponse(message);
    else this.receiveRequest(stamped(message, flow), flow);
  }

  /** Sends a request; the layer gives it its Via. Null when there is no room. */
  request(request: SipRequest, flow: Flow, now: Instant): TransactionId | null {
    this.now = now;
    assert(request.method !== 'ACK', 'ACK makes no transaction');
    const branch = newBranch(this.random);
    return this.startRequest({ ...request, via: [this.ownVia(flow, branch)] }, flow, false);
  }

  /** ACK to a 2xx: a transaction of its own that nobody answers. Its bytes are kept by the dialog for repeats. */
  sendAck(request: SipRequest, flow: Flow): Uint8Array {
    const bytes = this.codec.encode({ ...request, via: [this.ownVia(flow, newBranch(this.random))] });
    this.out.push({ kind: 'send', flow, bytes });
    return bytes;
  }

  /** Answers a request; false when its transaction is over. A 2xx to an INVITE may be given again and again. */
  respond(id: TransactionId, response: SipResponse, now: Instant): boolean {
    this.now = now;
    const transaction = this.transactions.get(id);
    if (transaction === undefined || transaction.role !== 'server') return false;
    const { repeats } = transaction;
    transaction.repeats = this.codec.encode(response);
    const event = eventOf(response.status);
    if (!this.serverEvent(transaction, event)) transaction.repeats = repeats;
    else if (event !== 'provisional' && !(event === 'success' && transaction.kind === 'serverInvite'))
      this.room.markAnswered(id, transaction.source);
    return true;
  }

  /** Gives up an INVITE. Its final answer, 487 or a 200 that was quicker, still comes. */
  cancel(id: TransactionId, now: Instant): void {
    this.now = now;
    const invite = this.transactions.get(id);
    if (invite?.kind !== 'clientInvite' || invite.cancelling !== 'no') return;
    if (invite.state === 'calling') invite.cancelling = 'wanted';
    else if (invite.state === 'proceeding') this.work.sendCancel(invite);
  }

  /** A connection is gone, or a peer's host said that nobody listens. */
  flowLost(flow: Flow, now: Instant): void {
    this.now = now;
    const key = flowKey(flow);
    for (const transaction of [...this.transactions.values()]) {
      if (flowKey(transaction.flow) !== key) continue;
      this.work.fail(transaction, 'transport');
      this.end(transaction);
    }
  }

  wake(now: Instant): void {
    this.now = now;
    for (let key = this.timers.takeDue(now); key !== null; key = this.timers.takeDue(now)) {
      const transaction = this.transactions.get((key >> 1) as TransactionId);
      if (transaction === undefined) continue;
      const event = key & 1 ? 'end' : 'resend';
      if (transaction.role === 'client') this.clientEvent(transaction, event, null);
      else this.serverEvent(transaction, event);
    }
  }

  private receiveResponse(response: SipResponse): void {
    const id = this.byKey.get(`c${answeredKey(response)}`);
    const transaction = id === undefined ? undefined : this.transactions.get(id);
    // Nobody waits for it: a stray, or an answer forged without knowing the branch.
    if (transaction?.role !== 'client') return;
    this.clientEvent(transaction, eventOf(response.status), response);
  }

  private receiveRequest(request: SipRequest, flow: Flow): void {
    const known = this.known(serverKey(request));
    if (known !== null) {
      this.serverEvent(known, request.method === 'ACK' ? 'ack' : 'retransmission', request);
      return;
    }
    if (request.method === 'ACK') this.out.push({ kind: 'request', transaction: null, request, flow });
    else this.startServer(request, flow);
  }

  /** Whether a request repeats or concerns one that is still remembered. */
  knows(request: SipRequest): boolean {
    return this.known(serverKey(request)) !== null;
  }

  private known(key: string): ServerInvite | ServerOther | null {
    const id = this.byKey.get(`s${key}`);
    const transaction = id === undefined ? undefined : this.transactions.get(id);
    return transaction?.role === 'server' ? transaction : null;
  }

  private startServer(request: SipRequest, flow: Flow): void {
    const back = answerFlow(flow, request.via[0]!);
    const source = flow.remote.host;
    const room = this.room.ask(source);
    if (!room.ok) {
      // §21.5.4. Nothing is kept, so a repeat is answered anew.
      const response = makeResponse(request, 503, { fields: [{ name: 'retry-after', value: '10' }] });
      this.out.push({ kind: 'send', flow: back, bytes: this.codec.encode(response) });
      return;
    }
    if (room.evict !== null) this.end(this.transactions.get(room.evict)!);
    const common = { id: this.nextId(), key: `s${serverKey(request)}`, flow: back, source, request };
    const start = { ...common, role: 'server', repeats: null, interval: T1 } as const;
    const transaction: ServerInvite | ServerOther =
      request.method === 'INVITE'
        ? { ...start, kind: 'serverInvite', state: 'proceeding' }
        : { ...start, kind: 'serverOther', state: 'trying' };
    this.add(transaction);
    startServer(this.work, transaction);
    if (request.method === 'CANCEL') this.receiveCancel(transaction.id, request);
    else this.out.push({ kind: 'request', transaction: transaction.id, request, flow });
  }

  /** §9.2: answered here, at once; only an INVITE that still rings hears of it. */
  private receiveCancel(id: TransactionId, request: SipRequest): void {
    const invite = this.known(serverKey(request, 'INVITE'));
    this.respond(
      id,
      makeResponse(request, invite === null ? 481 : 200, { tag: newTag(this.random) }),
      this.now,
    );
    if (invite?.kind === 'serverInvite' && invite.state === 'proceeding')
      this.out.push({ kind: 'cancelled', transaction: invite.id, cancel: request });
  }

  private startRequest(request: SipRequest, flow: Flow, own: boolean): TransactionId | null {
    if (!this.ownRoom.ask('').ok) return null;
    const branch = param(request.via[0]!.params, 'branch') ?? '';
    const id = this.nextId();
    const key = `c${clientKey(branch, request.method)}`;
    const repeats = this.codec.encode(request);
    const start = { id, key, flow, source: '', request, repeats, interval: T1 } as const;
    const client = { ...start, role: 'client', cancelling: 'no' } as const;
    const transaction: ClientInvite | ClientOther =
      request.method === 'INVITE'
        ? { ...client, kind: 'clientInvite', state: 'calling' }
        : { ...client, kind: 'clientOther', state: 'trying', own };
    this.add(transaction);
    startClient(this.work, transaction);
    return id;
  }

  private ownVia(flow: Flow, branch: string): Via {
    const { host, port } = flow.local;
    const params = [
      { name: 'branch', value: branch },
      { name: 'rport', value: null },
    ];
    return { transport: flow.transport, host, port, params };
  }

  private clientEvent(
    transaction: ClientInvite | ClientOther,
    event: ClientEvent,
    response: SipResponse | null,
  ): void {
    const { work } = this;
    const next =
      transaction.kind === 'clientInvite'
        ? CLIENT_INVITE[transaction.state][event](work, transaction, response)
        : CLIENT_OTHER[transaction.state][event](work, transaction, response);
    this.follow(transaction, next);
  }

  private serverEvent(
    transaction: ServerInvite | ServerOther,
    event: ServerEvent,
    ack: SipRequest | null = null,
  ): boolean {
    this.ack = ack;
    const next =
      transaction.kind === 'serverInvite'
        ? SERVER_INVITE[transaction.state][event](this.work, transaction)
        : SERVER_OTHER[transaction.state][event](this.work, transaction);
    this.ack = null;
    this.follow(transaction, next);
    return next !== 'ignored';
  }

  private follow(transaction: Transaction, next: Transaction['state'] | 'ended' | 'ignored'): void {
    if (next === 'ended') this.end(transaction);
    else if (next !== 'ignored') transaction.state = next;
  }

  private nextId(): TransactionId {
    this.lastId = (this.lastId + 1) & 0x3fff_ffff;
    return this.lastId as TransactionId;
  }

  private add(transaction: Transaction): void {
    this.transactions.set(transaction.id, transaction);
    this.byKey.set(transaction.key, transaction.id);
    this.roomOf(transaction).enter(transaction.source);
  }

  private roomOf({ role }: Transaction): Room {
    return role === 'client' ? this.ownRoom : this.room;
  }

  private end(transaction: Transaction): void {
    const { id, key, source } = transaction;
    this.timers.clear(2 * id);
    this.timers.clear(2 * id + 1);
    this.transactions.delete(id);
    if (this.byKey.get(key) === id) this.byKey.delete(key);
    this.roomOf(transaction).leave(id, source);
    if (!isOwn(transaction)) this.out.push({ kind: 'ended', transaction: id });
  }

  private makeWork(): Work {
    return {
      repeat: ({ flow, repeats }) => {
        if (repeats !== null) this.out.push({ kind: 'send', flow, bytes: repeats });
      },
      resendAfter: ({ id }, wait) => this.arm(2 * id, wait),
      endAfter: ({ id }, wait) => this.arm(2 * id + 1, wait),
      absorbFor: (transaction, wait) => {
        const { id } = transaction;
        transaction.request = null;
        const end = after(this.now, wait);
        this.timers.set(2 * id + 1, instant(Math.ceil(end / ENDS_APART) * ENDS_APART));
      },
      tell: (transaction, response) => {
        if (!isOwn(transaction)) this.out.push({ kind: 'response', transaction: transaction.id, response });
      },
      fail: (transaction, why) => {
        if (!isOwn(transaction)) this.out.push({ kind: 'failed', transaction: transaction.id, why });
      },
      acknowledge: (invite, response) => {
        invite.repeats = this.codec.encode(makeAck(requestOf(invite), response));
        this.out.push({ kind: 'send', flow: invite.flow, bytes: invite.repeats });
      },
      sendTrying: (invite) => {
        invite.repeats = this.codec.encode(makeResponse(requestOf(invite), 100));
        this.out.push({ kind: 'send', flow: invite.flow, bytes: invite.repeats });
      },
      sendCancel: (invite) => {
        invite.cancelling = 'sent';
        this.startRequest(makeCancel(requestOf(invite), []), invite.flow, true);
        this.arm(2 * invite.id + 1, (64 * T1) as Duration);
      },
      passAck: (invite) => {
        if (this.ack !== null)
          this.out.push({ kind: 'request', transaction: null, request: this.ack, flow: invite.flow });
      },
    };
  }

  private arm(key: number, wait: Duration | null): void {
    if (wait === null) this.timers.clear(key);
    else this.timers.set(key, after(this.now, wait));
  }
}

function requestOf({ request, state }: ClientInvite | ServerInvite): SipRequest {
  assert(request !== null, `an INVITE that is ${state} asks for nothing any more`);
  return request;
}

const isOwn = (transaction: Transaction): boolean => transaction.kind === 'clientOther' && transaction.own;

const eventOf = (status: number): 'provisional' | 'success' | 'failure' =>
  status < 200 ? 'provisional' : status < 300 ? 'success' : 'failure';
