import { localMs } from '../calendar.ts';
import type { Mode, Trunk } from '../office.ts';
import { modeOf } from '../routing/times.ts';
import type { Transaction } from '../transaction.ts';

/*
 * Day, night and two more: where calls from outside and calls for the operator go.
 */

/** Time of day at this step, UTC milliseconds since 1970. */
export function epochMsNow(tx: Transaction): number {
  const { wall } = tx.base;
  return wall.epochMs + Math.floor((tx.now - wall.at) / 1_000);
}

export const localNow = (tx: Transaction): number => localMs(epochMsNow(tx), tx.base.office.localTime);

export function modeNow(tx: Transaction, entityId: string): Mode {
  const entity = tx.base.tables.entities.get(entityId);
  if (entity === undefined) return 'day';
  return modeOf(tx.base.tables.routing, entity, tx.people.modes.get(entityId) ?? null, localNow(tx)).mode;
}

/** Who is meant by "the operator" now; null: nobody. */
export function operatorOf(tx: Transaction, entityId: string): string | null {
  const operator = tx.base.tables.entities.get(entityId)?.operator;
  return operator?.[modeNow(tx, entityId)] ?? operator?.day ?? null;
}

/** Where a call that arrives on an exchange line rings now. */
export const ringInOf = (tx: Transaction, trunk: Trunk): string =>
  trunk.ringInByMode[modeNow(tx, trunk.entity)] ?? trunk.ringIn;
