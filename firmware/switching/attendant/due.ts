import type { Transaction } from '../transaction.ts';
import { changeDesk, deskOf } from './desks.ts';
import { settleCalled } from './group-call.ts';

/** Whatever a desk had for a time only: a reservation, a group call. */
export function consoleDue(tx: Transaction, id: string): void {
  const desk = deskOf(tx, id);
  if (desk === null) return;
  if (desk.reserved !== null && desk.reserved.until <= tx.now) changeDesk(tx, id, { reserved: null });
  if (desk.called !== null) settleCalled(tx, id, desk.called);
}
