import { LineCardDrivers } from '#drivers/line-cards.ts';
import { openVirtualMedia, type PacketLegOptions } from '#native/binding.ts';
import type { Cancel } from '#ports/clock.ts';
import type { Region } from '#ports/region.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { DEFAULT_WORLD, type WorldDescription } from '#sim/world/description.ts';
import { networkOf } from '#sim/world/network-of-region.ts';
import { World } from '#sim/world/world.ts';
import { after, type Duration, FRAME, type Instant } from '#units/time.ts';
import type { RunningBoard } from '../board.ts';
import { EdgeTap } from '../edge-tap.ts';

/** 704 bytes each way, card-px8 facts: 40 samples of 16 slots, header, CRC-32. */
const BURST_BYTES = 704;

export interface VirtualOptions {
  readonly region: Region;
  /** Default: six telephones and two exchange lines, in the region's country. */
  readonly world?: WorldDescription;
  /** Voice over the network, on real sockets; none by default. */
  readonly packets?: PacketLegOptions;
}

/** The simulator board in virtual time: nothing moves but by `run`. */
export interface VirtualBoard extends RunningBoard {
  readonly clock: VirtualClock;
  readonly lineCards: LineCardDrivers;
  readonly world: World;
  /** Lets time go by: a frame of the world each 5 ms, and every wake-up in between. */
  run(span: Duration): void;
}

/**
 * Chips, lines, telephones and the public exchange as models, the real drivers and the real media plane on
 * top, one clock for all. Each 5 ms: the world's frame, the media burst, then the edges to the drivers.
 */
export function openVirtual(options: VirtualOptions): VirtualBoard {
  const { region } = options;
  const clock = new VirtualClock();
  const world = new World(options.world ?? { ...DEFAULT_WORLD, nation: networkOf(region) });
  const media = openVirtualMedia(world.cards.length, clock, options.packets);
  const lineCards = new LineCardDrivers({ cards: world.cards.map(({ buses }) => buses), clock, region });
  const mosi = world.cards.map(() => new Uint8Array(BURST_BYTES));
  const miso = world.cards.map(() => new Uint8Array(BURST_BYTES));
  media.prime(mosi);
  let cancel: Cancel = () => {};
  const frame = (at: Instant) => {
    cancel = clock.at(after(at, FRAME), () => frame(after(at, FRAME)));
    if (at === world.now) return;
    world.frame();
    world.cards.forEach((card, index) => {
      card.exchange(mosi[index] as Uint8Array, miso[index] as Uint8Array);
    });
    media.frame(miso, mosi);
  };
  frame(clock.now());
  return {
    name: 'simulator, virtual time',
    clock,
    world,
    lineCards,
    legs: media.legs,
    media: new EdgeTap(media, (edge, at) => lineCards.edge(edge, at)),
    benchUrl: null,
    run: (span) => clock.runFor(span),
    close: async () => {
      lineCards.stop();
      media.stop();
      cancel();
    },
  };
}
