import type { SipRequest } from '#ports/sip-codec.ts';
import { after, type Instant, sec } from '#units/time.ts';
import { field } from '../codec/fields.ts';
import type { UserAgent } from '../dialogs/user-agent.ts';
import { featureWish } from '../events/feature-event.ts';
import { Notifier } from '../events/notifier.ts';
import type { Flow } from '../flow.ts';
import { tagOf } from '../make.ts';
import { Timers } from '../timers.ts';
import type { TransactionId } from '../transactions/state.ts';
import type { FeatureAskId, FeatureVerdict, PeerRef, StackEvent } from './surface.ts';

/** Keys that are pressed at the same moment, in the whole house; a person has one finger on one. */
const ASKS_MAX = 64;
/** The exchange answers within a second or never; the telephone asks again after 32 s. */
const ANSWER_WITHIN = sec(5);

interface Ask {
  readonly transaction: TransactionId;
  readonly request: SipRequest;
  readonly flow: Flow;
  readonly user: string;
}

interface Rooms {
  readonly ua: UserAgent;
  readonly notifier: Notifier;
  readonly tell: (event: StackEvent) => void;
}

type Device = Extract<PeerRef, { readonly kind: 'device' }>;

/** Whether a SUBSCRIBE is about the keys of that telephone: of one's own alone. */
export function isOwn(request: SipRequest, { user, number }: Device): boolean {
  const subject = Notifier.wish(request)?.subject ?? '';
  return subject === '' || subject === user || subject === number;
}

/**
 * Keys of telephones for do-not-disturb and forwarding. The SUBSCRIBE that asks for something waits until the exchange
 * has done it or will not, so that its answer is true and the NOTIFY after it tells the new state.
 */
export class FeatureDesk {
  private readonly rooms: Rooms;
  private readonly asks = new Map<FeatureAskId, Ask>();
  private readonly timers = new Timers();
  private lastId = 0;

  constructor(rooms: Rooms) {
    this.rooms = rooms;
  }

  get size(): number {
    return this.asks.size;
  }

  get deadline(): Instant | null {
    return this.timers.earliest;
  }

  /** A request that would set something; `sender` has proved to have sent it. */
  asked(
    transaction: TransactionId,
    request: SipRequest,
    sender: PeerRef | null,
    flow: Flow,
    now: Instant,
  ): void {
    const refuse = (status: number): void => this.refuse(transaction, request, status, now);
    const wish = featureWish(request);
    const within = tagOf(request.to) !== null;
    if (sender?.kind !== 'device' || (!within && !isOwn(request, sender))) {
      refuse(403);
      return;
    }
    const owns = !within || this.rooms.notifier.ownsKeys(sender.user, request);
    if (typeof wish === 'number') refuse(wish);
    else if (owns !== true) refuse(owns);
    else if (this.asks.size >= ASKS_MAX) refuse(503);
    else {
      this.lastId += 1;
      const ask = this.lastId as FeatureAskId;
      const { user, number } = sender;
      this.asks.set(ask, { transaction, request, flow, user });
      this.timers.set(ask, after(now, ANSWER_WITHIN));
      this.rooms.tell({ kind: 'featureWish', ask, user, number, wish });
    }
  }

  /** Nothing happens when it came too late. */
  answer(id: FeatureAskId, verdict: FeatureVerdict, now: Instant): void {
    const ask = this.asks.get(id);
    if (ask === undefined) return;
    this.asks.delete(id);
    this.timers.clear(id);
    const { transaction, request, flow, user } = ask;
    if (verdict === 'done') {
      const { status, parts } = this.rooms.notifier.subscribe(user, request, flow, now);
      this.rooms.ua.respond(transaction, request, status, parts, now);
      return;
    }
    // Neither ends the subscription (RFC 6665 §4.1.2.2): what the key shows is put right.
    this.refuse(transaction, request, verdict === 'refused' ? 403 : 500, now);
    this.rooms.notifier.remind(request, now);
  }

  wake(now: Instant): void {
    for (let id = this.timers.takeDue(now); id !== null; id = this.timers.takeDue(now))
      this.answer(id as FeatureAskId, 'failed', now);
  }

  private refuse(transaction: TransactionId, request: SipRequest, status: number, now: Instant): void {
    const fields = status === 503 ? [field('retry-after', '5')] : [];
    this.rooms.ua.respond(transaction, request, status, { fields }, now);
  }
}
