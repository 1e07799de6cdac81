import type { NameAddress, SipRequest } from '#ports/sip-codec.ts';
import { after, type Duration, type Instant, sec } from '#units/time.ts';
import { newTag, type RandomBytes } from '../chance.ts';
import { field, fieldOf, listOf, numberOf } from '../codec/fields.ts';
import { escapedUser, unescaped, writtenUri } from '../codec/uri.ts';
import {
  advanced,
  type Dialog,
  dialogOfRequest,
  keyOf,
  received,
  requestedKey,
  requestIn,
} from '../dialogs/dialog.ts';
import type { Flow } from '../flow.ts';
import { type ResponseParts, tagOf } from '../make.ts';
import { Timers } from '../timers.ts';
import { DIALOG_INFO, dialogInfo, type WatchedCall } from './dialog-info.ts';
import {
  eventOf,
  FEATURE_EVENT,
  featureNews,
  NOTHING_SET,
  type PhoneFeatures,
  type Told,
  takesMultipart,
} from './feature-event.ts';
import { type Mailbox, MESSAGE_SUMMARY, messageSummary } from './message-summary.ts';

export type EventPackage = 'dialog' | 'message-summary' | 'as-feature-event';
export const EVENT_PACKAGES: readonly EventPackage[] = ['dialog', 'message-summary', 'as-feature-event'];
const CONTENT: Readonly<Record<EventPackage, string>> = {
  dialog: DIALOG_INFO,
  'message-summary': MESSAGE_SUMMARY,
  'as-feature-event': FEATURE_EVENT,
};
const NOTHING: Told = new Map();

export interface NotifierLimits {
  readonly total: number;
  readonly perUser: number;
  readonly expiresSecMin: number;
  readonly expiresSecMax: number;
  /** Between two NOTIFYs of one subscription; what happens meanwhile is told by the next (RFC 4235 §3.10). */
  readonly spacing: Duration;
}

export const NOTIFIER_LIMITS: NotifierLimits = {
  total: 4_096,
  perUser: 128,
  expiresSecMin: 60,
  expiresSecMax: 3_600,
  spacing: sec(1),
};

export type SubscriptionId = number & { readonly unit: 'subscription' };

interface Subscription {
  readonly id: SubscriptionId;
  /** Who watches. */
  readonly user: string;
  readonly kind: EventPackage;
  /** `id` of the Event header, said back in each NOTIFY (RFC 6665 §8.2.1). */
  readonly eventId: string;
  /** Who is watched: an extension's number; of `as-feature-event` the user whose telephone it is. */
  readonly subject: string;
  readonly flow: Flow;
  readonly contact: NameAddress;
  /** Several documents in one NOTIFY are understood. */
  readonly together: boolean;
  /** What has been said of a telephone's features. */
  told: Told;
  dialog: Dialog;
  expiresAt: Instant;
  version: number;
  /** Something is to be told. */
  due: boolean;
  /** One NOTIFY at a time. */
  waiting: boolean;
  nextAt: Instant;
  ended: 'timeout' | 'deactivated' | null;
}

export interface Notify {
  readonly subscription: SubscriptionId;
  readonly request: SipRequest;
  readonly flow: Flow;
}

/**
 * Watching of extensions and mailboxes (RFC 6665, 4235, 3842). Who may watch whom is decided before. Each watcher
 * has at most one NOTIFY under way, and hears of the newest state only: a storm of calls costs a NOTIFY a second.
 */
export class Notifier {
  private readonly limits: NotifierLimits;
  private readonly random: RandomBytes;
  private readonly subscriptions = new Map<SubscriptionId, Subscription>();
  private readonly byDialog = new Map<string, Subscription>();
  private readonly bySubject = new Map<string, Set<Subscription>>();
  private readonly perUser = new Map<string, number>();
  private readonly calls = new Map<string, readonly WatchedCall[]>();
  private readonly mailboxes = new Map<string, Mailbox>();
  private readonly features = new Map<string, PhoneFeatures>();
  private readonly timers = new Timers();
  private out: Notify[] = [];
  private lastId = 0;

  constructor(random: RandomBytes, limits: NotifierLimits = NOTIFIER_LIMITS) {
    this.random = random;
    this.limits = limits;
  }

  get size(): number {
    return this.subscriptions.size;
  }

  get deadline(): Instant | null {
    return this.timers.earliest;
  }

  drain(): Notify[] {
    const { out } = this;
    this.out = [];
    return out;
  }

  /** Whom a SUBSCRIBE wants to watch, and by what; null: no package of ours (489). */
  static wish(request: SipRequest): { readonly kind: EventPackage; readonly subject: string } | null {
    const name = eventOf(request);
    const kind = EVENT_PACKAGES.find((known) => known === name);
    const user = 'user' in request.uri ? request.uri.user : null;
    return kind === undefined ? null : { kind, subject: unescaped(user ?? '') };
  }

