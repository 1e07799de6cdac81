import type { NameAddress, SipRequest } from '#ports/sip-codec.ts';
import type { SipPresence } from '#ports/sip-stack.ts';
import type { Flow } from '#ports/sip-transport.ts';
import { earlier, type Instant } from '#units/time.ts';
import { sipUri } from './codec/uri.ts';
import { Defence, USUAL_DEFENCE } from './defence/defence.ts';
import type { CallEvent } from './dialogs/session.ts';
import { UserAgent } from './dialogs/user-agent.ts';
import type { WatchedCall } from './events/dialog-info.ts';
import { type PhoneFeatures, setsFeature } from './events/feature-event.ts';
import type { Mailbox } from './events/message-summary.ts';
import { Notifier } from './events/notifier.ts';
import { answerFlow, stamped } from './flow.ts';
import type { Place, Wanted } from './locate/locate.ts';
import { tagOf } from './make.ts';
import { Registrar } from './registrar/registrar.ts';
import type { LocalMedia } from './sdp/session.ts';
import { referAnswer, referProgress, sendDtmf } from './stack/asked.ts';
import { CallDesk } from './stack/call-desk.ts';
import { FeatureDesk } from './stack/feature-desk.ts';
import { Guardian } from './stack/guardian.ts';
import { incoming } from './stack/incoming.ts';
import type { Leg } from './stack/legs.ts';
import type { Purpose, StackOptions, StackOutput } from './stack/options.ts';
import { familyOf, invite, nextPlace, retry } from './stack/outgoing.ts';
import { answerOutside } from './stack/outside-calls.ts';
import { checkSyncTo, contactAt, flowTo, optionsTo } from './stack/places.ts';
import type {
  FeatureAskId,
  FeatureVerdict,
  InviteRefusal,
  InviteWish,
  LegId,
  PeerRef,
  StackCommands,
  StackEvent,
  StackSettings,
} from './stack/surface.ts';
import { TrunkRoom } from './stack/trunk-room.ts';
import type { TransactionId } from './transactions/state.ts';
import type { Trunk, TrunkOutput } from './trunk/trunk.ts';

/**
 * The whole of SIP without sockets and clocks: bytes, wishes and time in; bytes, deadlines and events out. See
 * `stack/surface.ts` for what it says and takes. Behind a `Gate`, which holds the limits on bytes.
 */
export class SipStack implements StackCommands {
  readonly defence: Defence;
  readonly registrar = new Registrar();
  readonly notifier: Notifier;
  private readonly options: StackOptions;
  private readonly ua: UserAgent;
  private readonly guardian: Guardian;
  private readonly desk: CallDesk;
  private readonly features: FeatureDesk;
  private readonly purposes = new Map<TransactionId, Purpose>();
  private readonly trunks: TrunkRoom;
  private users: ReadonlySet<string> = new Set();
  private events: StackEvent[] = [];
  private locates: { trunk: string; wanted: Wanted }[] = [];
  /** Answers that nothing is kept of. */
  private stateless: { flow: Flow; bytes: Uint8Array }[] = [];
  /** Who has proved to have sent the request that is being looked at. */
  private sender: PeerRef | null = null;

  constructor(options: StackOptions) {
    const { codec, random, hash, realm, seenAs, defence = USUAL_DEFENCE } = options;
    this.options = options;
    this.ua = new UserAgent({ codec, random, ...(seenAs && { seenAs }) });
    this.defence = new Defence((host) => this.isPeer(host), defence);
    this.guardian = new Guardian(realm, hash, random, this.defence);
    this.notifier = new Notifier(
      random,
      undefined,
      (user) => this.guardian.device(user)?.language ?? 'zh-CN',
    );
    this.trunks = new TrunkRoom(hash, random, (place, user) => {
      const flow = flowTo(options.listeners, place);
      // Without a way there nothing is sent: the contact is never seen.
      return flow === null
        ? { display: '', uri: sipUri(user, 'invalid'), params: [] }
        : this.contactAt(flow, user);
    });
    this.desk = new CallDesk({
      ua: this.ua,
      random,
      device: (user) => this.guardian.device(user),
      trunk: (id) => this.trunks.get(id),
      bindingsOf: (user, now) => this.registrar.bindingsOf(user, now),
      flowTo: (place) => flowTo(options.listeners, place),
      contactAt: (flow, user) => this.contactAt(flow, user),
      tell: (event) => this.events.push(event),
    });
    this.features = new FeatureDesk({
      ...{ ua: this.ua, notifier: this.notifier },
      tell: (event) => this.events.push(event),
    });
    this.desk.nextPlace = (leg, now) => nextPlace(this.desk, leg, now);
    this.desk.retry = (leg, attempt, response, now) => retry(this.desk, leg, attempt, response, now);
  }

