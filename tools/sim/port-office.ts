import { Dice } from '#sim/harness/dice.ts';
import type { FaultKind } from '#sim/harness/faults.ts';
import type { Wires } from '#sim/harness/safety.ts';
import { PortLevelWorld } from '#sim/port-level/world.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { type PortId, timeslotOf } from '#units/ids.ts';
import { lineSettingsOf, type OfficeOptions, officeOn, type RunningOffice } from './host-office.ts';

/** The whole firmware above its ports, on telephones and lines without samples. */
export function portLevelOffice(options: OfficeOptions): RunningOffice {
  const { plan, region } = options;
  const clock = new VirtualClock();
  const world = new PortLevelWorld(clock, { region, ports: plan.ports, lines: lineSettingsOf(plan) });
  const { lineCards, media, phones, lines } = world;
  const faultKinds = [...wiringFaults(world), ...eventFaults(world, Dice.of(plan.seed, 'fault details'))];
  const wires = wiresOf(world, new Map(plan.ports.map(({ port }) => [timeslotOf(port), port])));
  return officeOn({ clock, lineCards, media, phones, lines, faultKinds, wires }, options);
}

function wiresOf({ media }: PortLevelWorld, portOf: ReadonlyMap<number, PortId>): Wires {
  return {
    sources: (port) => media.sourcesOf(timeslotOf(port)).flatMap((slot) => portOf.get(slot) ?? []),
    plays: (port) => media.played(timeslotOf(port)) !== null,
    watch: (changed) => {
      media.onCommand = changed;
      return () => {
        media.onCommand = nothing;
      };
    },
  };
}

const nothing = (): void => undefined;

/** Cards, chips and lines that fail and come back. */
function wiringFaults(world: PortLevelWorld): FaultKind[] {
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
        return nothing;
      },
    },
    {
      ...{ name: 'dead-line', scope: 'line', lengthMs: [5000, 300_000], excuses: true },
      begin: ({ port }) => {
        world.lines.get(port)?.dead(true);
        return () => world.lines.get(port)?.dead(false);
      },
    },
  ];
}

/** Events that come late, twice or not at all. */
function eventFaults(world: PortLevelWorld, dice: Dice): FaultKind[] {
  const slow = new Set<PortId>();
  const deaf = new Set<number>();
  let doubling = false;
  const repeatable = ['offHook', 'onHook', 'ringing', 'polarity', 'battery', 'loopDrop', 'dialled', 'health'];
  world.lineCards.delayMs = (port) => (slow.has(port) ? dice.whole(0, 200) : 0);
  world.lineCards.double = (event) => doubling && repeatable.includes(event.kind) && dice.chance(0.5);
  world.media.lose = (event) => 'slot' in event && deaf.has(event.slot) && dice.chance(0.5);
  return [
    {
      ...{ name: 'lost-media-events', scope: 'port', lengthMs: [5000, 60_000], excuses: true },
      begin: ({ port }) => {
        deaf.add(timeslotOf(port));
        return () => deaf.delete(timeslotOf(port));
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
  ];
}
