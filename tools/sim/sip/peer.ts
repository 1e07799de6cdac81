import { systemHash } from '#adapters/sip/chance.ts';
import type { VoiceSource } from '#ports/bench.ts';
import type { Clock } from '#ports/clock.ts';
import type { NameAddress, SipRequest } from '#ports/sip-codec.ts';
import type { Endpoint, Flow } from '#ports/sip-transport.ts';
import type { Heard } from '#sim/people.ts';
import { heard, SILENCE, SILENT_EAR, type Sound, TEST_TONE, VOICE } from '#sim/port-level/sound.ts';
import { seededRandom } from '#sim/random.ts';
import type { SimulatedNetwork } from '#sim/sip/network.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import { sipUri } from '#sip/codec/uri.ts';
import type { CallEvent, SessionId } from '#sip/dialogs/session.ts';
import { UserAgent } from '#sip/dialogs/user-agent.ts';
import { callerOf, numberOfUri } from '#sip/identity/caller.ts';
import { answerOffer } from '#sip/sdp/answer.ts';
import { makeOffer, type PendingOffer, takeAnswer } from '#sip/sdp/offer.ts';
import {
  type AgreedAudio,
  type LocalMedia,
  newSdpSession,
  type SdpSession,
  USUAL_MEDIA,
} from '#sip/sdp/session.ts';
import { Credentials } from '#sip/trunk/credentials.ts';
import { after, type Duration, type Instant, sec } from '#units/time.ts';
import type { SimulatedLegs } from './legs.ts';
import type { OldFashioned } from './old-fashioned.ts';

export interface PeerParts {
  readonly clock: Clock;
  readonly network: SimulatedNetwork;
  readonly legs: SimulatedLegs;
  readonly exchange: Endpoint;
  readonly user: string;
  /** Null: a carrier, who is known by its address. */
  readonly password: string | null;
  readonly seed: number;
  /** The network has been good for long enough that nothing of a bad one can still be felt. */
  readonly calm: () => boolean;
  /** It is of the kind that `old-fashioned.ts` describes; null: it knows the newer requests. */
  readonly old: OldFashioned | null;
}

/** What its owner is told. */
export interface PeerEvents {
  /** A call comes in; `answer`, `refuse` or `hangUp`. */
  incoming(from: string, name: string, called: string): void;
  /** What it called rings. */
  rings(): void;
  /** Talking from now on. */
  up(): void;
  /** `status`: by which a call of its own was refused; null: it was up, or nobody said why. */
  over(status: number | null): void;
  /** What is heard may be another now. */
  ear(): void;
  /** How a REFER has ended: the other party is sent on, or is still here. */
  referred?(sentOn: boolean): void;
}

interface PeerCall {
  readonly session: SessionId;
  state: 'calling' | 'incoming' | 'up';
  sdp: SdpSession;
  pending: PendingOffer | null;
  agreed: AgreedAudio | null;
  /** Our answer to an INVITE that has come. */
  readonly answer: Uint8Array | null;
}

const RTP_PORT = 20_000;
const REGISTER_AGAIN = sec(300);
const REGISTER_RETRY = sec(10);

/** One call at a time over SIP, from a telephone or from a carrier's line; people's wishes are its methods. */
export class SipPeer {
  readonly flow: Flow;
  readonly old: OldFashioned | null;
  readonly #parts: PeerParts;
  readonly #ua: UserAgent;
  readonly #credentials: Credentials | null;
  readonly #tell: PeerEvents;
  readonly #rtp: Endpoint;
  #call: PeerCall | null = null;
  #direction: LocalMedia['direction'] = 'sendrecv';
  #voice: VoiceSource = 'none';
  #dialled = { to: '', from: '', name: '' };
  #registrations = 0;
  #woken: Instant | null = null;
  registered = false;

