import { Dice } from '#sim/harness/dice.ts';
import type { FaultKind } from '#sim/harness/faults.ts';
import type { HarnessPlan } from '#sim/harness/plan.ts';
import type { Wires } from '#sim/harness/safety.ts';
import type { ExchangeLine, TelephoneSet } from '#sim/people.ts';
import { DEFAULT_LINE_SETTINGS } from '#sim/port-level/exchange-line.ts';
import { PortLevelWorld } from '#sim/port-level/world.ts';
import { VirtualClock } from '#sim/virtual-clock.ts';
import { type PortId, type Timeslot, timeslotOf } from '#units/ids.ts';
import { lineSettingsOf, type OfficeOptions, officeOn, type RunningOffice } from './host-office.ts';
import { type SipSide, sipSide } from './sip/sip-side.ts';

/** The whole firmware above its ports, on telephones and lines without samples. */
export function portLevelOffice(options: OfficeOptions): RunningOffice {
  const { plan, region } = options;
  const clock = new VirtualClock();
  const world = new PortLevelWorld(clock, { region, ports: plan.ports, lines: lineSettingsOf(plan) });
  const sip = sipSide({
    ...{ plan, clock, lineCards: world.lineCards, media: world.media, spoiled: options.spoiled?.sip },
    ...{ lineSettings: lineSettingsOf(plan), defaults: DEFAULT_LINE_SETTINGS },
  });
  const faultKinds = [
    ...wiringFaults(world),
    ...eventFaults(world, Dice.of(plan.seed, 'fault details')),
    ...sip.faultKinds,
  ];
  const office = officeOn(
    {
      ...{ clock, faultKinds, lineCards: sip.lineCards, media: sip.media, wires: wiresOf(world, plan, sip) },
      phones: new Map<PortId, TelephoneSet>([...world.phones, ...sip.phones]),
      lines: new Map<PortId, ExchangeLine>([...world.lines, ...sip.lines]),
    },
    options,
  );
  sip.join(office.host);
  return {
    ...office,
    glares: () => sip.glares(),
    leftovers: () => {
      const { stuck, heldTimeslots } = office.leftovers();
      return { stuck: [...stuck, ...sip.leftovers()], heldTimeslots };
    },
  };
}

function wiresOf({ media }: PortLevelWorld, { ports }: HarnessPlan, sip: SipSide): Wires {
  const onBoard = new Map(ports.map(({ port }) => [timeslotOf(port), port]));
  const slots = new Map(ports.map(({ port }) => [port, timeslotOf(port)]));
  const slotOf = (port: PortId) => slots.get(port) ?? sip.slotOf(port);
  const portOf = (slot: Timeslot) => onBoard.get(slot) ?? sip.portOf(slot);
  return {
    sources: (port) => {
      const slot = slotOf(port);
      return slot === null ? [] : media.sourcesOf(slot).flatMap((from) => portOf(from) ?? []);
    },
    plays: (port) => {
      const slot = slotOf(port);
      return slot !== null && media.played(slot) !== null;
    },
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
