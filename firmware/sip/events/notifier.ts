import type { SipRequest } from '#ports/sip-codec.ts';
import { after, type Instant, sec } from '#units/time.ts';
import { newTag, type RandomBytes } from '../chance.ts';
import { field, numberOf, optionTags } from '../codec/fields.ts';
import { unescaped } from '../codec/uri.ts';
import { advanced, keyOf, received, requestedKey, retargeted } from '../dialogs/dialog.ts';
import { type Flow, flowKey } from '../flow.ts';
import { type ResponseParts, tagOf } from '../make.ts';
import { Timers } from '../timers.ts';
import { eventOf } from './feature-event.ts';
import { type EventPackage, type Language, type News, NOTHING_TOLD } from './package.ts';
import {
  nobodyWatches,
  nothingSaid,
  PACKAGE_NAMES,
  PACKAGES,
  type PackageName,
  type PackageStates,
} from './packages.ts';
import {
  accepts,
  contactOn,
  newSubscription,
  notifyOf,
  type Subscription,
  type SubscriptionId,
  watchOf,
} from './subscription.ts';

export interface NotifierLimits {
  readonly total: number;
  readonly perUser: number;
  readonly expiresSecMin: number;
  readonly expiresSecMax: number;
}

export const NOTIFIER_LIMITS: NotifierLimits = {
  total: 4_096,
  perUser: 128,
  expiresSecMin: 60,
  expiresSecMax: 3_600,
};

export interface Notify {
  readonly subscription: SubscriptionId;
  readonly request: SipRequest;
  readonly flow: Flow;
}

/** Whether anybody watches by a package. */
export interface Watched {
  readonly event: PackageName;
  readonly any: boolean;
}

/**
 * Watching of extensions and mailboxes (RFC 6665; `packages.ts` says of what). Who may watch whom is decided before. Each
 * watcher has at most one NOTIFY under way, and hears of the newest state only: a storm of calls costs a NOTIFY a second.
 */
export class Notifier {
  private readonly limits: NotifierLimits;
  private readonly random: RandomBytes;
  private readonly languageOf: (user: string) => Language;
  private readonly subscriptions = new Map<SubscriptionId, Subscription>();
  private readonly byDialog = new Map<string, Subscription>();
  private readonly bySubject = new Map<string, Set<Subscription>>();
  private readonly perUser = new Map<string, number>();
  private readonly perPackage = nobodyWatches();
  private watched: Watched[] = [];
  private readonly states = nothingSaid();
  private readonly timers = new Timers();
  private out: Notify[] = [];
  private lastId = 0;

  /** `languageOf`: what a watcher reads, by its user. */
  constructor(
    random: RandomBytes,
    limits: NotifierLimits = NOTIFIER_LIMITS,
    languageOf: (user: string) => Language = () => 'zh-CN',
  ) {
    this.random = random;
    this.languageOf = languageOf;
    this.limits = limits;
  }

