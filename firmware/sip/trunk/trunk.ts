import type { NameAddress, SipRequest, SipResponse } from '#ports/sip-codec.ts';
import type { SipTransport } from '#ports/sip-transport.ts';
import { after, earlier, type Instant, sec } from '#units/time.ts';
import { newCallId, newTag, type RandomBytes } from '../chance.ts';
import { field, numberOf } from '../codec/fields.ts';
import { param } from '../codec/params.ts';
import { sipUri } from '../codec/uri.ts';
import type { Hash } from '../digest/digest.ts';
import type { CallerStyle } from '../identity/caller.ts';
import type { DiversionStyle } from '../identity/diversion.ts';
import type { NumberForm } from '../identity/number-form.ts';
import type { Place, Wanted } from '../locate/locate.ts';
import { NO_BODY } from '../make.ts';
import type { MediaPolicy } from '../sdp/session.ts';
import { backOff } from './backoff.ts';
import { Credentials, hasProof } from './credentials.ts';
import { Servers } from './servers.ts';

/** A carrier, as the office has set it. */
export interface TrunkSettings {
  readonly id: string;
  /** Domain of the account: in From, To and the request's URI. */
  readonly domain: string;
  readonly user: string;
  /** User of the digest; mostly the same. */
  readonly authUser: string;
  readonly password: string;
  /** False: a fixed peer that knows our address. */
  readonly registers: boolean;
  /** Where to go instead of the domain. */
  readonly outboundProxy: { readonly host: string; readonly port: number | null } | null;
  readonly port: number | null;
  /** Null: what DNS prefers. */
  readonly transport: SipTransport | null;
  readonly expiresSec: number;
  /** OPTIONS watch. */
  readonly watched: boolean;
  readonly callerStyle: CallerStyle;
  /** How the number of a caller is written whom we send out again; default: as it is dialled here. */
  readonly callerForm?: NumberForm;
  /** How it is told who has sent a call on; default: not. */
  readonly diversionStyle?: DiversionStyle;
  /** Who sends calls on and has no public number of his own is told as this; default: `user`. */
  readonly mainNumber?: string;
  readonly media: MediaPolicy;
}

export type TrunkState = 'down' | 'trying' | 'up' | 'refused';

export type TrunkOutput =
  | { readonly kind: 'locate'; readonly wanted: Wanted }
  | {
      readonly kind: 'send';
      readonly purpose: TrunkPurpose;
      readonly request: SipRequest;
      readonly place: Place;
    }
  | { readonly kind: 'state'; readonly state: TrunkState; readonly why: string };

export type TrunkPurpose = 'register' | 'options';

/** Names may move (RFC 2181 §8 leaves it to us; carriers' records live some minutes). */
const LOCATE_EVERY = sec(600);
const LOCATE_AGAIN = sec(30);
/** A password that is wrong is so in a minute, too; carriers ban who insists. */
const REFUSED_WAIT = sec(600);

/**
 * Registers with a carrier and watches its servers (RFC 3261 §10.2, RFC 3263 §4.3): requests, answers and time in;
 * requests and the trunk's state out. Who gets which flow is the stack's.
 */
export class Trunk {
  readonly settings: TrunkSettings;
  readonly servers = new Servers();
  readonly credentials: Credentials;
  state: TrunkState = 'trying';
  private readonly random: RandomBytes;
  private readonly callId: string;
  private readonly fromTag: string;
  private readonly contactOf: (place: Place) => NameAddress;
  private out: TrunkOutput[] = [];
  private cseq = 0;
  private expiresSec: number;
  private failures = 0;
  private tries = 0;
  private registeredAt: Place | null = null;
  private lapsesAt: Instant | null = null;
  private registerAt: Instant | null = null;
  private locateAt: Instant | null;
  private pending: { readonly request: SipRequest; readonly place: Place } | null = null;

  constructor(
    settings: TrunkSettings,
    hash: Hash,
    random: RandomBytes,
    contactOf: (place: Place) => NameAddress,
    now: Instant,
  ) {
    this.settings = settings;
    this.credentials = new Credentials(
      { user: settings.authUser, password: settings.password },
      hash,
      random,
    );
    this.random = random;
    this.callId = newCallId(random);
    this.fromTag = newTag(random);
    this.contactOf = contactOf;
    this.expiresSec = settings.expiresSec;
    this.locateAt = now;
  }

