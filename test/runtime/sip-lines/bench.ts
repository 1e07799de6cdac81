import type { PortKind } from '#ports/line-card.ts';
import type { MediaEvent, MediaPlane } from '#ports/media.ts';
import type { LegAgreement, LegCounters, PacketLegs } from '#ports/packet-legs.ts';
import type {
  SipAudio,
  SipCalls,
  SipDiversion,
  SipEvent,
  SipFeatures,
  SipFeatureVerdict,
  SipInviteWish,
  SipLegId,
  SipLocalMedia,
  SipPeer,
  SipPresence,
  SipSide,
  SipWatchedCall,
} from '#ports/sip-stack.ts';
import { ExchangeHost } from '#runtime/host.ts';
import { FeatureKeys } from '#runtime/sip-lines/feature-keys.ts';
import { SipLines } from '#runtime/sip-lines/sip-lines.ts';
import { Watchers } from '#runtime/sip-lines/watchers.ts';
import type { ExchangeLineSettings } from '#sim/people.ts';
import { PortLevelWorld } from '#sim/port-level/world.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import type { PortId, Timeslot } from '#units/ids.ts';
import { timeslot } from '#units/ids.ts';
import { ms } from '#units/time.ts';
import { MemoryStore } from '../../../tools/sim/memory-store.ts';
import { region } from '../../support/office.ts';
import { office } from './bench-office.ts';

/** Slots of packet legs in these tests; those of the cards are far below. */
const FIRST_LEG_SLOT = 256;
const LEGS = 6;

/** Packet legs without sockets. */
export class ScriptedLegs implements PacketLegs {
  readonly agreed = new Map<Timeslot, LegAgreement>();
  /** Of each leg that was opened, in order. */
  readonly families: ('ipv4' | 'ipv6')[] = [];
  /** What has come in, by slot, where a test says so. */
  readonly counted = new Map<Timeslot, LegCounters>();
  readonly #open = new Set<Timeslot>();

  get size(): number {
    return this.#open.size;
  }