  /** Packages of which the first watcher has come, or the last has gone, since this was asked. */
  takeWatched(): readonly Watched[] {
    const { watched } = this;
    if (watched.length > 0) this.watched = [];
    return watched;
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
  static wish(request: SipRequest): { readonly kind: PackageName; readonly subject: string } | null {
    const name = eventOf(request);
    const kind = PACKAGE_NAMES.find((known) => known === name);
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
      return { status: 489, parts: { fields: [field('allow-events', PACKAGE_NAMES.join(', '))] } };
    // Lists of contacts in one subscription (RFC 4662, 5367), and whatever else would change what is meant (RFC 3261 §8.2.2.3).
    const required = optionTags(request, 'require');
    if (required.length > 0)
      return { status: 420, parts: { fields: [field('unsupported', required.join(', '))] } };
    const wanted = numberOf(request, 'expires', this.limits.expiresSecMax) ?? this.limits.expiresSecMax;
    const { expiresSecMin } = this.limits;
    if (wanted > 0 && wanted < expiresSecMin)
      return { status: 423, parts: { fields: [field('min-expires', String(expiresSecMin))] } };
    if (tagOf(request.to) !== null) return this.refresh(user, request, flow, wanted, now);
    if (!accepts(request, PACKAGES[wish.kind].contentType)) return { status: 406, parts: {} };
    if ((this.perUser.get(user) ?? 0) >= this.limits.perUser || this.subscriptions.size >= this.limits.total)
      return { status: 503, parts: { fields: [field('retry-after', '60')] } };
    const { kind } = wish;
    const subject = PACKAGES[kind].subject === 'own' ? user : wish.subject;
    this.lastId += 1;
    const own = { id: this.lastId as SubscriptionId, tag: newTag(this.random), expiresSec: wanted };
    const subscription = newSubscription({ ...own, user, kind, subject, flow }, request, now);
    this.add(subscription, now);
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

  /** How somebody stands, for whoever watches; null: as if nothing had been said. `subject`: as of the package. */
  set<Name extends PackageName>(
    kind: Name,
    subject: string,
    state: PackageStates[Name] | null,
    now: Instant,
  ): void {
    if (state === null) this.states[kind].delete(subject);
    else this.states[kind].set(subject, state);
    for (const subscription of this.bySubject.get(`${kind} ${subject}`) ?? []) {
      subscription.due = true;
      this.arm(subscription, now);
    }
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
    Object.assign(subscription, { told: NOTHING_TOLD, due: true, nextAt: now });
    this.arm(subscription, now);
  }

  /** A telephone that is no more. What its extension does is not its alone: others watch it still. */
  forget(user: string): void {
    for (const kind of PACKAGE_NAMES) if (PACKAGES[kind].subject === 'own') this.states[kind].delete(user);
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

  /**
   * Whether a request within a subscription would have it told elsewhere than now: who overhears a dialog knows its tags, so that more is to
   * be proved.
   */
  moves(request: SipRequest, flow: Flow): boolean {
    const subscription =
      request.method === 'SUBSCRIBE' ? this.byDialog.get(requestedKey(request)) : undefined;
    return subscription !== undefined && flowKey(flow) !== flowKey(subscription.flow);
  }

  /** A new Contact is where it is told from now on: a SUBSCRIBE is a target refresh request (RFC 6665 §3.1). */
  private refresh(
    user: string,
    request: SipRequest,
    flow: Flow,
    wanted: number,
    now: Instant,
  ): { status: number; parts: ResponseParts } {
    const subscription = this.byDialog.get(requestedKey(request));
    if (subscription === undefined || subscription.ended !== null) return { status: 481, parts: {} };
    const moves = this.moves(request, flow);
    if (moves && user !== subscription.user) return { status: 403, parts: {} };
    const dialog = received(subscription.dialog, request);
    if (dialog === null) return { status: 500, parts: {} };
    subscription.dialog = retargeted(dialog, request);
    if (moves) this.move(subscription, flow);
    subscription.expiresAt = after(now, sec(wanted));
    if (wanted === 0) subscription.ended = 'timeout';
    subscription.told = NOTHING_TOLD;
    subscription.due = true;
    subscription.nextAt = now;
    this.arm(subscription, now);
    return { status: 200, parts: this.answerParts(subscription, wanted) };
  }

  /** The NOTIFY that is under way to where it was keeps it from nothing, and its failure ends nothing. */
  private move(subscription: Subscription, flow: Flow): void {
    this.timers.clear(subscription.id);
    this.subscriptions.delete(subscription.id);
    this.lastId += 1;
    const id = this.lastId as SubscriptionId;
    Object.assign(subscription, { id, flow, contact: contactOn(flow, subscription.subject), waiting: false });
    this.subscriptions.set(id, subscription);
  }

  private add(subscription: Subscription, now: Instant): void {
    const { id, user, kind, subject, dialog } = subscription;
    this.subscriptions.set(id, subscription);
    this.byDialog.set(keyOf(dialog), subscription);
    const watched = `${kind} ${subject}`;
    this.bySubject.set(watched, (this.bySubject.get(watched) ?? new Set()).add(subscription));
    this.perUser.set(user, (this.perUser.get(user) ?? 0) + 1);
    this.perPackage[kind] += 1;
    if (this.perPackage[kind] === 1) this.watched.push({ event: kind, any: true });
    this.arm(subscription, now);
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
    subscription.due = false;
    const news = this.newsOf(subscription.kind, subscription);
    if (news === null) return;
    const { id, kind, flow } = subscription;
    subscription.told = news.told;
    subscription.version += 1;
    subscription.due = news.more;
    subscription.waiting = true;
    subscription.nextAt = news.more ? now : after(now, PACKAGES[kind].spacing);
    subscription.dialog = advanced(subscription.dialog);
    this.out.push({ subscription: id, request: notifyOf(subscription, news, now), flow });
  }

  /** What the next NOTIFY says; null: nothing that has not been said. */
  private newsOf<Name extends PackageName>(kind: Name, subscription: Subscription): News | null {
    const said: EventPackage<PackageStates[Name]> = PACKAGES[kind];
    const state: PackageStates[Name] = this.states[kind].get(subscription.subject) ?? said.atRest;
    return said.news(state, watchOf(subscription, this.languageOf(subscription.user)));
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
    this.perPackage[kind] -= 1;
    if (this.perPackage[kind] === 0) this.watched.push({ event: kind, any: false });
    const own = (this.perUser.get(user) ?? 1) - 1;
    if (own === 0) this.perUser.delete(user);
    else this.perUser.set(user, own);
  }
}
