import { partiesOf, targetsOf } from './parties.ts';
import type { Call, ExchangeState, LinePort, Port } from './state.ts';

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
  if (call !== null && ![...partiesOf(call), ...targetsOf(call)].includes(port.index))
    faults.push(`${port.port} (${port.state.state}) names ${call.id}, which does not know it`);
  if (holder !== (call?.id ?? null))
    faults.push(
      `${port.port} (${port.state.state}) is in ${call?.id ?? 'no call'}, its timeslot in ${holder}`,
    );
  if ((exchange.deadlines[port.index] ?? 0) !== (port.state.deadline ?? Number.POSITIVE_INFINITY))
    faults.push(`${port.port} (${port.state.state}) has another deadline than the list`);
  if (port.kind === 'line') faults.push(...partFaults(exchange, port));
  return faults;
}

/** Held calls and a knock: each is known to its call, too. */
function partFaults(exchange: ExchangeState, { port, index, held, knock, state }: LinePort): string[] {
  const faults: string[] = [];
  for (const place of held)
    if (!exchange.calls[place]?.heldBy.includes(index))
      faults.push(`${port} holds call ${place}, which does not know it`);
  if (knock === null) return faults;
  const call = exchange.calls[knock.call] ?? null;
  if (call === null || !targetsOf(call).includes(index)) faults.push(`${port} hears a knock of nobody`);
  if (state.state === 'idle' || state.state === 'alerting')
    faults.push(`${port} (${state.state}) hears a knock on-hook`);
  return faults;
}

function callFaults(exchange: ExchangeState, call: Call): string[] {
  const faults: string[] = [];
  const name = (party: number) => exchange.ports[party]!.port;
  const parties = [...partiesOf(call), ...targetsOf(call)];
  for (const party of parties) {
    const port = exchange.ports[party]!;
    const line = port.kind === 'line' ? port : null;
    const knows =
      callOf(port) === call.index ||
      (line?.held.includes(call.index) ?? false) ||
      line?.knock?.call === call.index;
    if (!knows) faults.push(`${call.id} (${call.phase.phase}) has ${name(party)}, which is not in it`);
  }
  for (const party of call.heldBy)
    if (!partiesOf(call).includes(party)) faults.push(`${call.id} is held by ${name(party)}, no party of it`);
  if (new Set(parties).size !== parties.length) faults.push(`${call.id} has a party twice`);
  if ((exchange.callDeadlines[call.index] ?? 0) !== (call.deadline ?? Number.POSITIVE_INFINITY))
    faults.push(`${call.id} has another deadline than the list`);
  return faults;
}

/** What must always hold between two steps, in words; empty when it does. For tests and the simulator. */
export function brokenInvariants(exchange: ExchangeState): readonly string[] {
  return [
    ...exchange.ports.flatMap((port) => portFaults(exchange, port)),
    ...exchange.calls.flatMap((call) => (call === null ? [] : callFaults(exchange, call))),
  ];
}
