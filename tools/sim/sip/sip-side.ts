import { systemHash } from '#adapters/sip/chance.ts';
import { SipEdge } from '#adapters/sip/edge.ts';
import type { LineCards } from '#ports/line-card.ts';
import type { MediaPlane } from '#ports/media.ts';
import type { ExchangeHost } from '#runtime/host.ts';
import { SipLines } from '#runtime/sip-lines/sip-lines.ts';
import { Dice } from '#sim/harness/dice.ts';
import type { FaultKind } from '#sim/harness/faults.ts';
import type { HarnessPlan } from '#sim/harness/plan.ts';
import { numberOf } from '#sim/harness/sheet.ts';
import type { ExchangeLineSettings } from '#sim/people.ts';
import type { PortLevelMedia } from '#sim/port-level/media-plane.ts';
import { seededRandom } from '#sim/random.ts';
import { SimulatedDns } from '#sim/sip/dns.ts';
import { Internet, type SimulatedNetwork } from '#sim/sip/network.ts';
import type { VirtualClock } from '#sim/virtual-clock.ts';
import { sipCodec } from '#sip/codec/codec.ts';
import { ha1Of } from '#sip/digest/digest.ts';
import { USUAL_MEDIA } from '#sip/sdp/session.ts';
import type { DeviceAccount, StackEvent } from '#sip/stack/surface.ts';
import type { TrunkSettings } from '#sip/trunk/trunk.ts';
import type { PortId, Timeslot } from '#units/ids.ts';
import { SipCarrierLine } from './carrier-line.ts';
import { Circle } from './circle.ts';
import { SimulatedLegs } from './legs.ts';
import { carrierId } from './names.ts';
import { drawOldFashioned } from './old-fashioned.ts';
import { SipTelephone } from './telephone.ts';
import { NetworkWeather } from './weather.ts';

const REALM = 'simulation';
const EXCHANGE = { host: '192.0.2.1', port: 5060 };
/** How a planted bug of SIP takes the place of a part. */
export type SpoiledSip = (edge: SipEdge) => void;

export interface SipSide {
  readonly lineCards: LineCards;
  readonly media: MediaPlane;
  readonly phones: ReadonlyMap<PortId, SipTelephone>;
  readonly lines: ReadonlyMap<PortId, SipCarrierLine>;
  readonly faultKinds: readonly FaultKind[];
  /** Which of them speaks to a slot of the media plane. */
  portOf(slot: Timeslot): PortId | null;
  slotOf(port: PortId): Timeslot | null;
  /** Offers of both sides that crossed. */
  glares(): number;
  /** The exchange runs. */
  join(host: ExchangeHost): void;
  /** What is left of calls when there are none, and what carriers complain of. */
  leftovers(): readonly string[];
}

interface Ground {
  readonly plan: HarnessPlan;
  readonly clock: VirtualClock;
  readonly lineCards: LineCards;
  readonly media: PortLevelMedia;
  readonly lineSettings: Readonly<Record<PortId, Partial<ExchangeLineSettings>>>;
  readonly defaults: ExchangeLineSettings;
  readonly spoiled: SpoiledSip | undefined;
}

const seedOf = (seed: number, name: string): number => Dice.of(seed, name).whole(1, 2_000_000_000);

