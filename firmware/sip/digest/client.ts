import { quotedText } from '../codec/params.ts';
import { algorithmOf, digestResponse, type Hash, ha1Of } from './digest.ts';
import { authParam, readAuth } from './header.ts';

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** A challenge that is being answered; kept, so that the next request need not be refused first. */
export interface Challenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string;
  readonly algorithm: 'SHA-256' | 'MD5';
  readonly qop: boolean;
  readonly stale: boolean;
}

/** The first challenge that we can answer: the peer puts the one it prefers on top (RFC 8760 §2.4). */
export function chooseChallenge(values: readonly string[]): Challenge | null {
  for (const value of values) {
    const header = readAuth(value);
    if (header?.scheme !== 'digest') continue;
    const algorithm = algorithmOf(authParam(header, 'algorithm'));
    const offered = authParam(header, 'qop')
      .split(',')
      .map((option) => option.trim().toLowerCase());
    const qop = offered.includes('auth');
    // With a protection that we do not know there is no valid answer.
    if (algorithm === null || (!qop && offered[0] !== '')) continue;
    return {
      realm: authParam(header, 'realm'),
      nonce: authParam(header, 'nonce'),
      opaque: authParam(header, 'opaque'),
      algorithm,
      qop,
      stale: authParam(header, 'stale').toLowerCase() === 'true',
    };
  }
  return null;
}

/** The value of Authorization; `count` is 1 for a nonce's first request and goes up with each (RFC 7616 §3.4). */
export function authorization(
  hash: Hash,
  challenge: Challenge,
  account: Account,
  request: { readonly method: string; readonly uri: string; readonly count: number; readonly cnonce: string },
): string {
  const { realm, nonce, opaque, algorithm, qop } = challenge;
  const nc = request.count.toString(16).padStart(8, '0');
  const response = digestResponse(hash, {
    algorithm,
    ha1: ha1Of(hash, algorithm, account.user, realm, account.password),
    nonce,
    method: request.method,
    uri: request.uri,
    count: qop ? { nc, cnonce: request.cnonce } : null,
  });
  const parts = [
    `username=${quotedText(account.user)}`,
    `realm=${quotedText(realm)}`,
    `nonce=${quotedText(nonce)}`,
    `uri=${quotedText(request.uri)}`,
    `response="${response}"`,
    `algorithm=${algorithm}`,
  ];
  if (opaque !== '') parts.push(`opaque=${quotedText(opaque)}`);
  if (qop) parts.push('qop=auth', `nc=${nc}`, `cnonce=${quotedText(request.cnonce)}`);
  return `Digest ${parts.join(', ')}`;
}
