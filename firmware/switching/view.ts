import type { CallId, PortId } from '#units/ids.ts';
import type { Instant } from '#units/time.ts';
import { localMs } from './calendar.ts';
import { hopsSaid } from './hops.ts';
import { FRESH_SUBSCRIBER, type Kept, type Subscriber } from './kept.ts';
import type { CallView, Diversion, ModeView, PortView } from './model.ts';
import { hearing, partiesOf, targetsOf } from './parties.ts';
import { modeOf } from './routing/times.ts';
import type { Call, ExchangeState, LineState, Port, TrunkState } from './state.ts';
import { countHeld } from './timeslots.ts';

function callOfPort(exchange: ExchangeState, port: Port): CallId | null {
  const { state } = port;
  if (state.state === 'hearsTone') return state.ended.call;
  if (port.kind === 'line' && state.state === 'holding')
    return exchange.calls[port.held.at(-1) ?? -1]?.id ?? null;
  const index = 'call' in state ? state.call : 'next' in state ? state.next : null;
  return index === null ? null : (exchange.calls[index]?.id ?? null);
}

const isForHelp = ({ calls }: ExchangeState, { state }: Port): boolean =>
  'call' in state && state.call !== null && calls[state.call]?.kind === 'emergency';

const NONE: readonly Diversion[] = [];
/** A call that comes back to its own user was never for anybody else. */
const diversionsAt = ({ calls }: ExchangeState, { state }: Port): readonly Diversion[] =>
  state.state === 'alerting' && state.alert !== 'recall' ? (calls[state.call]?.diversions ?? NONE) : NONE;

const viewOfPort = (exchange: ExchangeState, port: Port): PortView => ({
  port: port.port,
  kind: port.kind,
  number: port.config.number,
  name: port.config.name,
  state: port.state.state,
  call: callOfPort(exchange, port),
  emergency: isForHelp(exchange, port),
  inService: port.state.state !== 'outOfService' && port.state.state !== 'dead',
  alert: port.state.state === 'alerting' ? port.state.alert : null,
  diversions: diversionsAt(exchange, port),
  ...(port.state.state === 'alerting' && hopsSaid(exchange.calls[port.state.call]?.hops ?? null)),
});

/** A port that has left the office is in it as long as it is in use. */
const isThere = ({ tables }: ExchangeState, { index, state }: Port): boolean =>
  index < tables.officePorts || state.state !== 'outOfService';

/** One position; null: not in the office. */
export function portView(exchange: ExchangeState, port: PortId): PortView | null {
  const index = exchange.tables.indexOfPort.get(port);
  const there = index === undefined ? undefined : exchange.ports[index];
  return there === undefined || !isThere(exchange, there) ? null : viewOfPort(exchange, there);
}

/** Positions that the step from `before` to `after` has changed; all of them when the office is another one. */
export function changedPorts(before: ExchangeState, after: ExchangeState): readonly PortId[] {
  if (before.tables !== after.tables) return after.ports.map(({ port }) => port);
  if (before.ports === after.ports) return [];
  // Asked after every event, of hundreds of positions: only those are looked at that the step has written to.
  return after.touched
    .filter((index) => after.ports[index] !== before.ports[index])
    .map((index) => after.ports[index]!.port);
}

/** Positions of the office, extensions first. A port that has left the office shows while it is in use. */
export function portViews(exchange: ExchangeState): readonly PortView[] {
  return exchange.ports.filter((port) => isThere(exchange, port)).map((port) => viewOfPort(exchange, port));
}

type PartyState = CallView['parties'][number]['state'];

function partyState(call: Call, party: number): PartyState {
  if (call.heldBy.includes(party)) return 'held';
  const { phase } = call;
  switch (phase.phase) {
    case 'initiated':
      return 'initiated';
    case 'prompting':
      return 'alerting';
    case 'waiting':
    case 'parked':
      return call.answeredAt === null ? 'initiated' : 'queued';
    case 'outgoing':
      if (party !== call.from || call.test) return 'alerting';
      return phase.cutThrough ? 'connected' : 'initiated';
    case 'alerting':
      return call.answeredAt === null ? 'initiated' : 'queued';
    case 'connected':
      return 'connected';
  }
}

