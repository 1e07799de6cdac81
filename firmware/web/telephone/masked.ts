/** A user's view of the own telephone with other people's numbers as the role may see them: who sees less cannot dial it. */
import type { TelephoneCall, TelephoneTicket, TelephoneView } from '#ports/telephone.ts';

type MaskOne = (number: string) => string;

const ticket = (one: TelephoneTicket, mask: MaskOne): TelephoneTicket => ({
  ...one,
  callerNumber: mask(one.callerNumber),
});
const call = (one: TelephoneCall, mask: MaskOne): TelephoneCall => ({
  ...one,
  number: mask(one.number),
  ...(one.sentOnBy && { sentOnBy: { ...one.sentOnBy, number: mask(one.sentOnBy.number) } }),
  ticket: one.ticket === null ? null : ticket(one.ticket, mask),
});

export const maskedTelephone = (view: TelephoneView, mask: MaskOne): TelephoneView => ({
  ...view,
  calls: view.calls.map((one) => call(one, mask)),
  past: view.past.map((one) => {
    const number = mask(one.number);
    return { ...one, number, inside: one.inside && number === one.number };
  }),
});
