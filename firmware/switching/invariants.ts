import { hasPath } from './outputs.ts';
import type { Call, ExchangeState, Port } from './state.ts';

/** The call that a port's state names; null when it names none. */
const callOf = ({ state }: Port): number | null =>
  'call' in state ? state.call : 'next' in state ? state.next : null;

function portFaults(exchange: ExchangeState, port: Port): string[] {
  const faults: string[] = [];
  const place = callOf(port);
  const call = place === null ? null : (exchange.calls[place] ?? null);
  const holder = exchange.holders[port.index] ?? null;
  if (place !== null && call === null)
    faults.push(`${port.port} (${port.state.state}) names a call that is gone`);
  if (call !== null && call.from !== port.index && call.to !== port.index)
    faults.push(`${port.port} (${port.state.state}) names ${call.id}, which does not know it`);
  if (holder !== (call?.id ?? null))
    faults.push(
      `${port.port} (${port.state.state}) is in ${call?.id ?? 'no call'}, its timeslot in ${holder}`,
    );
  if ((exchange.deadlines[port.index] ?? 0) !== (port.state.deadline ?? Number.POSITIVE_INFINITY))
    faults.push(`${port.port} (${port.state.state}) has another deadline than the list`);
  return faults;
}

function callFaults(exchange: ExchangeState, call: Call): string[] {
  const parties = call.to === null ? [call.from] : [call.from, call.to];
  const faults = parties
    .filter((party) => callOf(exchange.ports[party]!) !== call.index)
    .map(
      (party) => `${call.id} (${call.phase.phase}) has ${exchange.ports[party]!.port}, which is not in it`,
    );
  if (hasPath(call) && call.from === call.to) faults.push(`${call.id} is switched through to itself`);
  return faults;
}

/** What must always hold between two steps, in words; empty when it does. For tests and the simulator. */
export function brokenInvariants(exchange: ExchangeState): readonly string[] {
  return [
    ...exchange.ports.flatMap((port) => portFaults(exchange, port)),
    ...exchange.calls.flatMap((call) => (call === null ? [] : callFaults(exchange, call))),
  ];
}
