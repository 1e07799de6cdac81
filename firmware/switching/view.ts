import type { CallId, PortId } from '#units/ids.ts';
import type { CallView, PortView } from './model.ts';
import { hasPath } from './outputs.ts';
import type { Call, ExchangeState, LineState, Port, TrunkState } from './state.ts';
import { countHeld } from './timeslots.ts';

function callOfPort(exchange: ExchangeState, { state }: Port): CallId | null {
  if (state.state === 'hearsTone') return state.ended.call;
  const index = 'call' in state ? state.call : 'next' in state ? state.next : null;
  return index === null ? null : (exchange.calls[index]?.id ?? null);
}

/** Positions of the office, extensions first. A port that has left the office shows while it is in use. */
export function portViews(exchange: ExchangeState): readonly PortView[] {
  return exchange.ports
    .filter(({ index, state }) => index < exchange.tables.officePorts || state.state !== 'outOfService')
    .map((port) => ({
      port: port.port,
      kind: port.kind,
      number: port.config.number,
      name: port.config.name,
      state: port.state.state,
      call: callOfPort(exchange, port),
      inService: port.state.state !== 'outOfService' && port.state.state !== 'dead',
    }));
}

type PartyState = CallView['parties'][number]['state'];

function partyStates({ phase }: Call): { from: PartyState; to: PartyState } {
  switch (phase.phase) {
    case 'initiated':
    case 'waiting':
      return { from: 'initiated', to: 'initiated' };
    case 'outgoing':
      return { from: phase.cutThrough ? 'connected' : 'initiated', to: 'alerting' };
    case 'alerting':
      return { from: 'initiated', to: 'alerting' };
    case 'connected':
      return { from: 'connected', to: 'connected' };
  }
}

function viewOf(call: Call, ports: readonly Port[]): CallView {
  const states = partyStates(call);
  const parties = [{ port: ports[call.from]!.port, state: states.from }];
  if (call.to !== null) parties.push({ port: ports[call.to]!.port, state: states.to });
  const { id, dialled, startedAt, phase } = call;
  return { call: id, state: phase.phase, parties, dialled, startedAt };
}

/** Live calls, then those that have ended but whose tone somebody still hears (state `failed`). */
export function callViews(exchange: ExchangeState): readonly CallView[] {
  const views: CallView[] = [];
  for (const call of exchange.calls) if (call !== null) views.push(viewOf(call, exchange.ports));
  for (const { port, state } of exchange.ports)
    if (state.state === 'hearsTone') {
      const { call, dialled, startedAt } = state.ended;
      views.push({ call, state: 'failed', parties: [{ port, state: 'failed' }], dialled, startedAt });
    }
  return views;
}

/** Timeslots held by calls; none when everybody has hung up. */
export const heldTimeslots = (exchange: ExchangeState): number => countHeld(exchange.holders);

/** Where each port stands. */
export const lineStates = (
  exchange: ExchangeState,
): ReadonlyMap<PortId, LineState['state'] | TrunkState['state']> =>
  new Map(exchange.ports.map(({ port, state }) => [port, state.state]));

const AT_REST: readonly string[] = ['idle', 'dead', 'outOfService'];

/** Nobody talks, rings, dials or listens: every port at rest, no call, no path, no timeslot held. */
export const isIdle = (exchange: ExchangeState): boolean =>
  exchange.calls.every((call) => call === null && !hasPath(call)) &&
  heldTimeslots(exchange) === 0 &&
  exchange.ports.every(({ state }) => AT_REST.includes(state.state));
