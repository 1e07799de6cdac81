import { assert } from '#units/result.ts';
import { ms } from '#units/time.ts';
import { startRinger } from './alerting.ts';
import { nameOfCause } from './causes.ts';
import { endedCall, hearsTone, letGo } from './connection.ts';
import type { CallerId, CallRecord, Cause } from './model.ts';
import { recordOf } from './records.ts';
import type { Call, CallIndex, LinePort, LineState, PortIndex, TrunkPort } from './state.ts';
import type { Transaction } from './transaction.ts';

/*
 * The two-party call: it begins at an originator, reaches a destination, is answered, and is released from
 * either side. A handler of one port changes its own state by what it returns, the other's through here.
 */

const NOT_YET = { alertedAt: null, answeredAt: null, to: null } as const;

/** A telephone was lifted. */
export function originate(tx: Transaction, line: LinePort): Call {
  return tx.addCall({
    ...NOT_YET,
    kind: 'incomplete',
    from: line.index,
    caller: { number: line.config.number, name: line.config.name, absence: '' },
    toNumber: '',
    dialled: '',
    startedAt: tx.now,
    phase: { phase: 'initiated' },
  });
}

/** An exchange line rings. */
export function arrive(tx: Transaction, trunk: TrunkPort, callerId: CallerId | null): Call {
  const call = tx.addCall({
    ...NOT_YET,
    kind: 'incoming',
    from: trunk.index,
    caller: callerId ?? { number: '', name: '', absence: 'O' },
    toNumber: trunk.config.ringIn,
    dialled: '',
    startedAt: tx.now,
    phase: { phase: 'waiting', ready: false },
  });
  tx.trace(call, trunk, 'trunk.ringsIn', { trunk: trunk.config.name, from: call.caller.number });
  return call;
}

export interface Release {
  readonly cause: Cause;
  readonly by: CallRecord['releasedBy'];
  /** Why, for the trace: `on-hook`, `no answer` … */
  readonly reason: string;
  /** The port whose handler asks, and sets its own next state; null when all parties are let go. */
  readonly leaving: PortIndex | null;
}

/** Ends a call: its one record is written, its timeslots are free, whoever is left hears why. */
export function release(tx: Transaction, index: CallIndex, { cause, by, reason, leaving }: Release): void {
  const call = tx.call(index);
  tx.emit({ kind: 'record', record: recordOf(call, tx.ports, tx.now, cause, by) });
  tx.trace(call, null, 'call.cleared', { cause: `${cause} ${nameOfCause(cause)}`, reason });
  tx.free(call.from, call.id);
  if (call.to !== null) tx.free(call.to, call.id);
  tx.removeCall(index);
  const ended = endedCall(call, cause);
  if (call.from !== leaving) letGo(tx, call.from, ended);
  if (call.to !== null && call.to !== leaving) letGo(tx, call.to, ended);
}

/** Which side of a call a port is on. */
export const sideOf = (call: Call, index: PortIndex): 'caller' | 'called' =>
  call.from === index ? 'caller' : 'called';

/** A call that goes no further: the caller's line hears why. For the caller's own handler. */
export function refuse(tx: Transaction, index: CallIndex, cause: Cause, reason: string): LineState {
  const call = tx.call(index);
  release(tx, index, { cause, by: 'exchange', reason, leaving: call.from });
  return hearsTone(tx, endedCall(call, cause));
}

/** Rings `target` for a call; the line must be idle. */
function alert(tx: Transaction, call: Call, target: LinePort): void {
  assert(target.state.state === 'idle', `${target.port} is to ring but is ${target.state.state}`);
  tx.hold(target.index, call.id);
  tx.updateCall(call.index, {
    to: target.index,
    toNumber: target.config.number,
    alertedAt: call.alertedAt ?? tx.now,
    phase: { phase: 'alerting' },
  });
  const ringer = startRinger(tx.base.office.alerting, tx.now);
  tx.setLine(target.index, { state: 'alerting', call: call.index, ringer, deadline: ringer.deadline });
  tx.trace(call, target, 'extension.alerting', { number: target.config.number });
}