  /** Answers a SUBSCRIBE of a user who has proved to be that user and may watch that. */
  subscribe(
    user: string,
    request: SipRequest,
    flow: Flow,
    now: Instant,
  ): { status: number; parts: ResponseParts } {
    const wish = Notifier.wish(request);
    if (wish === null)
      return { status: 489, parts: { fields: [field('allow-events', EVENT_PACKAGES.join(', '))] } };
    const wanted = numberOf(request, 'expires', this.limits.expiresSecMax) ?? this.limits.expiresSecMax;
    const { expiresSecMin } = this.limits;
    if (wanted > 0 && wanted < expiresSecMin)
      return { status: 423, parts: { fields: [field('min-expires', String(expiresSecMin))] } };
    if (tagOf(request.to) !== null) return this.refresh(request, wanted, now);
    if (!accepts(request, CONTENT[wish.kind])) return { status: 406, parts: {} };
    const own = this.perUser.get(user) ?? 0;
    if (own >= this.limits.perUser || this.subscriptions.size >= this.limits.total)
      return { status: 503, parts: { fields: [field('retry-after', '60')] } };
    // A telephone is told of its own keys, and nobody else is.
    const subject = wish.kind === 'as-feature-event' ? user : wish.subject;
    const subscription = this.add(user, wish.kind, subject, request, flow, wanted, now);
    return { status: 200, parts: this.answerParts(subscription, wanted) };
  }

  /** The answer to a NOTIFY; null when none came. Whoever knows of no subscription has none (RFC 6665 §4.2.2). */
  answered(id: SubscriptionId, status: number | null, now: Instant): void {
    const subscription = this.subscriptions.get(id);
    if (subscription === undefined) return;
    subscription.waiting = false;
    const gone =
      status === null || [404, 405, 410, 416, 480, 481, 482, 483, 484, 485, 489, 501, 604].includes(status);
    if (gone || subscription.ended !== null) this.remove(subscription);
    else this.arm(subscription, now);
  }

  setCalls(number: string, calls: readonly WatchedCall[], now: Instant): void {
    if (calls.length === 0) this.calls.delete(number);
    else this.calls.set(number, calls);
    this.changed('dialog', number, now);
  }

  setMailbox(number: string, mailbox: Mailbox, now: Instant): void {
    this.mailboxes.set(number, mailbox);
    this.changed('message-summary', number, now);
  }

  /** What the keys of a user's telephones are to show. */
  setFeatures(user: string, features: PhoneFeatures, now: Instant): void {
    this.features.set(user, features);
    this.changed('as-feature-event', user, now);
  }

  /**
   * Whether a request is within a subscription of that user's to the keys of his telephone, and comes in its turn; else
   * the status that refuses it.
   */
  ownsKeys(user: string, request: SipRequest): true | 481 | 500 {
    const subscription = this.byDialog.get(requestedKey(request));
    if (subscription?.user !== user || subscription.kind !== 'as-feature-event') return 481;
    return received(subscription.dialog, request) !== null || 500;
  }

  /** Whoever asked for what could not be is told again how it stands. */
  remind(request: SipRequest, now: Instant): void {
    const subscription = this.byDialog.get(requestedKey(request));
    if (subscription === undefined || subscription.ended !== null) return;
    Object.assign(subscription, { told: NOTHING, due: true, nextAt: now });
    this.arm(subscription, now);
  }

  /** An extension that is no more. */
  forget(user: string): void {
    this.features.delete(user);
    this.mailboxes.delete(user);
    this.calls.delete(user);
    for (const subscription of [...this.subscriptions.values()])
      if (subscription.user === user) this.remove(subscription);
  }

  wake(now: Instant): void {
    for (let id = this.timers.takeDue(now); id !== null; id = this.timers.takeDue(now)) {
      const subscription = this.subscriptions.get(id as SubscriptionId);
      if (subscription === undefined) continue;
      if (subscription.ended === null && subscription.expiresAt <= now) {
        subscription.ended = 'timeout';
        subscription.due = true;
      }
      this.send(subscription, now);
      this.arm(subscription, now);
    }
  }

  private changed(kind: EventPackage, subject: string, now: Instant): void {
    for (const subscription of this.bySubject.get(`${kind} ${subject}`) ?? []) {
      subscription.due = true;
      this.arm(subscription, now);
    }
  }

  private refresh(
    request: SipRequest,
    wanted: number,
    now: Instant,
  ): { status: number; parts: ResponseParts } {
    const subscription = this.byDialog.get(requestedKey(request));
    if (subscription === undefined || subscription.ended !== null) return { status: 481, parts: {} };
    const dialog = received(subscription.dialog, request);
    if (dialog === null) return { status: 500, parts: {} };
    subscription.dialog = dialog;
    subscription.expiresAt = after(now, sec(wanted));
    if (wanted === 0) subscription.ended = 'timeout';
    subscription.told = NOTHING;
    subscription.due = true;
    subscription.nextAt = now;
    this.arm(subscription, now);
    return { status: 200, parts: this.answerParts(subscription, wanted) };
  }

