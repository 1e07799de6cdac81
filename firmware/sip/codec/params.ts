import type { SipParam } from '#ports/sip-codec.ts';
import { CODEC_LIMITS } from './limits.ts';
import { inClass, type Reader, SyntaxFault, TOKEN } from './reader.ts';

/** The value of a parameter; undefined when there is none of that name. */
export function param(params: readonly SipParam[], name: string): string | null | undefined {
  return params.find((entry) => entry.name === name)?.value;
}

export const hasParam = (params: readonly SipParam[], name: string): boolean =>
  params.some((entry) => entry.name === name);

/** Sets a parameter in its place, or at the end. */
export function withParam(params: readonly SipParam[], name: string, value: string | null): SipParam[] {
  const entry = { name, value };
  return hasParam(params, name)
    ? params.map((present) => (present.name === name ? entry : present))
    : [...params, entry];
}

export const withoutParam = (params: readonly SipParam[], name: string): SipParam[] =>
  params.filter((entry) => entry.name !== name);

/** `;name=value` with token, host or quoted values (RFC 3261 §25.1, generic-param); blanks may stand anywhere. */
export function readParams(reader: Reader, where: string): SipParam[] {
  const params: SipParam[] = [];
  while (reader.separator(';')) {
    const name = reader.token(`${where} parameter`).toLowerCase();
    addParam(params, { name, value: reader.separator('=') ? readValue(reader, where) : null }, where);
  }
  return params;
}

/** Twice the same name is a fault: which tag, which branch would be meant? */
export function addParam(params: SipParam[], entry: SipParam, where: string): void {
  if (params.length >= CODEC_LIMITS.params) throw new SyntaxFault(`${where}: too many parameters`);
  if (hasParam(params, entry.name)) throw new SyntaxFault(`${where}: parameter ${entry.name} twice`);
  params.push(entry);
}

function readValue(reader: Reader, where: string): string {
  if (reader.peek() === 0x22) return reader.quoted(where);
  const value = reader.until(' \t;,');
  // Token or host; an IPv6 address comes with or without brackets (RFC 5118 §4.5). Some write a URI bare.
  if (value === '' || !isPlainValue(value)) throw new SyntaxFault(`${where}: parameter value expected`);
  return value;
}

function isPlainValue(value: string): boolean {
  for (let index = 0; index < value.length; index++) {
    const code = value.charCodeAt(index);
    if (!inClass(code, TOKEN) && !'[]:/@=+$&?'.includes(value[index]!)) return false;
  }
  return true;
}

/** A value without its quotes and backslashes. */
export function unquoted(value: string): string {
  if (!value.startsWith('"')) return value;
  return value.slice(1, -1).replace(/\\([\s\S])/g, '$1');
}

/** Quoted, with a backslash before what needs one: also control characters, which may stand in no other way. */
export const quotedText = (text: string): string =>
  `"${text.replace(/["\\]|[^\t\r\n -~\u0080-\uffff]/g, '\\$&')}"`;

export const writtenParams = (params: readonly SipParam[]): string =>
  params.map(({ name, value }) => (value === null ? `;${name}` : `;${name}=${value}`)).join('');
