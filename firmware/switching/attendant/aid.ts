import { after, ms } from '#units/time.ts';
import { isOneOf } from '../appearances.ts';

import { refused, type Verdict, type Way } from '../destination.ts';
import { isNumber } from '../features/commands.ts';
import { lineOf } from '../features/devices.ts';
import { blockCaller } from '../features/harassing.ts';
import { no, yes } from '../features/reply.ts';
import { otherOf, partiesOf } from '../parties.ts';
import type { Call, CallIndex, LinePort, PortIndex } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { sourceOf } from './cards.ts';
import { consoleCall } from './connect.ts';
import { changeDesk, deskOf } from './desks.ts';
import { callGroup } from './group-call.ts';
import { giveBack } from './requeue.ts';
import { callYes, type Operate, whenReady } from './seat.ts';

/*
 * What makes an operator's work shorter: a free extension is kept, a caller comes back by himself, several are called
 * at once, a nuisance is blocked.
 */

const RESERVED_MS = 30_000;
/** Numbers of one group call. */
const CALLED_MAX = 64;

export const consoleReserve: Operate<'consoleReserve'> = (tx, { console }, { number }) => {
  if (number === null) {
    changeDesk(tx, console.id, { reserved: null });
    return yes();
  }
  const line = lineOf(tx, number);
  if (line === null) return no('bad-number');
  if (line.state.state !== 'idle' || isReserved(tx, number, console.id)) return no('not-in-that-state');
  changeDesk(tx, console.id, { reserved: { number, until: after(tx.now, ms(RESERVED_MS)) } });
  return yes();
};

/** An extension is kept free for another console than this one. */
export function isReserved(tx: Transaction, number: string, but: string | null): boolean {
  const { desks } = tx.people.attendants;
  for (const [console, { reserved }] of desks)
    if (console !== but && reserved?.number === number) return true;
  return false;
}

/** Kept free for an operator, it is busy for everybody else. */
export function reserved(tx: Transaction, call: Call, line: LinePort, _way: Way): Verdict {
  if (tx.people.attendants.desks.size === 0) return null;
  const caller = tx.port(call.from);
  const console = caller.kind === 'line' ? tx.base.tables.consoleAt.get(caller.config.number)?.id : undefined;
  const { number } = line.config;
  if (!isReserved(tx, number, console ?? null)) return null;
  tx.trace(call, line, 'attendant.reserved', { number });
  return { kind: 'done', reached: refused(17, 'reserved by an operator', [], { number, why: 'busy' }) };
}

/** The wanted one first, and then who asked for him. */
export const consoleCallFor: Operate<'consoleCallFor'> = (tx, seat, asked) => {
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
};

export const consoleChain: Operate<'consoleChain'> = (tx, { console, line, desk }, { on }) => {
  const source = sourceOf(tx, console, desk);
  const other = source === null ? null : otherOf(source, line.index);
  if (source === null || (on && other === null)) return no('not-in-that-state');
  const chained = on && other !== null ? { port: tx.port(other).port, console: console.id } : null;
  tx.updateCall(source.index, { chained });
  return callYes(source);
};

/**
 * The party to whom a chained caller was sent leaves: he comes back to his operator. The leaving port is its handler's
 * business. False: the call ends as any other.
 */
export function comesBackChained(tx: Transaction, index: CallIndex, leaving: PortIndex): boolean {
  const call = tx.call(index);
  const { chained, phase } = call;
  if (chained === null || phase.phase !== 'connected' || partiesOf(call).length !== 2) return false;
  const left = otherOf(call, leaving);
  const port = tx.port(leaving);
  if (left === null || tx.port(left).port !== chained.port || call.heldBy.includes(left)) return false;
  const { consoles, consoleAt } = tx.base.tables;
  // The operator himself lets him go.
  if (port.kind === 'line' && consoleAt.get(port.config.number)?.id === chained.console) return false;
  if (!consoles.has(chained.console) || deskOf(tx, chained.console) === null) return false;
  giveBack(tx, index, port, chained.console, 'chained');
  return true;
}

export const consoleGroupCall: Operate<'consoleGroupCall'> = (tx, seat, asked) => {
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
};

export const consoleHarassing: Operate<'consoleHarassing'> = (tx, { console, line, desk }) => {
  const source = sourceOf(tx, console, desk);
  if (source === null) return no('not-in-that-state');
  const { number } = source.caller;
  if (source.kind !== 'incoming' || number === '' || tx.base.tables.lineOfNumber.has(number))
    return no('bad-number');
  tx.updateCall(source.index, { harassing: true });
  blockCaller(tx, number, line.config.number);
  tx.trace(source, line, 'attendant.harassing', { number, console: console.id });
  return callYes(source);
};
