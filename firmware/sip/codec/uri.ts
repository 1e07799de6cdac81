import type { AnyUri, OtherUri, SipParam, SipUri, TelUri } from '#ports/sip-codec.ts';
import { readHostPort, writtenHostPort } from './host.ts';
import { CODEC_LIMITS } from './limits.ts';
import { addParam, writtenParams } from './params.ts';
import { inClass, type Meter, PASSWORD, Reader, SyntaxFault, TOKEN, URI_PARAM, USER } from './reader.ts';

const SCHEME = /^[a-z][a-z0-9+.-]{0,31}$/;

/** A URI without angle brackets; the whole text must be one. */
export function readUri(text: string, meter: Meter, where: string): AnyUri {
  meter.steps += text.length;
  if (text.length > CODEC_LIMITS.uriBytes) throw new SyntaxFault(`${where}: URI too long`);
  const colon = text.indexOf(':');
  const scheme = text.slice(0, Math.max(colon, 0)).toLowerCase();
  if (!SCHEME.test(scheme)) throw new SyntaxFault(`${where}: URI expected`);
  const rest = text.slice(colon + 1);
  if (scheme === 'sip' || scheme === 'sips') return readSipUri(scheme, rest, meter, where);
  if (scheme === 'tel') return readTelUri(rest, meter, where);
  return readOtherUri(scheme, rest, where);
}

function readSipUri(scheme: 'sip' | 'sips', text: string, meter: Meter, where: string): SipUri {
  const at = text.indexOf('@');
  const colon = at < 0 ? -1 : text.slice(0, at).indexOf(':');
  const user = at < 0 ? null : escaped(text.slice(0, colon < 0 ? at : colon), USER, meter, where);
  const password = colon < 0 ? null : escaped(text.slice(colon + 1, at), PASSWORD, meter, where);
  if (user === '') throw new SyntaxFault(`${where}: empty user`);
  const reader = new Reader(text.slice(at + 1), meter);
  const { host, port } = readHostPort(reader, where);
  const params = readUriParams(reader, where);
  const headers = reader.peek() === 0x3f ? reader.text.slice(reader.at + 1) : null;
  if (headers === null && !reader.done) throw new SyntaxFault(`${where}: unexpected text in URI`);
  if (headers !== null && !isPrintable(headers)) throw new SyntaxFault(`${where}: unexpected text in URI`);
  return { scheme, user, password, host, port, params, headers };
}

function readUriParams(reader: Reader, where: string): SipParam[] {
  const params: SipParam[] = [];
  while (reader.peek() === 0x3b) {
    reader.at++;
    const name = escaped(reader.until('=;?'), URI_PARAM, reader.meter, where).toLowerCase();
    if (name === '') throw new SyntaxFault(`${where}: parameter expected`);
    let value: string | null = null;
    if (reader.peek() === 0x3d) {
      reader.at++;
      value = escaped(reader.until(';?'), URI_PARAM, reader.meter, where);
    }
    addParam(params, { name, value }, where);
  }
  return params;
}

function readTelUri(text: string, meter: Meter, where: string): TelUri {
  const reader = new Reader(text, meter);
  const number = reader.until(';').replace(/[-.()]/g, '');
  // RFC 3966 §3: local numbers may have letters A–F, star and hash.
  if (!/^(\+[0-9]{1,32}|[0-9A-Fa-f*#]{1,32})$/.test(number))
    throw new SyntaxFault(`${where}: telephone number expected`);
  const params = readUriParams(reader, where);
  if (!reader.done) throw new SyntaxFault(`${where}: unexpected text in URI`);
  return { scheme: 'tel', number: number.toUpperCase(), params };
}

function readOtherUri(scheme: string, rest: string, where: string): OtherUri {
  if (rest === '' || !isPrintable(rest)) throw new SyntaxFault(`${where}: URI expected`);
  return { scheme: 'other', text: `${scheme}:${rest}` };
}

const isPrintable = (text: string): boolean => /^[!#-;=?-~]*$/.test(text);

/**
 * Brings escapes into their normal form: what may stand plain stands plain, hex digits are capitals
 * (RFC 3261 §19.1.4: both are the same URI). `#` is not allowed plain, but telephones send feature codes so.
 */
function escaped(text: string, classes: number, meter: Meter, where: string): string {
  meter.steps += text.length;
  if (!/[^0-9A-Za-z+._~-]/.test(text)) return text;
  let out = '';
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (code === 0x25) {
      const hex = text.slice(index + 1, index + 3);
      if (!/^[0-9A-Fa-f]{2}$/.test(hex)) throw new SyntaxFault(`${where}: broken escape`);
      const meant = Number.parseInt(hex, 16);
      out += inClass(meant, classes) ? String.fromCharCode(meant) : `%${hex.toUpperCase()}`;
      index += 2;
    } else if (inClass(code, classes)) out += text[index];
    else if (code === 0x23) out += '%23';
    else throw new SyntaxFault(`${where}: character not allowed in URI`);
  }
  return out;
}

/** Escapes undone, for people and for dialled numbers; what is no UTF-8 stays escaped. */
export function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** A text as the user of a URI. Half of a surrogate pair, where a long one was cut, would be no UTF-8 at all. */
export function escapedUser(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(/%(2[46BCF]|3[BDF])/g, (octet) =>
    decodeURIComponent(octet),
  );
}

export function writtenUri(uri: AnyUri): string {
  if (uri.scheme === 'other') return uri.text;
  if (uri.scheme === 'tel') return `tel:${uri.number}${writtenParams(uri.params)}`;
  const password = uri.password === null ? '' : `:${uri.password}`;
  const user = uri.user === null ? '' : `${uri.user}${password}@`;
  const headers = uri.headers === null ? '' : `?${uri.headers}`;
  return `${uri.scheme}:${user}${writtenHostPort(uri)}${writtenParams(uri.params)}${headers}`;
}

/** A URI of our own making. An empty user is none: the grammar has no `sip:@host` (RFC 3261 §25.1). */
export const sipUri = (user: string | null, host: string, port: number | null = null): SipUri => ({
  scheme: 'sip',
  user: user === null || user === '' ? null : escapedUser(user),
  password: null,
  host: host.toLowerCase(),
  port,
  params: [],
  headers: null,
});

export const isToken = (text: string): boolean => {
  for (let index = 0; index < text.length; index++) if (!inClass(text.charCodeAt(index), TOKEN)) return false;
  return text !== '';
};