/** An extension calls an extension. Returns what the caller's line does next. */
export function deliver(tx: Transaction, index: CallIndex, number: string): LineState {
  const target = tx.base.tables.lineOfNumber.get(number);
  if (target === undefined) {
    tx.trace(tx.call(index), null, 'extension.unknown', { number });
    tx.updateCall(index, { toNumber: number });
    return refuse(tx, index, 1, 'unknown extension');
  }
  const call = tx.updateCall(index, { kind: 'internal', toNumber: number });
  const line = tx.line(target);
  const { state } = line.state;
  if (state === 'outOfService') {
    tx.trace(call, line, 'extension.outOfService', { number });
    return refuse(tx, index, 27, 'out of service');
  }
  if (target === call.from) {
    tx.trace(call, line, 'extension.self', { number });
    return refuse(tx, index, 17, 'called itself');
  }
  if (state !== 'idle') {
    tx.trace(call, line, 'extension.busy', { number, state });
    return refuse(tx, index, 17, 'busy');
  }
  alert(tx, call, line);
  return { state: 'ringingOut', call: index, deadline: tx.in(ms(tx.base.office.timing.ringMsMax)) };
}

/** Offers a call from outside to its destination; when that is not free, the call waits, still ringing. */
export function offer(tx: Transaction, index: CallIndex): void {
  const call = tx.updateCall(index, { phase: { phase: 'waiting', ready: true } });
  const trunk = tx.trunk(call.from);
  const number = trunk.config.ringIn;
  const target = tx.base.tables.lineOfNumber.get(number);
  if (target === undefined) {
    tx.trace(call, trunk, 'trunk.noDestination', { trunk: trunk.config.name, number });
    return;
  }
  const line = tx.line(target);
  if (line.state.state === 'idle') alert(tx, call, line);
  else tx.trace(call, line, 'extension.waiting', { number, state: line.state.state });
}

/** The ringing destination went away; a caller from outside waits for it again. */
export function withdraw(tx: Transaction, index: CallIndex): void {
  const call = tx.call(index);
  if (call.to !== null) tx.free(call.to, call.id);
  tx.updateCall(index, { to: null, phase: { phase: 'waiting', ready: true } });
}

/** Lines that became free ring for the caller who has waited longest. */
export function serveWaiting(tx: Transaction): void {
  for (const index of tx.freed) {
    const line = tx.line(index);
    if (line.state.state !== 'idle') continue;
    let oldest: Call | null = null;
    for (const call of tx.calls) {
      if (call === null || call.phase.phase !== 'waiting' || !call.phase.ready) continue;
      if (tx.base.tables.lineOfNumber.get(tx.trunk(call.from).config.ringIn) !== index) continue;
      if (oldest === null || call.startedAt < oldest.startedAt) oldest = call;
    }
    if (oldest !== null) alert(tx, oldest, line);
  }
}

/** The alerting extension was lifted; its own handler makes it talk. */
export function answerInside(tx: Transaction, index: CallIndex): void {
  const call = tx.updateCall(index, { answeredAt: tx.now, phase: { phase: 'connected' } });
  tx.trace(call, tx.port(call.to!), 'answer.inside', { number: call.toNumber });
  const caller = tx.port(call.from);
  if (caller.kind === 'line') {
    assert(
      caller.state.state === 'ringingOut',
      `${caller.port} was ringing out but is ${caller.state.state}`,
    );
    tx.setLine(caller.index, { state: 'talking', call: index, deadline: null });
    return;
  }
  const { state } = caller.state;
  assert(state === 'offered' || state === 'caught', `${caller.port} was ringing in but is ${state}`);
  tx.setTrunk(caller.index, {
    state: 'talking',
    call: index,
    direction: 'in',
    answeredBy: 'inside',
    deadline: null,
  });
}
