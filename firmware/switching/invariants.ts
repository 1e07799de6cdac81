import { itemAt } from './blocks.ts';
import { partiesOf, presentIn, targetsOf } from './parties.ts';
import type { Call, ExchangeState, LinePort, Port } from './state.ts';

/** The call that a port's state names; null when it names none. */
const callOf = ({ state }: Port): number | null =>
  'call' in state ? state.call : 'next' in state ? state.next : null;

function portFaults(exchange: ExchangeState, port: Port): string[] {
  const faults: string[] = [];
  const place = callOf(port);
  const call = place === null ? null : (exchange.calls[place] ?? null);
  const holder = itemAt(exchange.holders, port.index) ?? null;
  if (place !== null && call === null)
    faults.push(`${port.port} (${port.state.state}) names a call that is gone`);
  if (call !== null && ![...partiesOf(call), ...targetsOf(call)].includes(port.index))
    faults.push(`${port.port} (${port.state.state}) names ${call.id}, which does not know it`);
  if (holder !== (call?.id ?? null))
    faults.push(
      `${port.port} (${port.state.state}) is in ${call?.id ?? 'no call'}, its timeslot in ${holder}`,
    );
  if (
    (itemAt(exchange.deadlines.each, port.index) ?? 0) !== (port.state.deadline ?? Number.POSITIVE_INFINITY)
  )
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
  if (state.state === 'holding' && held.length === 0) faults.push(`${port} holds nobody`);
  if (knock === null) return faults;
  const call = exchange.calls[knock.call] ?? null;
  if (call === null || !targetsOf(call).includes(index)) faults.push(`${port} hears a knock of nobody`);
  if (state.state === 'idle' || state.state === 'alerting' || state.state === 'holding')
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
  faults.push(...phaseFaults(call), ...legFaults(exchange, call), ...stayFaults(exchange, call));
  if ((exchange.callDeadlines[call.index] ?? 0) !== (call.deadline ?? Number.POSITIVE_INFINITY))
    faults.push(`${call.id} has another deadline than the list`);
  return faults;
}

/** Somebody is there, or somebody will look after it. */
function phaseFaults(call: Call): string[] {
  const { id, phase, deadline } = call;
  const faults: string[] = [];
  const nobody = presentIn(call).length === 0 && targetsOf(call).length === 0;
  if (nobody && phase.phase !== 'connected' && deadline === null)
    faults.push(`${id} (${phase.phase}) has nobody in it, and no end`);
  if (phase.phase === 'alerting' && phase.targets.length === 0)
    faults.push(`${id} is alerting, but nothing rings`);
  if (phase.phase === 'parked' && (deadline === null || call.sender === null))
    faults.push(`${id} is parked for ever`);
  if (
    phase.phase === 'connected' &&
    partiesOf(call).length < 2 &&
    call.room === null &&
    call.speaker === null &&
    !call.test &&
    (call.calledBy === null || targetsOf(call).length === 0)
  )
    faults.push(`${id} connects one party with nobody`);
  if (call.room !== null && phase.phase !== 'connected') faults.push(`room ${call.room} is ${phase.phase}`);
  const { speaker, supervisor } = call;
  if (speaker !== null && !partiesOf(call).includes(speaker)) faults.push(`${id} is a page of nobody`);
  if (supervisor !== null && !partiesOf(call).includes(supervisor.party))
    faults.push(`${id} has a supervisor who is not in it`);
  return faults;
}

/** Who waits for operators is in no conversation; who was answered by one is with that console. */
function stayFaults({ tables, ports }: ExchangeState, call: Call): string[] {
  const { id, stay, phase } = call;
  if (stay === null) return [];
  if (stay.answeredAt === null)
    return phase.phase === 'waiting' || phase.phase === 'alerting'
      ? []
      : [`${id} (${phase.phase}) waits for operators ${stay.group}`];
  const extension = tables.consoles.get(stay.console ?? '')?.extension;
  const there = partiesOf(call).some((party) => ports[party]!.config.number === extension);
  return there ? [] : [`${id} is with console ${stay.console}, which is not in it`];
}

/** One open leg for each party and each telephone that rings, and none for anybody else. */
function legFaults(exchange: ExchangeState, call: Call): string[] {
  const open = call.legs.filter(({ releasedAt }) => releasedAt === null).map(({ port }) => port);
  const there = [...partiesOf(call), ...targetsOf(call)].map((party) => exchange.ports[party]!.port);
  const faults: string[] = [];
  if (new Set(open).size !== open.length) faults.push(`${call.id} has two open legs of one port`);
  for (const port of open)
    if (!there.includes(port)) faults.push(`${call.id} has an open leg of ${port}, gone`);
  for (const port of there) if (!open.includes(port)) faults.push(`${call.id} has no open leg of ${port}`);
  return faults;
}

/** A telephone with several lines rings at no more than one of them for a call. */
function appearanceFaults({ tables, calls }: ExchangeState): string[] {
  const faults: string[] = [];
  for (const [number, lines] of tables.appearances)
    for (const call of calls)
      if (call !== null && targetsOf(call).filter((target) => lines.includes(target)).length > 1)
        faults.push(`${call.id} rings at two lines of ${number}`);
  return faults;
}

/** Park slots and conference rooms that two calls claim. */
function sharedFaults(exchange: ExchangeState): string[] {
  const places = exchange.calls.flatMap((call) => {
    if (call === null) return [];
    if (call.phase.phase === 'parked') return [`park slot ${call.phase.slot}`];
    return call.room === null ? [] : [`room ${call.room}`];
  });
  return places
    .filter((place, index) => places.indexOf(place) !== index)
    .map((place) => `${place} is taken twice`);
}

/** What must always hold between two steps, in words; empty when it does. For tests and the simulator. */
export function brokenInvariants(exchange: ExchangeState): readonly string[] {
  return [
    ...exchange.ports.flatMap((port) => portFaults(exchange, port)),
    ...exchange.calls.flatMap((call) => (call === null ? [] : callFaults(exchange, call))),
    ...sharedFaults(exchange),
    ...appearanceFaults(exchange),
  ];
}