  private add(
    user: string,
    kind: EventPackage,
    subject: string,
    request: SipRequest,
    flow: Flow,
    wanted: number,
    now: Instant,
  ): Subscription {
    this.lastId += 1;
    const { transport, local } = flow;
    const params = transport === 'UDP' ? [] : [{ name: 'transport', value: transport.toLowerCase() }];
    const dialog = dialogOfRequest(request, newTag(this.random));
    const subscription: Subscription = {
      id: this.lastId as SubscriptionId,
      user,
      kind,
      eventId: /;\s*id=([\w.-]{1,64})/.exec(fieldOf(request, 'event') ?? '')?.[1] ?? '',
      subject,
      flow,
      contact: {
        display: '',
        uri: { scheme: 'sip', user: escapedUser(subject), password: null, ...local, params, headers: null },
        params: [],
      },
      together: takesMultipart(acceptedTypes(request)),
      told: NOTHING,
      dialog,
      expiresAt: after(now, sec(wanted)),
      version: 0,
      due: true,
      waiting: false,
      nextAt: now,
      // A single look (RFC 6665 §4.4.3): told once, and over.
      ended: wanted === 0 ? 'timeout' : null,
    };
    this.subscriptions.set(subscription.id, subscription);
    this.byDialog.set(keyOf(dialog), subscription);
    const watched = `${kind} ${subject}`;
    this.bySubject.set(watched, (this.bySubject.get(watched) ?? new Set()).add(subscription));
    this.perUser.set(user, (this.perUser.get(user) ?? 0) + 1);
    this.arm(subscription, now);
    return subscription;
  }

  private answerParts({ dialog, contact }: Subscription, wanted: number): ResponseParts {
    return { tag: dialog.localTag, contact: [contact], fields: [field('expires', String(wanted))] };
  }

  private arm(subscription: Subscription, now: Instant): void {
    const { id, due, waiting, nextAt, expiresAt, ended } = subscription;
    if (!this.subscriptions.has(id) || waiting) this.timers.clear(id);
    else if (due) this.timers.set(id, Math.max(nextAt, now) as Instant);
    else if (ended === null) this.timers.set(id, expiresAt);
  }

  private send(subscription: Subscription, now: Instant): void {
    if (!subscription.due || subscription.waiting || subscription.nextAt > now) return;
    const { kind, eventId, ended, flow, contact } = subscription;
    subscription.due = false;
    const news = this.newsOf(subscription);
    if (news === null) return;
    subscription.due = news.more;
    subscription.waiting = true;
    subscription.nextAt = news.more ? now : after(now, this.limits.spacing);
    subscription.dialog = advanced(subscription.dialog);
    const left = Math.max(0, Math.ceil((subscription.expiresAt - now) / sec(1)));
    const state = ended === null ? `active;expires=${left}` : `terminated;reason=${ended}`;
    const fields = [
      field('event', eventId === '' ? kind : `${kind};id=${eventId}`),
      field('subscription-state', state),
      field('content-type', news.contentType),
    ];
    const body = new TextEncoder().encode(news.text);
    const request = requestIn(subscription.dialog, 'NOTIFY', { contact: [contact], fields, body });
    this.out.push({ subscription: subscription.id, request, flow });
  }

  /** What the next NOTIFY says; null: nothing that has not been said. */
  private newsOf(
    subscription: Subscription,
  ): { readonly contentType: string; readonly text: string; readonly more: boolean } | null {
    const { kind, subject, dialog, flow, ended, together } = subscription;
    const entity = writtenUri(dialog.local.uri);
    const whole = { contentType: CONTENT[kind], more: false };
    if (kind === 'message-summary') {
      const mailbox = this.mailboxes.get(subject) ?? { unheard: 0, heard: 0 };
      return { ...whole, text: messageSummary(entity, mailbox) };
    }
    if (kind === 'as-feature-event') {
      const features = this.features.get(subject) ?? NOTHING_SET;
      const told = ended === null ? subscription.told : NOTHING;
      const news = featureNews(subject, features, told, together || ended !== null);
      subscription.told = news?.told ?? told;
      return news;
    }
    const host = 'host' in dialog.local.uri ? dialog.local.uri.host : flow.local.host;
    const calls = this.calls.get(subject) ?? [];
    return { ...whole, text: dialogInfo(entity, host, subscription.version++, calls) };
  }

  private remove(subscription: Subscription): void {
    const { id, kind, subject, user, dialog } = subscription;
    if (!this.subscriptions.delete(id)) return;
    this.timers.clear(id);
    this.byDialog.delete(keyOf(dialog));
    const watched = `${kind} ${subject}`;
    const watchers = this.bySubject.get(watched);
    watchers?.delete(subscription);
    if (watchers?.size === 0) this.bySubject.delete(watched);
    const own = (this.perUser.get(user) ?? 1) - 1;
    if (own === 0) this.perUser.delete(user);
    else this.perUser.set(user, own);
  }
}

const acceptedTypes = (request: SipRequest): readonly string[] =>
  listOf(request, 'accept').map((entry) => entry.split(';')[0]!.trim().toLowerCase());

/** Without an Accept header the package's own form is meant (RFC 6665 §3.1.3). */
function accepts(request: SipRequest, content: string): boolean {
  const wanted = acceptedTypes(request);
  return (
    wanted.length === 0 ||
    wanted.some((type) => type === content || type === 'application/*' || type === '*/*')
  );
}