  open(family?: 'ipv4' | 'ipv6'): { readonly slot: Timeslot; readonly port: number } | null {
    for (let index = 0; index < LEGS; index++) {
      const slot = timeslot(FIRST_LEG_SLOT + index);
      if (this.#open.has(slot)) continue;
      this.#open.add(slot);
      if (family !== undefined) this.families.push(family);
      return { slot, port: 16_384 + 2 * index };
    }
    return null;
  }

  set(slot: Timeslot, agreement: LegAgreement): void {
    if (!this.#open.has(slot)) throw new Error(`leg ${slot} is not open`);
    this.agreed.set(slot, agreement);
  }

  close(slot: Timeslot): void {
    if (!this.#open.delete(slot)) throw new Error(`leg ${slot} is not open`);
    this.agreed.delete(slot);
  }

  counters(slot: Timeslot): LegCounters | null {
    return this.counted.get(slot) ?? null;
  }
}

export const audio = (port: number, direction: SipAudio['direction'] = 'sendrecv'): SipAudio => ({
  remote: { host: '192.0.2.7', port },
  ...{ codec: 'PCMA', payload: 8, eventReceivePayload: 101, direction, ptimeMs: 20, srtp: null },
});

/** What the far end of a leg has been told so far; the last word is where it is. */
export interface Leg {
  readonly id: SipLegId;
  readonly wish: SipInviteWish | null;
  readonly told: string[];
  /** RTP of ours, as in our description. */
  port: number | null;
}

/** SIP by script: what is asked of it is written down; what peers do, the test says. */
export class ScriptedSip implements SipSide, SipCalls {
  readonly legs: Leg[] = [];
  /** What watchers were told, in order. */
  readonly lamps: string[] = [];
  readonly presences: string[] = [];
  /** What keys of telephones show, by user, and how their wishes were answered. */
  readonly keys = new Map<string, SipFeatures>();
  readonly verdicts: SipFeatureVerdict[] = [];
  readonly registered = new Set<string>();
  trunkUp = false;
  hear: (event: SipEvent) => void = () => undefined;
  #busy = false;
  #waiting: SipEvent[] = [];
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  do<T>(ask: Parameters<SipSide['do']>[0] & ((stack: SipCalls, now: never) => T)): T {
    if (this.#busy) throw new Error('asked from inside');
    this.#busy = true;
    const answer = ask(this, this.#clock.now() as never) as T;
    this.#busy = false;
    for (let event = this.#waiting.shift(); event !== undefined; event = this.#waiting.shift())
      this.hear(event);
    return answer;
  }

  /** A peer does something. */
  tell(event: SipEvent): void {
    this.hear(event);
  }

  /** The first watchers of lamps and of presence come, or the last ones go. */
  watched(any = true): void {
    for (const event of ['dialog', 'presence']) this.tell({ kind: 'watched', event, any });
  }

  register(user: string, contacts = 1): void {
    if (contacts > 0) {
      this.registered.add(user);
      this.tell({ kind: 'registered', user, contacts });
    } else {
      this.registered.delete(user);
      this.tell({ kind: 'unregistered', user, contacts, why: 'expired' });
    }
  }

  trunk(up: boolean): void {
    this.trunkUp = up;
    this.tell({ kind: 'trunk', id: 'carrier', state: up ? 'up' : 'down', why: 'scripted' });
  }

  /** An INVITE comes. */
  calls(
    from: SipPeer,
    called: string,
    caller = { number: '', name: '', restricted: false },
    diversions?: readonly SipDiversion[],
  ): Leg {
    const leg = this.#leg(null);
    const said = diversions === undefined ? {} : { diversions };
    this.tell({ kind: 'incoming', leg: leg.id, from, caller, called, replaces: null, ...said });
    return leg;
  }

  phoneCalls(number: string, called: string): Leg {
    return this.calls({ kind: 'device', user: number, number }, called);
  }

  rings(leg: Leg, early = false): void {
    this.tell({ kind: 'ringing', leg: leg.id, media: early ? audio(4000) : null });
  }

  answers(leg: Leg): void {
    leg.told.push('answered');
    this.tell({ kind: 'answered', leg: leg.id, media: audio(4000) });
  }

  /** BYE, CANCEL or a refusal of the peer. */
  ends(leg: Leg, cause: 16 | 17 | 18 | 21 | 41 = 16): void {
    leg.told.push('gone');
    this.tell({ kind: 'released', leg: leg.id, cause, by: 'peer', status: null });
  }

  holds(leg: Leg): void {
    this.tell({ kind: 'media', leg: leg.id, media: audio(4000, 'recvonly') });
    this.tell({ kind: 'hold', leg: leg.id });
  }

  resumes(leg: Leg): void {
    this.tell({ kind: 'media', leg: leg.id, media: audio(4000) });
    this.tell({ kind: 'resume', leg: leg.id });
  }

  /** REFER: to a number, or to who talks on another leg of the same telephone. */
  refers(leg: Leg, to: string, replaces: Leg | null = null): void {
    this.tell({ kind: 'refer', leg: leg.id, to, replaces: replaces?.id ?? null });
  }

  /** INVITE with Replaces. */
  takes(number: string, replaced: Leg): Leg {
    const leg = this.#leg(null);
    const from = { kind: 'device', user: number, number } as const;
    const caller = { number: '', name: '', restricted: false };
    this.tell({ kind: 'incoming', leg: leg.id, from, caller, called: number, replaces: replaced.id });
    return leg;
  }

  get last(): Leg {
    return this.legs.at(-1)!;
  }

  // ───── what the exchange asks ─────

  invite(wish: SipInviteWish) {
    const { to } = wish;
    if (to.kind === 'device' && !this.registered.has(to.user)) return { refused: 'notRegistered' } as const;
    if (to.kind === 'trunk' && !this.trunkUp) return { refused: 'trunkDown' } as const;
    const leg = this.#leg(wish);
    leg.port = wish.local.port;
    return { leg: leg.id };
  }

  ring(id: SipLegId): void {
    this.#of(id).told.push('180');
  }

  early(id: SipLegId, local: SipLocalMedia): boolean {
    return this.#speak(id, '183', local);
  }

  answer(id: SipLegId, local: SipLocalMedia): boolean {
    return this.#speak(id, '200', local);
  }

  release(id: SipLegId, cause: number): void {
    const leg = this.#of(id);
    if (leg.told.includes('gone') || leg.told.some((word) => word.startsWith('release'))) return;
    leg.told.push(`release ${cause}`);
    this.#waiting.push({ kind: 'released', leg: id, cause: 16, by: 'us', status: null });
  }

  referAnswer(id: SipLegId, accepted: boolean): void {
    this.#of(id).told.push(accepted ? '202' : 'refer refused');
  }

  referProgress(id: SipLegId, status: number): void {
    this.#of(id).told.push(`refer ${status}`);
  }

  familyOf(): 'ipv4' {
    return 'ipv4';
  }

  setCalls(number: string, calls: readonly SipWatchedCall[]): void {
    const shown = calls.map(({ state, direction, remoteNumber }) =>
      `${state} ${direction} ${remoteNumber}`.trim(),
    );
    this.lamps.push(`${number}: ${shown.join(', ') || 'at rest'}`);
  }

  setPresence(number: string, presence: SipPresence): void {
    this.presences.push(`${number}: ${presence}`);
  }

  setFeatures(user: string, features: SipFeatures): void {
    this.keys.set(user, features);
  }

  featureAnswer(_ask: number, verdict: SipFeatureVerdict): void {
    this.verdicts.push(verdict);
  }

  #speak(id: SipLegId, word: string, local: SipLocalMedia): boolean {
    const leg = this.#of(id);
    leg.told.push(word);
    leg.port = local.port;
    this.#waiting.push({ kind: 'media', leg: id, media: audio(4000) });
    return true;
  }

  #leg(wish: SipInviteWish | null): Leg {
    const leg: Leg = { id: (this.legs.length + 1) as SipLegId, wish, told: [], port: null };
    this.legs.push(leg);
    return leg;
  }

  #of(id: SipLegId): Leg {
    return this.legs[id - 1]!;
  }
}

/** Two analog telephones, two SIP telephones and a SIP trunk at the real host and the real core. */
export function assemble(clock: VirtualClock, sip: SipSide, exchangeLine?: Partial<ExchangeLineSettings>) {
  const ports: { port: PortId; kind: PortKind }[] = [
    { port: '1/1', kind: 'fxs' },
    { port: '1/2', kind: 'fxs' },
  ];
  if (exchangeLine !== undefined) ports.push({ port: '1/7', kind: 'fxo' });
  const world = new PortLevelWorld(clock, {
    ...{ region: region('cn'), ports },
    ...(exchangeLine && { lines: { '1/7': exchangeLine } }),
  });
  const legs = new ScriptedLegs();
  let tell: (event: MediaEvent) => void = () => undefined;
  const media: MediaPlane = {
    start: (listener) => {
      tell = (event) => listener(event, clock.now());
      world.media.start(listener);
    },
    command: (command) => world.media.command(command),
    statistics: () => world.media.statistics(),
    stop: () => world.media.stop(),
  };
  const lines = new SipLines({
    ...{ legs, clock, sip, address: '0.0.0.0' },
    ...{ lineCards: world.lineCards, media },
    random: (bytes) => new Uint8Array(bytes).fill(7),
    plan: {
      telephones: [
        { port: '100/1', user: '820' },
        { port: '100/2', user: '821' },
        ...(['101/1', '101/2', '101/3'] as const).map((port) => ({ port, user: '822' })),
      ],
      trunks: [{ id: 'carrier', ports: ['100/3', '100/4'] }],
    },
  });
  const store = new MemoryStore(clock);
  const host = new ExchangeHost({
    ports: {
      ...{ clock, store, wallClock: new VirtualWallClock(clock, Date.UTC(2026, 4, 1)) },
      ...{ lineCards: lines.lineCards, media: lines.media },
      log: { info: () => undefined, fault: () => undefined },
    },
    ...{ region: region('cn'), board: 'bench', bootId: 'bench', officeFor: office },
  });
  lines.attach(host.control);
  lines.watch(host.observe);
  const keys = new FeatureKeys(clock, sip);
  keys.configure(['820', '821', '822'].map((number) => ({ user: number, number, noAnswerMs: 20_000 })));
  keys.attach(host.control, host.observe);
  const watchers = new Watchers(clock, sip);
  watchers.attach(host.observe);
  host.start();
  const run = (milliseconds: number): void => clock.runFor(ms(milliseconds));
  const stateOf = (number: string): string | undefined =>
    host.observe.snapshot().ports.find((view) => view.number === number)?.state;
  const phone = (n: 1 | 2) => world.phones.get(`1/${n}`)!;
  /** The media plane hears the peer of a leg, or hears it no more. */
  const voiceOf = (slot: Timeslot, heard: boolean): void => tell({ kind: 'leg', slot, heard });
  return { voiceOf, world, legs, lines, keys, watchers, host, store, run, phone, stateOf };
}

/** The same over a scripted SIP, with everybody registered. `exchangeLine`: there is one, and how it conducts itself. */
export function bench(exchangeLine?: Partial<ExchangeLineSettings>) {
  const clock = new VirtualClock();
  const sip = new ScriptedSip(clock);
  const office = assemble(clock, sip, exchangeLine);
  const { world, lines, keys, watchers, run } = office;
  sip.hear = (event) => {
    keys.hear(event);
    watchers.hear(event);
    lines.hear(event);
  };
  sip.watched();
  run(2000);
  sip.register('820');
  sip.register('821');
  sip.register('822');
  sip.trunk(true);
  run(500);
  const slotOf = (leg: Leg): Timeslot => timeslot(FIRST_LEG_SLOT + (leg.port! - 16_384) / 2);
  /** What the far end of a leg is sent. */
  const heardOn = (leg: Leg): string => {
    const sound = world.media.output(slotOf(leg));
    return sound.is === 'tone' ? sound.name : sound.is;
  };
  return { ...office, clock, sip, slotOf, heardOn };
}