  /** Devices and trunks of the office; those that stay as they are lose nothing. */
  configure({ devices, trunks }: StackSettings, now: Instant): void {
    const staying = new Set(devices.map(({ user }) => user));
    for (const user of this.users) {
      if (staying.has(user)) continue;
      this.registrar.forget(user);
      this.notifier.forget(user);
    }
    this.guardian.configure(devices);
    this.users = staying;
    for (const gone of this.trunks.configure(trunks, now))
      for (const output of gone.drain()) this.carryTrunk(gone, output, now);
    this.settle(now);
  }

  get deadline(): Instant | null {
    let first = earlier(this.ua.deadline, this.registrar.deadline);
    first = earlier(earlier(first, this.notifier.deadline), this.desk.timers.earliest);
    return earlier(earlier(first, this.features.deadline), this.trunks.deadline);
  }

  /** What is held, for tests and for the technician: all of it is bounded. */
  get held(): Readonly<Record<string, number>> {
    const { ua, desk, registrar, notifier, purposes, defence } = this;
    const own = { legs: desk.legs.size, bindings: registrar.size, subscriptions: notifier.size };
    return {
      ...ua.held,
      ...own,
      featureAsks: this.features.size,
      purposes: purposes.size,
      remembered: defence.remembered,
      nonces: this.guardian.counted,
    };
  }

  drain(): StackOutput {
    const { sent } = this.ua.drain();
    const out = { sent: [...this.stateless, ...sent], locate: this.locates, events: this.events };
    this.stateless = [];
    this.locates = [];
    this.events = [];
    return out;
  }

  /** Whether a flow is that of somebody who has proved to be a peer; the gate asks. */
  trusts({ remote }: Flow): boolean {
    return this.isPeer(remote.host);
  }

  receive(bytes: Uint8Array, flow: Flow, now: Instant): void {
    const { host } = flow.remote;
    if (this.defence.isBanned(host, now)) return;
    const decoded = this.options.codec.decode(bytes);
    if (!decoded.ok) {
      const { answer } = decoded.refusal;
      if (answer !== null) this.stateless.push({ flow, bytes: answer });
      return;
    }
    const { message } = decoded;
    if (message.kind === 'response' || this.passes(message, flow, now)) this.ua.take(message, flow, now);
    this.settle(now);
    this.sender = null;
  }

  /** Requests within what is known already, and those of who has proved to be somebody. */
  private passes(request: SipRequest, flow: Flow, now: Instant): boolean {
    const { method } = request;
    // What is set for good is proved each time: who overhears a dialog is to send no calls elsewhere, and no news.
    const within = tagOf(request.to) !== null && !setsFeature(request) && !this.notifier.moves(request, flow);
    if (method === 'ACK' || method === 'CANCEL' || within) return true;
    if (this.ua.knows(stamped(request, flow))) return true;
    const trunk = this.trunks.at(flow.remote.host);
    if (trunk !== null && (method === 'INVITE' || method === 'NOTIFY')) {
      this.sender = { kind: 'trunk', id: trunk.settings.id };
      return true;
    }
    const judgement = this.guardian.judge(request, flow, this.isPeer(flow.remote.host), now);
    if (judgement.kind === 'device') {
      const { user, number } = judgement.device;
      this.sender = { kind: 'device', user, number };
      return true;
    }
    if (judgement.kind === 'silence') return false;
    const back = stamped(request, flow);
    const bytes = this.options.codec.encode({ ...judgement.response, via: back.via });
    this.stateless.push({ flow: answerFlow(flow, back.via[0]!), bytes });
    return false;
  }

