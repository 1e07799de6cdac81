import type { Attribute } from './model.ts';

/** Suites that the media plane can be given, with the bytes of their keys and salts, ours first that all have. */
const KEY_AND_SALT = {
  // RFC 4568 §6.2.
  AES_CM_128_HMAC_SHA1_80: 30,
  AES_CM_128_HMAC_SHA1_32: 30,
  // RFC 7714 §14.2.
  AEAD_AES_256_GCM: 44,
  AEAD_AES_128_GCM: 28,
  // RFC 6188 §4.
  AES_256_CM_HMAC_SHA1_80: 46,
  AES_256_CM_HMAC_SHA1_32: 46,
} as const;
export type SrtpSuite = keyof typeof KEY_AND_SALT;
export const SRTP_SUITES = Object.keys(KEY_AND_SALT) as readonly SrtpSuite[];

/** `a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:…` */
export interface CryptoLine {
  readonly tag: number;
  readonly suite: SrtpSuite;
  /** Key and salt, base64. */
  readonly key: string;
}

/**
 * Those lines that we can take, in the peer's order of preference. A line with a master key index or session
 * parameters that change the packets is passed over (§6.3): taking it without doing so would be deaf.
 */
export function cryptoLines(attributes: readonly Attribute[]): CryptoLine[] {
  return attributes.flatMap(({ name, value }) => {
    const line = name === 'crypto' ? cryptoLine(value ?? '') : null;
    return line === null ? [] : [line];
  });
}

function cryptoLine(text: string): CryptoLine | null {
  const match =
    /^([0-9]{1,9})[ ]+(\S{1,64})[ ]+inline:([A-Za-z0-9+/]{38,62})(={0,2})((?:\|[0-9^:]{1,32}){0,2})(?:[ ]+(\S.*))?$/.exec(
      text,
    );
  if (match === null) return null;
  const [, tag, suite, key = '', padding = '', limits = '', params] = match;
  const known = SRTP_SUITES.find((name) => name === suite?.toUpperCase());
  if (known === undefined || limits.includes(':') || params !== undefined) return null;
  if (key.length !== lettersOf(known)) return null;
  return { tag: Number(tag), suite: known, key: key + padding };
}

/** Without padding. */
const lettersOf = (suite: SrtpSuite): number => Math.ceil((KEY_AND_SALT[suite] * 8) / 6);

/**
 * Our key for a suite: as much of the call's secret (base64) as it needs. Null: the secret is shorter. One suite is in use
 * at a time, and suites of one key derive other session keys from other salts (RFC 3711 §4.3).
 */
export function keyOf(suite: SrtpSuite, secret: string): string | null {
  const letters = secret.replace(/=+$/, '');
  const needed = lettersOf(suite);
  if (letters.length < needed) return null;
  const key = letters.slice(0, needed);
  const spare = needed * 6 - KEY_AND_SALT[suite] * 8;
  if (spare === 0) return key;
  // The bits after the last byte are zero (RFC 4648 §3.5).
  const last = (LETTERS.indexOf(key.at(-1)!) >> spare) << spare;
  return key.slice(0, -1) + LETTERS[last] + '='.repeat(4 - (needed % 4));
}

export const cryptoAttribute = ({ tag, suite, key }: CryptoLine): Attribute => ({
  name: 'crypto',
  value: `${tag} ${suite} inline:${key}`,
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Without padding. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    for (const six of [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63])
      text += LETTERS[six];
  }
  return text;
}
