import type { SipPresence } from '#ports/sip-stack.ts';
import { sec } from '#units/time.ts';
import { type EventPackage, type Language, type Watch, whole } from './package.ts';
import { escapedXml } from './xml-text.ts';

/*
 * Whether somebody can be reached (RFC 3856), as PIDF (RFC 3863) with what its user does in RPID (RFC 4479, 4480). Prefixes
 * are those of the RFCs' own examples, and elements without content are closed at once: there are soft phones that look
 * for these very letters. Of several activities and notes many show the first alone, so there is one of each.
 */

const PIDF = 'application/pidf+xml';

/** RFC 4480 §3.2. Null: nothing that there is a word for. */
const ACTIVITY_OF: Readonly<Record<SipPresence, 'on-the-phone' | 'busy' | 'away' | null>> = {
  free: null,
  'on-the-phone': 'on-the-phone',
  'do-not-disturb': 'busy',
  absent: 'away',
  forwarded: null,
  'out-of-service': null,
};

/** What a person reads beside the name; empty: the telephone's own word for it says all. */
const NOTES: Readonly<Record<SipPresence, Readonly<Record<Language, string>>>> = {
  free: { 'zh-CN': '', en: '' },
  'on-the-phone': { 'zh-CN': '通话中', en: 'On the phone' },
  'do-not-disturb': { 'zh-CN': '免打扰', en: 'Do not disturb' },
  absent: { 'zh-CN': '外出', en: 'Absent' },
  forwarded: { 'zh-CN': '已转移', en: 'Calls are forwarded' },
  'out-of-service': { 'zh-CN': '离线', en: 'Offline' },
};

const NAME_SPACES = [
  'xmlns="urn:ietf:params:xml:ns:pidf"',
  'xmlns:dm="urn:ietf:params:xml:ns:pidf:data-model"',
  'xmlns:rpid="urn:ietf:params:xml:ns:pidf:rpid"',
].join(' ');

export function presenceDocument(
  presence: SipPresence,
  { entity, language }: Pick<Watch, 'entity' | 'language'>,
): string {
  const address = escapedXml(entity);
  const basic = presence === 'out-of-service' ? 'closed' : 'open';
  const words = NOTES[presence][language];
  const note = (name: string): string =>
    words === '' ? '' : `<${name} xml:lang="${language}">${escapedXml(words)}</${name}>`;
  const activity = ACTIVITY_OF[presence];
  const activities = activity === null ? '' : `<rpid:activities><rpid:${activity}/></rpid:activities>`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<presence ${NAME_SPACES} entity="${address}">`,
    `<tuple id="telephone"><status><basic>${basic}</basic></status><contact>${address}</contact>${note('note')}</tuple>`,
    `<dm:person id="person">${activities}${note('dm:note')}</dm:person>`,
    '</presence>',
    '',
  ].join('\r\n');
}

export const PRESENCE: EventPackage<SipPresence> = {
  contentType: PIDF,
  subject: 'named',
  // RFC 3856 §6.10.
  spacing: sec(5),
  atRest: 'out-of-service',
  news: (presence, watch) => whole(PIDF, presenceDocument(presence, watch)),
};
