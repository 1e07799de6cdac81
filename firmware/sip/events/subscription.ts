import type { NameAddress, SipRequest } from '#ports/sip-codec.ts';
import { after, type Instant, sec } from '#units/time.ts';
import { field, fieldOf, listOf } from '../codec/fields.ts';
import { escapedUser, writtenUri } from '../codec/uri.ts';
import { type Dialog, dialogOfRequest, requestIn } from '../dialogs/dialog.ts';
import type { Flow } from '../flow.ts';
import { takesMultipart } from './feature-event.ts';
import { type Language, type News, NOTHING_TOLD, type Told, type Watch } from './package.ts';
import type { PackageName } from './packages.ts';

export type SubscriptionId = number & { readonly unit: 'subscription' };

/** Somebody watches something (RFC 6665 §4.2). */
export interface Subscription {
  /** Another one once it has moved: what was sent to where it was is answered to nobody. */
  id: SubscriptionId;
  /** Who watches. */
  readonly user: string;
  readonly kind: PackageName;
  /** `id` of the Event header, said back in each NOTIFY (RFC 6665 §8.2.1). */
  readonly eventId: string;
  /** Who is watched: an extension's number; where a telephone watches itself, its user. */
  readonly subject: string;
  /** By which it is told, and what it is told of us there. */
  flow: Flow;
  contact: NameAddress;
  /** Several documents in one NOTIFY are understood. */
  readonly together: boolean;
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

export interface SubscriptionWish extends Pick<Subscription, 'id' | 'user' | 'kind' | 'subject' | 'flow'> {
  readonly expiresSec: number;
  /** Our tag. */
  readonly tag: string;
}

/** Where we are found for what is watched. */
export function contactOn({ transport, local }: Flow, subject: string): NameAddress {
  const params = transport === 'UDP' ? [] : [{ name: 'transport', value: transport.toLowerCase() }];
  const uri = {
    scheme: 'sip',
    user: escapedUser(subject),
    password: null,
    ...local,
    params,
    headers: null,
  } as const;
  return { display: '', uri, params: [] };
}

export function newSubscription(wish: SubscriptionWish, request: SipRequest, now: Instant): Subscription {
  const { id, user, kind, subject, flow, expiresSec, tag } = wish;
  return {
    ...{ id, user, kind, subject, flow },
    eventId: /;\s*id=([\w.-]{1,64})/.exec(fieldOf(request, 'event') ?? '')?.[1] ?? '',
    contact: contactOn(flow, subject),
    together: takesMultipart(acceptedTypes(request)),
    told: NOTHING_TOLD,
    dialog: dialogOfRequest(request, tag),
    expiresAt: after(now, sec(expiresSec)),
    version: 0,
    due: true,
    waiting: false,
    nextAt: now,
    // A single look (RFC 6665 §4.4.3): told once, and over.
    ended: expiresSec === 0 ? 'timeout' : null,
  };
}

/** How a package is to write what comes next. With the last NOTIFY all is told, whatever was before. */
export function watchOf(subscription: Subscription, language: Language): Watch {
  const { subject, dialog, flow, version, together, told, ended } = subscription;
  const { uri } = dialog.local;
  return {
    ...{ subject, version, language },
    entity: writtenUri(uri),
    host: 'host' in uri ? uri.host : flow.local.host,
    together: together || ended !== null,
    told: ended === null ? told : NOTHING_TOLD,
  };
}

export function notifyOf(subscription: Subscription, news: News, now: Instant): SipRequest {
  const { kind, eventId, ended, contact, dialog, expiresAt } = subscription;
  const left = Math.max(0, Math.ceil((expiresAt - now) / sec(1)));
  const fields = [
    field('event', eventId === '' ? kind : `${kind};id=${eventId}`),
    field('subscription-state', ended === null ? `active;expires=${left}` : `terminated;reason=${ended}`),
    field('content-type', news.contentType),
  ];
  const body = new TextEncoder().encode(news.text);
  return requestIn(dialog, 'NOTIFY', { contact: [contact], fields, body });
}

const acceptedTypes = (request: SipRequest): readonly string[] =>
  listOf(request, 'accept').map((entry) => entry.split(';')[0]!.trim().toLowerCase());

/** Without an Accept header the package's own form is meant (RFC 6665 §3.1.3). */
export function accepts(request: SipRequest, content: string): boolean {
  const wanted = acceptedTypes(request);
  return (
    wanted.length === 0 ||
    wanted.some((type) => type === content || type === 'application/*' || type === '*/*')
  );
}
