import type { SipField, SipHeaders } from '#ports/sip-codec.ts';
import { trimmed } from './scan.ts';

/** Value of a header that the codec leaves whole; the first, when there are several lines. */
export function fieldOf(message: SipHeaders, name: string): string | undefined {
  return message.fields.find((field) => field.name === name)?.value;
}

/** All entries of a list header, over lines and commas; a comma in quotes or brackets does not separate. */
export function listOf(message: SipHeaders, name: string): string[] {
  return message.fields.filter((field) => field.name === name).flatMap(({ value }) => splitList(value));
}

export function splitList(value: string): string[] {
  const entries: string[] = [];
  let start = 0;
  let quoted = false;
  let bracketed = false;
  for (let at = 0; at < value.length; at++) {
    const character = value[at];
    if (quoted && character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (character === '<') bracketed = true;
    else if (character === '>') bracketed = false;
    else if (character === ',' && !bracketed) {
      entries.push(trimmed(value.slice(start, at)));
      start = at + 1;
    }
  }
  entries.push(trimmed(value.slice(start)));
  return entries.filter((entry) => entry !== '');
}

/** Option tags of Supported, Require and their like, in lower case. */
export const optionTags = (message: SipHeaders, name: string): string[] =>
  listOf(message, name).map((tag) => tag.toLowerCase());

export const field = (name: string, value: string): SipField => ({ name, value });

/** A whole number such as that of Expires; null when absent or no number. Larger ones come back as `maximum`. */
export function numberOf(message: SipHeaders, name: string, maximum: number): number | null {
  const digits = /^[0-9]+/.exec(fieldOf(message, name) ?? '')?.[0];
  return digits === undefined ? null : Math.min(maximum, Number(digits));
}
