import type { Clock } from '#ports/clock.ts';
import type { LineCards } from '#ports/line-card.ts';
import { SILENT_LOG } from '#ports/log.ts';
import type { MediaPlane } from '#ports/media.ts';
import type { Region } from '#ports/region.ts';
import { EXCHANGE_CORE, type ExchangeCore } from '#runtime/core.ts';
import { ExchangeHost } from '#runtime/host.ts';
import type { HostPorts } from '#runtime/host-options.ts';
import type { JournalEntry } from '#runtime/journal.ts';
import { Dice } from '#sim/harness/dice.ts';
import type { FaultKind } from '#sim/harness/faults.ts';
import type { HarnessPlan } from '#sim/harness/plan.ts';
import type { SimulatedOffice } from '#sim/harness/run.ts';
import type { ExchangeLineSettings } from '#sim/people.ts';
import { VirtualWallClock } from '#sim/virtual-clock.ts';
import type { PortId } from '#units/ids.ts';
import { after, ms } from '#units/time.ts';
import { MemoryStore, settingsIn } from './memory-store.ts';
import { officeOfSheet } from './office-of-sheet.ts';
import { SimulatedGuides } from './simulated-guides.ts';
import type { SpoiledSip } from './sip/sip-side.ts';

/** How a planted bug takes the place of a part, at the composition. */
export interface Spoiled {
  readonly core?: (core: ExchangeCore) => ExchangeCore;
  readonly ports?: (ports: HostPorts) => HostPorts;
  readonly sip?: SpoiledSip;
}

export interface RunningOffice extends SimulatedOffice {
  readonly host: ExchangeHost;
}

export interface OfficeOptions {
  readonly plan: HarnessPlan;
  readonly region: Region;
  readonly tap: (entry: JournalEntry) => void;
  readonly spoiled?: Spoiled | undefined;
}

/** What a depth brings: the ports of a board, and the people at its other side. */
export interface Depth {
  readonly clock: SimulatedOffice['clock'];
  readonly lineCards: LineCards;
  readonly media: MediaPlane;
  readonly phones: SimulatedOffice['phones'];
  readonly lines: SimulatedOffice['lines'];
  readonly faultKinds: readonly FaultKind[];
  readonly wires?: SimulatedOffice['wires'] | undefined;
}

export const EPOCH_MS = Date.UTC(2026, 0, 5, 8, 0, 0);
const AT_REST = ['idle', 'unused'];

/** The firmware above its ports, with a disk and a clock that faults can spoil. */
export function officeOn(depth: Depth, { plan, region, tap, spoiled }: OfficeOptions): RunningOffice {
  const { clock, lineCards, media, phones, lines } = depth;
  const store = new MemoryStore(clock);
  const late = new LateClock(clock);
  const guides = new SimulatedGuides(media);
  const wallClock = new VirtualWallClock(clock, EPOCH_MS, 480);
  const ports: HostPorts = { clock: late, wallClock, lineCards, media, store, log: SILENT_LOG, guides };
  const host = new ExchangeHost({
    ports: spoiled?.ports?.(ports) ?? ports,
    region,
    board: 'simulation',
    officeFor: () => officeOfSheet(plan.sheet, region),
    core: spoiled?.core?.(EXCHANGE_CORE) ?? EXCHANGE_CORE,
    tap,
  });
  host.start();
  const dice = Dice.of(plan.seed, 'machine faults');
  return {
    ...{ clock, host, phones, lines },
    faultKinds: [...depth.faultKinds, ...machineFaults(store, late, dice)],
    ...(depth.wires === undefined ? {} : { wires: depth.wires }),
    kept: () => settingsIn(store),
    records: () => store.records,
    leftovers: () => {
      const { ports: views, calls, statistics } = host.observe.snapshot();
      const stuck = views.filter(({ state }) => !AT_REST.includes(state));
      return {
        stuck: [
          ...stuck.map(({ port, state }) => `port ${port} is ${state}`),
          ...calls.map(({ call, state }) => `call ${call} is ${state}`),
        ],
        heldTimeslots: statistics.media.paths,
      };
    },
  };
}

/** What the sheet says of each exchange line, as the line's own settings. */
export const lineSettingsOf = (plan: HarnessPlan): Record<PortId, Partial<ExchangeLineSettings>> =>
  Object.fromEntries(
    plan.sheet.lines.map(({ port, answer, release }) => [
      port,
      {
        ...{ answer, release, emergency: plan.sheet.emergency, dialledCompleteMs: 5000 },
        dialToneDelayMs: plan.lineHabits.get(port)?.dialToneDelayMs ?? 300,
      },
    ]),
  );

/** Timers that ring late, as on a machine that has other things to do. */
class LateClock implements Clock {
  readonly #clock: Clock;
  lateMs: () => number = () => 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  now() {
    return this.#clock.now();
  }

  at(when: Parameters<Clock['at']>[0], wake: () => void) {
    const late = this.lateMs();
    return this.#clock.at(late > 0 ? after(when, ms(late)) : when, wake);
  }
}

/** Faults that no telephone may notice. */
function machineFaults(store: MemoryStore, late: LateClock, dice: Dice): FaultKind[] {
  return [
    {
      ...{ name: 'late-timers', scope: 'exchange', lengthMs: [10_000, 120_000], excuses: false },
      begin: () => {
        late.lateMs = () => dice.whole(0, 150);
        return () => {
          late.lateMs = () => 0;
        };
      },
    },
    {
      ...{ name: 'store-fails', scope: 'exchange', lengthMs: [5000, 120_000], excuses: false },
      begin: () => {
        store.failing = dice.pick(['error', 'silent']);
        return () => {
          store.failing = 'no';
        };
      },
    },
  ];
}
