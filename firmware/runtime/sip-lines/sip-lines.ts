import type { Clock } from '#ports/clock.ts';
import type { PromptControl } from '#ports/control.ts';
import type {
  LineCardCommand,
  LineCardEvent,
  LineCardListener,
  LineCards,
  PortHealth,
} from '#ports/line-card.ts';
import type { MediaPlane } from '#ports/media.ts';
import type { Observe } from '#ports/observe.ts';
import type { SipEvent, SipLegEvent, SipLegId, SipPeer, SipSide } from '#ports/sip-stack.ts';
import type { PortView } from '#switching/model.ts';
import { type PortId, timeslotOf } from '#units/ids.ts';
import { assert } from '#units/result.ts';
import { after, ms } from '#units/time.ts';
import { trunkDown } from './faults.ts';
import { LegMedia } from './leg-media.ts';
import { type Place, placesOf, type SipLinesPlan, type Standing } from './plan.ts';
import { Silences } from './silences.ts';
import { SipTelephone } from './telephone.ts';
import { TelephoneLine } from './telephone-line.ts';
import { TestCalls } from './test-calls.ts';
import { CAUSE, type Ties } from './ties.ts';
import { SipTrunkChannel } from './trunk-channel.ts';
import { isVirtual, Voices, type VoicesOptions } from './voices.ts';

export interface SipLinesOptions extends VoicesOptions {
  readonly plan: SipLinesPlan;
  readonly clock: Clock;
  readonly sip: SipSide;
  /** The cards and the media plane of the box. */
  readonly lineCards: LineCards;
  readonly media: MediaPlane;
}

/** Cards that have not told by then are not waited for; as in the host. */
const BRING_UP_MS_MAX = 10_000;

type SipTrunkState = Extract<SipEvent, { readonly kind: 'trunk' }>['state'];

type Due = readonly [why: 'unreachable' | 'absent', place: TelephoneLine | SipTrunkChannel];

/**
 * SIP telephones and trunks as positions of line cards. The exchange is given `lineCards` and `media` of this in place
 * of the box's own; what SIP tells comes in at `hear`. Nothing in the switching core knows of it.
 */
export class SipLines {
  readonly lineCards: LineCards;
  readonly media: LegMedia;
  readonly tests: TestCalls;
  readonly #options: SipLinesOptions;
  readonly #voices: Voices;
  /** By user. */
  readonly #telephones = new Map<string, SipTelephone>();
  readonly #lines = new Map<PortId, TelephoneLine>();
  /** Those that are not at rest: a few of hundreds. */
  readonly #awake = new Map<PortId, TelephoneLine>();
  /** To be looked at after the next turn, whatever it changes. */
  #stirred = new Set<PortId>();
  readonly #channels = new Map<PortId, SipTrunkChannel>();
  readonly #standing = new Map<PortId, Standing>();
  /** Out of reach, or no longer wanted, as soon as the call is over. */
  readonly #due = new Map<PortId, Due>();
  readonly #registered = new Set<string>();
  /** Whether it is up, of each that has told. */
  readonly #trunks = new Map<string, boolean>();
  #wanted: ReadonlyMap<PortId, Place> = new Map();
  readonly #tied: Ties;
  readonly #silences: Silences;
  #control: PromptControl | null = null;
  #listener: LineCardListener = () => undefined;
  #view: (port: PortId) => PortView | null = () => null;
  #running = false;
  #joined = false;
  #enough: () => void = () => undefined;

  constructor(options: SipLinesOptions) {
    this.#options = options;
    this.#voices = new Voices(options);
    const { clock, media, plan } = options;
    const signals = {
      digits: (port: PortId, digits: string) => this.#channels.get(port)?.dial(digits) ?? false,
      callerId: (port: PortId, message: Parameters<TelephoneLine['callerId']>[0]) =>
        this.#lines.get(port)?.callerId(message),
      voice: (port: PortId, heard: boolean) => this.#silences.told(port, heard),
    };
    this.media = new LegMedia(media, this.#voices, signals, () => clock.now());
    this.#tied = this.#ties();
    this.#silences = new Silences(this.#voices, this.#tied.later, (port) => {
      this.#lines.get(port)?.lost();
      this.#channels.get(port)?.lost();
    });
    this.tests = new TestCalls(this.#tied, clock, this.#channels, this.#trunks, this.media);
    this.lineCards = this.#face();
    this.configure(plan);
  }

