import { systemHash } from '#adapters/sip/chance.ts';
import type { Clock } from '#ports/clock.ts';
import type { Flow, SipNetwork } from '#ports/sip-transport.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import { sipUri } from '#sip/codec/uri.ts';
import type { CallEvent, SessionId } from '#sip/dialogs/session.ts';
import { UserAgent } from '#sip/dialogs/user-agent.ts';
import { answerOffer } from '#sip/sdp/answer.ts';
import { makeOffer } from '#sip/sdp/offer.ts';
import { type LocalMedia, newSdpSession, USUAL_MEDIA } from '#sip/sdp/session.ts';
import { Credentials } from '#sip/trunk/credentials.ts';
import { type Duration, type Instant, after as later, ms, sec } from '#units/time.ts';
import { seeded } from './peer.ts';

type Dialog = Readonly<Record<'callId' | 'localTag' | 'remoteTag', string>>;

/** A desk phone on a network: registers with its password, calls, answers; people's wishes are its methods. */
export class Phone {
  readonly ua: UserAgent;
  readonly told: string[] = [];
  readonly number: string;
  readonly flow: Flow;
  /** What its owner does when it rings. */
  onIncoming: (session: SessionId) => void = (session) => this.pickUp(session);
  onEvent: (event: CallEvent) => void = () => {};
  registered = false;
  /** Leaves the offer to whom it calls, and answers in the ACK (RFC 3261 §13.2.1). */
  offersLate = false;
  /** The call that is up, or being made. */
  session: SessionId | null = null;
  private readonly clock: Clock;
  private readonly network: SipNetwork;
  private readonly credentials: Credentials;
  private readonly local: LocalMedia;
  private sdp = newSdpSession('1');
  private dialled = '';
  private cseq = 0;
  private woken: Instant | null = null;

  constructor(
    network: SipNetwork,
    clock: Clock,
    exchange: Flow['remote'],
    number: string,
    seed: number,
    password = `pw${number}`,
  ) {
    const [{ transport, local }] = [network.listeners[0]!];
    const random = seeded(seed).bytes;
    this.network = network;
    this.clock = clock;
    this.number = number;
    this.flow = { transport, local, remote: exchange };
    this.ua = new UserAgent({ codec: sipCodec, random });
    this.credentials = new Credentials({ user: number, password }, systemHash, random);
    this.local = { address: local.host, port: 20_000, direction: 'sendrecv', srtpKey: 'A'.repeat(40) };
    network.hear((event) => {
      if (event.kind === 'datagram') this.ua.receive(event.bytes, event.flow, clock.now());
      this.settle();
    });
  }

  /** A wish of the owner's. */
  do(wish: (ua: UserAgent, now: Instant) => void): void {
    wish(this.ua, this.clock.now());
    this.settle();
  }

  later(wait: Duration, act: () => void): void {
    this.clock.at(later(this.clock.now(), wait), act);
  }

  register(): void {
    const own = this.address(this.number);
    this.cseq += 1;
    const uri = sipUri(null, this.flow.remote.host);
    this.do((ua, now) => {
      ua.request(
        {
          ...{
            kind: 'request',
            method: 'REGISTER',
            uri,
            via: [],
            to: own,
            callId: `reg-${this.number}`,
            contact: [this.contact()],
          },
          ...{
            from: { ...own, params: [{ name: 'tag', value: 'r' }] },
            cseq: { number: this.cseq, method: 'REGISTER' },
          },
          ...{ route: [], recordRoute: [], maxForwards: 70, body: new Uint8Array(0) },
          fields: [{ name: 'expires', value: '600' }, ...this.credentials.proofs('REGISTER', uri)],
        },
        this.flow,
        now,
      );
    });
  }

  call(number: string, again?: Parameters<UserAgent['call']>[0]['again']): void {
    this.dialled = number;
    const target = this.address(number).uri;
    const offer = this.offersLate ? null : makeOffer(this.sdp, this.local, USUAL_MEDIA);
    if (offer !== null) this.sdp = offer.session;
    const fields = this.credentials.proofs('INVITE', target);
    const parts = {
      target,
      from: this.address(this.number),
      to: this.address(number),
      contact: this.contact(),
    };
    this.do((ua, now) => {
      this.session = ua.call(
        { ...parts, fields, offer: offer?.body ?? null, ...(again && { again }) },
        this.flow,
        now,
      );
    });
  }

  /** `body`: something is to be set. `within` its subscription, once it has one: a refresh, where nothing is set. */
  subscribe(number: string, event: string, body = '', within = body !== ''): void {
    this.subscribing = { number, event, body, within };
    const target = this.address(number);
    this.subscribed += 1;
    const fields = [
      { name: 'event', value: event },
      ...(body === '' ? [] : [{ name: 'content-type', value: 'application/x-as-feature-event+xml' }]),
      ...this.credentials.proofs('SUBSCRIBE', target.uri),
    ];
    const tag = within ? this.subscription : undefined;
    const to = tag === undefined ? target : { ...target, params: [{ name: 'tag', value: tag }] };
    const head = { kind: 'request', method: 'SUBSCRIBE', uri: target.uri, via: [], to } as const;
    const from = { ...this.address(this.number), params: [{ name: 'tag', value: 's' }] };
    const rest = {
      callId: `sub-${number}`,
      contact: [this.contact()],
      route: [],
      recordRoute: [],
      maxForwards: 70,
    };
    const cseq = { number: this.subscribed, method: 'SUBSCRIBE' };
    this.do((ua, now) => {
      ua.request(
        { ...head, ...rest, from, cseq, fields, body: new TextEncoder().encode(body) },
        this.flow,
        now,
      );
    });
  }