  get deadline(): Instant | null {
    const watch = this.settings.watched ? this.servers.deadline : null;
    const own = earlier(this.locateAt, this.pending === null ? this.registerAt : null);
    return earlier(earlier(own, watch), this.lapsesAt);
  }

  drain(): TrunkOutput[] {
    const { out } = this;
    this.out = [];
    return out;
  }

  wake(now: Instant): void {
    if (this.locateAt !== null && this.locateAt <= now) {
      this.locateAt = null;
      const { outboundProxy, domain, port, transport } = this.settings;
      const to = outboundProxy ?? { host: domain, port };
      this.out.push({ kind: 'locate', wanted: { ...to, transport, secure: transport === 'TLS' } });
    }
    if (this.lapsesAt !== null && this.lapsesAt <= now) {
      this.lapsesAt = null;
      this.become('down', 'registration has lapsed');
    }
    if (this.settings.watched)
      for (const place of this.servers.takeDue(now))
        this.send('options', this.requestOf('OPTIONS', place), place);
    if (this.registerAt !== null && this.registerAt <= now && this.pending === null) {
      this.registerAt = null;
      this.register(now);
    }
  }

  /** DNS has answered; what was known stays when nothing comes. */
  located(places: readonly Place[], now: Instant): void {
    this.locateAt = after(now, places.length > 0 ? LOCATE_EVERY : LOCATE_AGAIN);
    const first = this.servers.places.length === 0;
    if (places.length > 0) this.servers.set(places, now);
    if (this.servers.places.length === 0) this.become('down', 'no server found');
    else if (!this.settings.registers && (first || this.state === 'down')) this.judge();
    else if (this.settings.registers && first) this.registerAt = now;
  }

  /** The final answer to a request of ours; null when none came. */
  answered(purpose: TrunkPurpose, place: Place, response: SipResponse | null, now: Instant): void {
    if (purpose === 'options') {
      if (this.servers.heard(place, response?.status ?? null, now)) this.serversChanged(now);
      return;
    }
    const { pending } = this;
    this.pending = null;
    if (pending === null) return;
    if (response === null || response.status === 408 || response.status >= 500)
      this.noService(place, response, now);
    else if (response.status < 300) this.accepted(place, response, now);
    else this.refused(pending.request, response, now);
  }

  /** A server gave no answer to a call. */
  suspect(place: Place, now: Instant): void {
    this.servers.suspect(place, now);
    this.serversChanged(now);
  }

  /** Says goodbye, when the office takes the trunk away. */
  unregister(): void {
    const place = this.registeredAt;
    if (place === null) return;
    this.expiresSec = 0;
    this.send('register', this.credentials.prove(this.requestOf('REGISTER', place)), place);
  }

  private register(now: Instant): void {
    const place = this.servers.best;
    if (place === null) {
      this.registerAt = after(now, backOff(1, 1));
      return;
    }
    const request = this.credentials.prove(this.requestOf('REGISTER', place));
    this.pending = { request, place };
    this.send('register', request, place);
  }

  private accepted(place: Place, response: SipResponse, now: Instant): void {
    const granted = this.grantedSec(response);
    this.failures = 0;
    this.tries = 0;
    this.registeredAt = place;
    this.servers.heard(place, 200, now);
    // Refreshed with time left for a second and a third try.
    this.registerAt = after(now, sec(Math.max(granted / 2, granted - 60)));
    this.lapsesAt = after(now, sec(granted));
    this.become('up', '');
  }

  /** Of our own Contact, or of the whole answer. */
  private grantedSec(response: SipResponse): number {
    const own = response.contact === '*' ? undefined : response.contact.find(({ uri }) => this.isOurs(uri));
    const said = /^[0-9]{1,9}$/.exec((own && param(own.params, 'expires')) ?? '')?.[0];
    const seconds =
      said === undefined ? numberOf(response, 'expires', 86_400) : Math.min(86_400, Number(said));
    return Math.max(30, seconds ?? this.expiresSec);
  }

