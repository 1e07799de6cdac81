import { resolve } from 'node:path';
import { openVirtual, type VirtualBoard } from '#boards/sim/virtual.ts';
import type { LineCardEvent } from '#ports/line-card.ts';
import type { Region } from '#ports/region.ts';
import { DEFAULT_WORLD, type PositionDescription } from '#sim/world/description.ts';
import { type Duration, type Instant, ms } from '#units/time.ts';
import { loadRegion } from '../../firmware/adapters/region-files.ts';

export const REGIONS_FOLDER = resolve(import.meta.dirname, '../../regions');

export function region(code: string): Region {
  const loaded = loadRegion(code, [REGIONS_FOLDER]);
  if (!loaded.ok) throw new Error(`${loaded.error.where}: ${loaded.error.what}`);
  return loaded.value;
}

export const china = region('cn');

/** A virtual board with everything that its line cards have told. */
export interface Bench {
  readonly board: VirtualBoard;
  readonly told: { readonly event: LineCardEvent; readonly at: Instant }[];
  pass(milliseconds: number): void;
  /** Events of these kinds, of this port. */
  heard(port: string, ...kinds: LineCardEvent['kind'][]): LineCardEvent[];
  alarms(): string[];
}

/** Opens a virtual board and starts it; `before` may spoil the world first. */
export function bench(
  options: { region?: Region; cards?: readonly (readonly PositionDescription[])[]; seed?: number } = {},
  before: (board: VirtualBoard) => void = () => {},
): Bench {
  const country = options.region ?? china;
  const { cards = DEFAULT_WORLD.cards, seed = 1 } = options;
  const board = openVirtual({ region: country, world: { nation: country.code, seed, cards } });
  const told: Bench['told'] = [];
  before(board);
  board.media.start(() => {});
  board.lineCards.start((event, at) => told.push({ event, at }));
  return {
    board,
    told,
    pass: (milliseconds) => board.run(ms(milliseconds) as Duration),
    heard: (port, ...kinds) =>
      told
        .map(({ event }) => event)
        .filter((event) => 'port' in event && event.port === port && kinds.includes(event.kind)),
    alarms: () =>
      told.flatMap(({ event }) =>
        event.kind === 'alarm' ? [`${event.raised ? '+' : '-'}${event.fault.code}`] : [],
      ),
  };
}