/** SIP telephones and carriers on a network of their own, before the real stack and the line card made of SIP. */
export function sipSide({ plan, clock, lineCards, media, lineSettings, defaults, spoiled }: Ground): SipSide {
  const { seed, sheet, sip } = plan;
  const internet = new Internet(clock, seededRandom(seedOf(seed, 'internet')));
  const weather = new NetworkWeather(internet, { lost: 0, doubled: sip.doubled, late: 0 });
  const box = (host: string, at = 5060): SimulatedNetwork =>
    internet.box([{ transport: 'UDP', local: { host, port: at } }]);
  const legs = new SimulatedLegs(media);
  const chance = seededRandom(seedOf(seed, 'sip chance'));
  const random = (count: number): Uint8Array =>
    Uint8Array.from({ length: count }, () => Math.floor(chance() * 256));
  let hear: (event: StackEvent) => void = () => undefined;
  const edge = new SipEdge({
    ...{ network: box(EXCHANGE.host), clock, dns: new SimulatedDns(clock) },
    options: { codec: sipCodec, random, hash: systemHash, realm: REALM },
    hear: (event) => hear(event),
  });
  spoiled?.(edge);
  const users = sip.phones.map((port) => ({ port, user: numberOf(sheet, port) }));
  const hostOf = (port: PortId): string =>
    sip.phones.includes(port)
      ? `192.0.2.${10 + sip.phones.indexOf(port)}`
      : `192.0.2.${100 + sip.lines.indexOf(port)}`;
  const partsOf = (port: PortId, user: string, password: string | null) => ({
    ...{ clock, legs, network: box(hostOf(port)), exchange: EXCHANGE, user, password },
    seed: seedOf(seed, `sip ${port}`),
    calm: () => weather.calm(),
    old: drawOldFashioned(Dice.of(seed, `old-fashioned ${port}`)),
  });
  const phones = new Map(
    users.map(({ port, user }) => [port, new SipTelephone(port, partsOf(port, user, `pw${user}`))]),
  );
  const lines = new Map(
    sip.lines.map((port) => {
      const settings = { ...defaults, ...lineSettings[port] };
      const called = sheet.lines.find((line) => line.port === port)!.number;
      const back = { clock, network: box(hostOf(port), 5070), exchange: EXCHANGE };
      const circle = new Circle({ ...back, seed: seedOf(seed, `circle ${port}`) });
      return [port, new SipCarrierLine(port, called, settings, { ...partsOf(port, 'office', null), circle })];
    }),
  );
  edge.do((stack, now) =>
    stack.configure(
      {
        devices: users.map(({ user }) => accountOf(user)),
        trunks: sip.lines.map((port) => trunkOf(port, hostOf(port))),
      },
      now,
    ),
  );
  const sipLines = new SipLines({
    ...{ legs, clock, sip: edge, address: '0.0.0.0', lineCards, media, random },
    plan: { telephones: users, trunks: sip.lines.map((port) => ({ id: carrierId(port), ports: [port] })) },
  });
  hear = (event) => sipLines.hear(event);
  const peers = new Map([...phones, ...lines].map(([port, { peer }]) => [port, peer]));
  const slotOf = (port: PortId): Timeslot | null => {
    const voice = peers.get(port)?.voicePort ?? null;
    return voice === null ? null : legs.slotAt(voice);
  };
  return {
    ...{ lineCards: sipLines.lineCards, media: sipLines.media, phones, lines, slotOf },
    faultKinds: peers.size === 0 ? [] : [weather.fault([...peers.keys()])],
    portOf: (slot) => [...peers.keys()].find((port) => slotOf(port) === slot) ?? null,
    glares: () => [...peers.values()].reduce((sum, { old }) => sum + (old?.glares ?? 0), 0),
    join: (host) => {
      sipLines.attach(host.control);
      sipLines.watch(host.observe);
      for (const { peer } of phones.values()) peer.register();
    },
    leftovers: () => {
      const { legs: left, sessions, dialogs } = edge.stack.held;
      const held = { 'legs of SIP': left, 'SIP sessions': sessions, dialogs, 'voice legs': legs.size };
      return [
        ...Object.entries(held).flatMap(([what, count]) =>
          count ? [`${count} ${what} are still held`] : [],
        ),
        ...[...phones].flatMap(([port, { peer }]) => (peer.registered ? [] : [`${port} is not registered`])),
        ...[...lines.values()].flatMap(({ complaints }) => complaints),
      ];
    },
  };
}

const accountOf = (user: string): DeviceAccount => ({
  ...{ user, number: user, name: `Extension ${user}`, media: USUAL_MEDIA },
  ha1: { 'SHA-256': ha1Of(systemHash, 'SHA-256', user, REALM, `pw${user}`) },
});

/** A fixed peer that is known by its address. */
const trunkOf = (port: PortId, host: string): TrunkSettings => ({
  ...{
    id: carrierId(port),
    domain: host,
    user: 'office',
    authUser: 'office',
    password: '',
    registers: false,
  },
  ...{ outboundProxy: null, port: null, transport: 'UDP', expiresSec: 600, watched: true },
  ...{ callerStyle: 'pai', media: USUAL_MEDIA },
});
