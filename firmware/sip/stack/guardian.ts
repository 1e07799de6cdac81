import type { SipRequest, SipResponse } from '#ports/sip-codec.ts';
import type { Instant } from '#units/time.ts';
import type { RandomBytes } from '../chance.ts';
import { field } from '../codec/fields.ts';
import { param } from '../codec/params.ts';
import type { Defence } from '../defence/defence.ts';
import { ALGORITHMS, type DigestAlgorithm, type Hash } from '../digest/digest.ts';
import { DigestServer } from '../digest/server.ts';
import { PACKAGE_NAMES } from '../events/packages.ts';
import type { Flow } from '../flow.ts';
import { numberOfUri } from '../identity/caller.ts';
import { makeResponse, tagOf } from '../make.ts';
import { hasProof } from '../trunk/credentials.ts';
import type { DeviceAccount } from './surface.ts';

export type Judgement =
  | { readonly kind: 'device'; readonly device: DeviceAccount }
  /** Answered without anything being kept (RFC 3261 §8.2.7). */
  | { readonly kind: 'answer'; readonly response: SipResponse }
  | { readonly kind: 'silence' };

/** What anybody may ask; everything else needs a proof. */
const OPEN_TO_ALL: ReadonlySet<string> = new Set(['OPTIONS']);

/**
 * Who may ask for what, before anything is kept for a request. Strangers are answered from the request alone, so a
 * flood of theirs costs time and no memory; and known and unknown users get the same words for the same work.
 */
export class Guardian {
  private readonly digest: DigestServer;
  private readonly defence: Defence;
  private readonly hash: Hash;
  private readonly secret: string;
  private devices: ReadonlyMap<string, DeviceAccount> = new Map();
  private offers: readonly (readonly DigestAlgorithm[])[] = [];

  constructor(realm: string, hash: Hash, random: RandomBytes, defence: Defence) {
    this.digest = new DigestServer(realm, hash, random);
    this.defence = defence;
    this.hash = hash;
    this.secret = Array.from(random(16), (byte) => byte.toString(16)).join('');
  }

  configure(devices: readonly DeviceAccount[]): void {
    this.devices = new Map(devices.map((device) => [device.user, device]));
    this.offers = devices.map(algorithmsOf);
  }

  /** Nonces of ours of which it is known how far they were counted. */
  get counted(): number {
    return this.digest.counted;
  }

  device(user: string): DeviceAccount | undefined {
    return this.devices.get(user);
  }

  judge(request: SipRequest, flow: Flow, isPeer: boolean, now: Instant): Judgement {
    const { host } = flow.remote;
    if (!hasProof(request) && this.defence.looks(request, host, now)) return { kind: 'silence' };
    if (request.uri.scheme === 'other') return this.plain(request, 416);
    if (OPEN_TO_ALL.has(request.method)) return this.options(request);
    const values = request.fields.filter(({ name }) => name === 'authorization').map(({ value }) => value);
    let wasKnown = false;
    const ha1Of = (user: string, algorithm: DigestAlgorithm): string | null => {
      const known = this.devices.get(user)?.ha1[algorithm] ?? null;
      wasKnown = this.devices.has(user);
      return this.defence.isUserBanned(user, host, now) ? null : known;
    };
    const verdict = this.digest.verify(values, request.method, ha1Of, now);
    const device = verdict.ok ? this.devices.get(verdict.user) : undefined;
    if (verdict.ok && device !== undefined) {
      this.defence.succeeded(host, verdict.user, now);
      if (device.tlsOnly === true && flow.transport !== 'TLS') return this.plain(request, 403);
      return { kind: 'device', device };
    }
    const refused = verdict.ok ? null : verdict;
    if (refused !== null && refused.user !== null && !refused.stale)
      this.defence.failed(wasKnown ? 'wrongPassword' : 'unknownUser', host, refused.user, now);
    // A telephone registers before it calls.
    else if (values.length === 0 && request.method === 'INVITE' && !isPeer)
      this.defence.failed('strangerCalls', host, null, now);
    return this.challenge(request, refused?.stale ?? false, now);
  }

  private challenge(request: SipRequest, stale: boolean, now: Instant): Judgement {
    const challenges = this.digest.challenges(now, stale, this.algorithmsFor(numberOfUri(request.from.uri)));
    return this.plain(
      request,
      401,
      challenges.map((value) => field('www-authenticate', value)),
    );
  }

  /**
   * SHA-256 first, then MD5, as far as the telephone may use them: many an old one looks at the first challenge
   * alone. Who does not exist is asked like one of those who do, the same one each time: the kind of question must
   * not tell them apart.
   */
  private algorithmsFor(user: string): readonly DigestAlgorithm[] {
    const drawn = Number.parseInt(this.hash('SHA-256', `${this.secret} ${user}`).slice(0, 8), 16);
    const device = this.devices.get(user);
    const offer = device === undefined ? this.offers[drawn % this.offers.length] : algorithmsOf(device);
    return offer === undefined || offer.length === 0 ? ALGORITHMS : offer;
  }

  private options(request: SipRequest): Judgement {
    return this.plain(request, 200, [
      field('accept', 'application/sdp'),
      field('allow', ALLOWED.join(', ')),
      field('supported', '100rel, timer, path, outbound, gruu, replaces'),
      field('allow-events', PACKAGE_NAMES.join(', ')),
    ]);
  }

  /** The tag must be the same for each repeat (§8.2.7): it is worked out of what makes them repeats. */
  private plain(request: SipRequest, status: number, fields: SipResponse['fields'] = []): Judgement {
    const branch = param(request.via[0]!.params, 'branch') ?? '';
    const { callId, from, cseq } = request;
    const text = `${this.secret} ${branch} ${callId} ${tagOf(from) ?? ''} ${cseq.number}`;
    const tag = this.hash('SHA-256', text).slice(0, 16);
    return { kind: 'answer', response: makeResponse(request, status, { tag, fields }) };
  }
}

const algorithmsOf = ({ ha1 }: DeviceAccount): DigestAlgorithm[] =>
  ALGORITHMS.filter((algorithm) => ha1[algorithm] !== undefined);

export const ALLOWED = [
  ...['INVITE', 'ACK', 'CANCEL', 'BYE', 'OPTIONS', 'REGISTER', 'SUBSCRIBE', 'NOTIFY', 'PRACK', 'INFO'],
  ...['UPDATE', 'REFER', 'MESSAGE'],
];
