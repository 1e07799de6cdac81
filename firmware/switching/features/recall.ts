import { ms } from '#units/time.ts';
import { comesBackFromHoldArea } from '../attendant/held-long.ts';
import { recallToConsole } from '../attendant/requeue.ts';
import { attendantRests } from '../attendant/telephone.ts';
import { dropParty, goesOnWithout, identityOf, leave, release, sentTo } from '../call.ts';
import { restingLine } from '../connection.ts';
import { reach } from '../destination.ts';
import { callerGetsOn } from '../onward.ts';
import { partiesOf } from '../parties.ts';
import { ring, withdraw } from '../ringing.ts';
import type { Call, CallIndex, LinePort, LineState } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { operatorOf } from './mode.ts';

/*
 * A party that was sent somewhere or left on hold is not forgotten: who left it there has it back, and after him the
 * operator. Nothing that people have set stands in its way (see `table.ts`).
 */

/** Who is next when `number` does not take the caller back; null: nobody. */
function after(tx: Transaction, { entity }: Call, number: string): string | null {
  const operator = operatorOf(tx, entity);
  return operator === number ? null : operator;
}

/** The caller goes back to who sent him; is that one busy, he waits for him for a while. */
export function recall(tx: Transaction, index: CallIndex, number: string): void {
  if (tx.call(index).phase.phase === 'alerting') withdraw(tx, index);
  if (recallToConsole(tx, index, number)) return;
  const call = tx.updateCall(index, {
    phase: { phase: 'waiting', ready: false },
    sender: after(tx, tx.call(index), number),
    ...{ fallback: null, hunt: null, visited: [], deadline: null },
  });
  tx.trace(call, null, 'recall.rings', { number, why: 'nobody took the call' });
  const way = { how: 'recall', by: number } as const;
  const reached = reach(tx, index, number, way);
  if (reached.kind !== 'refused' || reached.cause !== 17) {
    callerGetsOn(tx, index, reached);
    return;
  }
  tx.updateCall(index, {
    ...sentTo(call, number),
    phase: { phase: 'waiting', ready: true, way },
    deadline: tx.in(ms(tx.base.office.services.timing.campOnRecallMs)),
  });
  callerGetsOn(tx, index, { kind: 'waiting' });
}

/** A telephone steps out of a call that it keeps on hold. Null: the call is over, or goes on by itself. */
function stepOut(tx: Transaction, index: CallIndex, line: LinePort): Call | null {
  const call = tx.call(index);
  const parties = partiesOf(call).length;
  if (parties === 1 || call.phase.phase !== 'connected') {
    leave(tx, index, line.index, { cause: 16, by: 'caller', reason: 'on-hook' });
    return null;
  }
  dropParty(tx, index, line.index);
  if (parties === 2 && call.room === null) return tx.call(index);
  goesOnWithout(tx, index, line);
  return null;
}

/** The telephone was put down while it kept somebody on hold: it rings for the newest; older ones are released. */
export function comesBack(tx: Transaction, line: LinePort): LineState {
  const attended = attendantRests(tx, line);
  if (attended !== null) return attended;
  const { held } = tx.line(line.index);
  for (const call of held.slice(0, -1))
    leave(tx, call, line.index, { cause: 16, by: 'exchange', reason: 'left on hold' });
  const index = held.at(-1);
  tx.setLine(line.index, restingLine(tx, line.index));
  if (index === undefined || tx.line(line.index).state.state !== 'idle') return tx.line(line.index).state;
  const left = stepOut(tx, index, line);
  if (left === null) return tx.line(line.index).state;
  const { number } = line.config;
  tx.updateCall(index, { shown: identityOf(tx, left, left.from), sender: after(tx, left, number) });
  tx.trace(left, line, 'recall.rings', { number, why: 'hung up with somebody on hold' });
  ring(tx, index, [tx.line(line.index)], { how: 'recall', by: number, msMax: null });
  return tx.line(line.index).state;
}

/** How long a telephone that is in another conversation is reminded. */
const BEEP_MS = 500;

/**
 * Somebody is on hold for long. Who keeps him there hears a beep when he is in another conversation; a telephone that
 * was left off-hook gives the held party to the operator, or releases it; a console has him among those who wait again.
 */
export function heldLong(tx: Transaction, call: Call): void {
  const { holdRecallMs } = tx.base.office.services.timing;
  let beeps = false;
  for (const holder of call.heldBy) {
    const line = tx.line(holder);
    const { state } = line.state;
    if (comesBackFromHoldArea(tx, call.index, line)) return;
    if (state === 'howler' || state === 'parked') {
      forgotten(tx, call.index, line);
      if (tx.calls[call.index] === null || tx.call(call.index).phase.phase !== 'connected') return;
    } else if (state === 'talking' && line.state.hears === 'party') {
      tx.setLinePart(holder, { reminded: !line.reminded });
      beeps ||= !line.reminded;
    } else tx.setLinePart(holder, { reminded: false });
  }
  tx.updateCall(call.index, { deadline: tx.in(ms(beeps ? BEEP_MS : holdRecallMs)) });
}

function forgotten(tx: Transaction, index: CallIndex, line: LinePort): void {
  const left = stepOut(tx, index, line);
  if (left === null) return;
  const operator = after(tx, left, line.config.number);
  if (operator !== null) recall(tx, index, operator);
  else release(tx, index, { cause: 102, by: 'exchange', reason: 'left on hold', leaving: null });
}
