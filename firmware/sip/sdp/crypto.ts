import type { Attribute } from './model.ts';

/** Suites of RFC 4568 §6.2 that the media plane can be given; both have a key of 16 and a salt of 14 bytes. */
export type SrtpSuite = 'AES_CM_128_HMAC_SHA1_80' | 'AES_CM_128_HMAC_SHA1_32';
export const SRTP_SUITES: readonly SrtpSuite[] = ['AES_CM_128_HMAC_SHA1_80', 'AES_CM_128_HMAC_SHA1_32'];
export const KEY_BYTES = 30;

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
    /^([0-9]{1,9})[ ]+(\S{1,64})[ ]+inline:([A-Za-z0-9+/]{40})((?:\|[0-9^:]{1,32}){0,2})(?:[ ]+(\S.*))?$/.exec(
      text,
    );
  if (match === null) return null;
  const [, tag, suite, key = '', limits = '', params] = match;
  const known = SRTP_SUITES.find((name) => name === suite?.toUpperCase());
  if (known === undefined || limits.includes(':') || params !== undefined) return null;
  return { tag: Number(tag), suite: known, key };
}

export const cryptoAttribute = ({ tag, suite, key }: CryptoLine): Attribute => ({
  name: 'crypto',
  value: `${tag} ${suite} inline:${key}`,
});

const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Without padding: 30 bytes need none. */
export function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const [a = 0, b = 0, c = 0] = bytes.subarray(at, at + 3);
    for (const six of [a >> 2, ((a & 3) << 4) | (b >> 4), ((b & 15) << 2) | (c >> 6), c & 63])
      text += LETTERS[six];
  }
  return text;
}
