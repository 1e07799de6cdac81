import { type PortId, timeslotOf } from '#units/ids.ts';
import { assert } from '#units/result.ts';
import type { Instant } from '#units/time.ts';
import { portsOf } from './appearances.ts';
import { serveAttendants } from './attendant/serve.ts';
import { NO_ATTENDANTS } from './attendant/state.ts';
import { blocksOf, itemAt } from './blocks.ts';
import { release } from './call.ts';
import { restingLine, restingTrunk } from './connection.ts';
import { type Deadlines, deadlinesOf } from './deadlines.ts';
import type { Effect, Office } from './model.ts';
import { serveWaiting } from './onward.ts';
import type { Call, ExchangeState, LinePort, Port, PortIndex, TrunkPort } from './state.ts';
import { buildTables, type OfficeTables } from './tables.ts';
import { Transaction } from './transaction.ts';

const freshLine = (config: LinePort['config'], port: PortId, index: PortIndex, now: Instant): LinePort => ({
  kind: 'line',
  held: [],
  knock: null,
  idleSince: now,
  answered: 0,
  found: null,
  consults: false,
  reminded: false,
  index,
  port,
  slot: timeslotOf(port),
  config,
  state: { state: 'outOfService', offHook: false, alarmed: false, deadline: null },
});

const freshTrunk = (config: TrunkPort['config'], index: PortIndex): TrunkPort => ({
  kind: 'trunk',
  index,
  port: config.port,
  slot: timeslotOf(config.port),
  config,
  condition: { battery: true, reversed: null, idleReversed: null, silent: false },
  state: { state: 'outOfService', alarmed: false, deadline: null },
});

/** The ports of an office in the order of its tables, each as new. */
function freshPorts(office: Office, tables: OfficeTables, now: Instant): Port[] {
  const ports: Port[] = [];
  for (const config of office.extensions)
    for (const port of portsOf(config))
      if (tables.indexOfPort.get(port) === ports.length)
        ports.push(freshLine(config, port, ports.length, now));
  for (const config of office.trunks)
    if (tables.indexOfPort.get(config.port) === ports.length) ports.push(freshTrunk(config, ports.length));
  return ports;
}

const deadlinesOfPorts = (ports: readonly Port[]): Deadlines =>
  deadlinesOf(ports.map(({ state }) => state.deadline));

export function emptyExchange(office: Office, now: Instant, epochMs: number): ExchangeState {
  const tables = buildTables(office, []);
  const ports = freshPorts(office, tables, now);
  return {
    office,
    tables,
    wall: { at: now, epochMs },
    ports,
    touched: [],
    deadlines: deadlinesOfPorts(ports),
    calls: [],
    callDeadlines: [],
    subscribers: new Map(),
    modes: new Map(),
    clockAt: null,
    harassing: new Map(),
    callBacks: [],
    lastServed: new Map(),
    dearCalls: new Map(),
    attendants: NO_ATTENDANTS,
    distributions: new Map(),
    holders: blocksOf(ports.map(() => null)),
    nextCall: 1,
    nextSend: 1,
    spare: new Map(),
  };
}

const isAtRest = ({ state }: Port): boolean =>
  state.state === 'idle' || state.state === 'dead' || state.state === 'outOfService';

/**
 * Ports that go now: unused ones that the new office does not name, and those that became another kind
 * (the hardware is another, a call cannot go on). Tones, detectors and hooks are left as they should be.
 */
function takeOut(tx: Transaction, kinds: ReadonlyMap<PortId, Port['kind']>): void {
  const going = tx.base.ports.filter((port) => {
    const now = kinds.get(port.port);
    return now === undefined ? isAtRest(port) : now !== port.kind;
  });
  for (const { index, port } of going) {
    const { state } = tx.port(index);
    if (tx.port(index).kind === 'line')
      for (const held of tx.line(index).held)
        release(tx, held, { cause: 27, by: 'exchange', reason: 'port reconfigured', leaving: null });
    const call = 'call' in state ? state.call : 'next' in state ? state.next : null;
    if (call === null) continue;
    tx.trace(tx.call(call), tx.port(index), 'release.removed', { port });
    release(tx, call, { cause: 27, by: 'exchange', reason: 'port reconfigured', leaving: null });
  }
  for (const { index, kind } of going)
    if (kind === 'line')
      tx.setLine(index, { state: 'outOfService', offHook: false, alarmed: false, deadline: null });
    else tx.setTrunk(index, { state: 'outOfService', alarmed: false, deadline: null });
}

/** A known port under its new settings; what it is doing goes on. */
function carriedOver(fresh: Port, old: Port | undefined): Port {
  if (old === undefined) return fresh;
  const { index } = fresh;
  if (fresh.kind === 'line' && old.kind === 'line') return { ...old, index, config: fresh.config };
  if (fresh.kind === 'trunk' && old.kind === 'trunk') return { ...old, index, config: fresh.config };
  return fresh;
}

