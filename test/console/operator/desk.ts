import type { DeskView } from '../../../firmware/console/operator/contract.ts';
import { type Desk, EMPTY_DESK } from '../../../firmware/console/operator/desk.ts';
import { card, emptyView, mayOf, waitingCall } from '../../browser/support/desk-people.ts';

export { card, waitingCall };

/** A desk at work, with this on it. */
export const deskWith = (view: Partial<DeskView> = {}, more: Partial<Desk> = {}): Desk => ({
  ...EMPTY_DESK,
  link: 'up',
  seat: 'seated',
  view: withMay({ ...emptyView(), ...view }, view),
  ...more,
});

const withMay = (view: DeskView, { may }: Partial<DeskView>): DeskView => ({
  ...view,
  may: may ?? mayOf(view),
});