  private isOurs(uri: NameAddress['uri']): boolean {
    return 'user' in uri && uri.user === this.settings.user;
  }

  private refused(request: SipRequest, response: SipResponse, now: Instant): void {
    const { status } = response;
    if (
      (status === 401 || status === 407) &&
      this.tries < 3 &&
      this.credentials.learn(hasProof(request), response)
    ) {
      this.tries += 1;
      this.register(now);
      return;
    }
    const least = status === 423 ? numberOf(response, 'min-expires', 86_400) : null;
    if (least !== null && least > this.expiresSec) {
      this.expiresSec = least;
      this.register(now);
      return;
    }
    this.tries = 0;
    this.registeredAt = null;
    this.registerAt = after(now, REFUSED_WAIT);
    this.lapsesAt = null;
    this.become('refused', `${status} ${response.reason}`);
  }

  /** The next server at once; when all have been tried, a pause. */
  private noService(place: Place, response: SipResponse | null, now: Instant): void {
    this.servers.suspect(place, now);
    this.failures += 1;
    const next = this.servers.allDown ? null : this.servers.best;
    const retry = response === null ? null : numberOf(response, 'retry-after', 1_800);
    const round = Math.ceil(this.failures / Math.max(1, this.servers.places.length));
    const chance = (this.random(1)[0] ?? 0) / 256;
    const pause = retry !== null && retry > 0 ? sec(retry) : backOff(round, chance);
    this.registerAt = next === null ? after(now, pause) : now;
    // What was granted still stands until its time is over.
    if (this.lapsesAt === null) this.become('down', response === null ? 'no answer' : `${response.status}`);
  }

  private serversChanged(now: Instant): void {
    if (!this.settings.registers) {
      this.judge();
      return;
    }
    const { best } = this.servers;
    // Registered elsewhere than with the best that works: move, or go back.
    const elsewhere = best !== null && this.registeredAt !== null && !sameServer(best, this.registeredAt);
    if (!this.servers.allDown && (elsewhere || this.state === 'down')) this.registerAt = now;
  }

  /** A fixed peer is as good as its servers. */
  private judge(): void {
    if (this.servers.allDown) this.become('down', 'no server answers');
    else this.become('up', '');
  }

  private become(state: TrunkState, why: string): void {
    if (this.state === state) return;
    this.state = state;
    this.out.push({ kind: 'state', state, why });
  }

  private send(purpose: TrunkPurpose, request: SipRequest, place: Place): void {
    this.out.push({ kind: 'send', purpose, request, place });
  }

  private requestOf(method: 'REGISTER' | 'OPTIONS', place: Place): SipRequest {
    const { domain, user } = this.settings;
    const own: NameAddress = { display: '', uri: sipUri(user, domain), params: [] };
    const registers = method === 'REGISTER';
    if (registers) this.cseq += 1;
    return {
      kind: 'request',
      method,
      uri: sipUri(null, domain),
      via: [],
      from: { ...own, params: [{ name: 'tag', value: registers ? this.fromTag : newTag(this.random) }] },
      to: registers ? own : { ...own, uri: sipUri(null, domain) },
      callId: registers ? this.callId : newCallId(this.random),
      cseq: { number: registers ? this.cseq : 1, method },
      contact: [this.contactOf(place)],
      route: this.routes(),
      recordRoute: [],
      maxForwards: 70,
      fields: registers ? [field('expires', String(this.expiresSec))] : [field('accept', 'application/sdp')],
      body: NO_BODY,
    };
  }

  /** Through the outbound proxy, for all requests (RFC 3261 §8.1.2). */
  routes(): readonly NameAddress[] {
    const { outboundProxy } = this.settings;
    if (outboundProxy === null) return [];
    const uri = sipUri(null, outboundProxy.host, outboundProxy.port);
    return [{ display: '', uri: { ...uri, params: [{ name: 'lr', value: null }] }, params: [] }];
  }
}

const sameServer = (a: Place, b: Place): boolean =>
  a.transport === b.transport && a.address === b.address && a.port === b.port;