  private subscribing = { number: '', event: '', body: '', within: false };
  private subscribed = 0;
  /** The exchange's tag of the subscription that was granted. */
  private subscription: string | undefined;

  /** It is the same telephone as `other`, elsewhere on the network: what it watches it goes on watching. */
  movesFrom({ subscription, subscribed }: Phone): void {
    Object.assign(this, { subscription, subscribed });
  }

  pickUp(session: SessionId): void {
    this.session = session;
    this.do((ua, now) => ua.answer(session, this.offers.get(session)!, now));
  }

  hangUp(): void {
    if (this.session !== null) this.do((ua, now) => ua.hangUp(this.session!, now, 486));
  }

  hold(direction: LocalMedia['direction']): void {
    if (this.session === null) return;
    const offer = makeOffer(this.sdp, { ...this.local, direction }, USUAL_MEDIA);
    this.sdp = offer.session;
    this.do((ua, now) => ua.offer(this.session!, offer.body, now));
  }

  /** In a call: the other party is to be connected to `to`, or to the party of another call of this telephone. */
  refer(session: SessionId, to: string, replaced: SessionId | null = null): void {
    const query = replaced === null ? '' : `?Replaces=${encodeURIComponent(this.dialogOf(replaced))}`;
    const value = `<sip:${to}@${this.flow.remote.host}${query}>`;
    this.do((ua, now) => ua.ask(session, 'REFER', { fields: [{ name: 'refer-to', value }] }, now));
  }

  /** As this telephone knows it: the tag of the exchange is the remote one. */
  private dialogOf(session: SessionId): string {
    const { store } = this.ua as unknown as { store: { get(id: SessionId): { dialog: Dialog } } };
    const { callId, localTag, remoteTag } = store.get(session).dialog;
    return `${callId};to-tag=${remoteTag};from-tag=${localTag}`;
  }

  private readonly offers = new Map<SessionId, Uint8Array>();

  private address(user: string) {
    return { display: '', uri: sipUri(user, this.flow.remote.host), params: [] };
  }

  private contact() {
    const { host, port } = this.flow.local;
    return { display: '', uri: sipUri(this.number, host, port), params: [] };
  }

  private answerTo(offer: Uint8Array | null): Uint8Array {
    const answer = offer && answerOffer(this.sdp, offer, this.local, USUAL_MEDIA);
    if (answer?.ok) {
      this.sdp = answer.value.session;
      return answer.value.body;
    }
    return makeOffer(this.sdp, this.local, USUAL_MEDIA).body;
  }

  private settle(): void {
    for (let again = true; again; ) {
      const { sent, events } = this.ua.drain();
      for (const { flow, bytes } of sent) this.network.send(flow, bytes);
      for (const event of events) this.react(event);
      again = events.length > 0;
    }
    const at = this.ua.deadline;
    if (at === null || (this.woken !== null && this.woken <= at)) return;
    this.woken = at;
    this.clock.at(at, () => {
      this.woken = null;
      this.ua.wake(this.clock.now());
      this.settle();
    });
  }

  private react(event: CallEvent): void {
    this.told.push(event.kind);
    this.onEvent(event);
    if (event.kind === 'incoming') {
      this.offers.set(event.session, this.answerTo(event.offer));
      this.ua.progress(event.session, 180, null, this.clock.now());
      this.later(ms(1), () => this.onIncoming(event.session));
    } else if (event.kind === 'offered' || (event.kind === 'answered' && event.wantsAnswer))
      this.ua.accept(event.session, this.answerTo(event.body), this.clock.now());
    else if (event.kind === 'asked')
      this.ua.respond(event.transaction, event.request, 200, {}, this.clock.now());
    else if (event.kind === 'request')
      this.ua.respond(event.transaction, event.request, 200, {}, this.clock.now());
    else if (event.kind === 'response') this.registering(event.response);
    else if (event.kind === 'ended') this.callEnded(event);
  }

  private registering(response: Extract<CallEvent, { kind: 'response' }>['response']): void {
    if (
      response?.cseq.method === 'SUBSCRIBE' &&
      response.status === 401 &&
      this.credentials.learn(false, response)
    ) {
      const { number, event, body, within } = this.subscribing;
      this.subscribe(number, event, body, within);
    }
    if (response?.cseq.method === 'SUBSCRIBE' && response.status === 200)
      this.subscription = response.to.params.find(({ name }) => name === 'tag')?.value ?? undefined;
    if (response?.cseq.method !== 'REGISTER') return;
    if (response.status === 401 && this.credentials.learn(this.cseq > 1, response)) this.register();
    else {
      this.registered = response.status === 200;
      if (this.registered) this.later(sec(300), () => this.register());
    }
  }

  private callEnded({ session, message }: Extract<CallEvent, { kind: 'ended' }>): void {
    if (session === this.session) this.session = null;
    const challenged = message?.kind === 'response' && message.status === 401 ? message : null;
    if (challenged !== null && this.credentials.learn(false, challenged)) this.call(this.dialled, challenged);
  }
}
