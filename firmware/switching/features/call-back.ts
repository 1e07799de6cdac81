import { ms } from '#units/time.ts';
import { freeLine } from '../appearances.ts';
import type { CallBack, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';
import { ringFor } from './prompt.ts';

/*
 * Call-back on busy and on no answer (automatic call-back, ECMA-269 §17.1.6): when both are free, who asked is rung
 * first, and then the wanted number.
 */

/** Waiting call-backs of the whole exchange; further ones are refused. */
const CALL_BACKS_MAX = 1_000;

/** False: it is refused. A second wish for the same number renews the first. */
export function setCallBack(
  tx: Transaction,
  who: string,
  number: string,
  why: 'busy' | 'no-answer',
): boolean {
  const others = tx.people.callBacks.filter((one) => one.who !== who || one.number !== number);
  if (who === number || !tx.base.tables.lineOfNumber.has(number) || others.length >= CALL_BACKS_MAX)
    return false;
  const until = tx.in(ms(tx.base.office.services.timing.callBackMsMax));
  tx.setPeople({ callBacks: [...others, { who, number, armed: why === 'busy', until }] });
  return true;
}

export function clearCallBacks(tx: Transaction, who: string): number {
  const left = tx.people.callBacks.filter((one) => one.who !== who);
  const cleared = tx.people.callBacks.length - left.length;
  if (cleared > 0) tx.setPeople({ callBacks: left });
  return cleared;
}

/** The line of a number that is free for a call; with `callsMax` 1 only when its telephone is at rest. */
function lineFor(tx: Transaction, number: string, callsMax?: number): LinePort | null {
  const index = tx.base.tables.lineOfNumber.get(number);
  return index === undefined ? null : freeLine(tx, tx.line(index), callsMax);
}

/** Lines became free in this step: whose call-back comes true, whose is armed by it, whose is too old. */
export function serveCallBacks(tx: Transaction): void {
  if (tx.people.callBacks.length === 0 || tx.freed.length === 0) return;
  const freed = new Set(tx.freed.map((index) => tx.line(index).config.number));
  const left: CallBack[] = [];
  for (const one of tx.people.callBacks) {
    if (one.until <= tx.now) continue;
    const armed = one.armed || freed.has(one.number);
    const concerns = freed.has(one.number) || freed.has(one.who);
    const line = armed && concerns && lineFor(tx, one.number) !== null ? lineFor(tx, one.who, 1) : null;
    if (line !== null) {
      const call = ringFor(tx, line, one.number, false);
      tx.trace(call, line, 'callBack.rings', { who: one.who, number: one.number });
    } else left.push({ ...one, armed });
  }
  tx.setPeople({ callBacks: left });
}