  wake(now: Instant): void {
    this.ua.wake(now);
    this.registrar.wake(now);
    this.notifier.wake(now);
    this.features.wake(now);
    this.trunks.wake(now);
    this.desk.wake(now);
    this.settle(now);
  }

  /** A connection is gone. */
  flowLost(flow: Flow, now: Instant): void {
    this.registrar.flowLost(flow);
    this.ua.flowLost(flow, now);
    this.settle(now);
  }

  /** DNS has said where a trunk's servers are. */
  located(trunk: string, places: readonly Place[], now: Instant): void {
    this.trunks.get(trunk)?.located(places, now);
    this.settle(now);
  }

  // ── what the exchange asks ──

  invite(wish: InviteWish, now: Instant): { readonly leg: LegId } | { readonly refused: InviteRefusal } {
    const begun = invite(this.desk, wish, now);
    this.settle(now);
    return begun;
  }

  readonly familyOf = (to: InviteWish['to'], now: Instant) => familyOf(this.desk, to, now);
  ring(id: LegId, now: Instant): void {
    this.with(id, now, ({ role, session }) => {
      if (role === 'called' && session !== null) this.ua.progress(session, 180, null, now);
    });
  }

  early(id: LegId, local: LocalMedia, now: Instant): boolean {
    return this.speak(id, 183, local, now);
  }

  answer(id: LegId, local: LocalMedia, now: Instant): boolean {
    return this.speak(id, 200, local, now);
  }

  private speak(id: LegId, status: 183 | 200, local: LocalMedia, now: Instant): boolean {
    const leg = this.desk.legs.get(id);
    const spoken = leg !== undefined && this.desk.speak(leg, status, local, now);
    this.settle(now);
    return spoken;
  }

  release(id: LegId, cause: number, now: Instant): void {
    this.with(id, now, (leg) => this.desk.end(leg, cause, 'us', null, now));
  }

  redirect(id: LegId, to: string, now: Instant): void {
    this.with(id, now, (leg) => this.desk.redirect(leg, to, now));
  }

  setMedia(id: LegId, local: LocalMedia, now: Instant): void {
    this.with(id, now, (leg) => this.desk.setMedia(leg, local, now));
  }

  sendDtmf(id: LegId, digit: string, now: Instant): void {
    this.with(id, now, (leg) => sendDtmf(this.desk, leg, digit, now));
  }

  referAnswer(id: LegId, accepted: boolean, now: Instant): void {
    this.with(id, now, (leg) => referAnswer(this.desk, leg, accepted, now));
  }

  referProgress(id: LegId, status: number, now: Instant): void {
    this.with(id, now, (leg) => referProgress(this.desk, leg, status, now));
  }

  private with(id: LegId, now: Instant, act: (leg: Leg) => void): void {
    const leg = this.desk.legs.get(id);
    if (leg !== undefined) act(leg);
    this.settle(now);
  }

  setCalls(number: string, calls: readonly WatchedCall[], now: Instant): void {
    this.notifier.set('dialog', number, calls.length === 0 ? null : calls, now);
    this.settle(now);
  }

  setPresence(number: string, presence: SipPresence, now: Instant): void {
    this.notifier.set('presence', number, presence === 'out-of-service' ? null : presence, now);
    this.settle(now);
  }

  setMailbox(number: string, mailbox: Mailbox, now: Instant): void {
    const isEmpty = mailbox.unheard + mailbox.heard === 0;
    this.notifier.set('message-summary', number, isEmpty ? null : mailbox, now);
    this.settle(now);
  }

  setFeatures(user: string, features: PhoneFeatures, now: Instant): void {
    this.notifier.set('as-feature-event', user, features, now);
    this.settle(now);
  }

  featureAnswer(ask: FeatureAskId, verdict: FeatureVerdict, now: Instant): void {
    this.features.answer(ask, verdict, now);
    this.settle(now);
  }

  /** Asks the telephones of a user to fetch their settings anew (`check-sync`); how many were asked. */
  checkSync(user: string, now: Instant): number {
    const asked = this.registrar.bindingsOf(user, now).filter(({ contact, flow, path }) => {
      const request = checkSyncTo(contact, this.contactAt(flow, 'tipring'), path, this.options.random);
      return this.ua.request(request, flow, now) !== null;
    });
    this.settle(now);
    return asked.length;
  }

