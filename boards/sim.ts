import { readFileSync } from 'node:fs';
import { RealClock } from '#adapters/clock.ts';
import { LineCardDrivers } from '#drivers/line-cards.ts';
import { openSimulatedMedia, type PacketLegOptions } from '#native/binding.ts';
import type { Region } from '#ports/region.ts';
import { startSimulator } from '#sim/process/client.ts';
import { DEFAULT_WORLD, parseDescription, type WorldDescription } from '#sim/world/description.ts';
import { networkOf } from '#sim/world/network-of-region.ts';
import { type Fault, fail, ok, type Result } from '#units/result.ts';
import { type Board, BoardFailure, type RunningBoard } from './board.ts';
import { EdgeTap } from './edge-tap.ts';

export { openVirtual, type VirtualBoard, type VirtualOptions } from './sim/virtual.ts';

export interface SimulatorBoardOptions {
  /** Default: six telephones and two exchange lines, in the region's country. */
  readonly world?: WorldDescription;
  /** Port of the simulator's own socket for the bench page; 0 (default) is any free one. */
  readonly benchPort?: number;
  /** Told once when the simulator's process ends by itself; the lines then go out of service. */
  readonly lost?: (fault: Fault) => void;
  /** Voice over the network; none by default. */
  readonly packets?: Promise<PacketLegOptions>;
}

/**
 * The simulator board in real time. Its world runs in a process of its own, so that a stall of the firmware
 * is none of the world; the media thread talks to it by itself, the drivers over its control socket.
 * Rejects with a `BoardFailure` when the simulator does not start.
 */
export async function openSimulator(
  region: Region,
  options: SimulatorBoardOptions = {},
): Promise<RunningBoard> {
  const description = options.world ?? { ...DEFAULT_WORLD, nation: networkOf(region) };
  const simulator = await startSimulator({ description, benchPort: options.benchPort ?? 0 });
  if (!simulator.ok) throw new BoardFailure(simulator.error);
  const { cards, benchUrl } = simulator.value;
  if (options.lost !== undefined) simulator.value.onLost(options.lost);
  const clock = new RealClock();
  const lineCards = new LineCardDrivers({ cards: cards.map(({ buses }) => buses), clock, region });
  const media = openSimulatedMedia(
    cards.map(({ mediaSocket }) => mediaSocket),
    clock,
    await options.packets,
  );
  return {
    name: 'simulator',
    ...{ clock, lineCards, legs: media.legs },
    media: new EdgeTap(media, (edge, at) => lineCards.edge(edge, at)),
    benchUrl,
    close: async () => {
      await new Promise<void>((done) => lineCards.shutDown(done));
      media.stop();
      await simulator.value.close();
    },
  };
}

/** `TIPRING_SIM` may name a JSON file that describes another world: cards, telephones, exchange lines. */
export const board: Board = {
  name: 'sim',
  open: async (region, packets) => {
    const world = readWorld(process.env.TIPRING_SIM, region);
    if (!world.ok) throw new BoardFailure(world.error);
    return openSimulator(region, { world: world.value, ...(packets && { packets }) });
  },
};

function readWorld(path: string | undefined, region: Region): Result<WorldDescription> {
  if (path === undefined || path === '') return ok({ ...DEFAULT_WORLD, nation: networkOf(region) });
  try {
    const text = readFileSync(path, 'utf8');
    const parsed = parseDescription(text);
    if (!parsed.ok || 'nation' in JSON.parse(text)) return parsed;
    return ok({ ...parsed.value, nation: networkOf(region) });
  } catch (error) {
    return fail({
      code: 'TR-BOARD-001',
      where: `environment: TIPRING_SIM (${path})`,
      what: `cannot be read: ${error instanceof Error ? error.message : String(error)}`,
      todo: 'Name a readable JSON file, or unset TIPRING_SIM.',
    });
  }
}
