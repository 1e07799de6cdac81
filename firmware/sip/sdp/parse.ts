import { fail, ok, type Result } from '#units/result.ts';
import { isIpv4, normalIpv6 } from '../codec/host.ts';
import {
  type Attribute,
  type MediaDescription,
  type Origin,
  SDP_LIMITS,
  type SessionDescription,
} from './model.ts';

/** What is wrong with a description: line (from 1; 0: the whole) and reason, for the trace. */
export interface SdpFault {
  readonly line: number;
  readonly what: string;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });
const TOKEN = /^[!#-'*+\-.0-9A-Z^-~]{1,64}$/;
const HOST_NAME = /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252})$/;

/** What came so far. */
interface Draft {
  origin: Origin | null;
  address: string | null;
  timing: string;
  readonly attributes: Attribute[];
  readonly media: (Writable<MediaDescription> & { readonly attributes: Attribute[] })[];
}

/**
 * RFC 8866, one pass. Lines that telephony has no use for (`i`, `u`, `e`, `p`, `b`, `k`, `r`, `z`) are passed over.
 * Telephones that leave out `s=` or `t=`, or end lines with LF alone, are understood.
 */
export function parseSdp(bytes: Uint8Array): Result<SessionDescription, SdpFault> {
  if (bytes.length > SDP_LIMITS.bytes) return fail({ line: 0, what: 'too long' });
  const lines = UTF8.decode(bytes).split(/\r?\n/, SDP_LIMITS.lines + 1);
  if (lines.length > SDP_LIMITS.lines) return fail({ line: 0, what: 'too many lines' });
  while (lines.at(-1) === '') lines.pop();
  if (lines[0] !== 'v=0') return fail({ line: 1, what: 'v=0 expected' });
  const draft: Draft = { origin: null, address: null, timing: '', attributes: [], media: [] };
  for (let index = 1; index < lines.length; index++) {
    const line = lines[index]!;
    if (line.length > SDP_LIMITS.lineBytes) return fail({ line: index + 1, what: 'line too long' });
    if (!/^[a-z]=/.test(line)) return fail({ line: index + 1, what: 'type and "=" expected' });
    const what = takeLine(draft, line[0]!, line.slice(2));
    if (what !== null) return fail({ line: index + 1, what });
  }
  const { origin, ...rest } = draft;
  if (origin === null) return fail({ line: 0, what: 'o= expected' });
  return ok({ ...rest, origin, timing: rest.timing === '' ? '0 0' : rest.timing });
}

/** What is wrong with a line, or null. */
function takeLine(draft: Draft, type: string, value: string): string | null {
  const medium = draft.media.at(-1);
  if (type === 'o') {
    const origin = draft.origin === null && medium === undefined ? readOrigin(value) : null;
    draft.origin ??= origin;
    return origin === null ? 'o=' : null;
  }
  if (type === 't') {
    const match = /^([0-9]{1,20}) ([0-9]{1,20})[ ]*$/.exec(value);
    if (match !== null && draft.timing === '') draft.timing = `${match[1]} ${match[2]}`;
    return match === null ? 't=' : null;
  }
  if (type === 'c') {
    const address = readConnection(value);
    if (address === null) return 'c=';
    if (medium === undefined) draft.address = address;
    else medium.address ??= address;
    return null;
  }
  if (type === 'm') return takeMedia(draft, value);
  if (type === 'a') return takeAttribute((medium ?? draft).attributes, value);
  return null;
}

/** `- 20518 0 IN IP4 203.0.113.1` */
function readOrigin(value: string): Origin | null {
  const match = /^(\S{1,128}) +([0-9]{1,20}) +([0-9]{1,20}) +IN +(IP[46]) +(\S{1,255})[ ]*$/.exec(value);
  if (match === null) return null;
  const [, user = '', sessionId = '', version = '', , address = ''] = match;
  return { user, sessionId, version, address: address.toLowerCase() };
}

/** `IN IP4 203.0.113.1`; of a multicast address the TTL is left out: nothing is sent there anyway. */
function readConnection(value: string): string | null {
  const match = /^IN +(IP[46]) +([^\s/]{1,253})(?:\/[0-9/]{1,16})?[ ]*$/.exec(value);
  if (match === null) return null;
  const [, type, address = ''] = match;
  if (type === 'IP4' && isIpv4(address)) return address;
  const six = type === 'IP6' ? normalIpv6(address) : null;
  return six ?? (HOST_NAME.test(address) && !/^[0-9.]+$/.test(address) ? address.toLowerCase() : null);
}

/** `audio 49170 RTP/AVP 0 8 97` */
function takeMedia(draft: Draft, value: string): string | null {
  const parts = value.split(' ', SDP_LIMITS.formats + 5).filter((part) => part !== '');
  const [kind = '', port = '', protocol = '', ...formats] = parts;
  const number = /^([0-9]{1,5})(?:\/[0-9]{1,5})?$/.exec(port)?.[1];
  if (!TOKEN.test(kind) || number === undefined || Number(number) > 65_535) return 'm=';
  if (!protocol.split('/').every((part) => TOKEN.test(part)) || formats.length === 0) return 'm=';
  if (formats.length > SDP_LIMITS.formats || !formats.every((format) => TOKEN.test(format))) return 'm=';
  if (draft.media.length >= SDP_LIMITS.media) return 'too many media';
  draft.media.push({ kind, port: Number(number), protocol, formats, address: null, attributes: [] });
  return null;
}

function takeAttribute(attributes: Attribute[], text: string): string | null {
  if (attributes.length >= SDP_LIMITS.attributes) return 'too many attributes';
  const colon = text.indexOf(':');
  const name = colon < 0 ? text.trimEnd() : text.slice(0, colon);
  if (!TOKEN.test(name)) return 'a=';
  attributes.push({ name, value: colon < 0 ? null : text.slice(colon + 1).trim() });
  return null;
}
