import type { CallId } from '#units/ids.ts';
import { endedCall, letGo } from '../connection.ts';
import type { Reply } from '../model.ts';
import type { Call, CallIndex, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { connectionOf, isReply, lineInState, linesOfDevice } from './devices.ts';
import { hold, mayHold, retrieve } from './hold.ts';
import { no, yes } from './reply.ts';
import { join, mayTransfer } from './transfer.ts';

/*
 * Two calls of a telephone at two of its lines. It holds and changes over by itself; what it leaves to the exchange
 * is to bring the two together.
 */

/** On hold at its line, whether its telephone said so or not. Null: it cannot be. */
function onHold(tx: Transaction, line: LinePort, call: Call): LinePort | null {
  if (call.heldBy.includes(line.index)) return line;
  if (line.state.state !== 'talking' || !mayHold(call, line)) return null;
  hold(tx, call.index, line);
  tx.setLine(line.index, { state: 'holding', deadline: null });
  return tx.line(line.index);
}

/** In its call, whether its telephone keeps it on hold or not. */
function present(tx: Transaction, line: LinePort, call: Call): LinePort {
  if (line.state.state !== 'holding' || !line.held.includes(call.index)) return line;
  tx.setLine(line.index, retrieve(tx, call.index, line));
  return tx.line(line.index);
}

/** The parties of two calls at different lines, without the telephone (ECMA-269, "Transfer Call"). */
function joinLines(tx: Transaction, held: Call, keeper: LinePort, active: Call, by: LinePort): Reply {
  const first = onHold(tx, keeper, held);
  if (first === null) return no('not-in-that-state');
  const second = present(tx, by, active);
  const [one, other] = [tx.call(held.index), tx.call(active.index)];
  if (!mayTransfer(tx, one, other, second)) return no('not-in-that-state');
  const { id } = join(tx, held.index, active.index, second, first);
  letGo(tx, first.index, endedCall(one, 16));
  letGo(tx, second.index, endedCall(other, 16));
  return yes(id);
}

/** A command names both calls. */
export function transferCall(
  tx: Transaction,
  { device, held, active }: { readonly device: string; readonly held: CallId; readonly active: CallId },
): Reply {
  const first = connectionOf(tx, device, held);
  if (isReply(first)) return first;
  const second = connectionOf(tx, device, active);
  if (isReply(second)) return second;
  if (first.line.index === second.line.index) return no('not-in-that-state');
  return joinLines(tx, first.call, first.line, second.call, second.line);
}

/** The telephone keeps one call on hold at a line and is in another at a second one. */
export function completeAtTwoLines(tx: Transaction, device: string): Reply {
  const keeper = lineInState(tx, device, 'holding');
  const by = linesOfDevice(tx, device).find(
    ({ state }) => state.state === 'talking' || state.state === 'ringingOut',
  );
  const held = keeper?.held.at(-1);
  if (keeper === undefined || held === undefined || by === undefined || !('call' in by.state))
    return no('not-in-that-state');
  return joinLines(tx, tx.call(held), keeper, tx.call(by.state.call), by);
}

/** The line at which a telephone keeps somebody on hold: this one, or another of its lines. */
export function keeperOf(tx: Transaction, line: LinePort): { line: LinePort; held: CallIndex } | null {
  const own = tx.line(line.index).held.at(-1);
  if (own !== undefined) return { line, held: own };
  const keeper = lineInState(tx, line.config.number, 'holding');
  const held = keeper?.held.at(-1);
  return keeper === undefined || held === undefined ? null : { line: keeper, held };
}
