import { openVirtual, type VirtualBoard } from '#boards/sim.ts';
import type { BenchFault } from '#ports/bench.ts';
import type { FaultKind } from '#sim/harness/faults.ts';
import type { HarnessPlan } from '#sim/harness/plan.ts';
import type { PositionDescription, WorldDescription } from '#sim/world/description.ts';
import { POSITIONS_PER_CARD, portId } from '#units/ids.ts';
import { EPOCH_MS, lineSettingsOf, type OfficeOptions, officeOn, type RunningOffice } from './host-office.ts';

/** The whole firmware: real drivers, real media plane and detectors, chips and lines as models with samples. */
export function registerLevelOffice(options: OfficeOptions): RunningOffice {
  const { plan, region } = options;
  const board = openVirtual({ region, world: describe(plan, region.code) });
  const { clock, lineCards, media, world } = board;
  const phones = new Map(world.allPhones.map((phone) => [phone.port, phone]));
  const lines = new Map(world.allLines.map((line) => [line.port, line]));
  return officeOn({ clock, lineCards, media, phones, lines, faultKinds: faultsOf(board) }, options);
}

function describe(plan: HarnessPlan, nation: string): WorldDescription {
  const settings = lineSettingsOf(plan);
  const kinds = new Map(plan.ports.map(({ port, kind }) => [port, kind]));
  const cards = Math.max(...plan.ports.map(({ port }) => Number(port.split('/')[0])));
  const position = (card: number, index: number): PositionDescription => {
    const port = portId(card, index + 1);
    const kind = kinds.get(port) ?? 'empty';
    return kind === 'fxo' ? { kind, line: settings[port] ?? {} } : { kind };
  };
  return {
    ...{ nation, seed: plan.seed, epochMs: EPOCH_MS },
    cards: Array.from({ length: cards }, (_, card) =>
      Array.from({ length: POSITIONS_PER_CARD }, (_, index) => position(card + 1, index)),
    ),
  };
}

interface WorldFault extends Pick<FaultKind, 'scope' | 'lengthMs' | 'excuses'> {
  readonly fault: BenchFault;
}

/** What the card and the chips can suffer; the drivers must bear bounce and bit errors without a sign. */
const WORLD_FAULTS: readonly WorldFault[] = [
  { fault: 'card-out', scope: 'card', lengthMs: [2000, 30_000], excuses: true },
  { fault: 'chip-reset', scope: 'port', lengthMs: [100, 200], excuses: true },
  { fault: 'no-battery', scope: 'port', lengthMs: [5000, 60_000], excuses: true },
  { fault: 'stuck-interrupt', scope: 'port', lengthMs: [2000, 30_000], excuses: true },
  { fault: 'spi-errors', scope: 'card', lengthMs: [5000, 60_000], excuses: true },
  { fault: 'hook-bounce', scope: 'phone', lengthMs: [10_000, 120_000], excuses: false },
];

/** A position that failed again and again is tried ever less often, at last once a minute. */
const SETTLE_MS = 70_000;

function faultsOf({ world }: VirtualBoard): FaultKind[] {
  return WORLD_FAULTS.map(({ fault, ...rest }) => ({
    ...rest,
    name: fault,
    settleMs: SETTLE_MS,
    begin: ({ card, port }) => {
      const target = rest.scope === 'card' ? String(card) : port;
      world.fault(target, fault, true);
      return () => {
        world.fault(target, fault, false);
      };
    },
  }));
}
