/** An operator's view with callers' numbers as the role may see them. Numbers of the directory are there to be dialled. */
import type { DeskAction, DeskCard, DeskView, DeskWaiting, DirectoryEntry, Ticket } from '#ports/desk.ts';

type MaskOne = (number: string) => string;

const entry = (one: DirectoryEntry | null, mask: MaskOne): DirectoryEntry | null =>
  one === null ? null : { ...one, number: mask(one.number) };
const card = (one: DeskCard, mask: MaskOne): DeskCard => ({
  ...one,
  number: mask(one.number),
  entry: entry(one.entry, mask),
});
const waiting = (one: DeskWaiting, mask: MaskOne): DeskWaiting => ({
  ...one,
  from: mask(one.from),
  ...(one.sentOnBy && { sentOnBy: { ...one.sentOnBy, number: mask(one.sentOnBy.number) } }),
  entry: entry(one.entry, mask),
});
export const maskedTicket = (one: Ticket, mask: MaskOne): Ticket => ({
  ...one,
  callerNumber: mask(one.callerNumber),
});

export function maskedView(view: DeskView, mask: MaskOne): DeskView {
  const tickets = (some: readonly Ticket[]): readonly Ticket[] => some.map((one) => maskedTicket(one, mask));
  return {
    ...view,
    waiting: view.waiting.map((one) => waiting(one, mask)),
    source: view.source === null ? null : card(view.source, mask),
    destination: view.destination === null ? null : card(view.destination, mask),
    held: view.held.map((one) => card(one, mask)),
    ticket: view.ticket === null ? null : maskedTicket(view.ticket, mask),
    ...{ staged: tickets(view.staged), recent: tickets(view.recent) },
    parked: view.parked.map((one) => ({ ...one, number: mask(one.number) })),
  };
}

/** A form gives back all of its fields: a number that it was shown masked must not be written over the true one. */
export function unmaskedAction(action: DeskAction, view: DeskView, mask: MaskOne): DeskAction {
  if (action.op !== 'note' || action.change.callerNumber === undefined) return action;
  const known = [view.ticket, ...view.staged, ...view.recent].find((one) => one?.id === action.ticket);
  if (known == null || mask(known.callerNumber) !== action.change.callerNumber) return action;
  return { ...action, change: { ...action.change, callerNumber: known.callerNumber } };
}