  // ── inside ──

  /** Brings what each part says to the parts that it concerns, until none says anything more. */
  private settle(now: Instant): void {
    for (let turn = 0; turn < 1_000; turn++) {
      const events = this.ua.takeEvents();
      for (const event of events) this.hear(event, now);
      let said = events.length;
      const trunks = this.trunks.drain();
      for (const { trunk, output } of trunks) this.carryTrunk(trunk, output, now);
      said += trunks.length + this.carryRegistrar(now) + this.carryNotifier(now);
      if (said === 0) break;
    }
    for (const { who, until } of this.defence.drain()) this.events.push({ kind: 'banned', who, until });
  }

  private hear(event: CallEvent, now: Instant): void {
    if (event.kind === 'request') this.requested(event.transaction, event.request, event.flow, now);
    else if (event.kind === 'incoming') incoming(this.desk, event, this.sender, now);
    else if (event.kind === 'response') {
      const purpose = this.purposes.get(event.transaction);
      this.purposes.delete(event.transaction);
      const status = event.response?.status ?? null;
      if (purpose?.kind === 'check') this.registrar.checked(purpose.binding, status, now);
      else if (purpose?.kind === 'notify') this.notifier.answered(purpose.subscription, status, now);
      else if (purpose?.kind === 'trunk')
        purpose.trunk.answered(purpose.purpose, purpose.place, event.response, now);
    } else this.desk.hear(event, now);
  }

  private requested(id: TransactionId, request: SipRequest, flow: Flow, now: Instant): void {
    if (setsFeature(request)) this.features.asked(id, request, this.sender, flow, now);
    else {
      const { status, parts } = answerOutside(this, request, this.sender, flow, now);
      this.ua.respond(id, request, status, parts, now);
    }
  }

  private carryTrunk(trunk: Trunk, output: TrunkOutput, now: Instant): void {
    const { id } = trunk.settings;
    if (output.kind === 'locate') this.locates.push({ trunk: id, wanted: output.wanted });
    else if (output.kind === 'state')
      this.events.push({ kind: 'trunk', id, state: output.state, why: output.why });
    else {
      const { purpose, place, request } = output;
      const flow = flowTo(this.options.listeners, place);
      const sent = flow && this.ask(request, flow, { kind: 'trunk', trunk, purpose, place }, now);
      if (!sent) trunk.answered(purpose, place, null, now);
    }
  }

  private carryRegistrar(now: Instant): number {
    const { events, checks } = this.registrar.drain();
    for (const event of events) {
      const { user, userAgent } = event.binding;
      const contacts = this.registrar.bindingsOf(user, now).length;
      if (event.kind === 'registered') this.events.push({ kind: 'registered', user, contacts, userAgent });
      else this.events.push({ kind: 'unregistered', user, contacts, why: event.why });
    }
    for (const { id, contact, flow, path } of checks) {
      const own = this.contactAt(flow, 'tipring');
      const request = optionsTo(contact, own, path, this.options.random);
      if (!this.ask(request, flow, { kind: 'check', binding: id }, now)) this.registrar.checked(id, 200, now);
    }
    return events.length + checks.length;
  }

  private carryNotifier(now: Instant): number {
    for (const news of this.notifier.takeWatched()) this.events.push({ kind: 'watched', ...news });
    const all = this.notifier.drain();
    for (const { subscription, request, flow } of all)
      if (!this.ask(request, flow, { kind: 'notify', subscription }, now))
        this.notifier.answered(subscription, null, now);
    return all.length;
  }

  private ask(request: SipRequest, flow: Flow, purpose: Purpose, now: Instant): boolean {
    const transaction = this.ua.request(request, flow, now);
    if (transaction !== null) this.purposes.set(transaction, purpose);
    return transaction !== null;
  }

  private isPeer(host: string): boolean {
    return this.registrar.hasPeerAt(host) || this.trunks.at(host) !== null;
  }

  private contactAt(flow: Flow, user: string): NameAddress {
    return contactAt(flow, this.options.seenAs?.(flow) ?? flow.local, user);
  }
}
