/** A line-card position as people write it: `card/position`, both from 1, such as `1/3`. */
export type PortId = `${number}/${number}`;
/** A channel of the media plane: `(card - 1) * 16 + (position - 1)` for an analog port. */
export type Timeslot = number & { readonly unit: 'timeslot' };
export type CallId = string & { readonly unit: 'call' };
/** A number that people dial: digits, `*` and `#`. */
export type DialString = string;

export const SLOTS_PER_CARD = 16;
export const POSITIONS_PER_CARD = 8;

export const portId = (card: number, position: number): PortId => `${card}/${position}`;
export const timeslot = (index: number): Timeslot => index as Timeslot;

/** Card and position of a port, both from 1. */
export function portParts(port: PortId): { card: number; position: number } {
  const [card, position] = port.split('/');
  return { card: Number(card), position: Number(position) };
}

/** The timeslot that an analog port is wired to. */
export function timeslotOf(port: PortId): Timeslot {
  const { card, position } = portParts(port);
  return timeslot((card - 1) * SLOTS_PER_CARD + (position - 1));
}

/** The port wired to a timeslot; slots 8–15 of a card have none. */
export function portOfTimeslot(slot: Timeslot): PortId | null {
  const position = (slot % SLOTS_PER_CARD) + 1;
  if (position > POSITIONS_PER_CARD) return null;
  return portId(Math.floor(slot / SLOTS_PER_CARD) + 1, position);
}
