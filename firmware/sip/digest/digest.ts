/** RFC 8760: SHA-256 is preferred, MD5 stands for telephones that know no better. */
export type DigestAlgorithm = 'SHA-256' | 'MD5';

/** Lower-case hex of a text's hash. Handed in: the hash functions are the platform's. */
export type Hash = (algorithm: DigestAlgorithm, text: string) => string;

export const ALGORITHMS: readonly DigestAlgorithm[] = ['SHA-256', 'MD5'];

/** The algorithm that a header names; none means MD5 (RFC 7616 §3.3). Null for one that we do not know. */
export function algorithmOf(name: string): DigestAlgorithm | null {
  const wanted = name === '' ? 'MD5' : name.toUpperCase();
  return ALGORITHMS.find((algorithm) => algorithm === wanted) ?? null;
}

/** What is kept of a password: it proves the user in this realm, and in no other. */
export const ha1Of = (
  hash: Hash,
  algorithm: DigestAlgorithm,
  user: string,
  realm: string,
  password: string,
): string => hash(algorithm, `${user}:${realm}:${password}`);

export interface DigestInput {
  readonly algorithm: DigestAlgorithm;
  readonly ha1: string;
  readonly nonce: string;
  readonly method: string;
  readonly uri: string;
  /** Null for the form without `qop` of RFC 2069. */
  readonly count: { readonly nc: string; readonly cnonce: string } | null;
}

/** RFC 7616 §3.4.1 */
export function digestResponse(hash: Hash, input: DigestInput): string {
  const { algorithm, ha1, nonce, method, uri, count } = input;
  const ha2 = hash(algorithm, `${method}:${uri}`);
  const middle = count === null ? nonce : `${nonce}:${count.nc}:${count.cnonce}:auth`;
  return hash(algorithm, `${ha1}:${middle}:${ha2}`);
}

/** Equal or not, in the same time wherever they differ. */
export function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index++)
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index % Math.max(1, b.length));
  return difference === 0;
}
