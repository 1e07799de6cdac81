import type { Clock } from '#ports/clock.ts';
import { SILENT_LOG } from '#ports/log.ts';
import type { Region } from '#ports/region.ts';
import type { ExchangeCore } from '#runtime/core.ts';
import { ExchangeHost, type HostPorts } from '#runtime/host.ts';
import type { JournalEntry } from '#runtime/journal.ts';
import { Dice } from '#sim/harness/dice.ts';
import type { FaultKind } from '#sim/harness/faults.ts';
import type { HarnessPlan } from '#sim/harness/plan.ts';
import type { SimulatedOffice } from '#sim/harness/run.ts';
import type { ExchangeLineSettings } from '#sim/people.ts';
import { PortLevelWorld } from '#sim/port-level/world.ts';
import { VirtualClock, VirtualWallClock } from '#sim/virtual-clock.ts';
import { type PortId, timeslotOf } from '#units/ids.ts';
import { after, ms } from '#units/time.ts';
import { MemoryStore } from './memory-store.ts';
import { officeOfSheet } from './office-of-sheet.ts';

/** How a planted bug takes the place of a part, at the composition. */
export interface Spoiled {
  readonly core?: (core: ExchangeCore) => ExchangeCore;
  readonly ports?: (ports: HostPorts) => HostPorts;
}

export interface RunningOffice extends SimulatedOffice {
  readonly host: ExchangeHost;
}

export interface OfficeOptions {
  readonly plan: HarnessPlan;
  readonly region: Region;
  readonly tap: (entry: JournalEntry) => void;
  readonly spoiled?: Spoiled;
}

const EPOCH_MS = Date.UTC(2026, 0, 5, 8, 0, 0);

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

/** The whole firmware above its ports, on telephones and lines without samples. */
export function portLevelOffice(
  { plan, region, tap, spoiled }: OfficeOptions,
  core: ExchangeCore,
): RunningOffice {
  const clock = new VirtualClock();
  const world = new PortLevelWorld(clock, { region, ports: plan.ports, lines: lineSettingsOf(plan) });
  const store = new MemoryStore(clock);
  const late = new LateClock(clock);
  const ports: HostPorts = {
    ...{ clock: late, wallClock: new VirtualWallClock(clock, EPOCH_MS, 480), lineCards: world.lineCards },
    ...{ media: world.media, store, log: SILENT_LOG },
  };
  const host = new ExchangeHost({
    ports: spoiled?.ports?.(ports) ?? ports,
    region,
    board: 'port-level simulation',
    officeFor: () => officeOfSheet(plan.sheet, region),
    core: spoiled?.core?.(core) ?? core,
    tap,
  });
  host.start();
  const restStates = ['idle', 'unused'];
  return {
    ...{ clock, host, phones: world.phones, lines: world.lines },
    faultKinds: portLevelFaults(world, store, late, Dice.of(plan.seed, 'fault details')),
    records: () => store.records,
    leftovers: () => {
      const { ports: views, calls, statistics } = host.observe.snapshot();
      const stuck = views
        .filter((view) => !restStates.includes(view.state))
        .map((view) => `${view.port} ${view.state}`);
      return {
        stuck: [...stuck, ...calls.map((call) => `call ${call.call} ${call.state}`)],
        heldTimeslots: statistics.media.paths,
      };
    },
  };
}

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

function portLevelFaults(
  world: PortLevelWorld,
  store: MemoryStore,
  late: LateClock,
  dice: Dice,
): FaultKind[] {
  const slow = new Set<PortId>();
  const deaf = new Set<number>();
  let doubling = false;
  world.lineCards.delayMs = (port) => (slow.has(port) ? dice.whole(0, 200) : 0);
  const repeatable = ['offHook', 'onHook', 'ringing', 'polarity', 'battery', 'loopDrop', 'dialled', 'health'];
  world.lineCards.double = (event) => doubling && repeatable.includes(event.kind) && dice.chance(0.5);
  world.media.lose = (event) => 'slot' in event && deaf.has(event.slot) && dice.chance(0.5);
  return [
    {
      ...{ name: 'card-out', scope: 'card', lengthMs: [2000, 60_000], excuses: true },
      begin: ({ card }) => {
        world.cardOut(card, true);
        return () => world.cardOut(card, false);
      },
    },
    {
      ...{ name: 'chip-reset', scope: 'port', lengthMs: [1000, 2000], excuses: true },
      begin: ({ port }) => {
        world.chipReset(port);
        return () => undefined;
      },
    },
    {
      ...{ name: 'dead-line', scope: 'line', lengthMs: [5000, 300_000], excuses: true },
      begin: ({ port }) => {
        world.lines.get(port)?.dead(true);
        return () => world.lines.get(port)?.dead(false);
      },
    },
    {
      ...{ name: 'lost-media-events', scope: 'port', lengthMs: [5000, 60_000], excuses: true },
      begin: ({ port }) => {
        const slot = timeslotOf(port);
        deaf.add(slot);
        return () => deaf.delete(slot);
      },
    },
    {
      ...{ name: 'slow-port', scope: 'port', lengthMs: [5000, 120_000], excuses: false },
      begin: ({ port }) => {
        slow.add(port);
        return () => slow.delete(port);
      },
    },
    {
      ...{ name: 'doubled-events', scope: 'exchange', lengthMs: [10_000, 120_000], excuses: false },
      begin: () => {
        doubling = true;
        return () => {
          doubling = false;
        };
      },
    },
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
