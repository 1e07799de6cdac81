import type { AnyUri, SipField, SipRequest, SipResponse } from '#ports/sip-codec.ts';
import type { RandomBytes } from '../chance.ts';
import { field } from '../codec/fields.ts';
import { writtenUri } from '../codec/uri.ts';
import { type Account, authorization, type Challenge, chooseChallenge } from '../digest/client.ts';
import type { Hash } from '../digest/digest.ts';

const HEADERS = {
  401: { ask: 'www-authenticate', answer: 'authorization' },
  407: { ask: 'proxy-authenticate', answer: 'proxy-authorization' },
} as const;

interface Known {
  readonly challenge: Challenge;
  count: number;
}

/** Proves who we are to one carrier; keeps its last challenge, so that the next request need not be refused first. */
export class Credentials {
  private readonly account: Account;
  private readonly hash: Hash;
  private readonly random: RandomBytes;
  private readonly known = new Map<401 | 407, Known>();

  constructor(account: Account, hash: Hash, random: RandomBytes) {
    this.account = account;
    this.hash = hash;
    this.random = random;
  }

  /**
   * Takes the challenge of a refusal; whether another try is worth it: not when it refuses what answered it
   * (RFC 7616 §3.3). `tried`: the refused request had carried proofs of ours.
   */
  learn(tried: boolean, response: SipResponse): boolean {
    const status = response.status === 407 ? 407 : 401;
    const values = response.fields
      .filter(({ name }) => name === HEADERS[status].ask)
      .map(({ value }) => value);
    const challenge = chooseChallenge(values);
    if (challenge === null) return false;
    const before = this.known.get(status);
    this.known.set(status, { challenge, count: 0 });
    // A nonce that had served before may have grown old without the carrier saying so.
    const wasOld = (before?.count ?? 0) > 1;
    const another = before?.challenge.realm !== challenge.realm;
    return !tried || challenge.stale || wasOld || another;
  }

  /** Proofs for all that has been asked for so far; none before the first challenge. */
  proofs(method: string, uri: AnyUri): SipField[] {
    return [...this.known].map(([status, known]) => {
      known.count += 1;
      const cnonce = Array.from(this.random(8), (byte) => byte.toString(16).padStart(2, '0')).join('');
      const value = authorization(this.hash, known.challenge, this.account, {
        method,
        uri: writtenUri(uri),
        count: known.count,
        cnonce,
      });
      return field(HEADERS[status].answer, value);
    });
  }

  prove(request: SipRequest): SipRequest {
    return { ...request, fields: [...request.fields, ...this.proofs(request.method, request.uri)] };
  }
}

export const hasProof = ({ fields }: SipRequest): boolean =>
  fields.some(({ name }) => name === 'authorization' || name === 'proxy-authorization');
