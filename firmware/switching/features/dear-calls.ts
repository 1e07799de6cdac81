import { type Duration, sec } from '#units/time.ts';
import { alarm } from '../alarms.ts';
import { type Refused, refused } from '../destination.ts';
import type { Call, DearCalls, LinePort } from '../state.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Whoever has got hold of a telephone's password calls abroad, or numbers that pay him, as often as he can: so many an
 * hour, of each extension and of all together, and an alarm with the first that is one too many. Counted from the start.
 */

const HOUR: Duration = sec(3_600);
const NONE: DearCalls = { begunAt: [], alarmed: false };
/** Under which all extensions are counted together. */
const ALL = '';

interface Limit {
  readonly key: string;
  readonly max: number;
}

const where = ({ key }: Limit): string => (key === ALL ? 'office' : `extension ${key}`);
const countOf = (tx: Transaction, { key }: Limit): DearCalls => tx.people.dearCalls.get(key) ?? NONE;
const recent = (tx: Transaction, { begunAt }: DearCalls): DearCalls['begunAt'] =>
  begunAt.filter((at) => tx.now - at < HOUR);

function note(tx: Transaction, { key }: Limit, count: DearCalls): void {
  tx.setPeople({ dearCalls: new Map(tx.people.dearCalls).set(key, count) });
}

/** The limits that `number` is under: by its class, and with all others. */
export function limitsOf(tx: Transaction, number: string, byClass: number | null): readonly Limit[] {
  const all = tx.base.office.services.dearCallsPerHourMax;
  return [
    ...(byClass === null ? [] : [{ key: number, max: byClass }]),
    ...(all === null ? [] : [{ key: ALL, max: all }]),
  ];
}

/** One more dear call of `number`: counted, and null, or refused by one of its limits. */
export function beginDear(
  tx: Transaction,
  call: Call,
  line: LinePort,
  limits: readonly Limit[],
): Refused | null {
  for (const limit of limits) {
    const { max, key } = limit;
    const begunAt = recent(tx, countOf(tx, limit));
    if (begunAt.length < max) continue;
    if (key === ALL) tx.trace(call, line, 'office.dearCallsMax', { max });
    else tx.trace(call, line, 'class.dearCallsMax', { number: key, max });
    if (!countOf(tx, limit).alarmed) tx.emit(alarm('TR-TOLL-001', where(limit), true));
    note(tx, limit, { begunAt, alarmed: true });
    return refused(21, 'too many dear calls in an hour', [{ text: 'not-permitted' }]);
  }
  for (const limit of limits) {
    const count = countOf(tx, limit);
    if (count.alarmed) tx.emit(alarm('TR-TOLL-001', where(limit), false));
    note(tx, limit, { begunAt: [...recent(tx, count), tx.now], alarmed: false });
  }
  return null;
}
