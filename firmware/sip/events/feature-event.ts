import type { SipRequest } from '#ports/sip-codec.ts';
import { sec } from '#units/time.ts';
import { fieldOf } from '../codec/fields.ts';
import type { EventPackage, News, Told } from './package.ts';
import { elementsOf } from './plain-xml.ts';
import { escapedXml } from './xml-text.ts';

/*
 * The keys of telephones for do-not-disturb and forwarding (event package `as-feature-event`, BroadSoft "Device Feature
 * Key Synchronization"; documents of CSTA XML, ECMA-323). A SUBSCRIBE with a body wants something set, a NOTIFY tells
 * how it stands: more than one thing as `multipart/mixed` (RFC 2046 §5.1).
 */

export const FEATURE_PACKAGE = 'as-feature-event';
export const FEATURE_EVENT = 'application/x-as-feature-event+xml';
const MULTIPART = 'multipart/mixed';
/** A wish has 300 bytes; a telephone that writes more wants something else. */
const BODY_BYTES_MAX = 2_048;
/** With another name space, or none, telephones of some makers read nothing of it. */
const NAME_SPACE = 'http://www.ecma-international.org/standards/ecma-323/csta/ed3';
const BOUNDARY = 'tipring-as-feature-event';

/** What a telephone's user has set. */
export interface PhoneFeatures {
  readonly doNotDisturb: boolean;
  /** Null: not forwarded. */
  readonly forwardAll: string | null;
  readonly forwardBusy: string | null;
  readonly forwardNoAnswer: string | null;
  /** How often the telephone rings before it is forwarded, 1 to 100. */
  readonly ringCount: number;
}

export const NOTHING_SET: PhoneFeatures = {
  ...{ doNotDisturb: false, forwardAll: null, forwardBusy: null, forwardNoAnswer: null },
  ringCount: 4,
};

/** What a key of a telephone asks for. */
export interface FeatureWish {
  readonly feature: 'do-not-disturb' | 'forward-all' | 'forward-busy' | 'forward-no-answer';
  readonly on: boolean;
  /** Where to; empty where nothing is forwarded, or nothing is said. As it was written but for signs that none dials. */
  readonly number: string;
  /** How often it shall ring before it is forwarded on no answer, 0 to 999; null: it does not say. */
  readonly rings: number | null;
}

const FORWARDING: Readonly<Record<string, FeatureWish['feature']>> = {
  forwardImmediate: 'forward-all',
  forwardBusy: 'forward-busy',
  forwardNoAns: 'forward-no-answer',
};
const TRUTH: Readonly<Record<string, boolean>> = { true: true, 1: true, false: false, 0: false };

/** Whether a request would set something. */
export const setsFeature = (request: SipRequest): boolean =>
  request.method === 'SUBSCRIBE' && request.body.length > 0 && eventOf(request) === FEATURE_PACKAGE;

/** Name of the event package that a request is about. */
export const eventOf = (request: SipRequest): string =>
  (fieldOf(request, 'event') ?? '').split(';')[0]!.trim().toLowerCase();

/** The wish of such a request, or the status that refuses it: 413, 415, 400. */
export function featureWish(request: SipRequest): FeatureWish | 400 | 413 | 415 {
  if (request.body.length > BODY_BYTES_MAX) return 413;
  const type = (fieldOf(request, 'content-type') ?? '').split(';')[0]!.trim().toLowerCase();
  if (type !== FEATURE_EVENT) return 415;
  const document = elementsOf(new TextDecoder().decode(request.body));
  if (document === null) return 400;
  const { root, texts } = document;
  const switched = texts.get(root === 'SetForwarding' ? 'activateForward' : 'doNotDisturbOn') ?? '';
  const on = Object.hasOwn(TRUTH, switched) ? TRUTH[switched] : undefined;
  const kind = texts.get('forwardingType') ?? '';
  const forwarding = Object.hasOwn(FORWARDING, kind) ? FORWARDING[kind] : undefined;
  const feature =
    root === 'SetDoNotDisturb' ? 'do-not-disturb' : root === 'SetForwarding' ? forwarding : undefined;
  if (on === undefined || feature === undefined) return 400;
  const number = on && feature !== 'do-not-disturb' ? dialled(texts.get('forwardDN') ?? '') : '';
  const rings = on && feature === 'forward-no-answer' ? countOf(texts.get('ringCount') ?? '') : null;
  return { feature, on, number, rings };
}

