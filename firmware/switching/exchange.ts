import type { PortId } from '#units/ids.ts';
import { AssertionFailure } from '#units/result.ts';
import type { Instant } from '#units/time.ts';
import { serveAttendants } from './attendant/serve.ts';
import { configure, emptyExchange } from './configure.ts';
import { dueAt, soonest } from './deadlines.ts';
import { callDue } from './due.ts';
import { serveClock } from './features/by-clock.ts';
import { serveCallBacks } from './features/call-back.ts';
import { command } from './features/commands.ts';
import { setTimeOfDay } from './features/time-of-day.ts';
import { missedBefore } from './features/wake-up.ts';
import type { EventOf } from './handlers.ts';
import { setHops } from './hops.ts';
import { LINE } from './line.ts';
import type { Effect, ExchangeEvent, Office } from './model.ts';
import { serveWaiting } from './onward.ts';
import { restore } from './people.ts';
import { recover } from './recover.ts';
import type { ExchangeState, LineState, Port, PortIndex, TrunkState } from './state.ts';
import { traceEffect } from './trace.ts';
import { Transaction } from './transaction.ts';
import { TRUNK } from './trunk.ts';

export { ALARMS } from './alarms.ts';
export { attendantView } from './attendant/view.ts';
export { brokenInvariants } from './invariants.ts';
export { RULES } from './trace.ts';
export {
  callViews,
  callViewsAt,
  changedPorts,
  heldTimeslots,
  isIdle,
  keptOf,
  lineStates,
  modeViews,
  portView,
  portViews,
  settingsAt,
  subscriberView,
} from './view.ts';

/** The whole state of the exchange; opaque outside `switching/`. Plain data, never mutated. */
export type Exchange = ExchangeState;

export interface Step {
  readonly exchange: Exchange;
  readonly effects: readonly Effect[];
  /** When `step` wants to be called with `{kind: 'deadline'}`; null when nothing waits. */
  readonly deadline: Instant | null;
}

type PortEvent = Extract<ExchangeEvent, { readonly port: PortId }>;
type AnyHandler = (tx: Transaction, port: Port, event: ExchangeEvent) => LineState | TrunkState | 'ignored';

/** Late by nature: the port has usually moved on. Ignoring them is not worth a line in the trace. */
const EXPECTED_LATE: readonly ExchangeEvent['kind'][] = ['sent', 'deadline'];

/** The tables are complete by type; this is the one place where their types meet a port known only at run time. */
function handlerOf(port: Port, kind: ExchangeEvent['kind']): AnyHandler | undefined {
  const row = port.kind === 'line' ? LINE[port.state.state] : TRUNK[port.state.state];
  return (row as unknown as Readonly<Record<string, AnyHandler | undefined>>)[kind];
}

function dispatch(tx: Transaction, index: PortIndex, event: ExchangeEvent): void {
  tx.current = index;
  const port = tx.port(index);
  const next = handlerOf(port, event.kind)?.(tx, port, event) ?? 'ignored';
  if (next === 'ignored') {
    if (!EXPECTED_LATE.includes(event.kind))
      tx.trace(null, port, 'event.ignored', { event: event.kind, state: port.state.state });
    return;
  }
  if (port.kind === 'line') tx.setLine(index, next as LineState);
  else tx.setTrunk(index, next as TrunkState);
}

/** As if the keys were pressed one after the other, and all of it in one step. */
function dispatchEnBloc(tx: Transaction, index: PortIndex, event: EventOf<'enBloc'>): void {
  const { port, digits, hops } = event;
  dispatch(tx, index, { kind: 'offHook', port });
  if (hops !== undefined) setHops(tx, tx.port(index), hops);
  for (const digit of digits) dispatch(tx, index, { kind: 'digit', port, digit, via: 'dtmf' });
}

