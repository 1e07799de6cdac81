import type { SipDiversion, SipInviteWish } from '#ports/sip-stack.ts';
import type { Diversion } from '#switching/model.ts';

/*
 * Who has sent a call on: of the exchange, and of SIP.
 */

type Told = Pick<SipInviteWish, 'diversions'>;

/** What a carrier may know: public numbers. */
export const toldToCarrier = (chain: readonly Diversion[]): Told =>
  chain.length === 0
    ? {}
    : {
        diversions: chain.map(
          ({ publicNumber: number, hidden: restricted, why, count }): SipDiversion => ({
            // A colleague's name is for the house.
            ...{ number, name: '', restricted, why, count },
          }),
        ),
      };

/** What a telephone of the house shows: colleagues hide nothing from each other, people outside may. */
export const toldToTelephone = (chain: readonly Diversion[]): Told =>
  chain.length === 0
    ? {}
    : {
        diversions: chain.map(
          ({ number, name, hidden, outside, why, count }): SipDiversion => ({
            ...{ number, name, restricted: hidden && outside, why, count },
          }),
        ),
      };

/** As a carrier says it. */
export const heardFromCarrier = (
  chain: readonly SipDiversion[],
): { readonly diversions?: readonly Diversion[] } =>
  chain.length === 0
    ? {}
    : {
        diversions: chain.map(({ number, name, restricted: hidden, why, count }) => ({
          ...{ number, name, publicNumber: number, hidden, why, count, outside: true },
        })),
      };
