import type { SipParam } from '#ports/sip-codec.ts';
import { param, unquoted } from '../codec/params.ts';
import { Reader, SyntaxFault } from '../codec/reader.ts';

/** A challenge or credentials (RFC 7235 §2.1); names in lower case, values without their quotes. */
export interface AuthHeader {
  readonly scheme: string;
  readonly params: readonly SipParam[];
}

const MOST_PARAMS = 32;

/** Null when it is neither; a scheme with parameters of another kind is one without parameters. */
export function readAuth(text: string): AuthHeader | null {
  try {
    const reader = new Reader(text, { steps: 0 });
    const scheme = reader.token('scheme').toLowerCase();
    const params: SipParam[] = [];
    do {
      reader.skipBlanks();
      const name = reader.token('parameter').toLowerCase();
      reader.expect('=', name);
      const value = reader.peek() === 0x22 ? unquoted(reader.quoted(name)) : reader.until(' \t,');
      if (params.length >= MOST_PARAMS || params.some((present) => present.name === name)) return null;
      params.push({ name, value });
    } while (reader.separator(','));
    reader.end('credentials');
    return { scheme, params };
  } catch (error) {
    if (error instanceof SyntaxFault) return null;
    throw error;
  }
}

export const authParam = ({ params }: AuthHeader, name: string): string => param(params, name) ?? '';
