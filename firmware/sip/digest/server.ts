import { after, type Duration, type Instant, sec } from '#units/time.ts';
import { hexOf, type RandomBytes } from '../chance.ts';
import {
  ALGORITHMS,
  algorithmOf,
  type DigestAlgorithm,
  digestResponse,
  type Hash,
  sameText,
} from './digest.ts';
import { type AuthHeader, authParam, readAuth } from './header.ts';

/** HA1 by algorithm; null where the user is unknown or may not use that algorithm. */
export type Ha1Of = (user: string, algorithm: DigestAlgorithm) => string | null;

export type Verdict =
  | { readonly ok: true; readonly user: string }
  /** `user` is what was claimed, for the ban list; null when no attempt was made. */
  | { readonly ok: false; readonly stale: boolean; readonly user: string | null };

const NONCE_LIFE: Duration = sec(300);
/** Counts are kept for nonces that a known user has used; the one that was not used for longest gives way. */
const MOST_COUNTED = 8_192;
const MOST_TEXT = 512;
/** Of the salt in a nonce, what a number holds exactly: 52 bits, of which no two nonces of five minutes have the same. */
const SALT = { start: 14, end: 27 } as const;

/**
 * Asks for digests and judges them (RFC 7616, RFC 8760). A nonce carries its time under a seal of ours, so a flood
 * of strangers costs no memory. Known and unknown users cost the same hashes and get the same words.
 */
export class DigestServer {
  private readonly realm: string;
  private readonly hash: Hash;
  private readonly random: RandomBytes;
  private readonly secret: string;
  private readonly nobody: string;
  /** By the number that a nonce has as its salt: a part of a header's text would keep the whole message in memory. */
  private readonly counts = new Map<number, { readonly issued: Instant; readonly count: number }>();
  /** Nonces up to this time are old: of one of them it is no longer known how far it was counted. */
  private forgotten: Instant | null = null;

  constructor(realm: string, hash: Hash, random: RandomBytes) {
    this.realm = realm;
    this.hash = hash;
    this.random = random;
    this.secret = hexOf(random(32));
    this.nobody = hexOf(random(32));
  }

  get counted(): number {
    return this.counts.size;
  }

  /** Values for WWW-Authenticate, the preferred one first. */
  challenges(now: Instant, stale = false, algorithms: readonly DigestAlgorithm[] = ALGORITHMS): string[] {
    const issued = Math.max(0, now).toString(16).padStart(14, '0');
    const salt = hexOf(this.random(12));
    const nonce = `${issued}${salt}${this.seal(issued + salt)}`;
    const tail = stale ? ', stale=true' : '';
    return algorithms.map(
      (algorithm) =>
        `Digest realm="${this.realm}", nonce="${nonce}", algorithm=${algorithm}, qop="auth"${tail}`,
    );
  }

  /** Judges the Authorization values of a request; those for other realms are not ours. */
  verify(values: readonly string[], method: string, ha1Of: Ha1Of, now: Instant): Verdict {
    for (const value of values) {
      const header = value.length > 4 * MOST_TEXT ? null : readAuth(value);
      if (header?.scheme === 'digest' && authParam(header, 'realm') === this.realm)
        return this.judge(header, method, ha1Of, now);
    }
    return { ok: false, stale: false, user: null };
  }

  private judge(header: AuthHeader, method: string, ha1Of: Ha1Of, now: Instant): Verdict {
    const user = authParam(header, 'username');
    const nonce = authParam(header, 'nonce');
    const qop = authParam(header, 'qop');
    const nc = authParam(header, 'nc');
    const algorithm = algorithmOf(authParam(header, 'algorithm'));
    const refused = { ok: false, stale: false, user } as const;
    if (algorithm === null || (qop !== '' && (qop !== 'auth' || !/^[0-9a-f]{8}$/i.test(nc)))) return refused;
    const known = ha1Of(user, algorithm);
    // An unknown user's digest is worked out all the same, against nobody's password.
    const ha1 = known ?? this.nobody;
    const count = qop === '' ? null : { nc, cnonce: authParam(header, 'cnonce') };
    const uri = authParam(header, 'uri');
    const expected = digestResponse(this.hash, { algorithm, ha1, nonce, method, uri, count });
    const right = sameText(expected, authParam(header, 'response').toLowerCase());
    const age = this.ageOf(nonce, now);
    // Said of the nonce alone, right password or not: it must tell nothing about the user.
    if (age === 'old') return { ok: false, stale: true, user };
    if (!right || known === null || age === 'foreign') return refused;
    return this.countUp(nonce, count === null ? 1 : Number.parseInt(nc, 16))
      ? { ok: true, user }
      : { ok: false, stale: true, user };
  }

  /** Each number once, upwards: a digest that was overheard is worth nothing (RFC 7616 §3.4). */
  private countUp(nonce: string, number: number): boolean {
    const salt = Number.parseInt(nonce.slice(SALT.start, SALT.end), 16);
    if (number <= (this.counts.get(salt)?.count ?? 0)) return false;
    this.counts.delete(salt);
    this.counts.set(salt, { issued: issuedAt(nonce), count: number });
    const [oldest] = this.counts;
    if (this.counts.size > MOST_COUNTED && oldest !== undefined) {
      const [forgotten, { issued }] = oldest;
      this.counts.delete(forgotten);
      if (this.forgotten === null || issued > this.forgotten) this.forgotten = issued;
    }
    return true;
  }

  private seal(text: string): string {
    return this.hash('SHA-256', `${this.secret}:${text}`).slice(0, 32);
  }

  private ageOf(nonce: string, now: Instant): 'fresh' | 'old' | 'foreign' {
    const match = /^([0-9a-f]{14})([0-9a-f]{24})([0-9a-f]{32})$/.exec(nonce);
    if (match === null) return 'foreign';
    const [, issued = '', salt = '', seal = ''] = match;
    if (!sameText(this.seal(issued + salt), seal)) return 'foreign';
    const at = issuedAt(nonce);
    if (this.forgotten !== null && at <= this.forgotten) return 'old';
    return now < at || now > after(at, NONCE_LIFE) ? 'old' : 'fresh';
  }
}

/** A nonce of ours begins with the time of its issue. */
const issuedAt = (nonce: string): Instant => Number.parseInt(nonce.slice(0, SALT.start), 16) as Instant;