/** A telephone that writes no number here still wants to be forwarded. */
const countOf = (text: string): number | null => (/^[0-9]{1,3}$/.test(text) ? Number(text) : null);

/** Some write an address for a number, some the signs between its digits (RFC 3966 §5.1.1). */
const dialled = (text: string): string =>
  text
    .replace(/^(?:sips?|tel):/i, '')
    .replace(/[@;].*$/s, '')
    .replace(/[\s().-]/g, '');

interface Part {
  readonly name: string;
  readonly text: string;
}

const element = (name: string, value: string | number | boolean): string =>
  `<${name}>${escapedXml(String(value))}</${name}>`;

const event = (root: string, device: string, inside: string): string =>
  `<?xml version="1.0" encoding="UTF-8"?>\r\n<${root} xmlns="${NAME_SPACE}">${element('device', device)}${inside}</${root}>\r\n`;

function forwarded(device: string, type: string, to: string | null, ringCount: number | null): Part {
  const inside = [
    element('forwardingType', type),
    element('forwardStatus', to !== null),
    ...(to === null ? [] : [element('forwardTo', to)]),
    ...(ringCount === null ? [] : [element('ringCount', ringCount)]),
  ];
  return { name: type, text: event('ForwardingEvent', device, inside.join('')) };
}

function partsOf(device: string, features: PhoneFeatures): readonly Part[] {
  const { doNotDisturb, forwardAll, forwardBusy, forwardNoAnswer, ringCount } = features;
  return [
    {
      name: 'dnd',
      text: event('DoNotDisturbEvent', device, element('doNotDisturbOn', doNotDisturb)),
    },
    forwarded(device, 'forwardImmediate', forwardAll, null),
    forwarded(device, 'forwardBusy', forwardBusy, null),
    forwarded(device, 'forwardNoAns', forwardNoAnswer, ringCount),
  ];
}

/**
 * What somebody who knows `told` does not know yet; null: he knows all. In one document each, one NOTIFY after the other,
 * for telephones that take no more (`together`: false).
 */
export function featureNews(
  device: string,
  features: PhoneFeatures,
  told: Told,
  together: boolean,
): News | null {
  const news = partsOf(device, features).filter(({ name, text }) => told.get(name) !== text);
  const parts = together ? news : news.slice(0, 1);
  if (parts.length === 0) return null;
  return {
    ...(parts.length === 1 ? { contentType: FEATURE_EVENT, text: parts[0]!.text } : multipart(parts)),
    told: new Map([...told, ...parts.map(({ name, text }) => [name, text] as const)]),
    more: parts.length < news.length,
  };
}

function multipart(parts: readonly Part[]): { contentType: string; text: string } {
  const bytes = (text: string): number => new TextEncoder().encode(text).length;
  const texts = parts.map(({ text }) =>
    [`--${BOUNDARY}`, `Content-Type: ${FEATURE_EVENT}`, `Content-Length: ${bytes(text)}`, '', text].join(
      '\r\n',
    ),
  );
  return {
    contentType: `${MULTIPART};boundary=${BOUNDARY}`,
    text: `${texts.join('\r\n')}\r\n--${BOUNDARY}--\r\n`,
  };
}

/** Whether a subscriber reads several documents at once: by its Accept, and those who have none are taken to. */
export const takesMultipart = (accepted: readonly string[]): boolean =>
  accepted.length === 0 || accepted.some((type) => ['multipart/mixed', 'multipart/*', '*/*'].includes(type));

export const AS_FEATURE_EVENT: EventPackage<PhoneFeatures> = {
  contentType: FEATURE_EVENT,
  subject: 'own',
  spacing: sec(1),
  atRest: NOTHING_SET,
  news: (features, { subject, told, together }) => featureNews(subject, features, told, together),
};