/** A caller from outside who waits, waits for whom the new office has in mind. */
const wantedNow = (caller: Port, call: Call): string =>
  caller.kind === 'trunk' && caller.state.state === 'offered' && call.called === ''
    ? caller.config.ringIn
    : call.toNumber;

/** The same exchange under another office: same calls, ports in their new places. */
function rebuild(old: ExchangeState, office: Office, now: Instant): ExchangeState {
  const named = new Set([...office.extensions.flatMap(portsOf), ...office.trunks.map(({ port }) => port)]);
  const leaving = old.ports.filter((port) => !named.has(port.port) && !isAtRest(port));
  const tables = buildTables(
    office,
    leaving.map(({ port }) => port),
  );
  const oldByPort = new Map(old.ports.map((port) => [port.port, port]));
  const ports = freshPorts(office, tables, now).map((fresh) => carriedOver(fresh, oldByPort.get(fresh.port)));
  for (const port of leaving) ports.push({ ...port, index: ports.length });
  const moved = (index: PortIndex): PortIndex => {
    const place = tables.indexOfPort.get(old.ports[index]!.port);
    assert(place !== undefined, `${old.ports[index]!.port} is in a call but has no place in the new office`);
    return place;
  };
  const movedIfThere = (index: PortIndex): PortIndex[] => {
    const place = tables.indexOfPort.get(old.ports[index]!.port);
    return place === undefined ? [] : [place];
  };
  const movedPhase = (phase: Call['phase']): Call['phase'] => {
    if (phase.phase === 'outgoing') return { ...phase, tried: phase.tried.flatMap(movedIfThere) };
    if (phase.phase === 'alerting') return { ...phase, targets: phase.targets.map(moved) };
    if (phase.phase === 'connected' && phase.targets) return { ...phase, targets: phase.targets.map(moved) };
    return phase;
  };
  const movedCall = (call: Call): Call => ({
    ...call,
    from: moved(call.from),
    to: call.to === null ? null : moved(call.to),
    more: call.more.map(moved),
    heldBy: call.heldBy.map(moved),
    speaker: call.speaker === null ? null : moved(call.speaker),
    supervisor:
      call.supervisor === null
        ? null
        : { ...call.supervisor, party: moved(call.supervisor.party), agent: moved(call.supervisor.agent) },
    phase: movedPhase(call.phase),
    toNumber: call.phase.phase === 'waiting' ? wantedNow(ports[moved(call.from)]!, call) : call.toNumber,
  });
  const holderOf = new Map(old.ports.map(({ port }, index) => [port, itemAt(old.holders, index) ?? null]));
  return {
    ...old,
    office,
    tables,
    ports,
    deadlines: deadlinesOfPorts(ports),
    calls: old.calls.map((call) => (call === null ? null : movedCall(call))),
    holders: blocksOf(ports.map(({ port }) => holderOf.get(port) ?? null)),
  };
}

/** Health of positions that were unused before is known already; of those no longer used it is kept. */
function settleHealth(old: ExchangeState, tx: Transaction): ReadonlyMap<PortId, boolean> {
  const spare = new Map(old.spare);
  for (const { port, index, kind, state } of old.ports) {
    const place = tx.base.tables.indexOfPort.get(port);
    const retired = index >= old.tables.officePorts && state.state === 'outOfService' && !state.alarmed;
    // At rest after its last call, not out of order.
    if (retired) spare.set(port, true);
    else if (place === undefined || tx.base.ports[place]!.kind !== kind)
      spare.set(port, state.state !== 'outOfService');
  }
  for (const { port, index, kind, state } of tx.base.ports) {
    const healthy = spare.get(port) ?? false;
    spare.delete(port);
    if (!healthy || state.state !== 'outOfService') continue;
    if (kind === 'line') tx.setLine(index, restingLine(tx, index));
    else tx.setTrunk(index, restingTrunk(tx, index));
  }
  return spare;
}

/**
 * Takes over a new office without dropping a call. A port that is no longer in it keeps its call and goes
 * when it is at rest.
 */
export function configure(
  exchange: ExchangeState,
  office: Office,
  now: Instant,
): { readonly state: ExchangeState; readonly effects: readonly Effect[] } {
  const kinds = new Map<PortId, Port['kind']>();
  for (const { port } of office.trunks) kinds.set(port, 'trunk');
  for (const port of office.extensions.flatMap(portsOf)) kinds.set(port, 'line');
  const before = new Transaction(exchange, now);
  takeOut(before, kinds);
  const cleared = before.commit();
  const after = new Transaction(rebuild(cleared, office, now), now);
  const spare = settleHealth(exchange, after);
  for (const { index, kind, state } of after.base.ports)
    if (kind === 'line' && state.state === 'idle') after.freed.push(index);
  serveAttendants(after, true);
  serveWaiting(after);
  after.trace(null, null, 'office.configured', {
    extensions: office.extensions.length,
    trunks: office.trunks.length,
  });
  const state = { ...after.commit(), spare };
  return { state, effects: [...before.effects, ...after.effects] };
}