function viewOf(call: Call, ports: readonly Port[]): CallView {
  const { id, dialled, startedAt, answeredAt, kind, caller, toNumber, phase } = call;
  const party = (index: number, state: PartyState) => {
    const { port, config } = ports[index]!;
    const leg = call.legs.findLast((one) => one.port === port);
    return { port, state, number: leg?.number ?? config.number };
  };
  return {
    call: id,
    kind,
    state: phase.phase,
    parties: [
      ...partiesOf(call).map((index) => party(index, partyState(call, index))),
      ...targetsOf(call).map((index) => party(index, 'alerting')),
    ],
    dialled,
    from: caller.number,
    to: toNumber,
    startedAt,
    answeredAt,
    ...(call.diversions.length > 0 && { diversions: call.diversions }),
  };
}

/** Live calls, then those that have ended but whose tone somebody still hears (state `failed`). */
export function callViews(exchange: ExchangeState): readonly CallView[] {
  const views: CallView[] = [];
  for (const call of exchange.calls) if (call !== null) views.push(viewOf(call, exchange.ports));
  for (const port of exchange.ports) views.push(...endedAt(port));
  return views;
}

/** The views of `callViews` that a port is a party of, in their order. */
export function callViewsAt(exchange: ExchangeState, port: PortId): readonly CallView[] {
  const index = exchange.tables.indexOfPort.get(port);
  const there = index === undefined ? undefined : exchange.ports[index];
  if (index === undefined || there === undefined) return [];
  const views: CallView[] = [];
  for (const call of exchange.calls)
    if (call !== null && (partiesOf(call).includes(index) || targetsOf(call).includes(index)))
      views.push(viewOf(call, exchange.ports));
  return [...views, ...endedAt(there)];
}

/** The call that has ended but whose tone is still heard at a port. */
function endedAt({ port, state, config }: Port): readonly CallView[] {
  if (state.state !== 'hearsTone') return [];
  const { call, dialled, startedAt } = state.ended;
  return [
    {
      ...{ call, state: 'failed', dialled, startedAt, kind: 'incomplete', answeredAt: null, to: '' },
      from: config.number,
      parties: [{ port, state: 'failed', number: config.number }],
    },
  ];
}

/** Timeslots held by calls; none when everybody has hung up. */
export const heldTimeslots = (exchange: ExchangeState): number => countHeld(exchange.holders);

/** Where each port stands. */
export const lineStates = (
  exchange: ExchangeState,
): ReadonlyMap<PortId, LineState['state'] | TrunkState['state']> =>
  new Map(exchange.ports.map(({ port, state }) => [port, state.state]));

/** What an extension has set; null when nobody has this number. */
export const subscriberView = (exchange: ExchangeState, number: string): Subscriber | null =>
  exchange.tables.lineOfNumber.has(number) ? (exchange.subscribers.get(number) ?? FRESH_SUBSCRIBER) : null;

/** What counts at a telephone: the settings of whoever uses it now; null when nobody has this number. */
export function settingsAt(exchange: ExchangeState, number: string): Subscriber | null {
  const index = exchange.tables.lineOfNumber.get(number);
  const line = index === undefined ? undefined : exchange.ports[index];
  if (line?.kind === 'line' && line.config.hotDesk)
    for (const subscriber of exchange.subscribers.values()) if (subscriber.at === number) return subscriber;
  return subscriberView(exchange, number);
}

/** Everything that must outlive a restart, as `restore` takes it. */
export const keptOf = ({ subscribers, modes, harassing, distributions }: ExchangeState): readonly Kept[] => [
  ...[...subscribers].map(([key, value]): Kept => ({ what: 'subscriber', key, value })),
  ...[...modes].map(([key, value]): Kept => ({ what: 'mode', key, value })),
  ...[...distributions].map(([key, value]): Kept => ({ what: 'distribution', key, value })),
  ...[...harassing].map(([key, value]): Kept => ({ what: 'harassing', key, value })),
];

/** The mode of every entity at a moment. */
export function modeViews(exchange: ExchangeState, now: Instant): readonly ModeView[] {
  const { office, tables, wall, modes } = exchange;
  const epochMs = wall.epochMs + Math.floor((now - wall.at) / 1_000);
  const at = localMs(epochMs, office.localTime);
  return office.services.entities.map((entity) => {
    const manual = modes.get(entity.id) ?? null;
    const { mode } = modeOf(tables.routing, entity, manual, at);
    return { entity: entity.id, mode, byHand: manual !== null };
  });
}

const AT_REST: readonly string[] = ['idle', 'dead', 'outOfService'];

/** Nobody talks, rings, dials or listens: every port at rest, no call, no path, no timeslot held. */
export const isIdle = (exchange: ExchangeState): boolean =>
  exchange.calls.every((call) => call === null && hearing(call).length === 0) &&
  heldTimeslots(exchange) === 0 &&
  exchange.ports.every(({ state }) => AT_REST.includes(state.state));