  constructor(parts: PeerParts, tell: PeerEvents) {
    const { network, legs, exchange, user, password, seed, clock } = parts;
    const [{ transport, local }] = [network.listeners[0]!];
    const chance = seededRandom(seed);
    const random = (count: number): Uint8Array =>
      Uint8Array.from({ length: count }, () => Math.floor(chance() * 256));
    this.#parts = parts;
    this.old = parts.old;
    this.#tell = tell;
    this.#ua = new UserAgent({ codec: sipCodec, random });
    this.#credentials = password === null ? null : new Credentials({ user, password }, systemHash, random);
    this.flow = { transport, local, remote: exchange };
    this.#rtp = { host: local.host, port: RTP_PORT };
    legs.ears.set(`${this.#rtp.host} ${this.#rtp.port}`, () => tell.ear());
    network.hear((event) => {
      if (event.kind === 'datagram') {
        if (this.#call?.state === 'up' && this.old?.offersToo(event.bytes)) this.#offerAnew();
        this.#ua.receive(event.bytes, event.flow, clock.now());
      }
      this.#settle();
    });
  }

  /** What is held of dialogs and transactions. */
  get held(): number {
    const { sessions, transactions } = this.#ua.held;
    return sessions + transactions;
  }

  get state(): 'idle' | PeerCall['state'] {
    return this.#call?.state ?? 'idle';
  }

  /** Our port of the exchange's voice in this call. */
  get voicePort(): number | null {
    return this.#call?.agreed?.remote.port ?? null;
  }

  get hears(): Heard {
    const { agreed } = this.#call ?? { agreed: null };
    const receives = agreed?.direction === 'sendrecv' || agreed?.direction === 'recvonly';
    return agreed !== null && receives
      ? heard(this.#parts.legs.heardAt(this.#rtp, agreed.remote.port))
      : SILENT_EAR;
  }

  get hasVoice(): boolean {
    return this.#call?.agreed != null;
  }

  call(to: string, from: string, name = ''): void {
    this.#dialled = { to, from, name };
    this.#direction = 'sendrecv';
    this.#invite(undefined);
  }

  answer(): void {
    const call = this.#call;
    if (call?.state !== 'incoming') return;
    this.#do((ua, now) => ua.answer(call.session, call.answer!, now));
  }

  refuse(status: number): void {
    const call = this.#call;
    if (call?.state === 'incoming') this.#do((ua, now) => ua.hangUp(call.session, now, status));
  }

  hangUp(): void {
    const call = this.#call;
    if (call === null) return;
    this.#call = null;
    this.#speak(call, SILENCE);
    this.#do((ua, now) => ua.hangUp(call.session, now, 486));
  }

  /** Offers anew: the other party is held, or taken back. */
  hold(on: boolean): void {
    if (this.#call?.state !== 'up') return;
    this.#direction = on ? 'sendonly' : 'sendrecv';
    this.#offerAnew();
  }

  /** Asks that the other party be sent on, without a word to whom (RFC 5589 §6). */
  refer(to: string): void {
    const call = this.#call;
    if (call?.state !== 'up') return;
    const fields = [{ name: 'refer-to', value: `<sip:${to}@${this.flow.remote.host}>` }];
    this.#do((ua, now) => ua.ask(call.session, 'REFER', { fields }, now));
  }

  say(voice: VoiceSource): void {
    this.#voice = voice;
    if (this.#call !== null) this.#speak(this.#call, this.#sound);
  }

  register(): void {
    if (this.#credentials === null) return;
    const own = this.#address(this.#parts.user);
    const uri = sipUri(null, this.flow.remote.host);
    this.#registrations += 1;
    const request: SipRequest = {
      ...({ kind: 'request', method: 'REGISTER', uri, via: [], to: own } as const),
      ...{ callId: `reg-${this.#parts.user}`, contact: [this.#contact] },
      ...{ from: { ...own, params: [{ name: 'tag', value: 'r' }] }, maxForwards: 70 },
      ...{ cseq: { number: this.#registrations, method: 'REGISTER' }, route: [], recordRoute: [] },
      body: new Uint8Array(0),
      fields: [{ name: 'expires', value: '600' }, ...this.#credentials.proofs('REGISTER', uri)],
    };
    this.#do((ua, now) => ua.request(request, this.flow, now));
  }

  #offerAnew(): void {
    const call = this.#call!;
    const offer = makeOffer(call.sdp, this.#local, USUAL_MEDIA);
    call.sdp = offer.session;
    call.pending = offer.pending;
    this.#do((ua, now) => ua.offer(call.session, offer.body, now));
  }

  get #local(): LocalMedia {
    const { host, port } = this.#rtp;
    return { address: host, port, direction: this.#direction, srtpKey: 'A'.repeat(40) };
  }

  get #sound(): Sound {
    if (this.#voice === 'none') return SILENCE;
    return this.#voice === 'tone1k' ? TEST_TONE : VOICE;
  }

  #speak({ agreed, state }: PeerCall, sound: Sound): void {
    const sends = agreed?.direction === 'sendrecv' || agreed?.direction === 'sendonly';
    // Who calls may speak as soon as there is a description (RFC 3264 §5.1): over a line that tells no answer he must.
    const may = sends && state !== 'incoming';
    if (agreed !== null) this.#parts.legs.says(this.#rtp, agreed.remote.port, may ? sound : SILENCE);
  }

  #address(user: string, display = ''): NameAddress {
    return { display, uri: sipUri(user, this.flow.remote.host), params: [] };
  }

  get #contact(): NameAddress {
    const { host, port } = this.flow.local;
    return { display: '', uri: sipUri(this.#parts.user, host, port), params: [] };
  }

  #invite(again: Parameters<UserAgent['call']>[0]['again']): void {
    const { to, from, name } = this.#dialled;
    const target = this.#address(to).uri;
    const offer = makeOffer(newSdpSession('1'), this.#local, USUAL_MEDIA);
    const fields = this.#credentials?.proofs('INVITE', target) ?? [];
    const ends = { target, from: this.#address(from, name), to: this.#address(to), contact: this.#contact };
    this.#do((ua, now) => {
      const session = ua.call(
        { ...ends, fields, offer: offer.body, ...(again && { again }) },
        this.flow,
        now,
      );
      if (session === null) return;
      const media = { sdp: offer.session, pending: offer.pending, agreed: null, answer: null };
      this.#call = { session, state: 'calling', ...media };
    });
  }

  #do(wish: (ua: UserAgent, now: Instant) => void): void {
    wish(this.#ua, this.#parts.clock.now());
    this.#settle();
  }

  #later(wait: Duration, act: () => void): void {
    const { clock } = this.#parts;
    clock.at(after(clock.now(), wait), act);
  }

  #settle(): void {
    for (let again = true; again; ) {
      const { sent, events } = this.#ua.drain();
      for (const { flow, bytes } of sent) this.#parts.network.send(flow, this.old?.says(bytes) ?? bytes);
      for (const event of events) this.#react(event);
      again = events.length > 0;
    }
    const at = this.#ua.deadline;
    if (at === null || (this.#woken !== null && this.#woken <= at)) return;
    this.#woken = at;
    this.#parts.clock.at(at, () => {
      this.#woken = null;
      this.#do((ua, now) => ua.wake(now));
    });
  }

  #react(event: CallEvent): void {
    const now = this.#parts.clock.now();
    if (event.kind === 'incoming') this.#comes(event.session, event.invite, event.offer);
    else if (event.kind === 'asked' || event.kind === 'request') {
      this.#ua.respond(event.transaction, event.request, 200, {}, now);
      if (event.request.method === 'NOTIFY') this.#referProgress(event.request);
    } else if (event.kind === 'response') this.#registration(event);
    else if (this.#call?.session === event.session) this.#inCall(this.#call, event);
  }

  /** RFC 3515 §2.4.5: a status line, of what has become of the REFER. */
  #referProgress({ body }: SipRequest): void {
    const [, status = '100'] = /^SIP\/2\.0 (\d{3})/.exec(new TextDecoder().decode(body)) ?? [];
    if (status >= '200') this.#tell.referred?.(status < '300');
  }

  #comes(session: SessionId, invite: SipRequest, offer: Uint8Array | null): void {
    const now = this.#parts.clock.now();
    if (this.#call !== null) {
      this.#ua.reject(session, 486, {}, now);
      return;
    }
    this.#direction = 'sendrecv';
    const answered = offer === null ? null : answerOffer(newSdpSession('1'), offer, this.#local, USUAL_MEDIA);
    if (answered === null || !answered.ok) {
      this.#ua.reject(session, 488, {}, now);
      return;
    }
    const { session: sdp, body, agreed } = answered.value;
    this.#call = { session, state: 'incoming', sdp, pending: null, agreed, answer: body };
    this.#ua.progress(session, 180, null, now);
    const { number, name } = callerOf(invite, true);
    this.#tell.incoming(number, name, numberOfUri(invite.uri));
  }

  #inCall(
    call: PeerCall,
    event: Exclude<CallEvent, { kind: 'incoming' | 'asked' | 'request' | 'response' }>,
  ): void {
    switch (event.kind) {
      case 'progress':
        this.#agree(call, event.body);
        if (event.response.status > 100) this.#tell.rings();
        return;
      case 'answered':
        this.#agree(call, event.body);
        this.#isUp(call);
        return;
      case 'established':
        this.#isUp(call);
        return;
      case 'offered':
        this.#offered(call, event.body);
        return;
      case 'offerAnswered':
        this.#agree(call, event.body);
        return;
      case 'ended':
        this.#ended(call, event);
        return;
      default:
        return;
    }
  }

  #isUp(call: PeerCall): void {
    if (call.state === 'up') return;
    call.state = 'up';
    this.#speak(call, this.#sound);
    this.#tell.up();
    this.#tell.ear();
  }

  #agree(call: PeerCall, body: Uint8Array | null): void {
    const taken = body === null || call.pending === null ? null : takeAnswer(call.pending, body);
    if (taken === null || !taken.ok) return;
    call.agreed = taken.value;
    this.#speak(call, this.#sound);
    this.#tell.ear();
  }

  #offered(call: PeerCall, offer: Uint8Array | null): void {
    const now = this.#parts.clock.now();
    const answered = offer === null ? null : answerOffer(call.sdp, offer, this.#local, USUAL_MEDIA);
    if (answered === null) {
      const own = makeOffer(call.sdp, this.#local, USUAL_MEDIA);
      call.sdp = own.session;
      call.pending = own.pending;
      this.#ua.accept(call.session, own.body, now);
    } else if (answered.ok) {
      call.sdp = answered.value.session;
      call.agreed = answered.value.agreed;
      this.#ua.accept(call.session, answered.value.body, now);
      this.#speak(call, this.#sound);
      this.#tell.ear();
    } else this.#ua.decline(call.session, 488, now);
  }

  #ended(call: PeerCall, { message }: Extract<CallEvent, { kind: 'ended' }>): void {
    const refusal = message?.kind === 'response' ? message : null;
    this.#speak(call, SILENCE);
    this.#call = null;
    if (refusal?.status === 401 && this.#credentials?.learn(false, refusal) === true) this.#invite(refusal);
    else this.#tell.over(call.state === 'calling' ? (refusal?.status ?? null) : null);
    this.#tell.ear();
  }

  #registration({ response }: Extract<CallEvent, { kind: 'response' }>): void {
    if (response !== null && response.cseq.method !== 'REGISTER') return;
    if (
      response?.status === 401 &&
      this.#credentials?.learn(this.#registrations > 1 && this.registered, response)
    ) {
      this.register();
      return;
    }
    this.registered = response?.status === 200;
    this.#later(this.registered ? REGISTER_AGAIN : REGISTER_RETRY, () => this.register());
  }
}
