import type { CallId } from '#units/ids.ts';
import { linesOf } from '../appearances.ts';
import type { Reply } from '../model.ts';
import { partiesOf, targetsOf } from '../parties.ts';
import type { Call, CallIndex, LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { no } from './reply.ts';

/*
 * What commands name: a device by its number, which may have several lines; a connection by device and call.
 */

export type LineInCall = LinePort & { readonly state: { readonly call: CallIndex } };

export interface Connection {
  readonly line: LinePort;
  readonly call: Call;
}

/** First line of a device's telephone. */
export const lineOf = (tx: Transaction, device: string): LinePort | null => {
  const index = tx.base.tables.lineOfNumber.get(device);
  return index === undefined ? null : tx.line(index);
};

/** All lines of a device's telephone; none when nobody has the number. */
export function linesOfDevice(tx: Transaction, device: string): readonly LinePort[] {
  const line = lineOf(tx, device);
  return line === null ? [] : linesOf(tx, line);
}

export const lineInState = (
  tx: Transaction,
  device: string,
  state: LineState['state'],
): LinePort | undefined => linesOfDevice(tx, device).find((line) => line.state.state === state);

export const callOf = (tx: Transaction, id: CallId): Call | null =>
  tx.calls.find((call) => call !== null && call.id === id) ?? null;

/** A device and a call that one of its lines is in, or why not. */
export function connectionOf(tx: Transaction, device: string, id: CallId): Connection | Reply {
  const lines = linesOfDevice(tx, device);
  if (lines.length === 0) return no('no-such-device');
  const call = callOf(tx, id);
  if (call === null) return no('no-such-call');
  const there = [...partiesOf(call), ...targetsOf(call)];
  const line = lines.find(({ index }) => there.includes(index));
  return line === undefined ? no('no-such-call') : { line, call };
}

export const isReply = (found: Connection | Reply): found is Reply => 'ok' in found;

/** Of a telephone that is in a conversation and keeps one other party on hold, at one line. */
export function twoCalls(
  tx: Transaction,
  device: string,
): { readonly line: LineInCall; readonly held: CallIndex } | Reply {
  const lines = linesOfDevice(tx, device);
  if (lines.length === 0) return no('no-such-device');
  for (const line of lines) {
    const held = line.held.at(-1);
    const { state } = line.state;
    const present = state === 'talking' || state === 'ringingOut' || state === 'awaitingAnswer';
    if (held !== undefined && present) return { line: line as LineInCall, held };
  }
  return no('not-in-that-state');
}