  /** Voices that are open, for tests and the technician. */
  get voices(): number {
    return this.#voices.size;
  }

  /** Transfers and diversions that telephones ask for go there; before, they are refused. */
  attach(control: PromptControl): void {
    this.#control = control;
  }

  /** From now on test calls see what becomes of them. */
  watch(observe: Observe): void {
    this.tests.watch(observe);
  }

  /** Another plan: positions that stay keep their calls, those that go finish theirs first. */
  configure(plan: SipLinesPlan): void {
    this.#wanted = placesOf(plan);
    for (const [port, { info }] of [...this.#standing])
      if (this.#wanted.get(port)?.chip !== info.chip) this.#remove(port);
      else if (this.#due.get(port)?.[0] === 'absent') this.#health(port, this.#reaches(port));
    for (const port of this.#wanted.keys()) if (!this.#standing.has(port)) this.#place(port);
    for (const id of [...this.#trunks.keys()])
      if (!plan.trunks.some((trunk) => trunk.id === id)) this.#trunk(id, 'removed', '');
  }

  #place(port: PortId): void {
    const { chip, kind, peer } = this.#wanted.get(port)!;
    assert(isVirtual(port), `${port} cannot be a position of SIP`);
    const health = this.#reaches(port) ? 'in-service' : 'unreachable';
    const standing: Standing = { info: { port, kind, chip }, health };
    this.#standing.set(port, standing);
    if (kind === 'fxs') this.#placeLine(port, peer);
    else this.#channels.set(port, new SipTrunkChannel(port, peer, this.#tied));
    this.#tellHealth(port, standing);
  }

  #placeLine(port: PortId, user: string): void {
    const line = new TelephoneLine(port, user, this.#tied);
    const known = this.#telephones.get(user);
    const phone = known ?? new SipTelephone(this.#tied, (leg) => this.#lineOf(leg));
    phone.add(line);
    this.#lines.set(port, line);
    if (known === undefined) this.#telephones.set(user, phone);
  }

  #removeLine(port: PortId): void {
    const user = this.#lines.get(port)?.user;
    this.#lines.delete(port);
    this.#awake.delete(port);
    const phone = user === undefined ? undefined : this.#telephones.get(user);
    phone?.remove(port);
    if (user !== undefined && phone?.lines.length === 0) this.#telephones.delete(user);
  }

  #reaches(port: PortId): boolean {
    const { kind, peer } = this.#wanted.get(port)!;
    return kind === 'fxs' ? this.#registered.has(peer) : this.#trunks.get(peer) === true;
  }

  #remove(port: PortId): void {
    const place = this.#placeAt(port);
    this.#due.set(port, ['absent', place]);
    if (place.inCall) return;
    // Somebody who is out of reach before he is nobody: to be taken away is no defect of a line, and no alarm.
    this.#settleHealth(port, 'unreachable');
    // The exchange may have let go of the port at that word, and this have come to its end within.
    if (this.#standing.has(port) && this.#placeAt(port) === place) this.#settleHealth(port, 'absent');
    // Its voice is given back when the exchange has let go of the port.
    if (!place.atRest || !this.#standing.has(port) || this.#placeAt(port) !== place) return;
    this.#due.delete(port);
    this.#standing.delete(port);
    this.#removeLine(port);
    this.#channels.delete(port);
    if (this.#wanted.has(port)) this.#place(port);
  }

  // ───── what SIP tells ─────

  hear(event: SipEvent): void {
    switch (event.kind) {
      case 'registered':
      case 'unregistered':
        this.#contacts(event.user, event.contacts);
        return;
      case 'trunk':
        this.#trunk(event.id, event.state, event.why);
        return;
      case 'incoming':
        this.#incoming(event);
        return;
      case 'opened':
      case 'banned':
      case 'featureWish':
      case 'watched':
        return;
      default:
        this.#legEvent(event);
    }
  }

  #contacts(user: string, contacts: number): void {
    if (contacts > 0) this.#registered.add(user);
    else this.#registered.delete(user);
    for (const { port } of this.#telephones.get(user)?.lines ?? []) this.#health(port, contacts > 0);
  }

  /** One alarm for all of its channels. */
  #trunk(id: string, state: SipTrunkState | 'removed', why: string): void {
    if (state === 'removed') this.#trunks.delete(id);
    else this.#trunks.set(id, state === 'up');
    if (state !== 'trying')
      this.#tell({
        kind: 'alarm',
        raised: state === 'down' || state === 'refused',
        fault: trunkDown(id, why),
      });
    for (const channel of this.#channels.values())
      if (channel.trunk === id) this.#health(channel.port, state === 'up');
  }

  /** Whoever is out of reach for new calls may well be in one, and stays in it: it ends by SIP's own means. */
  #health(port: PortId, reached: boolean): void {
    const leaves = this.#due.get(port)?.[0] === 'absent' && !this.#wanted.has(port);
    if (leaves) return;
    this.#due.delete(port);
    const place = this.#placeAt(port);
    if (!reached && place.inCall) this.#due.set(port, ['unreachable', place]);
    else this.#settleHealth(port, reached ? 'in-service' : 'unreachable');
  }

  #placeAt(port: PortId): TelephoneLine | SipTrunkChannel {
    const place = this.#lines.get(port) ?? this.#channels.get(port);
    assert(place !== undefined, `${port} is no position of SIP`);
    return place;
  }

  #settleHealth(port: PortId, health: PortHealth): void {
    const standing = this.#standing.get(port)!;
    if (standing.health === health) return;
    standing.health = health;
    this.#tellHealth(port, standing);
  }

  #tellHealth(port: PortId, { health, info }: Standing): void {
    if (!this.#joined) return;
    this.#tell({ kind: 'health', port, health });
    // The core learns a line's polarity at rest from the first look (`polarity`).
    if (info.kind === 'fxo' && health === 'in-service')
      this.#tell({ kind: 'polarity', port, reversed: false });
  }

  #incoming(event: Extract<SipEvent, { readonly kind: 'incoming' }>): void {
    if (this.#running && event.from.kind === 'device') this.#lendLine(event.from.user);
    const place = this.#running ? this.#placeFor(event.from) : null;
    if (place !== null) place.incoming(event);
    else this.#options.sip.do((stack, now) => stack.release(event.leg, CAUSE.noChannel, now));
  }

  /** Who cannot be called may call all the same, for his request was proved: one line serves for as long as that. */
  #lendLine(user: string): void {
    if (this.#registered.has(user)) return;
    const free = this.#telephones
      .get(user)
      ?.lines.find(({ port, inCall }) => !inCall && !this.#due.has(port));
    if (free === undefined) return;
    this.#health(free.port, true);
    this.#due.set(free.port, ['unreachable', free]);
  }

  #placeFor(from: SipPeer): SipTelephone | SipTrunkChannel | null {
    if (from.kind === 'device') return this.#telephones.get(from.user) ?? null;
    return [...this.#channels.values()].find(({ trunk, isFree }) => trunk === from.id && isFree) ?? null;
  }

  #legEvent(event: SipLegEvent): void {
    const line = this.#lineOf(event.leg);
    if (line === undefined) this.#channelOf(event.leg)?.hear(event);
    else if (event.kind === 'refer') this.#telephones.get(line.user)?.refer(line, event);
    else line.hear(event);
  }

  #lineOf(leg: SipLegId): TelephoneLine | undefined {
    for (const line of this.#awake.values()) if (line.has(leg)) return line;
    return undefined;
  }

  #channelOf(leg: SipLegId): SipTrunkChannel | undefined {
    for (const channel of this.#channels.values()) if (channel.has(leg)) return channel;
    return undefined;
  }

  // ───── the face of the line cards ─────

  #face(): LineCards {
    const { lineCards } = this.#options;
    const standing = this.#standing;
    return {
      get isEmpty() {
        return lineCards.isEmpty === true && standing.size === 0;
      },
      start: (listener) => {
        this.#listener = listener;
        this.#running = true;
        this.#enough = this.#tied.later(BRING_UP_MS_MAX, () => this.#join());
        lineCards.start((event, at) => {
          listener(event, at);
          const own = event.kind === 'health' ? lineCards.ports() : [];
          if (own.length > 0 && own.every(({ health }) => health !== 'starting')) this.#join();
        });
        if (lineCards.isEmpty === true) this.#join();
      },
      command: (command) => {
        if (isVirtual(command.port)) this.#command(command);
        else lineCards.command(command);
      },
      ports: () => [
        ...lineCards.ports(),
        ...[...(this.#joined ? this.#standing.values() : [])].map(({ info, health }) => ({
          ...info,
          health,
        })),
      ],
      port: (port) => {
        const standing = this.#joined ? this.#standing.get(port) : undefined;
        if (standing === undefined) return lineCards.port?.(port) ?? null;
        return { ...standing.info, health: standing.health };
      },
      turned: (view, changed) => {
        this.#view = view;
        lineCards.turned?.(view, changed);
        const stirred = this.#stirred;
        this.#stirred = new Set();
        for (const port of changed) stirred.add(port);
        for (const port of stirred) this.#lookAt(port);
        for (const channel of this.#channels.values()) if (!channel.atRest) channel.turned();
        this.#due.forEach(([why, place], port) => {
          if (place.inCall) return;
          if (why === 'absent') this.#remove(port);
          else this.#health(port, false);
        });
      },
      stop: () => {
        this.#running = false;
        this.#enough();
        lineCards.stop();
      },
    };
  }

  #lookAt(port: PortId): void {
    const line = this.#awake.get(port);
    if (line?.atRest) this.#awake.delete(port);
    else line?.turned();
  }

  /** The exchange begins when every position that is known has told its health: at first that is the box's alone. */
  #join(): void {
    if (this.#joined) return;
    this.#joined = true;
    this.#enough();
    for (const [port, standing] of this.#standing) this.#tellHealth(port, standing);
  }

  #command(command: LineCardCommand): void {
    this.#lines.get(command.port)?.command(command);
    this.#channels.get(command.port)?.command(command);
  }

  #tell(event: LineCardEvent): void {
    if (this.#running) this.#listener(event, this.#options.clock.now());
  }

  #ties(): Ties {
    const { sip, clock } = this.#options;
    return {
      ...{ sip, voices: this.#voices },
      tell: (event) => this.#tell(event),
      digit: (port, digit) => this.media.tell({ kind: 'dtmf', slot: timeslotOf(port), digit }),
      key: (port, digit) => this.media.key(timeslotOf(port), digit),
      progress: (port, tone) => this.media.tell({ kind: 'progress', slot: timeslotOf(port), tone, on: true }),
      callerId: (port, message, said) =>
        this.media.tell({ kind: 'callerId', slot: timeslotOf(port), message, ...said }),
      ringback: (port, on) => this.media.ringback(timeslotOf(port), on),
      wakes: (port) => {
        const line = this.#lines.get(port);
        if (line === undefined) return;
        this.#awake.set(port, line);
        this.#stirred.add(port);
      },
      view: (port) => this.#view(port),
      ask: (command, answer) => {
        if (this.#control === null) answer({ ok: false, why: 'not-in-that-state' });
        else this.#control.ask(command, answer);
      },
      later: (milliseconds, act) => clock.at(after(clock.now(), ms(milliseconds)), act),
    };
  }
}
