import { after, ms } from '#units/time.ts';
import { isOneOf } from '../appearances.ts';
import type { CommandOf } from '../features/commands.ts';
import { lineOf } from '../features/devices.ts';

import { isNumber } from '../features/dialable.ts';
import { blockCaller } from '../features/harassing.ts';
import { no, yes } from '../features/reply.ts';
import type { Reply } from '../model.ts';
import { otherOf } from '../parties.ts';
import type { Transaction } from '../transaction.ts';
import { sourceOf } from './cards.ts';
import { consoleCall } from './connect.ts';
import { changeDesk } from './desks.ts';
import { callGroup } from './group-call.ts';
import { isReserved } from './reserved.ts';
import { callYes, type Seat, whenReady } from './seat.ts';

/*
 * What makes an operator's work shorter: a free extension is kept, a caller comes back by himself, several are called
 * at once, a nuisance is blocked.
 */

const RESERVED_MS = 30_000;
/** Numbers of one group call. */
const CALLED_MAX = 64;

export function consoleReserve(
  tx: Transaction,
  { console }: Seat,
  { number }: CommandOf<'consoleReserve'>,
): Reply {
  if (number === null) {
    changeDesk(tx, console.id, { reserved: null });
    return yes();
  }
  const line = lineOf(tx, number);
  if (line === null) return no('bad-number');
  if (line.state.state !== 'idle' || isReserved(tx, number, console.id)) return no('not-in-that-state');
  changeDesk(tx, console.id, { reserved: { number, until: after(tx.now, ms(RESERVED_MS)) } });
  return yes();
}

/** The wanted one first, and then who asked for him. */
export function consoleCallFor(tx: Transaction, seat: Seat, asked: CommandOf<'consoleCallFor'>): Reply {
  if (!isNumber(asked.from) || !isNumber(asked.to) || asked.from === asked.to) return no('bad-number');
  const { console } = seat;
  const later = whenReady(tx, seat, asked);
  if (later !== null) return later;
  if (sourceOf(tx, console, seat.desk) !== null) return no('not-in-that-state');
  const reply = consoleCall(
    tx,
    { ...seat, line: tx.line(seat.line.index) },
    {
      ...{ op: 'consoleCall', console: console.id, to: asked.to },
    },
  );
  if (reply.ok) changeDesk(tx, console.id, { callFor: { number: asked.from, called: false } });
  return reply;
}

export function consoleChain(
  tx: Transaction,
  { console, line, desk }: Seat,
  { on }: CommandOf<'consoleChain'>,
): Reply {
  const source = sourceOf(tx, console, desk);
  const other = source === null ? null : otherOf(source, line.index);
  if (source === null || (on && other === null)) return no('not-in-that-state');
  const chained = on && other !== null ? { port: tx.port(other).port, console: console.id } : null;
  tx.updateCall(source.index, { chained });
  return callYes(source);
}

export function consoleGroupCall(tx: Transaction, seat: Seat, asked: CommandOf<'consoleGroupCall'>): Reply {
  const { numbers, rollCall } = asked;
  if (numbers.length === 0 || numbers.length > CALLED_MAX || !numbers.every(isNumber))
    return no('bad-number');
  const later = whenReady(tx, seat, asked);
  if (later !== null) return later;
  const { console, line } = seat;
  const others = numbers.filter((number) => {
    const called = lineOf(tx, number);
    return called !== null && !isOneOf(tx, [line.index], called);
  });
  const call = callGroup(tx, console.id, tx.line(line.index), others, rollCall);
  return call === null ? no('bad-number') : callYes(call);
}

export function consoleHarassing(tx: Transaction, { console, line, desk }: Seat): Reply {
  const source = sourceOf(tx, console, desk);
  if (source === null) return no('not-in-that-state');
  const { number } = source.caller;
  if (source.kind !== 'incoming' || number === '' || tx.base.tables.lineOfNumber.has(number))
    return no('bad-number');
  tx.updateCall(source.index, { harassing: true });
  blockCaller(tx, number, line.config.number);
  tx.trace(source, line, 'attendant.harassing', { number, console: console.id });
  return callYes(source);
}