function dispatchDue(tx: Transaction): void {
  for (const index of dueAt(tx.base.deadlines, tx.now)) {
    const { deadline } = tx.port(index).state;
    if (deadline !== null && deadline <= tx.now) dispatch(tx, index, { kind: 'deadline' });
  }
  const { callDeadlines } = tx.base;
  for (let index = 0; index < callDeadlines.length; index++) {
    if (callDeadlines[index]! > tx.now) continue;
    const call = tx.calls[index] ?? null;
    if (call === null || call.deadline === null || call.deadline > tx.now) continue;
    tx.current = call.from;
    callDue(tx, index);
  }
  serveClock(tx);
}

/** Lines that became free in this step: who waits for them, and who asked to be called back. */
function serveFreed(tx: Transaction): void {
  serveAttendants(tx);
  serveWaiting(tx);
  serveCallBacks(tx);
  // A telephone that was free for an operator's caller may now ring for another.
  if (tx.freed.length > 0) serveAttendants(tx);
}

function earliest(exchange: Exchange): Instant | null {
  let first = soonest(exchange.deadlines);
  // By index: an iterator would make a number object of each.
  for (let index = 0; index < exchange.callDeadlines.length; index++)
    first = Math.min(first, exchange.callDeadlines[index]!);
  const { deadline } = exchange.attendants;
  if (deadline !== null && deadline < first) first = deadline;
  const { clockAt } = exchange;
  if (clockAt !== null && clockAt < first) first = clockAt;
  return first === Number.POSITIVE_INFINITY ? null : (first as Instant);
}

const done = (exchange: Exchange, effects: readonly Effect[]): Step => ({
  exchange,
  effects,
  deadline: earliest(exchange),
});

/** A position that the office does not use: only its health is remembered, for the day it does. */
function unknownPort(exchange: Exchange, event: PortEvent): Step {
  const ignored = traceEffect(null, event.port, 'event.unknownPort', { event: event.kind, port: event.port });
  if (event.kind !== 'health') return done(exchange, [ignored]);
  const spare = new Map(exchange.spare).set(event.port, event.inService);
  return done({ ...exchange, spare }, [ignored]);
}

/**
 * A new exchange. Every port is out of service until a `health` event says otherwise.
 * @param epochMs time of day at `now`, UTC milliseconds since 1970
 */
export function createExchange(office: Office, now: Instant, epochMs: number): Step {
  return done(emptyExchange(office, now, epochMs), []);
}

/**
 * One event: the next state, what is to be done, and when to be called again. The same arguments always
 * give the same result; `exchange` is not changed. A broken assumption takes down the call that it
 * concerns (record with cause 41, alarm `TR-CORE-001`), never the exchange.
 */
export function step(exchange: Exchange, event: ExchangeEvent, now: Instant): Step {
  const tx =
    event.kind === 'timeOfDay' ? setTimeOfDay(exchange, event.epochMs, now) : new Transaction(exchange, now);
  try {
    if (event.kind === 'configure') {
      const { state, effects } = configure(exchange, event.office, now);
      return done(state, effects);
    }
    if (event.kind === 'deadline') dispatchDue(tx);
    else if (event.kind !== 'timeOfDay') {
      if (event.kind === 'restore') {
        restore(tx, event.kept);
        missedBefore(tx);
        return done(tx.commit(), tx.effects);
      }
      if (event.kind === 'command') {
        command(tx, event.id, event.command);
        serveFreed(tx);
        return done(tx.commit(), tx.effects);
      }
      const index = exchange.tables.indexOfPort.get(event.port);
      if (index === undefined) return unknownPort(exchange, event);
      if (event.kind === 'enBloc') dispatchEnBloc(tx, index, event);
      else dispatch(tx, index, event);
    }
    serveFreed(tx);
    return done(tx.commit(), tx.effects);
  } catch (error) {
    const message =
      error instanceof AssertionFailure || error instanceof Error ? error.message : String(error);
    const { state, effects } = recover(exchange, tx.current, event.kind, message, now);
    return done(state, effects);
  }
}
