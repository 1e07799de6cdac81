import type { Instant } from '#units/time.ts';
import { alarm } from './alarms.ts';
import { guardedTrunk, restingLine, restingTrunk } from './connection.ts';
import type { Effect, ExchangeEvent } from './model.ts';
import { trunkOffHook } from './outputs.ts';
import { recordOf } from './records.ts';
import type { CallIndex, ExchangeState, LineState, PortIndex, TrunkState } from './state.ts';
import { Transaction } from './transaction.ts';

function lineAtRest(tx: Transaction, index: PortIndex, state: LineState): LineState {
  if (state.state === 'outOfService') return state;
  const onHook = state.state === 'idle' || state.state === 'alerting';
  return onHook ? restingLine(tx, index) : { state: 'parked', deadline: null };
}

function trunkAtRest(tx: Transaction, index: PortIndex, state: TrunkState): TrunkState {
  if (state.state === 'outOfService') return state;
  return trunkOffHook(state) ? guardedTrunk(tx) : restingTrunk(tx, index);
}

/** On-hook where it can be, silent where somebody holds the handset. */
function putToRest(tx: Transaction, index: PortIndex): void {
  const port = tx.port(index);
  if (port.kind === 'line') tx.setLine(index, lineAtRest(tx, index, port.state));
  else tx.setTrunk(index, trunkAtRest(tx, index, port.state));
}

const usesCall = (state: LineState | TrunkState, call: CallIndex): boolean =>
  ('call' in state && state.call === call) || ('next' in state && state.next === call);

function clearCall(tx: Transaction, port: PortIndex, index: CallIndex): void {
  const call = tx.base.calls[index] ?? null;
  for (const other of tx.base.ports)
    if (other.index === port || usesCall(other.state, index)) putToRest(tx, other.index);
  if (call === null) return;
  for (const other of tx.base.ports) {
    if (other.kind !== 'line') continue;
    const held = other.held.filter((one) => one !== index);
    const knock = other.knock?.call === index ? null : other.knock;
    if (held.length !== other.held.length || knock !== other.knock)
      tx.setLinePart(other.index, { held, knock });
    if (other.state.state === 'holding' && held.length === 0) putToRest(tx, other.index);
  }
  tx.emit({ kind: 'record', record: recordOf(call, tx.base.ports, tx.now, 41, 'exchange') });
  tx.freeAllOf(call.id);
  tx.removeCall(index);
}

/**
 * After a broken assumption: from the state before the event, the call of the port that was being served
 * is cleared, and nothing else. What the broken handler had begun is forgotten.
 */
export function recover(
  base: ExchangeState,
  port: PortIndex | null,
  event: ExchangeEvent['kind'],
  message: string,
  now: Instant,
): { readonly state: ExchangeState; readonly effects: readonly Effect[] } {
  const tx = new Transaction(base, now);
  const culprit = port === null ? null : (base.ports[port] ?? null);
  const where = culprit === null ? 'exchange' : `port ${culprit.port}`;
  tx.emit(alarm('TR-CORE-001', where, true));
  let call: CallIndex | null = null;
  if (culprit !== null) {
    const { state } = culprit;
    call = 'call' in state ? state.call : 'next' in state ? state.next : null;
    if (call === null) putToRest(tx, culprit.index);
    else clearCall(tx, culprit.index, call);
  }
  tx.trace(call === null ? null : (base.calls[call] ?? null), culprit, 'core.assertion', { message, event });
  return { state: tx.commit(), effects: tx.effects };
}
