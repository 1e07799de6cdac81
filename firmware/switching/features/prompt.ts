import { ms } from '#units/time.ts';
import { alertingOf, startRinger } from '../alerting.ts';
import { originate } from '../call.ts';
import type { Call, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * The exchange rings a telephone for a call of its own: when it is lifted, the number is dialled for it. Call-back
 * and click to dial are made of it.
 */

/** Rings an idle telephone; it shows the number that will be dialled. `wished`: its user has asked for it just now. */
export function ringFor(tx: Transaction, line: LinePort, dial: string, wished: boolean): Call {
  const call = originate(tx, line);
  const name = tx.base.tables.lineOfNumber.get(dial);
  const shown = {
    number: dial,
    name: name === undefined ? '' : tx.line(name).config.name,
    absence: '',
  } as const;
  tx.updateCall(call.index, {
    shown,
    toNumber: dial,
    phase: { phase: 'prompting', dial },
    deadline: tx.in(ms(tx.base.office.services.timing.callBackRingMs)),
  });
  const { office } = tx.base;
  const ringer = startRinger(wished ? office.alerting : alertingOf(office, line.config), tx.now);
  const { deadline } = ringer;
  const alerting = { state: 'alerting', alert: 'recall', answers: wished } as const;
  tx.setLine(line.index, { ...alerting, call: call.index, ringer, deadline });
  return tx.call(call.index);
}
